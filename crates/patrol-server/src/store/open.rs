//! Opening the database: connections, settings, schema versions. Knows no tables but its own.

use super::OpenError;
use patrol_domain::At;
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{AnyConnection, AnyPool, Connection, Executor, Row};
use std::path::Path;
use std::time::Duration;

/// Versions in order; a released file never changes.
const MIGRATIONS: [(i64, &str); 9] = [
    (1, include_str!("../../migrations/0001_start.sql")),
    (2, include_str!("../../migrations/0002_granted_claims.sql")),
    (3, include_str!("../../migrations/0003_suspended.sql")),
    (4, include_str!("../../migrations/0004_lives.sql")),
    (5, include_str!("../../migrations/0005_copies.sql")),
    (6, include_str!("../../migrations/0006_audit.sql")),
    (7, include_str!("../../migrations/0007_sessions.sql")),
    (8, include_str!("../../migrations/0008_delegations.sql")),
    (9, include_str!("../../migrations/0009_notices.sql")),
];

/// SQLite below this can corrupt a WAL database (sqlite.org/wal.html#walresetbug).
const OLDEST_SQLITE: [u32; 3] = [3, 51, 3];

/// Durable commits, readers that never block the writer, and a bounded log.
const SQLITE_SETTINGS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
     PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000; PRAGMA temp_store = MEMORY; \
     PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864; \
     PRAGMA cache_size = -16384;";

/// All questions of one reading transaction see one moment.
const POSTGRES_READER: &str =
    "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";

/// Opens the pool of readers and the writer's own.
pub(super) async fn connect(url: &str) -> Result<(AnyPool, AnyPool), OpenError> {
    sqlx::any::install_default_drivers();
    let sqlite = url.starts_with("sqlite:");
    let options: AnyConnectOptions = if sqlite {
        make_folder(url)?;
        with_creation(url).parse()?
    } else {
        url.parse()?
    };
    let writer = pool(if sqlite { 1 } else { 4 }, sqlite, sqlite.then_some(SQLITE_SETTINGS))
        .connect_with(options.clone())
        .await?;
    if sqlite {
        refuse_old_sqlite(&writer).await?;
    }
    let settings = if sqlite { SQLITE_SETTINGS } else { POSTGRES_READER };
    let readers =
        pool(if sqlite { 4 } else { 8 }, sqlite, Some(settings)).connect_with(options).await?;
    Ok((readers, writer))
}

fn pool(size: u32, sqlite: bool, settings: Option<&'static str>) -> AnyPoolOptions {
    AnyPoolOptions::new()
        .max_connections(size)
        .acquire_timeout(Duration::from_secs(15))
        .test_before_acquire(!sqlite)
        .after_connect(move |connection: &mut AnyConnection, _| {
            Box::pin(async move {
                if let Some(settings) = settings {
                    connection.execute(sqlx::raw_sql(settings)).await?;
                }
                Ok(())
            })
        })
}

fn with_creation(url: &str) -> String {
    let joint = if url.contains('?') { '&' } else { '?' };
    if url.contains("mode=") { url.to_owned() } else { format!("{url}{joint}mode=rwc") }
}

fn make_folder(url: &str) -> std::io::Result<()> {
    let path = url.trim_start_matches("sqlite:").trim_start_matches("//");
    let path = path.split('?').next().unwrap_or(path);
    match Path::new(path).parent() {
        Some(folder) if !folder.as_os_str().is_empty() => std::fs::create_dir_all(folder),
        _ => Ok(()),
    }
}

async fn refuse_old_sqlite(writer: &AnyPool) -> Result<(), OpenError> {
    let version: String =
        sqlx::query("SELECT sqlite_version()").fetch_one(writer).await?.try_get(0)?;
    if is_old(&version) { Err(OpenError::OldSqlite(version)) } else { Ok(()) }
}

fn is_old(version: &str) -> bool {
    let parts: Vec<u32> = version.split('.').map_while(|part| part.parse().ok()).collect();
    parts.as_slice() < OLDEST_SQLITE.as_slice()
}

/// Applies what is missing, each version in its own transaction. Two servers may start at once:
/// the second waits for the first one's row and finds its work done.
pub(super) async fn migrate(writer: &AnyPool, now: At) -> Result<(), OpenError> {
    let mut connection = writer.acquire().await?;
    sqlx::query(
        "CREATE TABLE IF NOT EXISTS migrations (version BIGINT PRIMARY KEY, at BIGINT NOT NULL)",
    )
    .execute(&mut *connection)
    .await?;
    for (version, text) in MIGRATIONS {
        let mut tx = connection.begin().await?;
        let claimed = sqlx::query(
            "INSERT INTO migrations (version, at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        )
        .bind(version)
        .bind(now.0)
        .execute(&mut *tx)
        .await?;
        if claimed.rows_affected() == 1 {
            tx.execute(sqlx::raw_sql(text)).await?;
        }
        tx.commit().await?;
    }
    let newest: i64 = sqlx::query("SELECT MAX(version) FROM migrations")
        .fetch_one(&mut *connection)
        .await?
        .try_get(0)?;
    let known = MIGRATIONS.len() as i64;
    if newest > known { Err(OpenError::Newer(newest)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_sqlite_that_can_corrupt_its_log_is_refused() {
        for old in ["3.40.1", "3.51.2", "3.7.0", "2.8.17", ""] {
            assert!(is_old(old), "{old}");
        }
        for fine in ["3.51.3", "3.54.1", "4.0.0", "3.51.10"] {
            assert!(!is_old(fine), "{fine}");
        }
    }
}
