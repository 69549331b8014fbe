//! The viewfinder, and what a code stands for.

use super::{Actions, CodeProblem};
use crate::platform::camera::{self, CameraProblem, FOR_PHOTOS, LiveView};
use crate::platform::codes::Scanner;
use leptos::prelude::*;
use patrol_domain::checkpoint::{read_qr, short_code};
use patrol_domain::place::Checkpoint;

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
