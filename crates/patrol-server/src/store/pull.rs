//! Reading the change log, filtered by rights inside the same moment. Sends nothing a person may not see.

use super::lives;
use super::rows;
use super::scope::Scope;
use super::{Refusal, Store};
use crate::limits;
use futures_util::TryStreamExt;
use patrol_domain::people::Member;
use patrol_domain::sight::{is_guarded, redact};
use patrol_domain::{At, Key, Kind, MemberId, Record, SiteId};
use serde_json::value::RawValue;
use sqlx::{AnyConnection, Row};

/// One page of a pull; the rows are stored texts that nobody had to take apart.
#[derive(Debug)]
pub struct Page {
    pub cursor: String,
    pub fresh: bool,
    pub more: bool,
    pub rows: Vec<PageRow>,
    /// The name of the life under way.
    pub life: String,
}

#[derive(Debug)]
pub struct PageRow {
    pub key: Key,
    pub record: Box<RawValue>,
}

/// Rows after a place that one of the scope's marks may see. While the base is made anew, records
/// finished before `$3` stay away.
const PAGE: &str = "SELECT t.seq, t.kind, t.name, t.body FROM records t
    WHERE t.site = $1 AND t.seq > $2 AND (t.past = 0 OR t.ord >= $3)
      AND EXISTS (SELECT 1 FROM record_marks m WHERE m.site = t.site AND m.kind = t.kind
          AND m.name = t.name AND m.mark {in})
    ORDER BY t.seq LIMIT $4";

/// Where a phone stands.
#[derive(Clone, Copy)]
struct Place {
    seq: i64,
    /// While it still receives its base: what was finished before this stays off it. Fixed with
    /// the first page: what is finished while the pages come replaces what an earlier one showed.
    oldest: Option<At>,
}

impl Store {
    /// The next page for `member`. A cursor that is not of these rights starts anew, and so does
    /// one that saw what this database never held: it was given before a backup was restored.
    pub async fn pull(
        &self,
        member: MemberId,
        site: SiteId,
        cursor: Option<&str>,
    ) -> Result<Page, Refusal> {
        let mut tx = self.readers.begin().await?;
        let scope = scope_of(&mut tx, member, site).await?.ok_or(Refusal::NotFound)?;
        let life = lives::current(&mut tx).await?;
        let mut known = None;
        if let Some((given_in, place)) = cursor.and_then(|cursor| self.open_cursor(cursor, &scope))
            && (given_in == life || lives::is_our_past(&mut tx, site, given_in, place.seq).await?)
        {
            known = Some(place);
        }
        let oldest = (self.clock)().plus_days(-limits::BASE_DAYS);
        let anew = Place { seq: 0, oldest: Some(oldest) };
        let mut place = known.unwrap_or(anew);
        let mut page = read_page(&mut tx, &scope, place, self.page_rows).await?;
        let restored = page.1 < place.seq;
        if restored {
            place = anew;
            page = read_page(&mut tx, &scope, place, self.page_rows).await?;
        }
        tx.commit().await?;
        let (rows, last, more) = page;
        let next = Place { seq: last, oldest: place.oldest.filter(|_| more) };
        let fresh = known.is_none() || restored;
        Ok(Page { cursor: self.close_cursor(&life, next, &scope), fresh, more, rows, life })
    }

    fn close_cursor(&self, life: &str, place: Place, scope: &Scope) -> String {
        let open = match place.oldest {
            Some(oldest) => format!("{life}-f{}@{}", place.seq, oldest.0),
            None => format!("{life}-n{}", place.seq),
        };
        let seal = self.seal(&format!("{open}/{}/{}", self.facts.epoch, scope.name()));
        format!("{open}.{seal}")
    }

    /// The life in which it was given, and its place.
    fn open_cursor<'c>(&self, cursor: &'c str, scope: &Scope) -> Option<(&'c str, Place)> {
        let (open, _) = cursor.split_once('.')?;
        let (life, open) = open.split_once('-')?;
        let place = match open.strip_prefix('f') {
            None => Place { seq: open.strip_prefix('n')?.parse().ok()?, oldest: None },
            Some(fresh) => {
                let (seq, oldest) = fresh.split_once('@')?;
                Place { seq: seq.parse().ok()?, oldest: Some(At(oldest.parse().ok()?)) }
            }
        };
        let whole = place.seq >= 0 && self.close_cursor(life, place, scope) == cursor;
        whole.then_some((life, place))
    }
}

