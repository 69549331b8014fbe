//! Photos: from a file to stored bytes with a name, and from a name to something to look at.

use super::{Actions, PhotoContext, PhotoProblem, Taken};
use crate::platform::photo::{self, Fault, Print};
use gloo_timers::future::TimeoutFuture;
use patrol_domain::ids::PhotoId;
use patrol_domain::photo::PhotoRef;
use patrol_sync::ports::PhotoBytes;

/// How the notes about photos that were taken away begin.
const GONE: &str = "gone/";
/// The way back is offered for eight seconds; a page put to sleep may offer it later.
const UNDO_MS: i64 = 60_000;

impl Actions {
    /// Makes a photo of a camera or gallery file and stores its bytes before it returns.
    pub async fn take_photo(
        self,
        file: web_sys::File,
        context: PhotoContext,
    ) -> Result<Taken, PhotoProblem> {
        let (seat, site) = self.phone().place().map_err(PhotoProblem::Store)?;
        let taken_at = seat.device.now();
        let negative = photo::open(&file).await.map_err(fault)?;
        let original = PhotoId(negative.original);
        let person = format!("{} {}", context.person_line, original.check_code());
        let lines = [context.time_line.as_str(), context.place_line.as_str(), person.as_str()];
        let Print { bytes, sha256, width, height } = negative.print(lines).await.map_err(fault)?;
        let photo = PhotoRef {
            id: PhotoId(sha256),
            bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
            width,
            height,
            original,
            taken_at,
            marks: Vec::new(),
        };
        let preview = photo::url(&bytes, "image/jpeg").unwrap_or_default();
        let write = async || {
            let bytes = PhotoBytes { id: photo.id, bytes: bytes.clone() };
            seat.store.keep_photo(site, bytes).await
        };
        self.phone().make_room_for(&seat, write).await.map_err(PhotoProblem::Store)?;
        Ok(Taken { photo, preview })
    }

    /// A `blob:` address of a photo, from this phone or else from the server.
    pub async fn photo_url(self, photo: &PhotoRef, thumb: bool) -> Option<String> {
        let (seat, site) = self.phone().place().ok()?;
        let bytes = seat.device.photo(site, photo.id, thumb).await.ok()?;
        photo::url(&bytes, "image/jpeg")
    }

    /// The person took a photo away, and may take that back: its bytes stay for a minute, longer
    /// where something names them.
    pub async fn forget_photo(self, id: PhotoId) {
        let since = self.now().0.to_string();
        // Without the note the bytes stay: too many is no loss.
        let _ = self.put_draft(&format!("{GONE}{id}"), &since).await;
        TimeoutFuture::new(u32::try_from(UNDO_MS).unwrap_or(u32::MAX)).await;
        self.sweep_photos().await;
    }

    /// The photo is wanted after all.
    pub async fn remember_photo(self, id: PhotoId) {
        let _ = self.drop_draft(&format!("{GONE}{id}")).await;
    }

    /// Frees the bytes of photos that were taken away, also by an earlier life of the app.
    pub async fn sweep_photos(self) {
        let Ok((seat, _)) = self.phone().place() else { return };
        let now = seat.device.now().0;
        for (name, since) in self.drafts(GONE).await.unwrap_or_default() {
            let id = name.strip_prefix(GONE).and_then(|id| id.parse::<PhotoId>().ok());
            let over = since.parse::<i64>().is_ok_and(|since| now - since >= UNDO_MS);
            let Some(id) = id.filter(|_| over) else { continue };
            if seat.store.drop_unnamed_photo(id).await.is_ok() {
                let _ = self.drop_draft(&name).await;
            }
        }
    }

    /// Frees the memory behind an address that is no longer shown.
    pub fn forget_url(self, url: &str) {
        photo::forget_url(url);
    }
}

fn fault(fault: Fault) -> PhotoProblem {
    match fault {
        Fault::Empty => PhotoProblem::Empty,
        Fault::NotAPicture => PhotoProblem::NotAPicture,
        Fault::Unreadable => PhotoProblem::Unreadable,
        Fault::Broken => PhotoProblem::Broken,
        Fault::TooLarge => PhotoProblem::TooLarge,
    }
}
