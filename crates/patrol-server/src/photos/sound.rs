//! Whether bytes are a sound clip, by their container's own headers. Nothing is decoded.

use patrol_domain::sound::SOUND_LIMIT_BYTES;

/// So far into a clip stand the headers of its tracks.
const HEAD: usize = 4096;

/// A container that browsers record sound into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sound {
    WebM,
    Ogg,
    Mp4,
}

impl Sound {
    pub const fn media_type(self) -> &'static str {
        match self {
            Sound::WebM => "audio/webm",
            Sound::Ogg => "audio/ogg",
            Sound::Mp4 => "audio/mp4",
        }
    }

    /// By the bytes, never by what somebody says it is; `None` also for film and for what is too
    /// large for a clip.
    pub fn of(bytes: &[u8]) -> Option<Sound> {
        if bytes.len() > SOUND_LIMIT_BYTES as usize {
            return None;
        }
        let head = &bytes[..bytes.len().min(HEAD)];
        if is_webm(head) {
            Some(Sound::WebM)
        } else if head.starts_with(b"OggS\0\x02") && head.get(28..36) == Some(b"OpusHead") {
            Some(Sound::Ogg)
        } else if is_mp4(bytes) == Some(true) {
            Some(Sound::Mp4)
        } else {
            None
        }
    }
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// An EBML header that says `webm`, a segment after it, and a track of sound and none of film.
fn is_webm(head: &[u8]) -> bool {
    let Some(rest) = head.strip_prefix(&[0x1A, 0x45, 0xDF, 0xA3]) else { return false };
    // Headers are short: their length stands in one byte.
    let Some((length, rest)) = rest.split_first() else { return false };
    let length = usize::from(length & 0x7F);
    let (Some(header), Some(body)) = (rest.get(..length), rest.get(length..)) else {
        return false;
    };
    has(header, b"\x42\x82\x84webm")
        && body.starts_with(&[0x18, 0x53, 0x80, 0x67])
        && (has(body, b"A_OPUS") || has(body, b"A_VORBIS"))
        && !has(body, b"V_")
}

/// Boxes from the first byte to the last, the first a type, one of them a description with a track
/// of sound and none of film. `None`: a box that does not fit.
fn is_mp4(bytes: &[u8]) -> Option<bool> {
    let (mut at, mut sounds) = (0, false);
    while at < bytes.len() {
        let length = u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize;
        let name = bytes.get(at + 4..at + 8)?;
        if (at == 0) != (name == b"ftyp") || length < 8 {
            return None;
        }
        let body = bytes.get(at + 8..at + length)?;
        if name == b"moov" {
            sounds = has(body, b"soun") && !has(body, b"vide");
        }
        at += length;
    }
    Some(sounds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn webm(codec: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0x1A, 0x45, 0xDF, 0xA3, 0x87];
        bytes.extend(b"\x42\x82\x84webm");
        bytes.extend([0x18, 0x53, 0x80, 0x67, 0x01]);
        bytes.extend(codec);
        bytes
    }

    fn mp4(boxes: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        let one = |(name, body): &(&[u8; 4], &[u8])| {
            let length = u32::try_from(body.len() + 8).unwrap().to_be_bytes();
            [&length[..], *name, body].concat()
        };
        boxes.iter().flat_map(one).collect()
    }

    #[test]
    fn a_clip_is_known_by_its_bytes() {
        assert_eq!(Sound::of(&webm(b"A_OPUS")), Some(Sound::WebM));
        let mut ogg = b"OggS\0\x02".to_vec();
        ogg.resize(28, 0);
        ogg.extend(b"OpusHead");
        assert_eq!(Sound::of(&ogg), Some(Sound::Ogg));
        let clip = mp4(&[(b"ftyp", b"iso5"), (b"moov", b"..soun.."), (b"mdat", b"la")]);
        assert_eq!(Sound::of(&clip), Some(Sound::Mp4));
    }

    #[test]
    fn film_a_picture_a_page_and_half_a_clip_are_no_clips() {
        let heic = mp4(&[(b"ftyp", b"heic"), (b"meta", b"pict"), (b"mdat", b"la")]);
        let film = mp4(&[(b"ftyp", b"isom"), (b"moov", b"soun vide")]);
        let clip = mp4(&[(b"ftyp", b"iso5"), (b"moov", b"..soun..")]);
        let cut = clip[..clip.len() - 3].to_vec();
        let html = b"\x1A\x45\xDF\xA3<script>alert(1)</script>".to_vec();
        let films = [webm(b"A_OPUS V_VP8"), webm(b"V_VP9"), film];
        for bad in films.into_iter().chain([Vec::new(), heic, cut, html]) {
            assert_eq!(Sound::of(&bad), None);
        }
    }

    #[test]
    fn a_clip_of_more_than_a_megabyte_is_refused() {
        let mut long = webm(b"A_OPUS");
        long.resize(SOUND_LIMIT_BYTES as usize, 0);
        assert_eq!(Sound::of(&long), Some(Sound::WebM));
        long.push(0);
        assert_eq!(Sound::of(&long), None);
    }
}
