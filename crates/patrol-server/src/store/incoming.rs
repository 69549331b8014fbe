//! A push as it came over the wire. Knows its form, not whether it is allowed.

use super::Refusal;
use patrol_domain::{DeviceId, Op, SiteId};
use patrol_protocol::{MAX_PUSH_OPS, OpHead};
use serde::Deserialize;
use serde_json::value::RawValue;

/// A push as it came: each operation with its own text, which is what is kept.
#[derive(Debug)]
pub struct Incoming {
    pub(super) device: DeviceId,
    pub(super) items: Vec<Item>,
}

/// One operation. Whose it is can be read; what it says perhaps not.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) head: OpHead,
    pub(super) op: Option<Op>,
    pub(super) text: String,
}

#[derive(Deserialize)]
struct RawPush<'a> {
    device: DeviceId,
    #[serde(borrow)]
    ops: Vec<&'a RawValue>,
    #[serde(default)]
    withdrawn: Vec<OpHead>,
}

impl Incoming {
    /// Reads a push body: operations of its device, at one site, in ascending order. It ends before
    /// the first one without a name of its own; nothing but such a one is malformed.
    pub fn parse(body: &[u8]) -> Result<Incoming, Refusal> {
        let raw: RawPush = serde_json::from_slice(body).map_err(|_| Refusal::Malformed)?;
        let asked = raw.ops.len() + raw.withdrawn.len();
        if asked > MAX_PUSH_OPS {
            return Err(Refusal::Malformed);
        }
        let read = raw.ops.iter().map_while(|text| Item::read(raw.device, text.get()));
        let mut items: Vec<Item> = read.chain(raw.withdrawn.iter().map(Item::withdrawn)).collect();
        items.sort_by_key(|item| item.head.seq);
        let fits = items.iter().enumerate().take_while(|(place, item)| {
            let before = place.checked_sub(1).map_or(0, |before| items[before].head.seq);
            let site = items[0].head.site;
            item.head.seq > before && i64::try_from(item.head.seq).is_ok() && item.head.site == site
        });
        let fits = fits.count();
        items.truncate(fits);
        if items.is_empty() && asked > 0 {
            return Err(Refusal::Malformed);
        }
        Ok(Incoming { device: raw.device, items })
    }

    pub(super) fn site(&self) -> Option<SiteId> {
        self.items.first().map(|item| item.head.site)
    }

    pub(super) fn heads(&self) -> impl Iterator<Item = &OpHead> {
        self.items.iter().map(|item| &item.head)
    }
}

impl Item {
    /// `None`: it has no name, or that of another device, so that nothing can be answered.
    fn read(device: DeviceId, text: &str) -> Option<Item> {
        let (head, op) = match serde_json::from_str::<Op>(text) {
            Ok(op) if op.device != device => return None,
            Ok(op) => (OpHead::of(&op), Some(op)),
            Err(_) => (serde_json::from_str(text).ok()?, None),
        };
        Some(Item { head, op, text: text.to_owned() })
    }

    fn withdrawn(head: &OpHead) -> Item {
        let text = serde_json::to_string(head).unwrap_or_default();
        Item { head: *head, op: None, text }
    }
}
