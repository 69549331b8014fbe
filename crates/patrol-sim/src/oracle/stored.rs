//! The server's database as it lies on disk, read and copied from outside.

use patrol_domain::ids::{DeviceId, MemberId, OpId, SiteId};
use patrol_domain::people::Member;
use patrol_domain::{Key, Op, Record};
use patrol_protocol::{OpHead, Receipt};
use sqlx::{AnyPool, Row};
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::future::Future;
use std::path::Path;
use std::str::FromStr;

/// One operation in the server's log.
pub struct Settled {
    pub op: Op,
    pub receipt: Receipt,
}

pub struct Stored {
    /// Site by site, in the order of the log.
    pub ops: Vec<Settled>,
    /// Numbers that a phone gave up by name: refused once, and mended or given up since.
    pub withdrawn: BTreeMap<(DeviceId, SiteId, u64), OpId>,
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

/// Everything that the database holds.
pub fn read(folder: &Path) -> Stored {
    now(query(folder)).expect("the server's database reads")
}

/// The operations in the log.
pub fn names(folder: &Path) -> BTreeSet<OpId> {
    now(query_names(folder)).expect("the server's database reads")
}

/// A whole copy of the database in another folder, as a running one may be copied.
pub fn copy(from: &Path, to: &Path) {
    now(query_copy(from, to)).expect("room for a backup");
}

fn now<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(work)
}

async fn connect(folder: &Path) -> Result<AnyPool, sqlx::Error> {
    sqlx::any::install_default_drivers();
    AnyPool::connect(&format!("sqlite://{}", folder.join("patrol.db").display())).await
}

async fn query_copy(from: &Path, to: &Path) -> Result<(), sqlx::Error> {
    let pool = connect(from).await?;
    let copy = to.join("patrol.db").display().to_string();
    sqlx::query("VACUUM INTO $1").bind(copy).execute(&pool).await?;
    pool.close().await;
    Ok(())
}

async fn query_names(folder: &Path) -> Result<BTreeSet<OpId>, sqlx::Error> {
    let pool = connect(folder).await?;
    let rows = sqlx::query("SELECT op_id FROM ops").fetch_all(&pool).await?;
    pool.close().await;
    rows.iter().map(|row| id(&row.try_get::<String, _>(0)?)).collect()
}

async fn query(folder: &Path) -> Result<Stored, sqlx::Error> {
    let pool = connect(folder).await?;
    let log = "SELECT o.body, o.receipt, o.device FROM audit a JOIN ops o ON o.op_id = a.op_id \
               ORDER BY a.site, a.n";
    let (mut ops, mut withdrawn) = (Vec::new(), BTreeMap::new());
    for row in sqlx::query(log).fetch_all(&pool).await? {
        let Ok(op) = json::<Op>(&row, 0) else {
            let head: OpHead = json(&row, 0)?;
            let device = id(&row.try_get::<String, _>(2)?)?;
            withdrawn.insert((device, head.site, head.seq), head.id);
            continue;
        };
        ops.push(Settled { op, receipt: json(&row, 1)? });
    }
    let mut records: BTreeMap<SiteId, BTreeMap<Key, Record>> = BTreeMap::new();
    for row in sqlx::query("SELECT site, body FROM records").fetch_all(&pool).await? {
        let site: String = row.try_get(0)?;
        let site: SiteId = id(&site)?;
        let record: Record = json(&row, 1)?;
        records.entry(site).or_default().insert(record.key(), record);
    }
    pool.close().await;
    Ok(Stored { ops, withdrawn, records })
}

fn id<T: FromStr<Err: Error + Send + Sync + 'static>>(text: &str) -> Result<T, sqlx::Error> {
    text.parse().map_err(|cause| sqlx::Error::Decode(Box::new(cause)))
}

fn json<T: serde::de::DeserializeOwned>(
    row: &sqlx::any::AnyRow,
    at: usize,
) -> Result<T, sqlx::Error> {
    let text: String = row.try_get(at)?;
    serde_json::from_str(&text).map_err(|cause| sqlx::Error::Decode(Box::new(cause)))
}
