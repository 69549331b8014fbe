//! A picture as it is shown: the pixels, without what else a camera writes into the file (where,
//! when, with which device, small copies, films behind the end). The kept bytes never change.

use super::Picture;

/// The picture without its metadata, which way up it belongs excepted; `None` when its form is not
/// followed to its end.
pub fn without_metadata(bytes: &[u8]) -> Option<Vec<u8>> {
    match Picture::of(bytes)? {
        Picture::Jpeg => jpeg(bytes),
        Picture::Png => png(bytes),
        Picture::WebP => webp(bytes),
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<usize> {
    let two = bytes.get(at..at + 2)?;
    Some(usize::from(u16::from_be_bytes([two[0], two[1]])))
}

fn u32_at(bytes: &[u8], at: usize, little: bool) -> Option<usize> {
    let four: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
    let n = if little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) };
    usize::try_from(n).ok()
}

/// Segment by segment up to the end of the picture; what stands behind it is left out.
fn jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    out.extend_from_slice(bytes.get(..2)?);
    let (mut at, mut turned) = (2, false);
    loop {
        let marker = *bytes.get(at + 1).filter(|_| bytes[at] == 0xFF)?;
        match marker {
            // Bytes that only fill up.
            0xFF => at += 1,
            0xD9 => {
                out.extend_from_slice(&[0xFF, 0xD9]);
                return Some(out);
            }
            0x01 | 0xD0..=0xD7 => {
                out.extend_from_slice(&[0xFF, marker]);
                at += 2;
            }
            _ => {
                let end = at + 2 + u16_at(bytes, at + 2).filter(|length| *length >= 2)?;
                let segment = bytes.get(at..end)?;
                if is_picture(marker, &segment[4..]) {
                    out.extend_from_slice(segment);
                } else if let Some(way) = orientation(marker, &segment[4..]).filter(|_| !turned) {
                    out.extend_from_slice(&exif_of(way));
                    turned = true;
                }
                at = end;
                if marker == 0xDA {
                    let scan = scan_end(bytes, at)?;
                    out.extend_from_slice(&bytes[at..scan]);
                    at = scan;
                }
            }
        }
    }
}

/// Whether a segment is needed to see the picture as it is: tables, frames, colours.
fn is_picture(marker: u8, body: &[u8]) -> bool {
    match marker {
        0xE0 => body.starts_with(b"JFIF\0"),
        0xE2 => body.starts_with(b"ICC_PROFILE\0"),
        0xEE => body.starts_with(b"Adobe"),
        0xE1..=0xEF | 0xFE => false,
        _ => true,
    }
}

/// Where the coded pixels end: at the next marker that is no restart.
fn scan_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == 0xFF)?;
        match bytes.get(at + 1)? {
            0x00 | 0xD0..=0xD7 => at += 2,
            0xFF => at += 1,
            _ => return Some(at),
        }
    }
}

/// Which way up the camera was held, 2 to 8, from an Exif segment; 1 needs no word.
fn orientation(marker: u8, body: &[u8]) -> Option<u8> {
    let tiff = body.strip_prefix(b"Exif\0\0").filter(|_| marker == 0xE1)?;
    let little = tiff.starts_with(b"II");
    let short = |at: usize| {
        let two = tiff.get(at..at.checked_add(2)?)?;
        let two = [two[0], two[1]];
        Some(if little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
    };
    let first = u32_at(tiff, 4, little).filter(|first| *first < tiff.len())?;
    let entries = usize::from(short(first)?);
    let entry = (0..entries).map(|n| first + 2 + 12 * n).find(|at| short(*at) == Some(0x0112))?;
    u8::try_from(short(entry + 8)?).ok().filter(|way| (2..=8).contains(way))
}

/// An Exif segment that says which way up, and nothing else.
fn exif_of(way: u8) -> [u8; 36] {
    let mut segment = *b"\xFF\xE1\x00\x22Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
    segment[29] = way;
    segment
}

/// Chunks that say how pixels are to be seen.
const PNG_CHUNKS: [&[u8; 4]; 9] =
    [b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"acTL", b"fcTL", b"fdAT"];

fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    out.extend_from_slice(bytes.get(..8)?);
    let mut at = 8;
    loop {
        let end = u32_at(bytes, at, false)?.checked_add(at + 12)?;
        let chunk = bytes.get(at..end)?;
        let kind: &[u8; 4] = chunk[4..8].try_into().ok()?;
        // A capital says that without it there is no picture.
        if kind[0].is_ascii_uppercase() || PNG_CHUNKS.contains(&kind) {
            out.extend_from_slice(chunk);
        }
        if kind == b"IEND" {
            return Some(out);
        }
        at = end;
    }
}

