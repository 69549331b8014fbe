//! The server's database as it lies on disk, read from outside.

use patrol_domain::ids::{MemberId, OpId, SiteId};
use patrol_domain::people::Member;
use patrol_domain::{Key, Op, Record};
use patrol_protocol::Receipt;
use sqlx::{AnyPool, Row};
use std::collections::BTreeMap;
use std::path::Path;

/// One operation in the server's log.
pub struct Settled {
    pub op: Op,
    pub receipt: Receipt,
}

pub struct Stored {
    /// Site by site, in the order of the log.
    pub ops: Vec<Settled>,
    pub records: BTreeMap<SiteId, BTreeMap<Key, Record>>,
}

impl Stored {
    pub fn member(&self, site: SiteId, id: MemberId) -> Option<&Member> {
        match self.records.get(&site)?.get(&Key::Member { id })? {
            Record::Member(member) => Some(member),
            _ => None,
        }
    }

    pub fn find(&self, id: OpId) -> Option<&Settled> {
        self.ops.iter().find(|settled| settled.op.id == id)
    }
}

pub fn read(folder: &Path) -> Stored {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    runtime.block_on(async { query(folder).await.expect("the server's database reads") })
}

async fn query(folder: &Path) -> Result<Stored, sqlx::Error> {
    sqlx::any::install_default_drivers();
    let url = format!("sqlite://{}", folder.join("patrol.db").display());
    let pool = AnyPool::connect(&url).await?;
    let log = "SELECT o.body, o.receipt FROM audit a JOIN ops o ON o.op_id = a.op_id \
               ORDER BY a.site, a.n";
    let mut ops = Vec::new();
    for row in sqlx::query(log).fetch_all(&pool).await? {
        ops.push(Settled { op: json(&row, 0)?, receipt: json(&row, 1)? });
    }
    let mut records: BTreeMap<SiteId, BTreeMap<Key, Record>> = BTreeMap::new();
    for row in sqlx::query("SELECT site, body FROM records").fetch_all(&pool).await? {
        let site: String = row.try_get(0)?;
        let site: SiteId = site.parse().map_err(|cause| sqlx::Error::Decode(Box::new(cause)))?;
        let record: Record = json(&row, 1)?;
        records.entry(site).or_default().insert(record.key(), record);
    }
    pool.close().await;
    Ok(Stored { ops, records })
}

fn json<T: serde::de::DeserializeOwned>(
    row: &sqlx::any::AnyRow,
    at: usize,
) -> Result<T, sqlx::Error> {
    let text: String = row.try_get(at)?;
    serde_json::from_str(&text).map_err(|cause| sqlx::Error::Decode(Box::new(cause)))
}
