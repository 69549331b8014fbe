//! Common words for a problem, by issue category. What the person writes is never replaced.

use crate::i18n::{Locale, td_string};

/// The words of a category, at most four, and 其他 is the text field itself.
pub fn phrases(locale: Locale, category: &str) -> Vec<&'static str> {
    let line = match category {
        "WTR" => td_string!(locale, phrases.water),
        "LGT" => td_string!(locale, phrases.light),
        "EQP" => td_string!(locale, phrases.equipment),
        "FIR" | "SEC" | "COM" => td_string!(locale, phrases.fire),
        "FPV" | "RVL" | "REN" | "VEH" => td_string!(locale, phrases.breach),
        "BLD" | "RDW" | "AMN" | "DEF" => td_string!(locale, phrases.fabric),
        "CLN" | "PST" | "GRN" => td_string!(locale, phrases.clean),
        "LFT" => td_string!(locale, phrases.lift),
        "GAS" | "EMG" => td_string!(locale, phrases.danger),
        "STF" | "ATT" | "ORD" => td_string!(locale, phrases.people),
        "REC" | "SGN" | "SVC" => td_string!(locale, phrases.papers),
        _ => td_string!(locale, phrases.plain),
    };
    line.split('/').map(str::trim).filter(|words| !words.is_empty()).collect()
}
