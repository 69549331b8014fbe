//! 到位: a proof of having been at a checkpoint, and what stands beside it.

use crate::ids::CheckpointId;
use crate::photo::PhotoRef;
use crate::position::Fix;
use crate::time::At;
use serde::{Deserialize, Serialize};

/// A frame of the camera larger than this is not taken, in bytes.
pub const FRAME_BYTES: u32 = 40 * 1024;
/// A frame is of the moment when it was taken this soon after the scan, in milliseconds.
pub const FRAME_WITHIN_MS: i64 = 10_000;

/// A proof of having been at a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    pub checkpoint: CheckpointId,
    pub how: PresenceHow,
    pub at: At,
    /// What `Position` rests on; absent also for those who may not read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
    #[serde(default, skip_serializing_if = "Frame::is_unasked")]
    pub frame: Frame,
}

impl Presence {
    /// With nothing beside it.
    pub fn new(checkpoint: CheckpointId, how: PresenceHow, at: At) -> Presence {
        Presence { checkpoint, how, at, fix: None, frame: Frame::Unasked }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PresenceHow {
    Qr,
    Nfc,
    Typed,
    /// The code was damaged: a photo stands in (flag `no_scan`).
    Photo,
    /// The code was damaged or gone: the phone's position stands in (flag `no_scan`).
    Position,
}

/// What the camera saw a moment after a scan: the wall around the code, or a photo of a code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "frame", rename_all = "snake_case")]
pub enum Frame {
    /// Nobody promised one: not by camera, or by an app that takes none.
    #[default]
    Unasked,
    /// The phone promised one and none came: the doubt `NoFrame`.
    Awaited,
    Kept {
        photo: PhotoRef,
    },
}

impl Frame {
    pub fn is_unasked(&self) -> bool {
        *self == Frame::Unasked
    }

    pub fn photo(&self) -> Option<&PhotoRef> {
        match self {
            Frame::Kept { photo } => Some(photo),
            _ => None,
        }
    }
}
