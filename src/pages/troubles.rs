//! What went wrong with a write, in words. Knows no storage, only what `Actions` answers.

use crate::i18n::{Locale, refusals, td_string};
use crate::state::actions::{PhotoProblem, SoundProblem};
use crate::state::{CameraProblem, PerformError};

/// Why a write did not happen, and what to do now.
pub fn perform(locale: Locale, why: &PerformError) -> String {
    match why {
        PerformError::Rejected(why) => refusals::rejection(locale, why),
        PerformError::Store(why) => refusals::store(locale, why).to_owned(),
    }
}

/// Why a file did not become a photo, and what to do now.
pub fn photo(locale: Locale, why: &PhotoProblem) -> String {
    match why {
        PhotoProblem::Empty => td_string!(locale, rejection.photo_empty),
        PhotoProblem::NotAPicture => td_string!(locale, rejection.photo_not_picture),
        PhotoProblem::Unreadable => td_string!(locale, photo.unreadable),
        PhotoProblem::Broken => td_string!(locale, photo.broken),
        PhotoProblem::TooLarge => td_string!(locale, rejection.photo_too_large),
        PhotoProblem::Store(why) => refusals::store_photo(locale, why),
    }
    .to_owned()
}

/// Why the microphone did not open, and what to do instead.
pub fn sound_door(locale: Locale, why: CameraProblem) -> &'static str {
    match why {
        CameraProblem::Refused => td_string!(locale, photo.sound_refused),
        CameraProblem::Missing => td_string!(locale, photo.sound_missing),
        CameraProblem::Insecure => td_string!(locale, photo.sound_unable),
    }
}

/// Why nothing was recorded, and what to do now.
pub fn sound(locale: Locale, why: &SoundProblem) -> String {
    match why {
        SoundProblem::Empty => td_string!(locale, photo.sound_empty).to_owned(),
        SoundProblem::Store(why) => refusals::store_photo(locale, why).to_owned(),
    }
}
