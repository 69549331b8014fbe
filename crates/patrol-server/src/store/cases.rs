//! Cases that are still open, page by page: for the jobs of time.

use super::{Refusal, Store};
use patrol_domain::case::Case;
use patrol_domain::{Record, SiteId};
use sqlx::Row;

impl Store {
    /// The next open cases of the site by name, after `after`, with their names.
    pub async fn live_cases(
        &self,
        site: SiteId,
        after: &str,
        most: i64,
    ) -> Result<Vec<(String, Case)>, Refusal> {
        let rows = sqlx::query(
            "SELECT name, body FROM records WHERE site = $1 AND kind = 'case' AND past = 0 \
             AND name > $2 ORDER BY name LIMIT $3",
        )
        .bind(site.to_string())
        .bind(after.to_owned())
        .bind(most)
        .fetch_all(&self.readers)
        .await?;
        let cases = rows.iter().map(|row| {
            let (name, body): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            match serde_json::from_str::<Record>(&body).map_err(|_| Refusal::Internal)? {
                Record::Case(case) => Ok((name, case)),
                _ => Err(Refusal::Internal),
            }
        });
        cases.collect()
    }
}
