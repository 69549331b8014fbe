//! The evidence strip 题跋 under a picture: three lines on paper, the 巡 seal at the right
//! (design.md §5, Colophon). The picture itself is never written on.

use wasm_bindgen::JsValue;
use web_sys::{CanvasRenderingContext2d, Path2d};

const PAPER: &str = "#FAF7F0";
const INK: &str = "#16140F";
const SEAL: &str = "#A72217";
const ON_SEAL: &str = "#FFF8F0";
const FONT: &str = "-apple-system,'PingFang SC','HarmonyOS Sans SC','MiSans','Noto Sans SC',\
                    'Noto Sans CJK SC','Microsoft YaHei',sans-serif";
/// The frame on a 40 grid, and the strokes of 巡 on another (`public/marks/app-icon.svg`).
const FRAME: &str = "M5.2 1.5 L34.8 1.2 Q38.7 1.3 38.8 5.1 L38.5 35 Q38.5 38.7 34.9 38.8 L5.1 38.5 \
                     Q1.4 38.6 1.3 34.9 L1.6 5.1 Q1.6 1.6 5.2 1.5 Z";
const STROKES: &str = "M18.6 7.4 L15.4 13 L18.8 18.6 L15.8 25.6 M25.2 7.4 L22 13 L25.4 18.6 L22.4 \
                       25.6 M31.8 7.4 L28.6 13 L32 18.6 L29 25.6 M7.6 7.8 L11.4 11.2 M6.8 16.2 H11.8 \
                       V26.6 L7 32.6 M11.6 27.6 C14.4 31.6 17 32.2 22 32.2 H33.4";

/// Time; project, place, checkpoint; person, department, check code.
pub type Lines<'a> = [&'a str; 3];

/// Height of the strip under a picture of this width.
pub fn height(width: u32) -> u32 {
    (f64::from(width) * 0.18).ceil().max(48.0) as u32
}

/// Draws the strip from `top` down.
pub fn draw(
    canvas: &CanvasRenderingContext2d,
    width: u32,
    top: u32,
    lines: Lines,
) -> Result<(), JsValue> {
    let (wide, tall, top) = (f64::from(width), f64::from(height(width)), f64::from(top));
    canvas.set_fill_style_str(PAPER);
    canvas.fill_rect(0.0, top, wide, tall);
    let margin = tall * 0.14;
    let seal = tall - 2.0 * margin;
    let room = wide - seal - 3.0 * margin;
    // Three lines share the height; none is smaller than 2.6 % of the width.
    let size = (tall * 0.19).max(wide * 0.026);
    let step = (tall - 2.0 * margin) / 3.0;
    canvas.set_fill_style_str(INK);
    canvas.set_text_baseline("middle");
    for (row, line) in (0u32..).zip(lines) {
        let weight = if row == 0 { "700" } else { "400" };
        canvas.set_font(&format!("{weight} {size:.1}px {FONT}"));
        let middle = top + margin + step * (f64::from(row) + 0.5);
        canvas.fill_text_with_max_width(line, margin, middle, room)?;
    }
    draw_seal(canvas, wide - margin - seal, top + margin, seal)
}

fn draw_seal(
    canvas: &CanvasRenderingContext2d,
    left: f64,
    top: f64,
    size: f64,
) -> Result<(), JsValue> {
    canvas.save();
    canvas.translate(left, top)?;
    canvas.scale(size / 40.0, size / 40.0)?;
    canvas.set_fill_style_str(SEAL);
    canvas.fill_with_path_2d(&Path2d::new_with_path_string(FRAME)?);
    canvas.translate(3.1, 3.1)?;
    canvas.scale(0.845, 0.845)?;
    canvas.set_stroke_style_str(ON_SEAL);
    canvas.set_line_width(2.9);
    canvas.set_line_cap("square");
    canvas.stroke_with_path(&Path2d::new_with_path_string(STROKES)?);
    canvas.restore();
    Ok(())
}
