//! The viewfinder, what a code stands for, and what proves a presence.

use super::{Actions, CodeProblem};
use crate::platform::camera::{self, CameraProblem, FOR_PHOTOS, LiveView};
use crate::platform::codes::Scanner;
use crate::platform::hash::sha256;
use crate::platform::nfc::{self, TagReader};
use crate::platform::position;
use crate::state::PerformError;
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::Mutation;
use patrol_domain::checkpoint::{read_qr, short_code};
use patrol_domain::ids::{CheckpointId, PhotoId, RoundId};
use patrol_domain::photo::PhotoRef;
use patrol_domain::place::Checkpoint;
use patrol_domain::position::Fix;
use patrol_domain::presence::FRAME_BYTES;
use patrol_domain::round::PresenceHow;
use patrol_sync::ports::PhotoBytes;

/// After a scan the phone is still at the door, and a photo of a code is no longer held to it.
const FRAME_AFTER_MS: u32 = 1_000;

impl Actions {
    /// Shows the camera in `video`; `found` hears the text of each code that is seen. The
    /// viewfinder ends when the scanner is dropped.
    pub async fn open_camera(
        self,
        video: web_sys::HtmlVideoElement,
        found: impl Fn(String) + 'static,
    ) -> Result<Scanner, CameraProblem> {
        Scanner::start(video, found).await
    }

    /// Whether this browser reads NFC tags, and whether without a question to the person.
    pub fn has_tags(self) -> bool {
        nfc::present()
    }

    pub async fn tags_allowed(self) -> bool {
        nfc::allowed().await
    }

    /// `found` hears the text of each tag that is held to the phone, until the reader is dropped.
    pub async fn open_tags(
        self,
        found: impl Fn(String) + 'static,
    ) -> Result<TagReader, CameraProblem> {
        TagReader::start(found).await
    }

    /// Shows the camera in `video`, ready to shoot; it ends when the view is dropped.
    pub async fn open_live_view(
        self,
        video: web_sys::HtmlVideoElement,
    ) -> Result<LiveView, CameraProblem> {
        LiveView::start(video, FOR_PHOTOS).await
    }

    /// Whether the camera opens without a question to the person.
    pub async fn camera_allowed(self) -> bool {
        camera::allowed().await
    }

    pub async fn confirm_presence(
        self,
        round: RoundId,
        checkpoint: CheckpointId,
        how: PresenceHow,
    ) -> Result<(), PerformError> {
        self.confirm(round, checkpoint, (how, None), false).await
    }

    /// 定位代替: the phone is where the code should be.
    pub async fn confirm_position(
        self,
        round: RoundId,
        checkpoint: CheckpointId,
        fix: Fix,
    ) -> Result<(), PerformError> {
        self.confirm(round, checkpoint, (PresenceHow::Position, Some(fix)), false).await
    }

    /// A code that the camera saw; `live`: `frame_after` follows.
    pub async fn confirm_scan(
        self,
        round: RoundId,
        checkpoint: CheckpointId,
        live: bool,
    ) -> Result<(), PerformError> {
        self.confirm(round, checkpoint, (PresenceHow::Qr, None), live).await
    }

    /// Keeps what the camera sees a moment after a scan, whatever page is open then.
    pub fn frame_after(self, round: RoundId, checkpoint: CheckpointId, camera: Scanner) {
        spawn_local(async move {
            // Without it the round says that none came; that is all there is to do about it.
            let _ = self.keep_frame(round, checkpoint, camera).await;
        });
    }

    async fn confirm(
        self,
        round: RoundId,
        checkpoint: CheckpointId,
        (how, fix): (PresenceHow, Option<Fix>),
        live: bool,
    ) -> Result<(), PerformError> {
        self.perform(Mutation::ConfirmPresence { round, checkpoint, how, fix, live }, None).await
    }

    async fn keep_frame(
        self,
        round: RoundId,
        checkpoint: CheckpointId,
        camera: Scanner,
    ) -> Option<()> {
        let (bytes, width, height) = camera.frame(FRAME_AFTER_MS, FRAME_BYTES).await?;
        let phone = self.phone();
        let (seat, site) = phone.place().ok()?;
        let id = PhotoId(sha256(&bytes).await);
        let photo = PhotoRef {
            id,
            bytes: u32::try_from(bytes.len()).ok()?,
            width: u16::try_from(width).ok()?,
            height: u16::try_from(height).ok()?,
            original: id,
            taken_at: seat.device.now(),
            marks: Vec::new(),
        };
        let mutation = Mutation::KeepFrame { round, checkpoint, photo };
        let bytes = PhotoBytes { id, bytes };
        let write =
            async || seat.device.perform(site, mutation.clone(), vec![bytes.clone()], None).await;
        let performed = phone.make_room_for(&seat, write).await.ok()?;
        phone.wrote(&performed.changed);
        Some(())
    }

    /// Where the phone is, rounded before anything keeps it; the browser asks the person.
    pub async fn position(self) -> Result<Fix, CameraProblem> {
        let here = position::here().await?;
        Fix::rounded(here.lat, here.lon, here.accuracy_m).ok_or(CameraProblem::Missing)
    }

    /// What a scanned text (`PB1:<site>:<code>`) or a typed code stands for.
    pub fn checkpoint_of(self, code: &str) -> Result<Checkpoint, CodeProblem> {
        let signals = self.phone().signals;
        let here = signals.site.with_untracked(|site| site.as_ref().map(|site| site.id));
        let code = match read_qr(code) {
            Ok(scan) if Some(scan.site) != here => return Err(CodeProblem::OtherSite),
            Ok(scan) => scan.code,
            Err(_) => short_code(code).map_err(|_| CodeProblem::NotACheckpoint)?,
        };
        signals.reference.with_untracked(|reference| {
            let found = reference.checkpoints.values().find(|point| point.code == code);
            found.cloned().ok_or(CodeProblem::Unknown)
        })
    }
}
