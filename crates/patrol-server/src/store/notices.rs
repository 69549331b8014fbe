//! Notices on their way out, how far the changes were looked through, and what people want told.

use super::rows::{self, Cell, select_in};
use super::{Refusal, Store};
use patrol_domain::notice::NoticeSettings;
use patrol_domain::{At, Key, MemberId, Record, SiteId};
use sqlx::Row;
use sqlx::any::AnyRow;
use std::collections::{BTreeMap, BTreeSet};

/// A notice for one way out. Its id is made of what it says: the same reason has the same id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outgoing {
    pub site: SiteId,
    pub channel: String,
    /// Whom a mail goes to, else empty.
    pub target: String,
    pub id: String,
    pub topic: String,
    pub kind: String,
    pub name: String,
    pub base: String,
    pub urgent: bool,
    pub attempts: i64,
}

/// Where a site's changes were left, and since when it tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub seq: i64,
    pub since: At,
}

/// What became of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    Sent,
    /// It waits for nobody any more.
    Gone,
    GivenUp,
    /// Tried again then.
    Later(At),
    /// Not tried: quiet hours until then.
    Quiet(At),
}

impl Store {
    pub(crate) async fn notice_place(&self, site: SiteId) -> Result<Option<Place>, Refusal> {
        let row = sqlx::query("SELECT seq, since_at FROM notice_places WHERE site = $1")
            .bind(site.to_string())
            .fetch_optional(&self.readers)
            .await?;
        let read = |row: AnyRow| Ok(Place { seq: row.try_get(0)?, since: At(row.try_get(1)?) });
        row.map(read).transpose()
    }

    /// Rounds and cases that changed after a place, in order, with the number of each change.
    pub(crate) async fn changed_after(
        &self,
        site: SiteId,
        seq: i64,
        most: i64,
    ) -> Result<Vec<(i64, Record)>, Refusal> {
        let rows = sqlx::query(
            "SELECT seq, body FROM records WHERE site = $1 AND seq > $2 \
             AND (kind = 'case' OR kind = 'round') ORDER BY seq LIMIT $3",
        )
        .bind(site.to_string())
        .bind(seq)
        .bind(most)
        .fetch_all(&self.readers)
        .await?;
        rows.iter()
            .map(|row| Ok((row.try_get(0)?, record(&row.try_get::<String, _>(1)?)?)))
            .collect()
    }

    /// Puts in what is not there yet and notes the place, in one transaction; returns how many
    /// were new.
    pub(crate) async fn put_notices(
        &self,
        site: SiteId,
        place: Place,
        notices: Vec<Outgoing>,
    ) -> Result<usize, Refusal> {
        let known = self.known_notices(site, &notices).await?;
        let key = |one: &Outgoing| (one.channel.clone(), one.target.clone(), one.id.clone());
        let new: Vec<Outgoing> =
            notices.into_iter().filter(|one| !known.contains(&key(one))).collect();
        if new.is_empty() && self.notice_place(site).await? == Some(place) {
            return Ok(0);
        }
        let (now, made) = ((self.clock)().0, new.len());
        let mut tx = self.writer.begin().await?;
        let head = "INSERT INTO notices (site, channel, target, id, topic, kind, name, base, \
             urgent, made_at, next_at)";
        let rows = new.into_iter().map(|one| {
            let texts = [site.to_string(), one.channel, one.target, one.id, one.topic, one.kind];
            let texts = texts.into_iter().chain([one.name, one.base]).map(Cell::Text);
            let numbers = [i64::from(one.urgent), now, now].map(Cell::Int);
            texts.chain(numbers).collect()
        });
        rows::insert(&mut tx, head, "ON CONFLICT DO NOTHING", rows.collect()).await?;
        sqlx::query(
            "INSERT INTO notice_places (site, seq, since_at) VALUES ($1, $2, $3) \
             ON CONFLICT (site) DO UPDATE SET seq = excluded.seq",
        )
        .bind(site.to_string())
        .bind(place.seq)
        .bind(place.since.0)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(made)
    }

