//! How long an issue still has, on the site's calendar. Knows no words.

use chrono::NaiveDate;
use patrol_domain::At;
use patrol_domain::case::Case;

/// What the margin of an issue counts. Ordered as the list is: the most pressing first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    /// R91: past its deadline by so many calendar days, at least one.
    Late(i64),
    Today,
    Left(i64),
    /// Its flow has no deadline.
    Open,
    Closed,
}

/// A heading of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    Overdue,
    Today,
    Week,
    Later,
    Closed,
}

fn date(at: At, offset_min: i16) -> NaiveDate {
    at.local(offset_min).unwrap_or_default().date()
}

/// What the margin says at `now`.
pub fn due(case: &Case, now: At, offset_min: i16) -> Due {
    if case.closed_at.is_some() {
        return Due::Closed;
    }
    let Some(due_at) = case.due_at else { return Due::Open };
    let days = (date(due_at, offset_min) - date(now, offset_min)).num_days();
    match days {
        _ if now > due_at => Due::Late((-days).max(1)),
        days if days > 0 => Due::Left(days),
        _ => Due::Today,
    }
}

pub fn group(due: Due) -> Group {
    match due {
        Due::Late(_) => Group::Overdue,
        Due::Today => Group::Today,
        Due::Left(days) if days <= 7 => Group::Week,
        Due::Left(_) | Due::Open => Group::Later,
        Due::Closed => Group::Closed,
    }
}

/// Sorts by deadline, the longest overdue first; closed ones by closing, newest first.
pub fn order(case: &Case) -> (bool, i64) {
    match case.closed_at {
        Some(closed) => (true, -closed.0),
        None => (false, case.due_at.map_or(i64::MAX, |at| at.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::issues::sample::case;

    /// 2026-11-19 10:16 in Shanghai.
    const NOW: At = At(1_795_054_560_000);

    fn due_in_minutes(minutes: i64) -> Due {
        let mut case = case();
        case.due_at = Some(NOW.plus_minutes(minutes));
        due(&case, NOW, 480)
    }

    #[test]
    fn an_issue_is_late_from_the_minute_its_deadline_has_passed() {
        assert_eq!(due_in_minutes(0), Due::Today);
        assert_eq!(due_in_minutes(-1), Due::Late(1));
        assert_eq!(due_in_minutes(-24 * 60 - 1), Due::Late(1));
        assert_eq!(due_in_minutes(-2 * 24 * 60), Due::Late(2));
    }

    #[test]
    fn days_left_are_counted_on_the_calendar_of_the_site() {
        assert_eq!(due_in_minutes(13 * 60), Due::Today);
        // 13 h 44 min later it is tomorrow in Shanghai, though still today in London.
        assert_eq!(due_in_minutes(13 * 60 + 44), Due::Left(1));
        assert_eq!(group(due_in_minutes(7 * 24 * 60)), Group::Week);
        assert_eq!(group(due_in_minutes(8 * 24 * 60)), Group::Later);
    }

    #[test]
    fn a_closed_issue_is_never_late() {
        let mut case = case();
        case.due_at = Some(NOW.plus_days(-3));
        case.closed_at = Some(NOW);
        assert_eq!(due(&case, NOW, 480), Due::Closed);
        assert!(order(&case) > (false, i64::MAX));
    }
}
