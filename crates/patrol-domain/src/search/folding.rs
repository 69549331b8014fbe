//! One form for what people write in several: small letters, half width, simplified characters.
//! A character becomes one character, so that a place in the folded text is one in the written text.

use std::sync::OnceLock;

/// Pairs of a traditional character and its simplified one: those that ICU's transliteration
/// Traditional-Simplified turns into one another and that both character sets count among the common
/// ones (Big5 level 1, GB 2312 level 1), those of this project's own words, and eight variants that
/// Hong Kong and Taiwan write (裏, 衞, 覆 …). Several may share one simplified character (乾, 幹 → 干):
/// that finds more than was asked, never less.
const VARIANTS: &str = include_str!("variants.txt");

/// The characters that `VARIANTS` speaks of.
const FIRST: u32 = 0x4e00;
const LAST: u32 = 0x9fff;

/// The simplified character by the place of the traditional one; 0 where there is none.
fn table() -> &'static [u16] {
    static TABLE: OnceLock<Vec<u16>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = vec![0_u16; (LAST - FIRST + 1) as usize];
        let mut all = VARIANTS.chars().filter(|c| !c.is_whitespace());
        while let (Some(from), Some(to)) = (all.next(), all.next()) {
            let place = (from as u32).checked_sub(FIRST).map(|place| place as usize);
            if let (Some(slot), Ok(to)) =
                (place.and_then(|place| table.get_mut(place)), u16::try_from(to as u32))
            {
                *slot = to;
            }
        }
        table
    })
}

/// The one form of a character.
pub fn fold(c: char) -> char {
    match c {
        'a'..='z' | '0'..='9' | ' ' => c,
        'A'..='Z' => c.to_ascii_lowercase(),
        '\u{3000}' => ' ',
        // Full width ！ to ～.
        '\u{ff01}'..='\u{ff5e}' => {
            let half = char::from_u32(c as u32 - 0xfee0).unwrap_or(c);
            half.to_ascii_lowercase()
        }
        '\u{4e00}'..='\u{9fff}' => {
            let simple = table().get((c as u32 - FIRST) as usize).copied().unwrap_or(0);
            if simple == 0 { c } else { char::from_u32(simple.into()).unwrap_or(c) }
        }
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

/// What a character is to a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Written without spaces between words: each character counts.
    Han,
    /// Letters and digits, in words.
    Word,
    Gap,
}

pub fn class(c: char) -> Class {
    match c {
        '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => Class::Han,
        _ if c.is_alphanumeric() => Class::Word,
        _ => Class::Gap,
    }
}
