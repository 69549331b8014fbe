//! A photo that the app keeps as about 300 KB: a real one at the size that the app reduces to, with
//! a sensor's grain.

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType::Lanczos3;
use patrol_e2e::{Told, pictures};

const SIZE: (u32, u32) = (2048, 1536);
const GRAIN: i16 = 2;

/// The bytes of the file as the phone's camera hands it over.
pub fn three_hundred_kilobytes() -> Told<Vec<u8>> {
    let photo = image::open(pictures::leak())?;
    let mut photo = photo.resize_exact(SIZE.0, SIZE.1, Lanczos3).into_rgb8();
    // The same grain each time: a linear congruential generator (Knuth's MMIX).
    let mut dice = 1_u64;
    for pixel in photo.pixels_mut() {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let grain = ((dice >> 33) % (2 * GRAIN as u64 + 1)) as i16 - GRAIN;
        for channel in &mut pixel.0 {
            *channel = (i16::from(*channel) + grain).clamp(0, 255) as u8;
        }
    }
    let mut file = Vec::new();
    photo.write_with_encoder(JpegEncoder::new_with_quality(&mut file, 90))?;
    Ok(file)
}
