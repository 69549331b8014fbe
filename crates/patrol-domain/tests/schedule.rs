//! Where a round stands at a moment, and what the 正 counts.

use patrol_domain::people::Department;
use patrol_domain::round::{Round, RoundKind, RoundState};
use patrol_domain::schedule::{Due, Tally, due_state, is_of_day, minutes_left, tally};
use patrol_domain::task::Task;
use patrol_domain::{At, PlaceId, RoundId, SiteId, Window};
use uuid::Uuid;

/// 19 November 2026 at +08:00, minutes after midnight.
fn at(minutes: i64) -> At {
    At(1_795_017_600_000).plus_minutes(minutes)
}

const TEN: i64 = 10 * 60;
const ELEVEN: i64 = 11 * 60;

/// Due from ten to eleven, ten minutes of grace.
fn round(state: RoundState) -> Round {
    let task = Task {
        kind: RoundKind::Periodic,
        checklist: "C37".to_owned(),
        version: 1,
        place: PlaceId(Uuid::from_u128(1)),
        department: Department::Eng,
        roles: Vec::new(),
    };
    Round {
        window: Some(Window { opens: at(TEN), closes: at(ELEVEN), grace_min: 10 }),
        state,
        ..Round::planned(RoundId(Uuid::from_u128(1)), SiteId(Uuid::from_u128(1)), 480, task)
    }
}

#[test]
fn a_planned_round_comes_is_due_and_is_late() {
    let planned = round(RoundState::Planned);
    let states: Vec<Due> = [TEN - 11, TEN - 10, ELEVEN, ELEVEN + 10, ELEVEN + 11]
        .map(|minutes| due_state(&planned, at(minutes)))
        .to_vec();
    assert_eq!(states, [Due::ToCome, Due::Now, Due::Now, Due::Now, Due::Late]);
}

#[test]
fn a_planned_round_without_a_window_is_always_due() {
    let mut planned = round(RoundState::Planned);
    planned.window = None;
    assert_eq!(due_state(&planned, at(0)), Due::Now);
    assert_eq!(minutes_left(&planned, at(0)), None);
}

#[test]
fn the_state_of_a_begun_round_does_not_depend_on_the_hour() {
    use RoundState::*;
    let expected = [
        (Started, Due::InHand),
        (Paused, Due::InHand),
        (Returned, Due::InHand),
        (Submitted, Due::Walked),
        (Reviewed, Due::Walked),
        (Sampled, Due::Walked),
        (Archived, Due::Walked),
        (Missed, Due::Missed),
        (Void, Due::Void),
    ];
    for (state, due) in expected {
        assert_eq!(due_state(&round(state), at(0)), due);
        assert_eq!(due_state(&round(state), at(ELEVEN + 600)), due);
    }
}

#[test]
fn minutes_run_down_to_the_close_and_below() {
    let planned = round(RoundState::Planned);
    assert_eq!(minutes_left(&planned, at(TEN + 16)), Some(44));
    assert_eq!(minutes_left(&planned, at(ELEVEN + 16)), Some(-16));
}

#[test]
fn the_tally_counts_the_rounds_of_the_local_day_without_the_void_ones() {
    use RoundState::*;
    let mut tomorrow = round(Planned);
    tomorrow.window = Some(Window { opens: at(24 * 60), closes: at(25 * 60), grace_min: 0 });
    let rounds = [
        round(Submitted),
        round(Reviewed),
        round(Missed),
        round(Started),
        round(Planned),
        round(Void),
        tomorrow,
    ];
    assert_eq!(tally(&rounds, at(TEN)), Tally { walked: 2, missed: 1, all: 5 });
}

#[test]
fn an_unplanned_round_belongs_to_the_day_it_was_started() {
    let mut special = round(RoundState::Started);
    special.window = None;
    special.started_at = Some(at(23 * 60 + 59));
    assert!(is_of_day(&special, at(0)));
    assert!(!is_of_day(&special, at(24 * 60)));
}

#[test]
fn the_day_is_that_of_the_rounds_own_wall_clock() {
    let early = Window { opens: at(30), closes: at(60), grace_min: 0 };
    let mut night = round(RoundState::Planned);
    night.window = Some(early);
    assert!(is_of_day(&night, at(ELEVEN)));
    night.offset_min = 0;
    assert!(!is_of_day(&night, at(ELEVEN)), "in London that opening was still yesterday");
}

#[test]
fn times_beyond_the_calendar_belong_to_no_day() {
    let mut strange = round(RoundState::Planned);
    strange.window =
        Some(Window { opens: At(i64::MAX), closes: At(i64::MIN), grace_min: u16::MAX });
    assert!(!is_of_day(&strange, At(i64::MAX)));
    assert_eq!(tally([&strange], At(i64::MIN)), Tally::default());
}
