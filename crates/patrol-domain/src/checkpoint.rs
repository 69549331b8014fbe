//! What a scan or a typed code says. Knows no camera and looks nothing up.

use crate::ids::SiteId;

/// The letters of a short code: none that looks like another (no 0, O, 1, I).
pub const ALPHABET: &str = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Letters in a short code.
pub const CODE_LENGTH: usize = 6;
const PREFIX: &str = "PB1:";

/// What stands in a checkpoint's QR code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    pub site: SiteId,
    pub code: String,
}

/// Why a scanned or typed text is no checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadCode {
    #[error("not a code of this book")]
    NotOurs,
    #[error("a code has {CODE_LENGTH} letters")]
    WrongLength,
    /// A letter that no code contains, often O for Q or 0.
    #[error("no code contains {0:?}")]
    ForeignLetter(char),
}

/// Reads `PB1:<site>:<code>`.
pub fn read_qr(text: &str) -> Result<Scan, BadCode> {
    let rest = text.trim().strip_prefix(PREFIX).ok_or(BadCode::NotOurs)?;
    let (site, code) = rest.split_once(':').ok_or(BadCode::NotOurs)?;
    let site = site.parse().map_err(|_| BadCode::NotOurs)?;
    Ok(Scan { site, code: short_code(code)? })
}

/// The text to print as a QR code.
pub fn qr_text(site: SiteId, code: &str) -> String {
    format!("{PREFIX}{site}:{code}")
}

/// The code as it is stored, from what a thumb typed: small letters, full-width letters, spaces
/// and dashes are forgiven; letters outside the alphabet are not guessed at.
pub fn short_code(typed: &str) -> Result<String, BadCode> {
    letters(typed, CODE_LENGTH)
}

/// The same for a code of so many letters.
pub(crate) fn letters(typed: &str, length: usize) -> Result<String, BadCode> {
    let letters = typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '－' | '_'));
    let mut code = String::with_capacity(length);
    for (n, c) in letters.enumerate() {
        let letter = half_width(c).to_ascii_uppercase();
        if !ALPHABET.contains(letter) {
            return Err(BadCode::ForeignLetter(letter));
        }
        if n >= length {
            return Err(BadCode::WrongLength);
        }
        code.push(letter);
    }
    if code.chars().count() == length { Ok(code) } else { Err(BadCode::WrongLength) }
}

/// `Ａ` is `A`: Chinese keyboards type full-width letters.
fn half_width(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_code_may_be_small_spaced_or_full_width() {
        for typed in ["7K4Q2N", "7k4q2n", " 7k4 q2n ", "7K4-Q2N", "７ｋ４Ｑ２Ｎ"] {
            assert_eq!(short_code(typed), Ok("7K4Q2N".to_owned()), "{typed}");
        }
    }

    #[test]
    fn letters_outside_the_alphabet_are_named_and_not_guessed() {
        assert_eq!(short_code("7K4O2N"), Err(BadCode::ForeignLetter('O')));
        assert_eq!(short_code("7K402N"), Err(BadCode::ForeignLetter('0')));
        assert_eq!(short_code("7k4i2n"), Err(BadCode::ForeignLetter('I')));
        assert_eq!(short_code("7K4泵2N"), Err(BadCode::ForeignLetter('泵')));
        for typed in ["", "7K4Q2", "7K4Q2NN"] {
            assert_eq!(short_code(typed), Err(BadCode::WrongLength), "{typed}");
        }
    }

    #[test]
    fn a_printed_code_reads_back() {
        let site: SiteId = "0192f0c4-0000-7000-8000-000000000001".parse().unwrap();
        let text = qr_text(site, "7K4Q2N");
        assert_eq!(read_qr(&text), Ok(Scan { site, code: "7K4Q2N".to_owned() }));
    }

    #[test]
    fn other_codes_on_the_wall_are_not_ours() {
        for text in
            ["", "https://example.com", "PB1:", "PB1:7K4Q2N", "PB1:nonsense:7K4Q2N", "PB2:x"]
        {
            assert_eq!(read_qr(text), Err(BadCode::NotOurs), "{text}");
        }
    }
}
