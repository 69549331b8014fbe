//! What an operation says about a sound clip (听). Its bytes travel like those of a photo.

use crate::ids::PhotoId;
use crate::time::At;
use serde::{Deserialize, Serialize};

/// Longest clip, in milliseconds; a recorder stops a little late.
pub const SOUND_LIMIT_MS: u32 = 30_000;
/// What a recorder may run over.
const SLACK_MS: u32 = 2_000;
/// Largest clip in bytes: half a minute of speech is a fifth of it.
pub const SOUND_LIMIT_BYTES: u32 = 1024 * 1024;

/// A sound clip as named in an answer or a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoundRef {
    /// SHA-256 of the stored clip.
    pub id: PhotoId,
    pub bytes: u32,
    /// How long it plays, in milliseconds.
    pub ms: u32,
    pub taken_at: At,
}

impl SoundRef {
    /// Whether it is as short and as small as a clip may be.
    pub fn fits(&self) -> bool {
        self.ms <= SOUND_LIMIT_MS + SLACK_MS && self.bytes <= SOUND_LIMIT_BYTES
    }
}
