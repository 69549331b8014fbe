//! Items that one site asks or does not ask, beside what the checklist says. Decides who may switch
//! them; keeps nothing.

use crate::checklist::{Basis, Checklist, Item};
use crate::ids::SiteId;
use crate::people::Member;
use crate::permissions::{Action, Context, may};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// By item id. An id of no checklist does nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Switches {
    /// Derived items that are not asked here.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub off: BTreeSet<String>,
    /// Optional items that are asked here.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub on: BTreeSet<String>,
}

/// Body of `PUT /api/items`: one item of a site, asked from the next round on or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemSwitch {
    pub item: String,
    pub asked: bool,
}

/// Answer of `PUT /api/items`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum SwitchAnswer {
    Kept,
    Refused { why: SwitchFault },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum SwitchFault {
    #[error("it is no item of a checklist of the site")]
    Unknown,
    #[error("the sources name it: it is asked at every site")]
    Mandatory,
    #[error("a checklist asks one item at least")]
    Last,
}

impl Switches {
    pub fn is_default(&self) -> bool {
        *self == Switches::default()
    }

    /// Whether the site asks the item at all.
    pub fn asks(&self, item: &Item) -> bool {
        if item.optional { self.on.contains(&item.id) } else { !self.leaves(item) }
    }

    fn leaves(&self, item: &Item) -> bool {
        switchable(item) && self.off.contains(&item.id)
    }

    /// The switches with this one set.
    ///
    /// # Errors
    /// When it is not the site's to switch.
    pub fn with(&self, list: &Checklist, wanted: &ItemSwitch) -> Result<Switches, SwitchFault> {
        let item = list.items.iter().find(|item| item.id == wanted.item);
        let item = item.ok_or(SwitchFault::Unknown)?;
        if !switchable(item) {
            return Err(SwitchFault::Mandatory);
        }
        let mut next = self.clone();
        let (set, stands) = match item.optional {
            true => (&mut next.on, wanted.asked),
            false => (&mut next.off, !wanted.asked),
        };
        if stands {
            set.insert(item.id.clone());
        } else {
            set.remove(&item.id);
        }
        if !list.items.iter().any(|item| next.asks(item)) {
            return Err(SwitchFault::Last);
        }
        Ok(next)
    }
}

/// Derived items can be switched off per site, optional ones on; what the sources name stays.
pub fn switchable(item: &Item) -> bool {
    item.optional || item.basis == Basis::Derived
}

/// Who switches items of a site: its heads and managers.
pub fn switches_items(me: &Member, site: SiteId) -> bool {
    may(me, site, Action::SwitchItems, Context { department: None, own: false })
}
