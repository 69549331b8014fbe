//! SQL: one set of texts for SQLite and PostgreSQL. Knows records and rights, no HTTP.

mod audit;
mod cases;
mod decide;
mod delegations;
mod facts;
mod flush;
mod group;
mod import;
mod incoming;
mod items;
mod lives;
mod load;
mod notices;
mod office;
mod open;
mod people;
mod photo_rights;
mod plans;
mod pull;
mod push;
mod quarantine;
mod rights_past;
mod rows;
mod scope;
mod seed;
mod sessions;
mod writer;

#[cfg(feature = "faults")]
mod faults;

pub use audit::{Audit, AuditFault};
pub(crate) use delegations::acting_grant;
pub use incoming::Incoming;
pub(crate) use notices::{Outgoing, Place, Word};
pub(crate) use office::{Also, Deed};
pub use people::Account;
pub use pull::Page;
pub use scope::Scope;
pub use seed::SeedError;
pub use sessions::{Access, SessionRow};

#[cfg(feature = "faults")]
pub use faults::{Fault, Faults};

use crate::config::{Clock, Config};
use crate::limits;
use patrol_domain::SiteId;
use sqlx::{AnyPool, Row};
use std::sync::Arc;

/// The database behind its two doors: `readers` for questions, `writer` for changes.
#[derive(Clone)]
pub struct Store {
    readers: AnyPool,
    writer: AnyPool,
    queue: writer::Queue,
    facts: facts::ServerFacts,
    clock: Clock,
    /// Looked at by every request.
    next_due: Arc<delegations::NextDue>,
    /// Rows of one page of a pull.
    page_rows: i64,
}

#[cfg(not(feature = "faults"))]
fn page_rows(_: &Config) -> i64 {
    limits::PULL_ROWS
}

#[cfg(feature = "faults")]
fn page_rows(config: &Config) -> i64 {
    config.faults.page_rows.unwrap_or(limits::PULL_ROWS)
}

impl Store {
    /// Connects, brings the schema up to date and starts the writer.
    pub async fn open(config: &Config) -> Result<Store, OpenError> {
        let (readers, writer) = open::connect(&config.database_url).await?;
        open::migrate(&writer, (config.clock)()).await?;
        let facts = facts::ServerFacts::load(&writer, config.restored).await?;
        let queue = writer::start(
            writer.clone(),
            config.clock.clone(),
            #[cfg(feature = "faults")]
            config.faults.clone(),
        );
        let page_rows = page_rows(config);
        let (clock, next_due) = (config.clock.clone(), Arc::default());
        Ok(Store { readers, writer, queue, facts, clock, next_due, page_rows })
    }

    /// Writes down that a server begins to answer, and where every site stands.
    pub async fn begin_life(&self) -> Result<(), Refusal> {
        Ok(lives::begin(&self.writer).await?)
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), sqlx::Error> {
        sqlx::query("SELECT 1").execute(&self.readers).await.map(|_| ())
    }

    /// The number of the site's latest change.
    pub async fn last_change(&self, site: SiteId) -> Result<i64, Refusal> {
        let row = sqlx::query("SELECT seq FROM site_counters WHERE site = $1")
            .bind(site.to_string())
            .fetch_one(&self.readers)
            .await?;
        Ok(row.try_get(0)?)
    }

    /// Finishes what is queued and closes the connections.
    pub async fn close(&self) {
        self.writer.close().await;
        self.readers.close().await;
    }

    /// A keyed hash: for cursors and for what must not stand readable in the database.
    pub fn seal(&self, text: &str) -> String {
        self.facts.seal(text)
    }
}

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("the database cannot be opened: {0}")]
    Database(#[from] sqlx::Error),
    #[error("the folder of the database cannot be made: {0}")]
    Folder(#[from] std::io::Error),
    #[error(
        "SQLite {0} can corrupt a database that is written while it is checkpointed; \
         3.51.3 or newer is needed"
    )]
    OldSqlite(String),
    #[error("the database was made by a newer version of this server (schema {0})")]
    Newer(i64),
}

/// Why a change or a question was refused; nothing of it was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    Malformed,
    NotFound,
    NotYours,
    SequenceReused,
    Busy,
    Internal,
}

impl From<sqlx::Error> for Refusal {
    fn from(cause: sqlx::Error) -> Self {
        tracing::error!(%cause, "database");
        Refusal::Busy
    }
}
