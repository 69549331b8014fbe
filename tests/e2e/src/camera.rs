//! A film of one picture, a QR code on white, that Chromium plays as the camera.

use crate::Told;
use qrcode::{Color, QrCode};
use std::fs::File;
use std::io::Write;
use std::path::Path;

const WIDTH: usize = 640;
const HEIGHT: usize = 480;
const FRAMES: usize = 4;

/// Writes a YUV4MPEG film showing `text` as a QR code.
pub fn film(file: &Path, text: &str) -> Told {
    let code = QrCode::new(text)?;
    let side = code.width();
    // A quiet zone of four modules all around.
    let scale = HEIGHT / (side + 8);
    let (left, top) = ((WIDTH - side * scale) / 2, (HEIGHT - side * scale) / 2);
    let mut light = vec![235u8; WIDTH * HEIGHT];
    for (index, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (left + index % side * scale, top + index / side * scale);
            for row in y..y + scale {
                light[row * WIDTH + x..row * WIDTH + x + scale].fill(16);
            }
        }
    }
    let grey = vec![128u8; WIDTH * HEIGHT / 2];
    let mut out = File::create(file)?;
    writeln!(out, "YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg")?;
    for _ in 0..FRAMES {
        out.write_all(b"FRAME\n")?;
        out.write_all(&light)?;
        out.write_all(&grey)?;
    }
    Ok(())
}
