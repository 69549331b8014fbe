//! QR codes by camera: `BarcodeDetector` where the browser has it, else our own decoder.

use super::camera::{CameraProblem, FOR_CODES, LiveView};
use super::{field, method};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::OnceLock;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlVideoElement};

/// Between two looks at the picture.
const LOOK_MS: u32 = 120;
/// Width to which a frame is reduced for our own decoder.
const LOOK_WIDTH: u32 = 640;

/// Between two tries to fetch our own decoder.
const FETCH_MS: u32 = 2_000;

/// The first code in a picture: red, green, blue, opacity bytes, its width and height.
pub type Reader = fn(&[u8], usize, usize) -> Option<String>;
/// Brings the decoder; `None` where it cannot be fetched now.
pub type Fetch = fn() -> Pin<Box<dyn Future<Output = Option<Reader>>>>;

static FETCH: OnceLock<Fetch> = OnceLock::new();

/// How the decoder comes: only phones whose browser reads no codes need it. The first way told counts.
pub fn fetched_by(fetch: Fetch) {
    FETCH.get_or_init(|| fetch);
}

/// A running viewfinder; ends when dropped.
pub struct Scanner {
    view: LiveView,
    running: Rc<Cell<bool>>,
}

impl Drop for Scanner {
    fn drop(&mut self) {
        self.running.set(false);
    }
}

impl Scanner {
    /// Shows the camera in `video` and calls `found` for each code that is seen, the same one again
    /// and again while it stays in the picture.
    pub async fn start(
        video: HtmlVideoElement,
        found: impl Fn(String) + 'static,
    ) -> Result<Scanner, CameraProblem> {
        let view = LiveView::start(video, FOR_CODES).await?;
        let running = Rc::new(Cell::new(true));
        spawn_local(look(view.video().clone(), running.clone(), found));
        Ok(Scanner { view, running })
    }

    /// Switches the light, where the camera has one.
    pub async fn torch(&self, on: bool) -> bool {
        self.view.torch(on).await
    }

    /// Reads no more codes, and looks once more at what is before the camera a moment later, also
    /// when the page is gone by then. The JPEG's bytes, its width and height.
    pub async fn frame(self, after_ms: u32, most_bytes: u32) -> Option<(Vec<u8>, u32, u32)> {
        self.running.set(false);
        let glance = self.view.glance()?;
        TimeoutFuture::new(after_ms).await;
        let (blob, width, height) = glance.small(most_bytes).await?;
        let buffer = JsFuture::from(blob.array_buffer()).await.ok()?;
        Some((Uint8Array::new(&buffer).to_vec(), width, height))
    }

    pub fn has_torch(&self) -> bool {
        self.view.has_torch()
    }
}

async fn look(video: HtmlVideoElement, running: Rc<Cell<bool>>, found: impl Fn(String)) {
    let mut detector = Detector::new();
    let mut reader = None;
    let Some(canvas) = Canvas::new() else { return };
    while running.get() {
        if detector.is_none() && reader.is_none() {
            reader = fetch().await;
        }
        if video.video_width() > 0 {
            let seen = match &detector {
                Some(own) => match own.detect(&video).await {
                    Ok(seen) => seen,
                    Err(()) => {
                        // There by name and not able to: our own takes over.
                        detector = None;
                        None
                    }
                },
                None => canvas.decode(&video, reader),
            };
            if let (Some(text), true) = (seen, running.get()) {
                found(text);
            }
        }
        TimeoutFuture::new(LOOK_MS).await;
    }
}

async fn fetch() -> Option<Reader> {
    let reader = FETCH.get()?().await;
    if reader.is_none() {
        TimeoutFuture::new(FETCH_MS).await;
    }
    reader
}

/// The browser's own detector.
struct Detector {
    inner: JsValue,
    detect: Function,
}

impl Detector {
    fn new() -> Option<Detector> {
        let window = web_sys::window()?;
        let maker: Function = field(&window, "BarcodeDetector")?.dyn_into().ok()?;
        let options = Object::new();
        Reflect::set(&options, &"formats".into(), &Array::of1(&"qr_code".into())).ok()?;
        let inner = Reflect::construct(&maker, &Array::of1(&options)).ok()?;
        let detect = method(&inner, "detect")?;
        Some(Detector { inner, detect })
    }

    async fn detect(&self, video: &HtmlVideoElement) -> Result<Option<String>, ()> {
        let asked = self.detect.call1(&self.inner, video).map_err(drop)?;
        let seen =
            JsFuture::from(asked.dyn_into::<Promise>().map_err(drop)?).await.map_err(drop)?;
        let first = Array::from(&seen).get(0);
        Ok(field(&first, "rawValue").and_then(|text| text.as_string()))
    }
}

/// A frame at low resolution for our own decoder.
struct Canvas {
    element: HtmlCanvasElement,
    brush: CanvasRenderingContext2d,
}

impl Canvas {
    fn new() -> Option<Canvas> {
        let document = web_sys::window()?.document()?;
        let element: HtmlCanvasElement = document.create_element("canvas").ok()?.dyn_into().ok()?;
        let options = Object::new();
        Reflect::set(&options, &"willReadFrequently".into(), &true.into()).ok()?;
        let brush =
            element.get_context_with_context_options("2d", &options).ok()??.dyn_into().ok()?;
        Some(Canvas { element, brush })
    }

    fn decode(&self, video: &HtmlVideoElement, reader: Option<Reader>) -> Option<String> {
        let reader = reader?;
        let width = video.video_width().min(LOOK_WIDTH);
        let height = video.video_height() * width / video.video_width().max(1);
        if self.element.width() != width || self.element.height() != height {
            self.element.set_width(width);
            self.element.set_height(height);
        }
        let (wide, tall) = (f64::from(width), f64::from(height));
        self.brush
            .draw_image_with_html_video_element_and_dw_and_dh(video, 0.0, 0.0, wide, tall)
            .ok()?;
        let pixels = self.brush.get_image_data(0.0, 0.0, wide, tall).ok()?.data();
        reader(&pixels.0, width as usize, height as usize)
    }
}

/// The first code in a picture of red, green, blue, opacity bytes.
pub fn read_code(pixels: &[u8], width: usize, height: usize) -> Option<String> {
    let luma = |x: usize, y: usize| -> u8 {
        match pixels.get((y * width + x) * 4..) {
            Some([red, green, blue, ..]) => {
                let sum = u32::from(*red) * 77 + u32::from(*green) * 150 + u32::from(*blue) * 29;
                (sum >> 8) as u8
            }
            _ => 255,
        }
    };
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(width, height, luma);
    picture.detect_grids().iter().find_map(|grid| grid.decode().ok().map(|(_, text)| text))
}
