//! Beginning a case of any flow, and answering which of two values holds.

use super::{Actions, CaseMove};
use crate::state::PerformError;
use patrol_domain::Mutation;
use patrol_domain::ids::{CaseId, OpId, PlaceId};

/// A case as the page opens it; the phone makes the id.
#[derive(Clone, Debug)]
pub struct NewCase {
    pub flow: String,
    pub version: u32,
    pub title: String,
    pub place: Option<PlaceId>,
    pub spot: String,
    pub category: String,
    /// Photos and what is brought; the verb and the note are not used.
    pub with: CaseMove,
}

impl Actions {
    /// Opens a case; `draft` names the half-typed words that it replaces.
    pub async fn open_case(self, new: NewCase, draft: &str) -> Result<CaseId, PerformError> {
        let NewCase { flow, version, title, place, spot, category, with } = new;
        let case = CaseId(uuid::Uuid::now_v7());
        let (photos, brings) = (with.photos, Box::new(with.brings));
        let mutation = Mutation::OpenCase {
            case,
            flow,
            version,
            title,
            place,
            spot,
            category,
            photos,
            sound: None,
            brings,
        };
        self.perform(mutation, Some(draft)).await?;
        Ok(case)
    }

    /// W28: of two values that were written without sight of each other, this one holds.
    pub async fn settle_field(
        self,
        case: CaseId,
        field: String,
        holds: OpId,
    ) -> Result<(), PerformError> {
        self.perform(Mutation::SettleField { case, field, holds, note: String::new() }, None).await
    }
}
