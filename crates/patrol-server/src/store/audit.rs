//! The chain of everything that was decided at a site: written inside each transaction, walked from
//! end to end when somebody asks whether it still holds. Knows hashes, no meaning.

use super::facts::{hex, sha256};
use super::{Refusal, Store};
use futures_util::TryStreamExt;
use patrol_domain::SiteId;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
use std::fmt;

/// One row of the chain, without what it is chained to. It names nobody and says nothing: what was
/// done stands elsewhere, under `id`, and only its digest here.
pub(super) struct Link<'a> {
    pub(super) n: i64,
    pub(super) id: &'a str,
    pub(super) at: i64,
    pub(super) digest: &'a str,
}

/// SHA-256 of what was done and of the word on it, hexadecimal.
pub(super) fn digest(text: &str, word: &str) -> String {
    hex(&sha256(format!("{text}\n{word}").as_bytes()))
}

/// SHA-256 of the row before and of this one, hexadecimal.
pub(super) fn hash(before: &str, link: &Link<'_>) -> String {
    let Link { n, id, at, digest } = link;
    hex(&sha256(format!("{before}\n{n}\n{id}\n{at}\n{digest}").as_bytes()))
}

/// What a walk along one site's chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
    pub rows: i64,
    /// Hash of the last row: noted elsewhere, it also shows a chain that was made anew as a whole.
    pub head: String,
    /// The first row that does not hold.
    pub fault: Option<AuditFault>,
}

/// What is wrong with a row, by its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuditFault {
    /// The row of this number is gone.
    Removed(i64),
    /// The row, or the order of rows, was changed.
    Changed(i64),
    /// What was done, or the word on it, was changed; its row still stands.
    ContentChanged(i64),
    /// What was done is gone; its row still stands.
    ContentRemoved(i64),
    /// The rows end, or go on, where the site's own count says otherwise.
    WrongEnd(i64),
    /// Something stands under no row: it was put in beside the server.
    Unchained { id: String },
}

impl fmt::Display for AuditFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AuditFault::Removed(n) => write!(f, "row {n} was removed"),
            AuditFault::Changed(n) => write!(f, "row {n} was changed or moved"),
            AuditFault::ContentChanged(n) => write!(f, "what row {n} stands for was changed"),
            AuditFault::ContentRemoved(n) => write!(f, "what row {n} stands for was removed"),
            AuditFault::WrongEnd(n) => write!(f, "rows after {n} were removed or put in"),
            AuditFault::Unchained { id } => write!(f, "{id} was put in without a row"),
        }
    }
}

/// Rows in order, each with what it stands for.
const ROWS: &str = "SELECT a.n, a.op_id, a.at, a.digest, a.hash, o.body, o.receipt, d.body \
     FROM audit a LEFT JOIN ops o ON o.op_id = a.op_id AND o.site = a.site \
     LEFT JOIN deeds d ON d.site = a.site AND d.id = a.op_id \
     WHERE a.site = $1 ORDER BY a.n";

const UNCHAINED: &str = "SELECT o.op_id FROM ops o WHERE o.site = $1 \
     AND NOT EXISTS (SELECT 1 FROM audit a WHERE a.site = $1 AND a.op_id = o.op_id) \
     UNION ALL SELECT d.id FROM deeds d WHERE d.site = $1 \
     AND NOT EXISTS (SELECT 1 FROM audit a WHERE a.site = $1 AND a.op_id = d.id) LIMIT 1";

impl Store {
    /// Walks the site's chain from its first row to its last, at one moment.
    pub async fn verify_audit(&self, site: SiteId) -> Result<Audit, Refusal> {
        let mut tx = self.readers.begin().await?;
        let text = "SELECT audit_n, audit_hash FROM site_counters WHERE site = $1";
        let row = sqlx::query(text).bind(site.to_string()).fetch_one(&mut *tx).await?;
        let (count, end): (i64, String) = (row.try_get(0)?, row.try_get(1)?);
        let mut walk = Audit { rows: 0, head: String::new(), fault: None };
        let mut rows = sqlx::query(ROWS).bind(site.to_string()).fetch(&mut *tx);
        while let Some(row) = rows.try_next().await? {
            walk.fault = step(&mut walk, &row)?;
            if walk.fault.is_some() {
                break;
            }
        }
        drop(rows);
        if walk.fault.is_none() && (walk.rows, &walk.head) != (count, &end) {
            walk.fault = Some(AuditFault::WrongEnd(walk.rows));
        }
        if walk.fault.is_none() {
            walk.fault = unchained(&mut tx, site).await?;
        }
        tx.commit().await?;
        Ok(walk)
    }
}

/// Takes one row into the walk, or says why it does not continue it.
fn step(walk: &mut Audit, row: &AnyRow) -> Result<Option<AuditFault>, sqlx::Error> {
    let (n, id, at): (i64, String, i64) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    let (written, stood): (String, String) = (row.try_get(3)?, row.try_get(4)?);
    let next = walk.rows + 1;
    if n != next {
        return Ok(Some(AuditFault::Removed(next)));
    }
    if hash(&walk.head, &Link { n, id: &id, at, digest: &written }) != stood {
        return Ok(Some(AuditFault::Changed(n)));
    }
    let (op, receipt): (Option<String>, Option<String>) = (row.try_get(5)?, row.try_get(6)?);
    let content = match (op, row.try_get::<Option<String>, _>(7)?) {
        (Some(op), None) => digest(&op, &receipt.unwrap_or_default()),
        (None, Some(deed)) => digest(&deed, ""),
        _ => return Ok(Some(AuditFault::ContentRemoved(n))),
    };
    if content != written {
        return Ok(Some(AuditFault::ContentChanged(n)));
    }
    (walk.rows, walk.head) = (n, stood);
    Ok(None)
}

async fn unchained(
    connection: &mut AnyConnection,
    site: SiteId,
) -> Result<Option<AuditFault>, sqlx::Error> {
    let row = sqlx::query(UNCHAINED).bind(site.to_string()).fetch_optional(connection).await?;
    row.map(|row| Ok(AuditFault::Unchained { id: row.try_get(0)? })).transpose()
}
