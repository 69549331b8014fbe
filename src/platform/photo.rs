//! A file from camera or gallery becomes a finished JPEG: measured before it is decoded, turned
//! upright, reduced, with its evidence strip underneath.

use super::camera::jpeg;
use super::hash::sha256;
use super::{picture, strip};
use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, File, HtmlCanvasElement, ImageBitmap, Url,
};

const MAX_FILE_BYTES: f64 = 25.0 * 1024.0 * 1024.0;
/// From here on unpacking would take a cheap phone's memory, and the page with it.
const TOO_MANY_PIXELS: u64 = 60_000_000;
/// Longest side of the stored picture, the strip not counted.
const MAX_SIDE: u32 = 2048;
const QUALITY: f64 = 0.82;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// 0 bytes.
    Empty,
    NotAPicture,
    /// A picture that this browser cannot read (HEIC).
    Unreadable,
    /// A picture that breaks off, or is damaged.
    Broken,
    TooLarge,
}

/// A decoded file, not yet printed.
pub struct Negative {
    bitmap: ImageBitmap,
    /// SHA-256 of the file as it came.
    pub original: [u8; 32],
}

impl Drop for Negative {
    fn drop(&mut self) {
        self.bitmap.close();
    }
}

/// A finished JPEG.
pub struct Print {
    pub bytes: Vec<u8>,
    pub sha256: [u8; 32],
    pub width: u16,
    pub height: u16,
}

/// Reads and decodes a file, unless its size forbids it.
pub async fn open(file: &File) -> Result<Negative, Fault> {
    if file.size() == 0.0 {
        return Err(Fault::Empty);
    }
    if file.size() > MAX_FILE_BYTES {
        return Err(Fault::TooLarge);
    }
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(|_| Fault::Empty)?;
    let bytes = Uint8Array::new(&buffer).to_vec();
    let broken = match picture::size(&bytes) {
        None => return Err(fault_of(&bytes)),
        Some(Some((width, height))) if too_large(width, height) => return Err(Fault::TooLarge),
        Some(Some(_)) => Fault::Broken,
        Some(None) => Fault::Unreadable,
    };
    if !picture::ends(&bytes) {
        return Err(Fault::Broken);
    }
    let original = sha256(&bytes).await;
    drop(bytes);
    let bitmap = decode(file).await.ok_or(broken)?;
    let negative = Negative { bitmap, original };
    if too_large(negative.bitmap.width(), negative.bitmap.height()) {
        return Err(Fault::TooLarge);
    }
    Ok(negative)
}

/// Why bytes have no picture's size.
fn fault_of(bytes: &[u8]) -> Fault {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] | [0x89, b'P', b'N', b'G', ..] => Fault::Broken,
        _ => Fault::NotAPicture,
    }
}

fn too_large(width: u32, height: u32) -> bool {
    u64::from(width) * u64::from(height) >= TOO_MANY_PIXELS
}

/// Decodes and turns upright as the camera noted it.
async fn decode(file: &File) -> Option<ImageBitmap> {
    let window = web_sys::window()?;
    let options = Object::new();
    Reflect::set(&options, &"imageOrientation".into(), &"from-image".into()).ok()?;
    let create = super::method(&window, "createImageBitmap")?;
    let asked = create.call2(&window, file, &options).ok()?.dyn_into::<Promise>().ok()?;
    JsFuture::from(asked).await.ok()?.dyn_into().ok()
}

impl Negative {
    /// Reduces, adds the strip, and makes the JPEG.
    pub async fn print(&self, lines: strip::Lines<'_>) -> Result<Print, Fault> {
        self.try_print(lines).await.ok_or(Fault::NotAPicture)
    }

    async fn try_print(&self, lines: strip::Lines<'_>) -> Option<Print> {
        let (width, picture) = reduced(self.bitmap.width(), self.bitmap.height());
        let height = picture + strip::height(width);
        let document = web_sys::window()?.document()?;
        let canvas: HtmlCanvasElement = document.create_element("canvas").ok()?.dyn_into().ok()?;
        canvas.set_width(width);
        canvas.set_height(height);
        let brush: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        Reflect::set(&brush, &"imageSmoothingQuality".into(), &"high".into()).ok()?;
        brush
            .draw_image_with_image_bitmap_and_dw_and_dh(
                &self.bitmap,
                0.0,
                0.0,
                f64::from(width),
                f64::from(picture),
            )
            .ok()?;
        strip::draw(&brush, width, picture, lines).ok()?;
        let blob = jpeg(&canvas, QUALITY).await?;
        let buffer = JsFuture::from(blob.array_buffer()).await.ok()?;
        let bytes = Uint8Array::new(&buffer).to_vec();
        // Phones with little memory keep a canvas's pixels until they are told.
        canvas.set_width(0);
        let sha256 = sha256(&bytes).await;
        Some(Print {
            bytes,
            sha256,
            width: u16::try_from(width).ok()?,
            height: u16::try_from(height).ok()?,
        })
    }
}

/// The stored picture's size: the longest side at most `MAX_SIDE`, never enlarged.
fn reduced(width: u32, height: u32) -> (u32, u32) {
    let longest = width.max(height).max(1);
    if longest <= MAX_SIDE {
        return (width.max(1), height.max(1));
    }
    let scale = |side: u32| {
        let scaled = u64::from(side) * u64::from(MAX_SIDE) / u64::from(longest);
        u32::try_from(scaled).unwrap_or(MAX_SIDE).max(1)
    };
    (scale(width), scale(height))
}

/// A `blob:` address for bytes in memory. Whoever shows it frees it with `forget_url`.
pub fn url(bytes: &[u8], kind: &str) -> Option<String> {
    let parts = Array::of1(&Uint8Array::from(bytes));
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?;
    Url::create_object_url_with_blob(&blob).ok()
}

pub fn forget_url(url: &str) {
    Url::revoke_object_url(url).unwrap_or_default();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_reduced_in_proportion_and_never_enlarged() {
        assert_eq!(reduced(4096, 3072), (2048, 1536));
        assert_eq!(reduced(3072, 4096), (1536, 2048));
        assert_eq!(reduced(640, 480), (640, 480));
        assert_eq!(reduced(100_000, 1), (2048, 1));
    }

    #[test]
    fn sixty_megapixels_are_too_many_and_one_row_less_passes() {
        assert!(!too_large(10_000, 5_999));
        assert!(too_large(10_000, 6_000));
        assert!(too_large(u32::MAX, u32::MAX));
    }
}