    /// Channel, target and id of those that are there.
    async fn known_notices(
        &self,
        site: SiteId,
        notices: &[Outgoing],
    ) -> Result<BTreeSet<(String, String, String)>, Refusal> {
        let ids: BTreeSet<String> = notices.iter().map(|one| one.id.clone()).collect();
        let ids: Vec<String> = ids.into_iter().collect();
        let mut connection = self.readers.acquire().await?;
        let text = "SELECT channel, target, id FROM notices WHERE site = $1 AND id {in}";
        let rows = select_in(&mut connection, text, &[Cell::Text(site.to_string())], &ids).await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?))).collect()
    }

    /// Those whose time has come and that nobody has in hand, the urgent first.
    pub(crate) async fn due_notices(&self, most: i64) -> Result<Vec<Outgoing>, Refusal> {
        let rows = sqlx::query(
            "SELECT site, channel, target, id, topic, kind, name, base, urgent, attempts \
             FROM notices WHERE state = 'waiting' AND next_at <= $1 AND claimed_until <= $1 \
             ORDER BY urgent DESC, next_at, id LIMIT $2",
        )
        .bind((self.clock)().0)
        .bind(most)
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(outgoing).collect()
    }

    /// Takes one in hand for a while; `false` when another server was quicker.
    pub(crate) async fn claim_notice(&self, one: &Outgoing, until: At) -> Result<bool, Refusal> {
        let taken = sqlx::query(
            "UPDATE notices SET claimed_until = $5, attempts = attempts + 1 WHERE site = $1 \
             AND channel = $2 AND target = $3 AND id = $4 AND state = 'waiting' \
             AND claimed_until <= $6",
        )
        .bind(one.site.to_string())
        .bind(one.channel.clone())
        .bind(one.target.clone())
        .bind(one.id.clone())
        .bind(until.0)
        .bind((self.clock)().0)
        .execute(&self.writer)
        .await?;
        Ok(taken.rows_affected() == 1)
    }

    /// Writes down what became of one that was claimed.
    pub(crate) async fn settle_notice(
        &self,
        one: &Outgoing,
        word: Word,
        fault: &str,
    ) -> Result<(), Refusal> {
        let (state, next, tried) = match word {
            Word::Sent => ("sent", 0, 0),
            Word::Gone => ("gone", 0, 0),
            Word::GivenUp => ("given_up", 0, 0),
            Word::Later(at) => ("waiting", at.0, 0),
            Word::Quiet(at) => ("waiting", at.0, 1),
        };
        sqlx::query(
            "UPDATE notices SET state = $5, next_at = $6, claimed_until = 0, fault = $7, \
             attempts = attempts - $8 WHERE site = $1 AND channel = $2 AND target = $3 AND id = $4",
        )
        .bind(one.site.to_string())
        .bind(one.channel.clone())
        .bind(one.target.clone())
        .bind(one.id.clone())
        .bind(state)
        .bind(next)
        .bind(fault.to_owned())
        .bind(i64::from(tried))
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// Forgets those that were made before; the same reason is older by then than any that counts.
    pub(crate) async fn forget_notices(&self, before: At) -> Result<u64, Refusal> {
        let gone = sqlx::query("DELETE FROM notices WHERE made_at < $1")
            .bind(before.0)
            .execute(&self.writer)
            .await?;
        Ok(gone.rows_affected())
    }

    /// One round or case as it stands.
    pub(crate) async fn noticed(&self, one: &Outgoing) -> Result<Option<Record>, Refusal> {
        self.stored(one.site, &one.kind, &one.name).await
    }

    /// One record by its key.
    pub(crate) async fn record(&self, site: SiteId, key: &Key) -> Result<Option<Record>, Refusal> {
        self.stored(site, key.kind().name(), &key.name()).await
    }

    async fn stored(
        &self,
        site: SiteId,
        kind: &str,
        name: &str,
    ) -> Result<Option<Record>, Refusal> {
        let row =
            sqlx::query("SELECT body FROM records WHERE site = $1 AND kind = $2 AND name = $3")
                .bind(site.to_string())
                .bind(kind.to_owned())
                .bind(name.to_owned())
                .fetch_optional(&self.readers)
                .await?;
        row.map(|row| record(&row.try_get::<String, _>(0)?)).transpose()
    }

    /// What this person said; `None` when they never said anything.
    pub async fn notice_settings(
        &self,
        member: MemberId,
    ) -> Result<Option<NoticeSettings>, Refusal> {
        let row = sqlx::query("SELECT body FROM notice_settings WHERE member = $1")
            .bind(member.to_string())
            .fetch_optional(&self.readers)
            .await?;
        row.map(|row| settings(&row.try_get::<String, _>(0)?)).transpose()
    }

    /// The same of everybody who has work at the site.
    pub(crate) async fn settings_at(
        &self,
        site: SiteId,
    ) -> Result<BTreeMap<String, NoticeSettings>, Refusal> {
        let rows = sqlx::query(
            "SELECT s.member, s.body FROM notice_settings s \
             JOIN memberships m ON m.member = s.member WHERE m.site = $1",
        )
        .bind(site.to_string())
        .fetch_all(&self.readers)
        .await?;
        let read = |row: &AnyRow| Ok((row.try_get(0)?, settings(&row.try_get::<String, _>(1)?)?));
        rows.iter().map(read).collect()
    }

    pub async fn keep_notice_settings(
        &self,
        member: MemberId,
        settings: &NoticeSettings,
    ) -> Result<(), Refusal> {
        let body = serde_json::to_string(settings).map_err(|_| Refusal::Internal)?;
        sqlx::query(
            "INSERT INTO notice_settings (member, body, changed_at) VALUES ($1, $2, $3) \
             ON CONFLICT (member) DO UPDATE SET body = excluded.body, \
             changed_at = excluded.changed_at",
        )
        .bind(member.to_string())
        .bind(body)
        .bind((self.clock)().0)
        .execute(&self.writer)
        .await?;
        Ok(())
    }
}

// Neither says what it could not read: it holds people's words.
fn record(body: &str) -> Result<Record, Refusal> {
    serde_json::from_str(body).map_err(|_| Refusal::Internal)
}

fn settings(body: &str) -> Result<NoticeSettings, Refusal> {
    serde_json::from_str(body).map_err(|_| Refusal::Internal)
}

fn outgoing(row: &AnyRow) -> Result<Outgoing, Refusal> {
    let text = |column: usize| row.try_get::<String, _>(column);
    Ok(Outgoing {
        site: text(0)?.parse().map_err(|_| Refusal::Internal)?,
        channel: text(1)?,
        target: text(2)?,
        id: text(3)?,
        topic: text(4)?,
        kind: text(5)?,
        name: text(6)?,
        base: text(7)?,
        urgent: row.try_get::<i64, _>(8)? != 0,
        attempts: row.try_get(9)?,
    })
}
