//! Who calls at the front desk, straight from the server: it needs the network.

use super::Actions;
use leptos::prelude::*;
use patrol_domain::intake::{CallerAsk, Callers};
use patrol_sync::ports::TransportError;

impl Actions {
    /// Callers who were written down before, by name, unit or the end of a phone number.
    pub async fn callers(self, words: String) -> Result<Callers, TransportError> {
        let site = self.phone().signals.site;
        let site = site.with_untracked(|site| site.as_ref().map(|site| site.id));
        let site = site.ok_or(TransportError::NotFound)?;
        self.phone().doors.callers(site, &CallerAsk { words }).await
    }
}
