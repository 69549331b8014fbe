//! Instants in words, on the wall clock of a site (`offset_min`). Reads no clock.

use crate::i18n::*;
use chrono::{Datelike, NaiveDateTime, Timelike};
use patrol_domain::At;

fn local(at: At, offset_min: i16) -> NaiveDateTime {
    at.local(offset_min).unwrap_or_default()
}

/// `10:16`.
pub fn clock(at: At, offset_min: i16) -> String {
    let time = local(at, offset_min);
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// `10:00–11:00`.
pub fn span(from: At, to: At, offset_min: i16) -> String {
    format!("{}–{}", clock(from, offset_min), clock(to, offset_min))
}

/// `11月19日`, `19 Nov`.
pub fn day(locale: Locale, at: At, offset_min: i16) -> String {
    let date = local(at, offset_min);
    let (month, day) = (date.month(), date.day());
    match locale {
        Locale::zh_Hans | Locale::zh_Hant => format!("{month}月{day}日"),
        Locale::en => format!("{day} {}", month_name(month)),
    }
}

/// `周四`, `週四`, `Thu`.
pub fn weekday(locale: Locale, at: At, offset_min: i16) -> &'static str {
    let place = local(at, offset_min).weekday().num_days_from_monday() as usize;
    let names = match locale {
        Locale::zh_Hans => ["周一", "周二", "周三", "周四", "周五", "周六", "周日"],
        Locale::zh_Hant => ["週一", "週二", "週三", "週四", "週五", "週六", "週日"],
        Locale::en => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    };
    names.get(place).copied().unwrap_or_default()
}

/// `10:12` today, `昨日 16:05`, `11月12日 16:05`; with the year when it is another.
pub fn moment(locale: Locale, at: At, now: At, offset_min: i16) -> String {
    let (then, today) = (local(at, offset_min), local(now, offset_min));
    let time = clock(at, offset_min);
    match (today.date() - then.date()).num_days() {
        0 => time,
        1 => td_string!(locale, words.yesterday_at, time = time),
        _ if then.year() == today.year() => format!("{} {time}", day(locale, at, offset_min)),
        _ => format!("{}-{:02}-{:02} {time}", then.year(), then.month(), then.day()),
    }
}

/// `昨日`, `11月12日`; `今日` for today.
pub fn moment_day(locale: Locale, at: At, now: At, offset_min: i16) -> String {
    let (then, today) = (local(at, offset_min), local(now, offset_min));
    match (today.date() - then.date()).num_days() {
        0 => td_string!(locale, words.today).to_owned(),
        1 => td_string!(locale, words.yesterday).to_owned(),
        _ if then.year() == today.year() => day(locale, at, offset_min),
        _ => format!("{}-{:02}-{:02}", then.year(), then.month(), then.day()),
    }
}

/// `44 分`, `3 小时 5 分`, `2 天`: a length of time without its direction.
pub fn length(locale: Locale, minutes: i64) -> String {
    let minutes = minutes.max(0);
    match (minutes / (24 * 60), minutes / 60, minutes % 60) {
        (0, 0, minutes) => td_string!(locale, words.minutes, n = minutes),
        (0, hours, 0) => td_string!(locale, words.hours, n = hours),
        (0, hours, minutes) => {
            let hours = td_string!(locale, words.hours, n = hours);
            format!("{hours} {}", td_string!(locale, words.minutes, n = minutes))
        }
        (days, ..) => td_string!(locale, words.days, n = days),
    }
}

/// Whether two instants fall on one calendar day at the site.
pub fn same_day(a: At, b: At, offset_min: i16) -> bool {
    local(a, offset_min).date() == local(b, offset_min).date()
}

fn month_name(month: u32) -> &'static str {
    const NAMES: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    NAMES.get(month.saturating_sub(1) as usize).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-19 10:16 in Shanghai.
    const NOW: At = At(1_795_054_560_000);
    const SHANGHAI: i16 = 480;

    #[test]
    fn a_moment_says_only_as_much_as_is_needed() {
        let zh = |at| moment(Locale::zh_Hans, at, NOW, SHANGHAI);
        assert_eq!(zh(NOW.plus_minutes(-4)), "10:12");
        assert_eq!(zh(NOW.plus_minutes(-18 * 60 - 11)), "昨日 16:05");
        assert_eq!(zh(NOW.plus_days(-7)), "11月12日 10:16");
        assert_eq!(zh(NOW.plus_days(-400)), "2025-10-15 10:16");
        assert_eq!(moment(Locale::en, NOW.plus_days(-1), NOW, SHANGHAI), "Yesterday 10:16");
    }

    #[test]
    fn a_date_follows_the_language() {
        assert_eq!(day(Locale::zh_Hant, NOW, SHANGHAI), "11月19日");
        assert_eq!(weekday(Locale::zh_Hant, NOW, SHANGHAI), "週四");
        assert_eq!(day(Locale::en, NOW, SHANGHAI), "19 Nov");
    }

    #[test]
    fn a_length_never_goes_below_nothing() {
        assert_eq!(length(Locale::zh_Hans, -5), "0 分");
        assert_eq!(length(Locale::en, 185), "3 h 5 min");
        assert_eq!(length(Locale::zh_Hans, 60 * 24 * 2 + 3), "2 天");
    }
}
