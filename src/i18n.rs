//! The texts generated from `locales/`, and data → words: names, dates, refusals. Knows no screen.

// Generated code parses the names of its own locales.
#[allow(clippy::expect_used)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/i18n/mod.rs"));
}

pub mod dates;
pub mod refusals;
pub mod words;

pub use generated::i18n::*;

use patrol_domain::{Lang, Text};

/// The context of the texts, as components and pages hold it.
pub type Words = leptos_i18n::I18nContext<Locale>;

/// The domain's language of a locale.
pub const fn lang_of(locale: Locale) -> Lang {
    match locale {
        Locale::zh_Hans => Lang::ZhHans,
        Locale::zh_Hant => Lang::ZhHant,
        Locale::en => Lang::En,
    }
}

/// The locale of a domain language.
pub const fn locale_of(lang: Lang) -> Locale {
    match lang {
        Lang::ZhHans => Locale::zh_Hans,
        Lang::ZhHant => Locale::zh_Hant,
        Lang::En => Locale::en,
    }
}

/// A definition's words in the locale.
pub fn say(locale: Locale, text: &Text) -> String {
    text.get(lang_of(locale)).to_owned()
}
