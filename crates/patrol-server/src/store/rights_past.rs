//! What a person's record said before: an operation needs the right when it was made, too.

use super::decide::Decided;
use super::group::{Group, Ledger};
use super::incoming::Incoming;
use super::rows::{Cell, select_in};
use patrol_domain::{At, Halt, Key, MemberId, Op, Record, Rejection, SiteId, apply};
use sqlx::{AnyConnection, AssertSqlSafe, Row};
use std::collections::{BTreeMap, BTreeSet};

/// Clocks of phones are corrected by the server's and still may be so far off, minutes: what was
/// allowed at some moment this close was allowed.
const OFF_MIN: i64 = 5;

/// A person's record and the moment until which it said so.
pub(super) type Past = BTreeMap<(SiteId, MemberId), Vec<(At, Record)>>;

/// Writes down what stood before these records of people replace it. Same words leave no trace.
pub(super) async fn keep(
    connection: &mut AnyConnection,
    site: &str,
    changed: &[(String, i64, String)],
    now: At,
) -> Result<(), sqlx::Error> {
    for (member, seq, body) in changed {
        sqlx::query(AssertSqlSafe(
            "INSERT INTO rights_past (site, member, seq, until_at, body) \
             SELECT site, name, $3, $4, body FROM records \
             WHERE site = $1 AND kind = 'member' AND name = $2 AND body <> $5",
        ))
        .bind(site.to_owned())
        .bind(member.clone())
        .bind(*seq)
        .bind(now.0)
        .bind(body.clone())
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

impl Group<'_> {
    /// Reads what the authors' records said when the oldest of these operations was made.
    pub(super) async fn load_past(&mut self, pushes: &[&Incoming]) -> Result<(), sqlx::Error> {
        let mut oldest: BTreeMap<SiteId, (At, BTreeSet<MemberId>)> = BTreeMap::new();
        for op in pushes.iter().flat_map(|push| &push.items).filter_map(|item| item.op.as_ref()) {
            let (at, authors) =
                oldest.entry(op.site).or_insert_with(|| (op.made_at, BTreeSet::new()));
            *at = (*at).min(op.made_at);
            authors.insert(op.author);
        }
        for (site, (at, authors)) in oldest {
            let names: Vec<String> = authors.iter().map(MemberId::to_string).collect();
            let from = at.plus_minutes(-OFF_MIN).0;
            let first = [Cell::Text(site.to_string()), Cell::Int(from)];
            let text = "SELECT until_at, body FROM rights_past \
                 WHERE site = $1 AND until_at > $2 AND member {in} ORDER BY seq";
            for row in select_in(self.connection, text, &first, &names).await? {
                let body: String = row.try_get(1)?;
                // One that cannot be read is left out: today's rights still decide.
                if let Ok(Record::Member(member)) = serde_json::from_str(&body) {
                    let past = self.past.entry((site, member.id)).or_default();
                    past.push((At(row.try_get(0)?), Record::Member(member)));
                }
            }
        }
        Ok(())
    }

    /// What is allowed today must have been allowed when it was made. The time is the phone's word:
    /// it can take a right away here and give none.
    pub(super) fn judged_by_its_time(&mut self, op: &Op, decided: Decided) -> Decided {
        let Some(past) = self.past.get(&(op.site, op.author)) else { return decided };
        let Some(ledger) = self.sites.get_mut(&op.site).filter(|_| decided.is_ok()) else {
            return decided;
        };
        let (from, to) = (op.made_at.plus_minutes(-OFF_MIN), op.made_at.plus_minutes(OFF_MIN));
        // Each record held from the end of the one before to its own end; the last until today.
        let mut began = At(i64::MIN);
        let mut refused = None;
        for (until, record) in past {
            if *until > from && began <= to {
                match by_rights_of(ledger, op, record.clone()) {
                    None => return decided,
                    some => refused = some,
                }
            }
            began = *until;
        }
        let today = began <= to;
        refused.filter(|_| !today).map_or(decided, Err)
    }
}

/// Why these rights would not have allowed it; `None` when they did.
fn by_rights_of(ledger: &mut Ledger, op: &Op, rights: Record) -> Option<Rejection> {
    let key = Key::Member { id: op.author };
    let today = ledger.view.records.insert(key.clone(), Some(rights));
    let then = apply(&ledger.view, op);
    ledger.view.records.insert(key, today.flatten());
    match then {
        Err(Halt::Rejected(
            why @ (Rejection::NotAllowed
            | Rejection::Suspended
            | Rejection::Unknown { .. }
            | Rejection::HandlerOutsideDepartment
            | Rejection::CannotWalk),
        )) => Some(why),
        // Anything else is no matter of rights, or asks for what was not loaded: today's word holds.
        _ => None,
    }
}
