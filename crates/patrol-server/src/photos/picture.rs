//! Whether bytes are a picture, by decoding all of it within bounds. Stores nothing.

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use std::io::Cursor;

/// Most pixels of a picture.
const MOST_PIXELS: u64 = 50_000_000;
/// Most memory that decoding may take.
const MOST_MEMORY: u64 = 256 * 1024 * 1024;
/// Longer edge of the small picture.
const SMALL_EDGE: u32 = 360;

/// A kind of picture that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    Jpeg,
    Png,
    WebP,
}

impl Picture {
    pub const fn media_type(self) -> &'static str {
        match self {
            Picture::Jpeg => "image/jpeg",
            Picture::Png => "image/png",
            Picture::WebP => "image/webp",
        }
    }

    /// By the first bytes, never by what somebody says it is.
    pub fn of(bytes: &[u8]) -> Option<Picture> {
        match image::guess_format(bytes).ok()? {
            ImageFormat::Jpeg => Some(Picture::Jpeg),
            ImageFormat::Png => Some(Picture::Png),
            ImageFormat::WebP => Some(Picture::WebP),
            _ => None,
        }
    }
}

/// Decodes the whole picture; `None` when it is none, or too large.
pub fn check(bytes: &[u8]) -> Option<Picture> {
    decode(bytes).map(|(kind, _)| kind)
}

fn decode(bytes: &[u8]) -> Option<(Picture, DynamicImage)> {
    let kind = Picture::of(bytes)?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 || pixels > MOST_PIXELS || decoder.total_bytes() > MOST_MEMORY {
        return None;
    }
    decoder.set_limits(limits).ok()?;
    DynamicImage::from_decoder(decoder).ok().map(|picture| (kind, picture))
}

/// A small JPEG of the picture.
pub fn thumbnail(bytes: &[u8]) -> Option<Vec<u8>> {
    let (_, picture) = decode(bytes)?;
    let small = picture.thumbnail(SMALL_EDGE, SMALL_EDGE).into_rgb8();
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, 72).encode_image(&small).ok()?;
    Some(jpeg)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::new_luma8(width, height).write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_picture_is_known_by_its_bytes() {
        assert_eq!(check(&png(4, 3)), Some(Picture::Png));
        let jpeg = thumbnail(&png(1000, 500)).unwrap();
        assert_eq!(check(&jpeg), Some(Picture::Jpeg));
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        let whole = png(40, 40);
        let gif = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;".to_vec();
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec();
        let html = b"\xFF\xD8\xFF\xE0<script>alert(1)</script>".to_vec();
        for bad in [Vec::new(), gif, svg, html, whole[..whole.len() / 2].to_vec()] {
            assert_eq!(check(&bad), None);
        }
    }

    #[test]
    fn a_picture_of_sixty_million_pixels_is_refused() {
        assert_eq!(check(&png(10_000, 6_000)), None);
    }
}
