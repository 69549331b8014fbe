//! The texts of `locales/`, and data → words: names, dates, refusals. Knows no screen.

pub mod dates;
pub mod refusals;
mod texts;
pub mod words;

pub use texts::{Key, Locale, keys, tell};
pub(crate) use texts::{t, t_string, td_string};

use leptos::prelude::*;
use patrol_domain::{Lang, Text};

/// The language of the page, as components and pages hold it.
#[derive(Clone, Copy)]
pub struct Words(RwSignal<Locale>);

impl Words {
    /// Makes the language known to every page below.
    pub fn provide(start: Locale) -> Words {
        let words = Words(RwSignal::new(start));
        provide_context(words);
        words
    }

    /// Whoever asks is asked again when the language changes.
    pub fn get_locale(self) -> Locale {
        self.0.get()
    }

    pub fn get_locale_untracked(self) -> Locale {
        self.0.get_untracked()
    }

    pub fn set_locale(self, locale: Locale) {
        self.0.set(locale);
    }
}

/// The language that `Words::provide` made known above.
pub fn use_i18n() -> Words {
    use_context().unwrap_or_else(|| Words::provide(Locale::zh_Hans))
}

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
