//! Half-typed words: kept at each pause, gone with the write that they become.

use super::Actions;
use patrol_sync::ports::StoreError;
use serde::{Deserialize, Serialize};

/// What the camera is opened for. A phone short of memory may end the page meanwhile (C07).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shot {
    /// The draft or answer that waits for the photo.
    pub draft: String,
    /// The page it was opened from, `/round/…`.
    pub page: String,
}

/// The one camera of a phone waits for one photo.
const SHOT: &str = "camera";

impl Actions {
    /// Notes what a photo is about to be taken for. `Ok` means that the note survives the page.
    pub async fn await_shot(self, shot: &Shot) -> Result<(), StoreError> {
        let body = serde_json::to_string(shot).unwrap_or_default();
        self.put_draft(SHOT, &body).await
    }

    /// The photo that was waited for and never came, because the page was ended.
    pub async fn awaited_shot(self) -> Option<Shot> {
        let body = self.draft(SHOT).await.ok().flatten()?;
        serde_json::from_str(&body).ok()
    }

    /// The photo stands where it belongs, or nobody wants it.
    pub async fn shot_over(self) {
        // A note too many offers the gallery once more; it loses nothing.
        let _ = self.drop_draft(SHOT).await;
    }

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

    /// Drops every draft whose name begins so; what cannot be dropped stays a draft.
    pub async fn drop_drafts(self, prefix: &str) {
        for (name, _) in self.drafts(prefix).await.unwrap_or_default() {
            let _ = self.drop_draft(&name).await;
        }
    }

    pub async fn drop_draft(self, name: &str) -> Result<(), StoreError> {
        let (seat, _) = self.phone().place()?;
        seat.store.drop_draft(name).await
    }
}
