//! The camera at the back of the phone: its live picture, its light, a shot of what it shows.

use super::{field, granted, method, navigator};
use futures_channel::oneshot;
use js_sys::{Array, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, CanvasRenderingContext2d, File, HtmlCanvasElement, HtmlVideoElement, MediaStream,
    MediaStreamTrack,
};

/// Of a shot, before it is reduced and gets its strip.
const QUALITY: f64 = 0.92;

/// Why there is no live picture; typing a code and choosing a file always work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CameraProblem {
    /// The person, or the browser's settings, said no.
    Refused,
    /// No camera, or another app holds it.
    Missing,
    /// Cameras work on HTTPS only.
    Insecure,
}

/// How large a picture is asked for, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    pub width: u32,
    pub height: u32,
}

/// A code across the room can be read from this.
pub const FOR_CODES: Wish = Wish { width: 1280, height: 720 };
/// As large as a photo is kept.
pub const FOR_PHOTOS: Wish = Wish { width: 2048, height: 1536 };

/// A running camera, shown in a video element; ends when dropped.
pub struct LiveView {
    stream: MediaStream,
    video: HtmlVideoElement,
}

impl Drop for LiveView {
    fn drop(&mut self) {
        for track in self.stream.get_tracks().iter() {
            if let Ok(track) = track.dyn_into::<MediaStreamTrack>() {
                track.stop();
            }
        }
    }
}

impl LiveView {
    pub async fn start(video: HtmlVideoElement, wish: Wish) -> Result<LiveView, CameraProblem> {
        let stream = stream(wish).await?;
        video.set_src_object(Some(&stream));
        video.set_muted(true);
        video.set_attribute("playsinline", "").unwrap_or_default();
        if let Ok(playing) = video.play() {
            // Refused play still shows frames on most phones; whoever reads them sees whether it does.
            JsFuture::from(playing).await.map(drop).unwrap_or_default();
        }
        Ok(LiveView { stream, video })
    }

    pub fn video(&self) -> &HtmlVideoElement {
        &self.video
    }

    /// Switches the light, where the camera has one.
    pub async fn torch(&self, on: bool) -> bool {
        let Some(track) = self.track() else { return false };
        let asked = (|| {
            let wish = Object::new();
            Reflect::set(&wish, &"torch".into(), &on.into()).ok()?;
            let constraints = Object::new();
            Reflect::set(&constraints, &"advanced".into(), &Array::of1(&wish)).ok()?;
            let apply = method(&track, "applyConstraints")?;
            apply.call1(&track, &constraints).ok()?.dyn_into::<Promise>().ok()
        })();
        match asked {
            Some(asked) => JsFuture::from(asked).await.is_ok(),
            None => false,
        }
    }

    pub fn has_torch(&self) -> bool {
        let able = self.track().and_then(|track| {
            let able = method(&track, "getCapabilities")?.call0(&track).ok()?;
            field(&able, "torch")
        });
        able.is_some_and(|torch| torch.is_truthy())
    }

    /// What the camera shows now, as a JPEG file; `None` before the first frame.
    pub async fn shoot(&self) -> Option<File> {
        let (width, height) = (self.video.video_width(), self.video.video_height());
        let (width, height) = fitted(width, height, u32::MAX)?;
        let blob = drawn(&self.video, width, height, QUALITY).await?;
        File::new_with_blob_sequence(&Array::of1(&blob), "shot.jpg").ok()
    }

    /// A second look at the same picture, which goes on when the page's own video is gone. It stands
    /// in the document, out of sight: some phones play nothing elsewhere.
    pub fn glance(&self) -> Option<Glance> {
        let document = web_sys::window()?.document()?;
        let video: HtmlVideoElement = document.create_element("video").ok()?.dyn_into().ok()?;
        video.set_class_name("glance");
        video.set_muted(true);
        video.set_attribute("playsinline", "").ok()?;
        video.set_attribute("aria-hidden", "true").ok()?;
        video.set_src_object(Some(&self.stream));
        document.body()?.append_child(&video).ok()?;
        let playing = video.play().ok()?;
        spawn_local(async move {
            // Refused play still shows frames on most phones; a picture without a size is none.
            JsFuture::from(playing).await.map(drop).unwrap_or_default();
        });
        Some(Glance { video })
    }

    fn track(&self) -> Option<MediaStreamTrack> {
        self.stream.get_video_tracks().get(0).dyn_into().ok()
    }
}

/// A small video of its own; taken away when dropped.
pub struct Glance {
    video: HtmlVideoElement,
}

impl Drop for Glance {
    fn drop(&mut self) {
        self.video.set_src_object(None);
        self.video.remove();
    }
}

