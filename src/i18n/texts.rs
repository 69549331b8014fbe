//! Every text is a number into one table a language: what a page asks for costs the phone a call.

use super::Words;
use std::fmt::{Display, Write};
use std::sync::OnceLock;

/// Named as the files in `locales/`.
#[allow(non_camel_case_types)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Locale {
    zh_Hans,
    zh_Hant,
    en,
}

impl Locale {
    /// By the language of a page: `zh-Hans`, `zh-Hant`, `en`.
    pub fn named(name: &str) -> Locale {
        match name {
            "zh-Hant" => Locale::zh_Hant,
            "en" => Locale::en,
            _ => Locale::zh_Hans,
        }
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Locale::zh_Hans => "zh-Hans",
            Locale::zh_Hant => "zh-Hant",
            Locale::en => "en",
        }
    }
}

/// A text without values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key(u16);

impl Key {
    pub fn said(self, locale: Locale) -> &'static str {
        static SPLIT: [OnceLock<Vec<&str>>; 3] = [const { OnceLock::new() }; 3];
        const TABLES: [&str; 3] = [
            include_str!(concat!(env!("OUT_DIR"), "/zh-Hans.txt")),
            include_str!(concat!(env!("OUT_DIR"), "/zh-Hant.txt")),
            include_str!(concat!(env!("OUT_DIR"), "/en.txt")),
        ];
        let (split, table) = match locale {
            Locale::zh_Hans => (&SPLIT[0], TABLES[0]),
            Locale::zh_Hant => (&SPLIT[1], TABLES[1]),
            Locale::en => (&SPLIT[2], TABLES[2]),
        };
        let split = split.get_or_init(|| table.split('\0').collect());
        split.get(usize::from(self.0)).copied().unwrap_or_default()
    }
}

/// `file::key`, a `Key` or a struct of the text's values.
#[allow(non_upper_case_globals, non_camel_case_types, unused_imports)]
pub mod keys {
    include!(concat!(env!("OUT_DIR"), "/keys.rs"));
}

/// Puts values in their places: U+0001 and one digit.
fn filled(text: &str, values: &[&dyn Display]) -> String {
    let mut parts = text.split('\u{1}');
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let place = part.bytes().next().map_or(0, |digit| usize::from(digit.wrapping_sub(b'0')));
        if let Some(value) = values.get(place) {
            // Writing to a text in memory cannot fail.
            write!(whole, "{value}").unwrap_or_default();
        }
        whole += part.get(1..).unwrap_or_default();
    }
    whole
}

/// A text that follows the language of the page.
pub fn tell(words: Words, key: Key) -> impl Fn() -> &'static str + Copy + Send + 'static {
    move || key.said(words.get_locale())
}

/// `t!(i18n, file.key)`: a text in a view, which follows the language.
macro_rules! t {
    ($words:expr, $file:ident.$key:ident) => {
        $crate::i18n::tell($words, $crate::i18n::keys::$file::$key)
    };
}

/// `t_string!(i18n, file.key, name = value)`: the text now; whoever asks is asked again.
macro_rules! t_string {
    ($words:expr, $($text:tt)+) => {
        $crate::i18n::td_string!($words.get_locale(), $($text)+)
    };
}

/// `td_string!(locale, file.key, name = value)`: the text in one language. `name` alone is `name = name`.
macro_rules! td_string {
    ($locale:expr, $file:ident.$key:ident $(,)?) => {
        $crate::i18n::keys::$file::$key.said($locale)
    };
    ($locale:expr, $file:ident.$key:ident, $($name:ident $(= $value:expr)?),+ $(,)?) => {
        $crate::i18n::keys::$file::$key {
            $($name: $crate::i18n::td_string!(@value $name $(= $value)?)),+
        }
        .said($locale)
    };
    (@value $name:ident) => { &$name };
    (@value $name:ident = $value:expr) => { &$value };
}

pub(crate) use {t, t_string, td_string};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_said_in_each_language() {
        let said = |locale| td_string!(locale, words.look);
        assert_eq!(said(Locale::en), "Look");
        assert_eq!([Locale::zh_Hans, Locale::zh_Hant].map(said), ["看", "看"]);
        let last = |locale| td_string!(locale, words.void);
        assert_eq!(last(Locale::en), "Void");
    }

    #[test]
    fn values_stand_where_the_language_wants_them() {
        assert_eq!(filled("\u{1}1 of \u{1}0, \u{1}1", &[&3, &"two"]), "two of 3, two");
        assert_eq!(filled("plain", &[]), "plain");
        assert_eq!(filled("\u{1}7!", &[&1]), "!");
    }

    #[test]
    fn a_language_has_one_name() {
        for locale in [Locale::zh_Hans, Locale::zh_Hant, Locale::en] {
            assert_eq!(Locale::named(locale.as_str()), locale);
        }
        assert_eq!(Locale::named("fr"), Locale::zh_Hans);
    }
}
