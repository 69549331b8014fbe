//! Sound clips: from the microphone to stored bytes with a name, and from a name to something to
//! hear.

use super::{Actions, SoundProblem};
use crate::platform::camera::CameraProblem;
use crate::platform::hash::sha256;
use crate::platform::photo;
use crate::platform::sound::Recorder;
use patrol_domain::At;
use patrol_domain::ids::PhotoId;
use patrol_domain::sound::SoundRef;
use patrol_sync::ports::PhotoBytes;

/// A running recording, and when it began.
pub struct Recording {
    recorder: Recorder,
    from: At,
    begun_ms: u64,
}

impl Actions {
    /// Opens the microphone and records.
    pub async fn record_sound(self) -> Result<Recording, CameraProblem> {
        let recorder = Recorder::start().await?;
        let phone = self.phone();
        let begun_ms = phone.clock.monotonic_ms();
        Ok(Recording { recorder, from: phone.now(), begun_ms })
    }

    /// How long a recording has been running.
    pub fn recorded_ms(self, recording: &Recording) -> u32 {
        let ms = self.phone().clock.monotonic_ms().saturating_sub(recording.begun_ms);
        u32::try_from(ms).unwrap_or(u32::MAX)
    }

    /// Ends the recording and stores the clip before it returns.
    pub async fn keep_sound(self, recording: Recording) -> Result<SoundRef, SoundProblem> {
        let (seat, site) = self.phone().place().map_err(SoundProblem::Store)?;
        let ms = self.recorded_ms(&recording);
        let bytes = recording.recorder.stop().await;
        if bytes.is_empty() {
            return Err(SoundProblem::Empty);
        }
        let sound = SoundRef {
            id: PhotoId(sha256(&bytes).await),
            bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
            ms,
            taken_at: recording.from,
        };
        let write = async || {
            seat.store.keep_photo(site, PhotoBytes { id: sound.id, bytes: bytes.clone() }).await
        };
        self.phone().make_room_for(&seat, write).await.map_err(SoundProblem::Store)?;
        Ok(sound)
    }

    /// A `blob:` address of a clip, from this phone or else from the server.
    pub async fn sound_url(self, sound: &SoundRef) -> Option<String> {
        let (seat, site) = self.phone().place().ok()?;
        let bytes = seat.device.photo(site, sound.id, false).await.ok()?;
        photo::url(&bytes, kind_of(&bytes))
    }
}

/// What a player needs to be told: the container, by its first bytes.
fn kind_of(bytes: &[u8]) -> &'static str {
    match bytes {
        [0x1A, 0x45, 0xDF, 0xA3, ..] => "audio/webm",
        [b'O', b'g', b'g', b'S', ..] => "audio/ogg",
        _ => "audio/mp4",
    }
}
