//! A push as it came over the wire. Knows its form, not whether it is allowed.

use super::Refusal;
use patrol_domain::{DeviceId, Op, SiteId};
use patrol_protocol::MAX_PUSH_OPS;
use serde::Deserialize;
use serde_json::value::RawValue;

/// A push as it came: each operation with its own text, which is what is kept.
#[derive(Debug)]
pub struct Incoming {
    pub(super) device: DeviceId,
    pub(super) ops: Vec<(Op, String)>,
}

#[derive(Deserialize)]
struct RawPush<'a> {
    device: DeviceId,
    #[serde(borrow)]
    ops: Vec<&'a RawValue>,
}

impl Incoming {
    /// Reads a push body. All operations are of its device, at one site, in ascending order.
    pub fn parse(body: &[u8]) -> Result<Incoming, Refusal> {
        let raw: RawPush = serde_json::from_slice(body).map_err(|_| Refusal::Malformed)?;
        if raw.ops.len() > MAX_PUSH_OPS {
            return Err(Refusal::Malformed);
        }
        let mut ops: Vec<(Op, String)> = Vec::with_capacity(raw.ops.len());
        for text in raw.ops {
            let op: Op = serde_json::from_str(text.get()).map_err(|_| Refusal::Malformed)?;
            let before = ops.last().map_or(0, |(op, _)| op.seq);
            let site = ops.first().map_or(op.site, |(first, _)| first.site);
            let in_order = op.seq > before && i64::try_from(op.seq).is_ok();
            if !in_order || op.device != raw.device || op.site != site {
                return Err(Refusal::Malformed);
            }
            ops.push((op, text.get().to_owned()));
        }
        Ok(Incoming { device: raw.device, ops })
    }

    pub(super) fn site(&self) -> Option<SiteId> {
        self.ops.first().map(|(op, _)| op.site)
    }
}
