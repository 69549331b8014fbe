//! How often: the rhythms of R01–R38 as rules of RFC 5545, and their words.

use crate::i18n::*;
use patrol_domain::At;
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

/// The words of an offered rule, `None` for another.
fn offered(locale: Locale, rule: &str) -> Option<&'static str> {
    Some(match RULES.iter().position(|known| *known == rule)? {
        0 => td_string!(locale, plans.daily),
        1 => td_string!(locale, plans.workdays),
        2 => td_string!(locale, plans.two_hours),
        3 => td_string!(locale, plans.four_hours),
        4 => td_string!(locale, plans.four_days),
        5 => td_string!(locale, plans.weekly),
        6 => td_string!(locale, plans.two_weeks),
        7 => td_string!(locale, plans.monthly),
        8 => td_string!(locale, plans.two_months),
        9 => td_string!(locale, plans.quarterly),
        _ => td_string!(locale, plans.yearly),
    })
}

/// 每周 · 周二、周五: the offered rhythm with the days and hours of the rule; what has no words
/// here stands for itself.
pub fn rule_words(locale: Locale, rule: &str) -> String {
    if let Some(words) = offered(locale, rule) {
        return words.to_owned();
    }
    let of = |name: &str| {
        rule.split(';').filter_map(|part| part.split_once('=')).find_map(|(key, value)| {
            (key == name).then(|| value.split(',').map(str::to_owned).collect::<Vec<_>>())
        })
    };
    let beat = rule.split(';').filter(|part| !part.starts_with("BY")).collect::<Vec<_>>().join(";");
    let Some(beat) = offered(locale, &beat) else { return rule.to_owned() };
    let day = |code: &String| match WEEK.iter().position(|known| known == code) {
        Some(place) => dates::weekday(locale, MONDAY.plus_days(place as i64), 0).to_owned(),
        None => code.clone(),
    };
    let days = of("BYDAY").map(|days| words::listed(locale, days.iter().map(day)));
    let hour = |hour: &String| format!("{hour:0>2}:00");
    let hours = of("BYHOUR").map(|hours| words::listed(locale, hours.iter().map(hour)));
    [Some(beat.to_owned()), days, hours].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

const WEEK: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
/// Monday, 5 January 1970.
const MONDAY: At = At(4 * 24 * 60 * 60_000);

/// 每周 · 周一 for a weekly one, else the rule alone: the hour stands in the margin.
pub fn rhythm_words(locale: Locale, plan: &Plan) -> String {
    let rule = rule_words(locale, &plan.rule);
    if plan.rule != "FREQ=WEEKLY" && plan.rule != "FREQ=WEEKLY;INTERVAL=2" {
        return rule;
    }
    let at = At(plan.first.and_utc().timestamp_millis());
    format!("{rule} · {}", dates::weekday(locale, at, 0))
}
