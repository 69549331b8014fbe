//! Cases that are still open, page by page, for the jobs of time; and those that somebody called
//! about, for the front desk.

use super::{Refusal, Store};
use patrol_domain::case::Case;
use patrol_domain::{Record, SiteId};
use sqlx::Row;

/// So many of the newest cases with a unit or a phone are looked through.
const CALLED: i64 = 5_000;

fn case_of(body: &str) -> Result<Case, Refusal> {
    match serde_json::from_str::<Record>(body).map_err(|_| Refusal::Internal)? {
        Record::Case(case) => Ok(case),
        _ => Err(Refusal::Internal),
    }
}

impl Store {
    /// The newest cases of the site that hold a unit or a phone.
    pub async fn called_about(&self, site: SiteId) -> Result<Vec<Case>, Refusal> {
        let rows = sqlx::query(
            "SELECT body FROM records WHERE site = $1 AND kind = 'case' \
             AND (body LIKE '%\"unit\":{%' OR body LIKE '%phone\":{%') \
             ORDER BY seq DESC LIMIT $2",
        )
        .bind(site.to_string())
        .bind(CALLED)
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(|row| case_of(&row.try_get::<String, _>(0)?)).collect()
    }

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
            Ok((name, case_of(&body)?))
        });
        cases.collect()
    }
}
