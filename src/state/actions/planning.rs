//! Plans, straight from and to the server: the office needs the network for them.

use super::Actions;
use leptos::prelude::*;
use patrol_domain::plan::{Plan, PlanAnswer, Plans};
use patrol_sync::ports::TransportError;

impl Actions {
    /// The plans of the site in hand that this person may see.
    ///
    /// # Errors
    /// As the transport's; `NotFound` without a site.
    pub async fn plans(self) -> Result<Plans, TransportError> {
        let phone = self.phone();
        let site = phone.signals.site.with_untracked(|site| site.as_ref().map(|site| site.id));
        phone.doors.plans(site.ok_or(TransportError::NotFound)?).await
    }

    pub async fn keep_plan(self, plan: &Plan) -> Result<PlanAnswer, TransportError> {
        self.phone().doors.keep_plan(plan).await
    }
}