/// The person's rights at the site, as they are in this transaction.
pub(super) async fn scope_of(
    connection: &mut AnyConnection,
    member: MemberId,
    site: SiteId,
) -> Result<Option<Scope>, Refusal> {
    let row =
        sqlx::query("SELECT body FROM records WHERE site = $1 AND kind = 'member' AND name = $2")
            .bind(site.to_string())
            .bind(member.to_string())
            .fetch_optional(connection)
            .await?;
    let Some(row) = row else { return Ok(None) };
    let body: String = row.try_get(0)?;
    let member: Member = serde_json::from_str(&body).map_err(|_| Refusal::Internal)?;
    Ok(Scope::of(&member, site))
}

async fn read_page(
    connection: &mut AnyConnection,
    scope: &Scope,
    place: Place,
    most: i64,
) -> Result<(Vec<PageRow>, i64, bool), Refusal> {
    let oldest = place.oldest.map_or(i64::MIN, |oldest| oldest.0);
    let (text, marks) = rows::with_names(PAGE, 4, &scope.marks);
    let mut query = sqlx::query(sqlx::AssertSqlSafe(text))
        .bind(scope.site.clone())
        .bind(place.seq)
        .bind(oldest)
        .bind(most + 1);
    for mark in marks {
        query = query.bind(mark);
    }
    let mut found = query.fetch(&mut *connection);
    let (mut page, mut bytes, mut last) = (Vec::new(), 0, place.seq);
    while let Some(row) = found.try_next().await? {
        if page.len() as i64 == most || bytes > limits::PULL_BYTES {
            return Ok((page, last, true));
        }
        let body: String = row.try_get(3)?;
        bytes += body.len();
        last = row.try_get(0)?;
        let kind: String = row.try_get(1)?;
        let body = shown(scope, &kind, body)?;
        page.push(PageRow {
            key: key_of(&kind, &row.try_get::<String, _>(2)?).ok_or(Refusal::Internal)?,
            record: RawValue::from_string(body).map_err(|_| Refusal::Internal)?,
        });
    }
    drop(found);
    // Nothing visible waits up to here: the next pull need not read it again.
    let row = sqlx::query("SELECT seq FROM site_counters WHERE site = $1")
        .bind(scope.site.clone())
        .fetch_one(connection)
        .await?;
    Ok((page, row.try_get(0)?, false))
}

/// The stored text as this person may read it: of a case, personal fields and a protected finder
/// may have to go, of a round, positions. Texts in which none can stand go out as they are.
fn shown(scope: &Scope, kind: &str, body: String) -> Result<String, Refusal> {
    let case = || body.contains("\"personal\":") || body.contains("\"protected\"");
    let guarded = (kind == Kind::Case.name() && case())
        || (kind == Kind::Round.name() && body.contains("\"fix\":"));
    if !guarded {
        return Ok(body);
    }
    let record: Record = serde_json::from_str(&body).map_err(|_| Refusal::Internal)?;
    if !is_guarded(&record) {
        return Ok(body);
    }
    serde_json::to_string(&redact(record, &scope.sees)).map_err(|_| Refusal::Internal)
}

/// The key behind a row's kind and name columns.
fn key_of(kind: &str, name: &str) -> Option<Key> {
    Some(match Kind::ALL.into_iter().find(|known| known.name() == kind)? {
        Kind::Site => Key::Site { id: name.parse().ok()? },
        Kind::Member => Key::Member { id: name.parse().ok()? },
        Kind::Place => Key::Place { id: name.parse().ok()? },
        Kind::Checkpoint => Key::Checkpoint { id: name.parse().ok()? },
        Kind::Checklist => {
            let (id, version) = name.rsplit_once('@')?;
            Key::Checklist { id: id.to_owned(), version: version.parse().ok()? }
        }
        Kind::Flow => {
            let (id, version) = name.rsplit_once('@')?;
            Key::Flow { id: id.to_owned(), version: version.parse().ok()? }
        }
        Kind::Categories => Key::Categories,
        Kind::Round => Key::Round { id: name.parse().ok()? },
        Kind::History => {
            let (place, checklist) = name.split_once('/')?;
            Key::History { place: place.parse().ok()?, checklist: checklist.to_owned() }
        }
        Kind::Case => Key::Case { id: name.parse().ok()? },
        Kind::Photo => Key::Photo { id: name.parse().ok()? },
    })
}
