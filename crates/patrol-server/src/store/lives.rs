//! The starts of this database's servers, by which a restored backup is noticed. Knows no rights.

use crate::limits;
use patrol_domain::SiteId;
use sqlx::{AnyConnection, AnyPool, Row};

/// Writes down that a server begins to answer, and where every site stands. Of two that begin at
/// once on PostgreSQL one is written down.
pub(super) async fn begin(writer: &AnyPool) -> Result<(), sqlx::Error> {
    let mut tx = writer.begin().await?;
    // One statement, the first: beside a server that writes, SQLite would refuse a change on what
    // was read before.
    let text = "INSERT INTO lives (n, token) \
         SELECT COALESCE(MAX(n), 0) + 1, $1 FROM lives WHERE true \
         ON CONFLICT DO NOTHING RETURNING n";
    let token = uuid::Uuid::new_v4().simple().to_string();
    let begun = sqlx::query(text).bind(token).fetch_optional(&mut *tx).await?;
    if let Some(row) = begun {
        let n: i64 = row.try_get(0)?;
        let starts = "INSERT INTO life_starts (site, n, seq) \
             SELECT site, $1, seq FROM site_counters";
        sqlx::query(starts).bind(n).execute(&mut *tx).await?;
        for old in ["DELETE FROM lives WHERE n <= $1", "DELETE FROM life_starts WHERE n <= $1"] {
            sqlx::query(old).bind(n - limits::LIVES).execute(&mut *tx).await?;
        }
    }
    tx.commit().await
}

/// The name of the life under way.
pub(super) async fn current(connection: &mut AnyConnection) -> Result<String, sqlx::Error> {
    let text = "SELECT token FROM lives ORDER BY n DESC LIMIT 1";
    let row = sqlx::query(text).fetch_optional(connection).await?;
    row.map_or(Ok(String::new()), |row| row.try_get(0))
}

/// Whether what was shown in that life up to `seq` is part of this database's past.
pub(super) async fn is_our_past(
    connection: &mut AnyConnection,
    site: SiteId,
    life: &str,
    seq: i64,
) -> Result<bool, sqlx::Error> {
    let text = "SELECT n FROM lives WHERE token = $1";
    let row = sqlx::query(text).bind(life.to_owned()).fetch_optional(&mut *connection).await?;
    let Some(row) = row else { return Ok(false) };
    let text = "SELECT MIN(seq) FROM life_starts WHERE site = $1 AND n > $2";
    let row = sqlx::query(text)
        .bind(site.to_string())
        .bind(row.try_get::<i64, _>(0)?)
        .fetch_one(connection)
        .await?;
    Ok(row.try_get::<Option<i64>, _>(0)?.is_none_or(|stood| seq <= stood))
}
