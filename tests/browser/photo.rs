//! From a camera's file to a finished photo, on a real canvas.
//!
//! Run like `store.rs`.

#![allow(clippy::expect_used)]
#![cfg(target_arch = "wasm32")]

use js_sys::{Array, Uint8Array};
use patrolbook::platform::photo::{self, Fault, Print};
use patrolbook::platform::strip;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{CanvasRenderingContext2d, File, HtmlCanvasElement, ImageBitmap};

wasm_bindgen_test_configure!(run_in_browser);

/// 1200 × 1600 as the sensor saw it; its EXIF says that it must be turned.
const SIDEWAYS: &[u8] = include_bytes!("../e2e/photos/repaired-upright.jpg");
const LEAK: &[u8] = include_bytes!("../e2e/photos/leak.jpg");
const LINES: [&str; 3] =
    ["2026-11-22 周日 15:04:05", "锦绣花园 · 生活水泵房", "李建国 · 工程部 · 7F3A-92C1"];

fn file(bytes: &[u8]) -> File {
    let parts = Array::of1(&Uint8Array::from(bytes));
    File::new_with_u8_array_sequence(&parts, "photo").expect("a file")
}

async fn refusal(bytes: &[u8]) -> Option<Fault> {
    photo::open(&file(bytes)).await.err()
}

async fn print(bytes: &[u8]) -> Print {
    let negative = photo::open(&file(bytes)).await.ok().expect("opens");
    negative.print(LINES).await.ok().expect("prints")
}

/// Red, green, blue at a point of a JPEG.
async fn colour(print: &Print, x: u32, y: u32) -> [u8; 3] {
    let window = web_sys::window().expect("a window");
    let asked = window.create_image_bitmap_with_blob(&file(&print.bytes)).expect("asks");
    let bitmap: ImageBitmap = JsFuture::from(asked).await.expect("decodes").unchecked_into();
    assert_eq!((bitmap.width(), bitmap.height()), (print.width.into(), print.height.into()));
    let document = window.document().expect("a document");
    let canvas: HtmlCanvasElement =
        document.create_element("canvas").expect("a canvas").unchecked_into();
    canvas.set_width(bitmap.width());
    canvas.set_height(bitmap.height());
    let brush: CanvasRenderingContext2d =
        canvas.get_context("2d").expect("asks").expect("a brush").unchecked_into();
    brush.draw_image_with_image_bitmap(&bitmap, 0.0, 0.0).expect("draws");
    let pixel = brush.get_image_data(f64::from(x), f64::from(y), 1.0, 1.0).expect("reads").data();
    [pixel[0], pixel[1], pixel[2]]
}

fn near(found: [u8; 3], wanted: [u8; 3]) -> bool {
    found.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) < 24)
}

#[wasm_bindgen_test]
async fn the_strip_stands_under_the_picture_on_paper_with_the_seal_at_the_right() {
    let print = print(LEAK).await;
    let (width, height) = (u32::from(print.width), u32::from(print.height));
    let strip = strip::height(width);
    let picture = height - strip;
    assert_eq!((width.max(picture), width.min(picture)), (1600, 1200));
    let paper = colour(&print, 3, height - 3).await;
    assert!(near(paper, [0xFA, 0xF7, 0xF0]), "{paper:?}");
    // The frame of the seal, at its left edge in the middle of the strip.
    let seal = strip - 2 * (strip * 14 / 100);
    let edge = width - strip * 14 / 100 - seal + seal / 16;
    let red = colour(&print, edge, picture + strip / 2).await;
    assert!(near(red, [0xA7, 0x22, 0x17]), "{red:?}");
}

#[wasm_bindgen_test]
async fn a_picture_that_the_sensor_took_sideways_stands_upright() {
    let print = print(SIDEWAYS).await;
    let picture = u32::from(print.height) - strip::height(print.width.into());
    let stored = image_header(SIDEWAYS);
    let turned = orientation_of(SIDEWAYS) >= 5;
    let upright = if turned { (stored.1, stored.0) } else { stored };
    assert_eq!((u32::from(print.width), picture), upright);
}

#[wasm_bindgen_test]
async fn the_same_file_gives_the_same_original_hash_and_the_stored_bytes_hash_to_their_name() {
    let negative = photo::open(&file(LEAK)).await.ok().expect("opens");
    assert_eq!(negative.original, patrolbook::platform::hash::sha256(LEAK).await);
    let print = print(LEAK).await;
    assert_eq!(print.sha256, patrolbook::platform::hash::sha256(&print.bytes).await);
}

#[wasm_bindgen_test]
async fn an_empty_file_a_text_a_heic_and_a_broken_picture_are_refused_each_for_its_reason() {
    assert_eq!(refusal(b"").await, Some(Fault::Empty));
    assert_eq!(refusal(b"hello, I am not a picture").await, Some(Fault::NotAPicture));
    assert_eq!(refusal(&LEAK[..600]).await, Some(Fault::Broken));
    assert_eq!(refusal(&LEAK[..40]).await, Some(Fault::Broken));
    assert_eq!(refusal(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic").await, Some(Fault::Unreadable));
}

#[wasm_bindgen_test]
async fn a_picture_that_claims_too_many_pixels_is_refused_before_it_is_decoded() {
    let mut claims = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    claims.extend(50_000u32.to_be_bytes());
    claims.extend(40_000u32.to_be_bytes());
    assert_eq!(refusal(&claims).await, Some(Fault::TooLarge));
}

fn image_header(bytes: &[u8]) -> (u32, u32) {
    patrolbook::platform::picture::size(bytes).flatten().expect("a size")
}

/// The EXIF orientation, 1 when there is none.
fn orientation_of(bytes: &[u8]) -> u8 {
    let tag = [0x01, 0x12, 0x00, 0x03, 0x00, 0x00, 0x00, 0x01];
    let little = [0x12, 0x01, 0x03, 0x00, 0x01, 0x00, 0x00, 0x00];
    let found = bytes.windows(12).take(400).find_map(|window| {
        if window.starts_with(&tag) {
            Some(window[9])
        } else if window.starts_with(&little) {
            Some(window[8])
        } else {
            None
        }
    });
    found.unwrap_or(1)
}
