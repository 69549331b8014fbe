//! Switched items of a site: read, decided and written in one transaction, with the row in the chain.

use super::group::{Group, Stop};
use super::office::{Also, Deed};
use super::{Refusal, Store};
use patrol_domain::checklist::Checklist;
use patrol_domain::place::Site;
use patrol_domain::switches::{ItemSwitch, SwitchFault};
use patrol_domain::{Key, MemberId, Record, SiteId};
use serde_json::json;

/// An item to ask or not to ask, and the checklist it stands in.
#[derive(Debug)]
pub(crate) struct Switch {
    pub(crate) list: Checklist,
    pub(crate) wanted: ItemSwitch,
}

impl Store {
    /// Switches an item of a site; why not, when it is not the site's to switch.
    pub(crate) async fn switch_item(
        &self,
        site: SiteId,
        list: Checklist,
        wanted: ItemSwitch,
        by: MemberId,
    ) -> Result<Option<SwitchFault>, Refusal> {
        let (here, _) = self.plans(site).await?;
        let here = here.ok_or(Refusal::NotFound)?;
        if let Err(why) = here.switches.with(&list, &wanted) {
            return Ok(Some(why));
        }
        let body = json!({ "deed": "switch_item", "item": wanted.item, "asked": wanted.asked });
        let also = vec![Also::Item(Box::new(Switch { list, wanted }))];
        self.office(site, Deed { also, ..Deed::of(by, &body) }).await.map(|()| None)
    }
}

impl Group<'_> {
    /// Decided once more on the site as it stands here: another desk may have been quicker.
    pub(super) async fn switch(&mut self, id: SiteId, switch: &Switch) -> Result<(), Stop> {
        self.load(id, &Key::Site { id }).await?;
        let ledger = self.sites.get(&id).ok_or(Refusal::NotFound)?;
        let site = ledger.view.site(id).map_err(|_| Refusal::NotFound)?;
        let switches = site.switches.with(&switch.list, &switch.wanted);
        let switches = switches.map_err(|_| Refusal::Busy)?;
        let site = Site { switches, ..site.clone() };
        self.put(id, &[Record::Site(site)])
    }
}
