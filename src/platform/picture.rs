//! A picture's size as its header states it, read before any decoder is asked to make room for it.

/// Width and height in pixels, before any rotation; `None` when the bytes are no known picture.
/// `Some(None)`: a picture whose size only its decoder can tell (HEIC, AVIF).
pub fn size(bytes: &[u8]) -> Option<Option<(u32, u32)>> {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => jpeg(bytes).map(Some),
        [0x89, b'P', b'N', b'G', ..] => {
            Some(Some((number(bytes, 16, 4, true)?, number(bytes, 20, 4, true)?)))
        }
        [b'G', b'I', b'F', b'8', ..] => {
            Some(Some((number(bytes, 6, 2, false)?, number(bytes, 8, 2, false)?)))
        }
        [b'R', b'I', b'F', b'F', ..] if bytes.get(8..12)? == b"WEBP" => webp(bytes).map(Some),
        _ if bytes.get(4..8)? == b"ftyp" => Some(None),
        _ => None,
    }
}

fn number(bytes: &[u8], at: usize, length: usize, big: bool) -> Option<u32> {
    let digits = bytes.get(at..at + length)?;
    let add = |sum: u32, digit: &u8| (sum << 8) | u32::from(*digit);
    Some(if big { digits.iter().fold(0, add) } else { digits.iter().rev().fold(0, add) })
}

/// Walks the segments to the frame header.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        while *bytes.get(at)? == 0xFF && *bytes.get(at + 1)? == 0xFF {
            at += 1;
        }
        if *bytes.get(at)? != 0xFF {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        let frame = matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC);
        if frame {
            return Some((number(bytes, at + 7, 2, true)?, number(bytes, at + 5, 2, true)?));
        }
        let length = number(bytes, at + 2, 2, true)?;
        if length < 2 {
            return None;
        }
        at += 2 + usize::try_from(length).ok()?;
    }
}

/// Whether a JPEG has its end: some browsers show one that breaks off as if it were whole, grey
/// from there on. Other formats are left to the decoder.
pub fn ends(bytes: &[u8]) -> bool {
    !bytes.starts_with(&[0xFF, 0xD8]) || end_of(bytes).is_some()
}

/// Where the end marker stands; those inside other segments (a thumbnail's) do not count, nor does
/// what a camera puts behind it.
fn end_of(bytes: &[u8]) -> Option<usize> {
    let mut at = 2;
    loop {
        at += bytes.get(at..)?.windows(2).position(|two| is_marker(two[0], two[1]))?;
        match *bytes.get(at + 1)? {
            0xD9 => return Some(at),
            0x01 | 0xD0..=0xD8 => at += 2,
            _ => at += 2 + usize::try_from(number(bytes, at + 2, 2, true)?).ok()?.max(2),
        }
    }
}

/// Not a stuffed byte of the picture's data, and not padding.
fn is_marker(first: u8, second: u8) -> bool {
    first == 0xFF && !matches!(second, 0x00 | 0xFF)
}

fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    match bytes.get(12..16)? {
        b"VP8X" => Some((number(bytes, 24, 3, false)? + 1, number(bytes, 27, 3, false)? + 1)),
        b"VP8L" => {
            let packed = number(bytes, 21, 4, false)?;
            Some(((packed & 0x3FFF) + 1, ((packed >> 14) & 0x3FFF) + 1))
        }
        b"VP8 " => {
            let (width, height) = (number(bytes, 26, 2, false)?, number(bytes, 28, 2, false)?);
            Some((width & 0x3FFF, height & 0x3FFF))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_jpeg_with_its_own_end_is_whole() {
        let thumbnail = [0xFF, 0xE1, 0x00, 0x06, 0xFF, 0xD8, 0xFF, 0xD9];
        let scan = [0xFF, 0xDA, 0x00, 0x02, 0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD0, 0x56];
        let mut bytes = [&[0xFF, 0xD8][..], &thumbnail, &scan].concat();
        assert!(!ends(&bytes));
        bytes.extend([0xFF, 0xFF, 0xD9, 0x00, 0x00]);
        assert!(ends(&bytes));
        assert!(!ends(&bytes[..7]));
        assert!(ends(&[0x89, b'P', b'N', b'G']));
    }

    #[test]
    fn a_jpegs_size_stands_behind_its_other_segments() {
        let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xE1, 0x00, 0x04, 0xAA, 0xBB];
        bytes.extend([0xFF, 0xC4, 0x00, 0x03, 0x00]);
        bytes.extend([0xFF, 0xC2, 0x00, 0x0B, 0x08, 0x27, 0x10, 0x4E, 0x20, 0x01]);
        assert_eq!(size(&bytes), Some(Some((20_000, 10_000))));
    }

    #[test]
    fn a_png_that_claims_fifty_thousand_pixels_is_read_without_decoding() {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(50_000u32.to_be_bytes());
        bytes.extend(40_000u32.to_be_bytes());
        assert_eq!(size(&bytes), Some(Some((50_000, 40_000))));
    }

    #[test]
    fn a_webp_of_each_kind_is_measured() {
        let mut extended = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0".to_vec();
        extended.extend([0xFF, 0x03, 0x00, 0xFF, 0x01, 0x00]);
        assert_eq!(size(&extended), Some(Some((1024, 512))));
    }

    #[test]
    fn no_bytes_make_it_panic_and_text_is_no_picture() {
        assert_eq!(size(b""), None);
        assert_eq!(size(b"hello, I am not a picture"), None);
        let whole = [0xFF, 0xD8, 0xFF, 0xC0, 0x00, 0x0B, 0x08, 0x27, 0x10, 0x4E, 0x20];
        for end in 0..whole.len() {
            let _ = size(&whole[..end]);
        }
        assert_eq!(size(&[0xFF, 0xD8, 0xFF, 0xE0, 0x00, 0x00]), None);
    }
}
