//! What the server refused: again, mended, as an issue, or given up.

use super::{Actions, PerformError};
use crate::state::Parked;
use crate::state::phone::Wake;
use leptos::prelude::*;
use patrol_domain::checklist::Severity;
use patrol_domain::ids::{CaseId, OpId, PhotoId, SiteId};
use patrol_domain::round::AnswerValue;
use patrol_domain::{Key, Mutation, Record};
use patrol_sync::ports::StoreError;

/// The category of what was found at an item that is not on this phone.
const FALLBACK: &str = "BLD";

/// Whether an answer holds something that is worth an issue.
pub fn can_be_issue(mutation: &Mutation) -> bool {
    match mutation {
        Mutation::RecordAnswer { value, note, photos, .. } => {
            *value == AnswerValue::Problem || !note.trim().is_empty() || !photos.is_empty()
        }
        _ => false,
    }
}

impl Actions {
    /// Writes a mended operation in place of a refused one.
    pub async fn mend(
        self,
        site: SiteId,
        parked: OpId,
        mutation: Mutation,
    ) -> Result<(), PerformError> {
        let phone = self.phone();
        let seat = phone.seat().ok_or(StoreError::Denied)?;
        let performed = seat.device.mend(site, parked, mutation).await?;
        phone.wrote(&performed.changed);
        Ok(())
    }

    /// Sends a refused operation again as it stands.
    pub async fn retry(self, site: SiteId, parked: OpId) -> Result<(), PerformError> {
        let phone = self.phone();
        let seat = phone.seat().ok_or(StoreError::Denied)?;
        let performed = seat.device.retry(site, parked).await?;
        phone.wrote(&performed.changed);
        Ok(())
    }

    pub async fn give_up(self, parked: OpId) -> Result<(), PerformError> {
        let phone = self.phone();
        let seat = phone.seat().ok_or(StoreError::Denied)?;
        seat.device.give_up(parked).await?;
        phone.wrote(&[]);
        Ok(())
    }

    /// Gives up what waits of one record at a site that takes it no more.
    pub async fn give_up_waiting(
        self,
        site: SiteId,
        key: Option<&Key>,
    ) -> Result<(), PerformError> {
        let phone = self.phone();
        let seat = phone.seat().ok_or(StoreError::Denied)?;
        seat.device.give_up_waiting(site, key).await?;
        // The site's refusal was about what is gone; the next sync says whether more is left.
        phone.signals.sync.update(|sync| sync.trouble = None);
        phone.read_again(&[]);
        phone.tell_tabs();
        phone.wake(Wake::Fresh);
        Ok(())
    }

    /// Lets photos that were refused too often try again.
    pub async fn retry_photos(self, site: SiteId, photos: &[PhotoId]) -> Result<(), PerformError> {
        let phone = self.phone();
        let seat = phone.seat().ok_or(StoreError::Denied)?;
        for photo in photos {
            seat.device.retry_photo(site, *photo).await?;
        }
        phone.wrote(&[]);
        Ok(())
    }

    /// Files what a refused answer found as an issue of the same place, with its words and photos.
    pub async fn to_issue(self, parked: &Parked, title: String) -> Result<(), PerformError> {
        let seat = self.phone().seat().ok_or(StoreError::Denied)?;
        let site = parked.op.site;
        let Mutation::RecordAnswer { round, item, photos, severity, .. } = &parked.op.mutation
        else {
            return Err(StoreError::Denied.into());
        };
        let key = Key::Round { id: *round };
        let view = seat.device.view(site, std::slice::from_ref(&key)).await?;
        let round = match view.records.get(&key) {
            Some(Some(Record::Round(round))) => Some(round),
            _ => None,
        };
        let asked = round.and_then(|round| {
            let reference = self.phone().signals.reference.get_untracked();
            reference.item(&round.checklist, round.version, item)
        });
        let filed = Mutation::FileIssue {
            // The same refused answer is one issue, however often it is tapped.
            case: CaseId(parked.op.id.0),
            place: round.map(|round| round.place),
            spot: String::new(),
            title,
            category: asked
                .as_ref()
                .map_or_else(|| FALLBACK.to_owned(), |item| item.category.clone()),
            severity: severity.or(asked.map(|item| item.severity)).unwrap_or(Severity::General),
            photos: photos.clone(),
            found_in: None,
            department: None,
            sound: parked.op.mutation.sound().cloned(),
        };
        self.mend(site, parked.op.id, filed).await
    }
}
