//! How often: the rhythms of R01–R38 as rules of RFC 5545, and their words.

use crate::i18n::*;
use patrol_domain::plan::Plan;

/// The rules offered, by the frequencies that the checklists name (R01, R02, R07, R13, R16, R17, R18, R67, R68, R75).
pub const RULES: [&str; 11] = [
    "FREQ=DAILY",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "FREQ=HOURLY;INTERVAL=2",
    "FREQ=HOURLY;INTERVAL=4",
    "FREQ=DAILY;INTERVAL=4",
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;INTERVAL=2",
    "FREQ=MONTHLY",
    "FREQ=MONTHLY;INTERVAL=2",
    "FREQ=MONTHLY;INTERVAL=3",
    "FREQ=YEARLY",
];

/// The words of an offered rule; another one stands for itself.
pub fn rule_words(locale: Locale, rule: &str) -> String {
    match RULES.iter().position(|known| *known == rule) {
        Some(0) => td_string!(locale, plans.daily),
        Some(1) => td_string!(locale, plans.workdays),
        Some(2) => td_string!(locale, plans.two_hours),
        Some(3) => td_string!(locale, plans.four_hours),
        Some(4) => td_string!(locale, plans.four_days),
        Some(5) => td_string!(locale, plans.weekly),
        Some(6) => td_string!(locale, plans.two_weeks),
        Some(7) => td_string!(locale, plans.monthly),
        Some(8) => td_string!(locale, plans.two_months),
        Some(9) => td_string!(locale, plans.quarterly),
        Some(10) => td_string!(locale, plans.yearly),
        _ => rule,
    }
    .to_owned()
}

/// 每周 · 周一 for a weekly one, else the rule alone: the hour stands in the margin.
pub fn rhythm_words(locale: Locale, plan: &Plan) -> String {
    let rule = rule_words(locale, &plan.rule);
    if plan.rule != "FREQ=WEEKLY" && plan.rule != "FREQ=WEEKLY;INTERVAL=2" {
        return rule;
    }
    let at = patrol_domain::At(plan.first.and_utc().timestamp_millis());
    format!("{rule} · {}", dates::weekday(locale, at, 0))
}