fn webp(bytes: &[u8]) -> Option<Vec<u8>> {
    let whole = u32_at(bytes, 4, true)?.checked_add(8)?.min(bytes.len());
    let mut out = Vec::with_capacity(whole);
    out.extend_from_slice(bytes.get(..12)?);
    let mut at = 12;
    while at < whole {
        let length = u32_at(bytes, at + 4, true)?;
        let end = length.checked_add(length % 2)?.checked_add(at + 8)?.min(bytes.len());
        let chunk = bytes.get(at..end).filter(|chunk| chunk.len() >= 8)?;
        match &chunk[..4] {
            b"VP8 " | b"VP8L" | b"ALPH" | b"ANIM" | b"ANMF" | b"ICCP" => {
                out.extend_from_slice(chunk);
            }
            b"VP8X" => {
                let flags = out.len() + 8;
                out.extend_from_slice(chunk);
                // No Exif and no XMP any more.
                *out.get_mut(flags)? &= !0x0C;
            }
            _ => {}
        }
        at = end;
    }
    let size = u32::try_from(out.len().checked_sub(8)?).ok()?;
    out.get_mut(4..8)?.copy_from_slice(&size.to_le_bytes());
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{DynamicImage, ImageFormat};
    use std::io::Cursor;

    fn picture(format: ImageFormat) -> Vec<u8> {
        let pixels = image::RgbImage::from_fn(40, 24, |x, y| image::Rgb([x as u8, y as u8, 7]));
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::ImageRgb8(pixels).write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn pixels(bytes: &[u8]) -> DynamicImage {
        image::load_from_memory(bytes).unwrap()
    }

    fn has(bytes: &[u8], word: &[u8]) -> bool {
        bytes.windows(word.len()).any(|window| window == word)
    }

    fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
        let length = (body.len() + 2) as u16;
        [&[0xFF, marker], &length.to_be_bytes()[..], body].concat()
    }

    /// With a position, an owner, an orientation, a comment, and a film behind the end.
    fn from_a_camera(way: u8) -> Vec<u8> {
        let bare = picture(ImageFormat::Jpeg);
        let entry = [&b"\x01\x12\0\x03\0\0\0\x01\0"[..], &[way], b"\0\0"].concat();
        let owner = b"\xA4\x30\0\x02\0\0\0\x04SECR";
        let tiff =
            [&b"MM\0\x2A\0\0\0\x08\0\x02"[..], &entry, owner, b"\0\0\0\0 SECRET GPS"].concat();
        let exif = segment(0xE1, &[&b"Exif\0\0"[..], &tiff].concat());
        let xmp = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x>SECRET</x>");
        let note = segment(0xFE, b"SECRET comment");
        [&bare[..2], &exif, &xmp, &note, &bare[2..], b"SECRET film"].concat()
    }

    #[test]
    fn what_a_camera_writes_beside_the_pixels_is_not_shown() {
        let shown = without_metadata(&from_a_camera(1)).unwrap();
        assert_eq!(shown, picture(ImageFormat::Jpeg));
    }

    #[test]
    fn a_picture_stays_the_right_way_up() {
        let shown = without_metadata(&from_a_camera(6)).unwrap();
        assert!(!has(&shown, b"SECR"));
        let exif = &shown[2..38];
        assert_eq!(exif, exif_of(6));
        assert_eq!(orientation(0xE1, &exif[4..]), Some(6));
        assert_eq!(pixels(&shown), pixels(&picture(ImageFormat::Jpeg)));
    }

    #[test]
    fn words_in_other_kinds_of_pictures_are_not_shown() {
        let bare = picture(ImageFormat::Png);
        // The first chunk ends at 33; nobody asks for the sum of one that is dropped.
        let text = [&14_u32.to_be_bytes()[..], b"tEXtSECRET\0comment", b"crc!"].concat();
        let named = [&bare[..33], &text, &bare[33..], b"SECRET"].concat();
        assert_eq!(without_metadata(&named).unwrap(), bare);
        let bare = picture(ImageFormat::WebP);
        let mut named = [&bare[..], b"EXIF", &6_u32.to_le_bytes(), b"SECRET"].concat();
        let size = (named.len() - 8) as u32;
        named[4..8].copy_from_slice(&size.to_le_bytes());
        let shown = without_metadata(&named).unwrap();
        assert_eq!((shown.clone(), pixels(&shown)), (bare.clone(), pixels(&bare)));
    }

    #[test]
    fn what_ends_in_the_middle_is_no_picture_to_show() {
        for whole in [ImageFormat::Jpeg, ImageFormat::Png].map(picture) {
            for end in 0..whole.len() - 1 {
                assert_eq!(without_metadata(&whole[..end]), None, "{end}");
            }
        }
    }
}
