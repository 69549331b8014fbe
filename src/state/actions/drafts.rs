//! Half-typed words: kept at each pause, gone with the write that they become.

use super::Actions;
use patrol_sync::ports::StoreError;

impl Actions {
    pub async fn put_draft(self, name: &str, body: &str) -> Result<(), StoreError> {
        let (seat, _) = self.phone().place()?;
        seat.store.put_draft(name, body).await
    }

    pub async fn draft(self, name: &str) -> Result<Option<String>, StoreError> {
        let (seat, _) = self.phone().place()?;
        seat.store.draft(name).await
    }

    pub async fn drafts(self, prefix: &str) -> Result<Vec<(String, String)>, StoreError> {
        let (seat, _) = self.phone().place()?;
        seat.store.drafts(prefix).await
    }

    pub async fn drop_draft(self, name: &str) -> Result<(), StoreError> {
        let (seat, _) = self.phone().place()?;
        seat.store.drop_draft(name).await
    }
}
