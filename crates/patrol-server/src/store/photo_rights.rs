//! Who may send a photo, who may look at it, and whether its bytes are here.

use super::pull::scope_of;
use super::rows::{self, Cell};
use super::{Refusal, Store};
use patrol_domain::{MemberId, PhotoId, SiteId};
use sqlx::Row;

impl Store {
    /// The length that a settled operation of this person declared; `None` without one.
    pub async fn claimed_bytes(
        &self,
        site: SiteId,
        id: PhotoId,
        member: MemberId,
    ) -> Result<Option<u64>, Refusal> {
        let row = sqlx::query(
            "SELECT MAX(bytes) FROM photo_claims WHERE site = $1 AND photo = $2 AND member = $3",
        )
        .bind(site.to_string())
        .bind(id.to_string())
        .bind(member.to_string())
        .fetch_one(&self.readers)
        .await?;
        Ok(row.try_get::<Option<i64>, _>(0)?.map(i64::unsigned_abs))
    }

    /// The length of a finished photo.
    pub async fn held_bytes(&self, site: SiteId, id: PhotoId) -> Result<Option<u64>, Refusal> {
        let row = sqlx::query("SELECT bytes FROM photos WHERE site = $1 AND id = $2")
            .bind(site.to_string())
            .bind(id.to_string())
            .fetch_optional(&self.readers)
            .await?;
        Ok(row.map(|row| row.try_get::<i64, _>(0)).transpose()?.map(i64::unsigned_abs))
    }

    /// Whether the person took the photo, or sees a record that shows it.
    pub async fn may_see_photo(
        &self,
        site: SiteId,
        id: PhotoId,
        member: MemberId,
    ) -> Result<bool, Refusal> {
        let mut tx = self.readers.begin().await?;
        let Some(scope) = scope_of(&mut tx, member, site).await? else { return Ok(false) };
        let text = "SELECT 1 FROM photo_claims c WHERE c.site = $1 AND c.photo = $2 \
             AND c.granted = 1 AND (c.member = $3 OR EXISTS (SELECT 1 FROM record_marks m WHERE m.site = c.site \
                 AND m.kind = c.kind AND m.name = c.name AND m.mark {in})) LIMIT 1";
        let first = [site.to_string(), id.to_string(), member.to_string()].map(Cell::Text);
        let found = rows::select_in(&mut tx, text, &first, &scope.marks).await?;
        Ok(!found.is_empty())
    }
}
