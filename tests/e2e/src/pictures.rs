//! The pictures that people take in journeys: real JPEGs of the project, and files that are none.

use crate::Told;
use std::fs::File;
use std::path::{Path, PathBuf};

/// A leaking flange in the pump room, 1600 × 1200.
pub fn leak() -> PathBuf {
    photos().join("leak.jpg")
}

/// The same as a camera of twelve megapixels takes it, 4000 × 3000.
pub fn large_leak() -> PathBuf {
    photos().join("leak-12-megapixels.jpg")
}

/// The same flange after the repair, taken upright: the sensor's picture with EXIF orientation 6.
pub fn repaired() -> PathBuf {
    photos().join("repaired-upright.jpg")
}

/// A dark corner of the garage with a lamp that is off.
pub fn lamp() -> PathBuf {
    photos().join("lamp.jpg")
}

fn photos() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("photos")
}

/// A file of no bytes with a picture's name.
pub fn empty(folder: &Path) -> Told<PathBuf> {
    let file = folder.join("empty.jpg");
    std::fs::write(&file, b"")?;
    Ok(file)
}

/// A photo as an iPhone keeps it, which Chromium does not read: its beginning is enough.
pub fn heic(folder: &Path) -> Told<PathBuf> {
    let file = folder.join("IMG_0001.HEIC");
    std::fs::write(&file, b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\x08mdat")?;
    Ok(file)
}

/// A photo whose copy broke off before its picture begins.
pub fn broken_off(folder: &Path) -> Told<PathBuf> {
    let file = folder.join("half.jpg");
    let whole = std::fs::read(leak())?;
    std::fs::write(&file, &whole[..600])?;
    Ok(file)
}

/// A text with a picture's name.
pub fn not_a_picture(folder: &Path) -> Told<PathBuf> {
    let file = folder.join("letter.jpg");
    std::fs::write(&file, "This is a letter, whatever its name says.\n".repeat(200))?;
    Ok(file)
}

/// 10,000 × 6,000 pixels, more than a phone may unpack; small as a file, because it is all white.
pub fn sixty_megapixels(folder: &Path) -> Told<PathBuf> {
    let (width, height) = (10_000u32, 6_000u32);
    let file = folder.join("huge.png");
    let mut encoder = png::Encoder::new(File::create(&file)?, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&vec![0xff; (width as usize / 8) * height as usize])?;
    writer.finish()?;
    Ok(file)
}