impl Glance {
    /// What it shows now as a JPEG of at most `most` bytes, its width and height; `None` before the
    /// first frame, and where even the smallest is too large.
    pub async fn small(&self, most: u32) -> Option<(Blob, u32, u32)> {
        for (longest, quality) in SMALL {
            let (width, height) =
                fitted(self.video.video_width(), self.video.video_height(), longest)?;
            let blob = drawn(&self.video, width, height, quality).await?;
            if blob.size() <= f64::from(most) {
                return Some((blob, width, height));
            }
        }
        None
    }
}

/// Longest side and quality, tried in this order until it is small enough.
const SMALL: [(u32, f64); 4] = [(640, 0.6), (640, 0.4), (480, 0.4), (320, 0.4)];

/// A picture's size with its longest side at most `longest`, never enlarged; `None` for none.
fn fitted(width: u32, height: u32, longest: u32) -> Option<(u32, u32)> {
    let most = width.max(height);
    if width == 0 || height == 0 {
        return None;
    }
    let scale = |side: u32| if most <= longest { side } else { (side * longest / most).max(1) };
    Some((scale(width), scale(height)))
}

async fn drawn(video: &HtmlVideoElement, width: u32, height: u32, quality: f64) -> Option<Blob> {
    let document = web_sys::window()?.document()?;
    let canvas: HtmlCanvasElement = document.create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width);
    canvas.set_height(height);
    let brush: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    let (wide, tall) = (f64::from(width), f64::from(height));
    brush.draw_image_with_html_video_element_and_dw_and_dh(video, 0.0, 0.0, wide, tall).ok()?;
    let blob = jpeg(&canvas, quality).await?;
    canvas.set_width(0);
    Some(blob)
}

/// What stands on a canvas, as JPEG.
pub async fn jpeg(canvas: &HtmlCanvasElement, quality: f64) -> Option<Blob> {
    let (send, waits) = oneshot::channel();
    let made = Closure::once(move |blob: Option<Blob>| {
        drop(send.send(blob));
    });
    canvas
        .to_blob_with_type_and_encoder_options(
            made.as_ref().unchecked_ref(),
            "image/jpeg",
            &quality.into(),
        )
        .ok()?;
    waits.await.ok()?
}

/// Whether the camera opens without a question to the person. False where the browser does not say.
pub async fn allowed() -> bool {
    granted("camera").await
}

async fn stream(wish: Wish) -> Result<MediaStream, CameraProblem> {
    let devices = navigator().and_then(|navigator| navigator.media_devices().ok());
    let devices: JsValue = devices.map(Into::into).unwrap_or_default();
    let ask = method(&devices, "getUserMedia").ok_or(CameraProblem::Insecure)?;
    let wish = constraints(wish).map_err(|_| CameraProblem::Missing)?;
    let asked = ask.call1(&devices, &wish).map_err(|_| CameraProblem::Missing)?;
    let asked = asked.dyn_into::<Promise>().map_err(|_| CameraProblem::Missing)?;
    let stream = JsFuture::from(asked).await.map_err(|thrown| problem(&thrown))?;
    stream.dyn_into().map_err(|_| CameraProblem::Missing)
}

fn constraints(wish: Wish) -> Result<JsValue, JsValue> {
    let video = Object::new();
    Reflect::set(&video, &"facingMode".into(), &"environment".into())?;
    for (side, pixels) in [("width", wish.width), ("height", wish.height)] {
        let ideal = Object::new();
        Reflect::set(&ideal, &"ideal".into(), &pixels.into())?;
        Reflect::set(&video, &side.into(), &ideal)?;
    }
    let all = Object::new();
    Reflect::set(&all, &"video".into(), &video)?;
    Reflect::set(&all, &"audio".into(), &false.into())?;
    Ok(all.into())
}

pub fn problem(thrown: &JsValue) -> CameraProblem {
    match field(thrown, "name").and_then(|name| name.as_string()).as_deref() {
        Some("NotAllowedError" | "SecurityError") => CameraProblem::Refused,
        _ => CameraProblem::Missing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_fitted_in_proportion_and_never_enlarged() {
        assert_eq!(fitted(1280, 720, 640), Some((640, 360)));
        assert_eq!(fitted(720, 1280, 640), Some((360, 640)));
        assert_eq!(fitted(320, 240, 640), Some((320, 240)));
        assert_eq!(fitted(4000, 1, 640), Some((640, 1)));
        assert_eq!(fitted(1280, 720, u32::MAX), Some((1280, 720)));
        assert_eq!(fitted(0, 0, 640), None);
    }
}
