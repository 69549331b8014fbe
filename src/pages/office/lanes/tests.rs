//! The board tells late from missed from not heard of.

use super::*;
use patrol_domain::ids::SiteId;
use patrol_domain::people::Department;
use patrol_domain::round::RoundState;
use patrol_domain::task::Task;
use patrol_domain::time::Window;
use uuid::Uuid;

/// 2026-11-19 00:00 in Shanghai.
const MIDNIGHT: At = At(1_795_017_600_000);

fn at(hour: i64, minute: i64) -> At {
    MIDNIGHT.plus_minutes(hour * 60 + minute)
}

fn round(id: u128, opens: i64, closes: i64, state: RoundState) -> Round {
    let task = Task {
        kind: RoundKind::Periodic,
        checklist: "C37".into(),
        version: 1,
        place: PlaceId(Uuid::from_u128(2)),
        department: Department::Eng,
        roles: vec![Role::EngineerShift],
    };
    Round {
        window: Some(Window { opens: at(opens, 0), closes: at(closes, 0), grace_min: 10 }),
        state,
        ..Round::planned(RoundId(Uuid::from_u128(id)), SiteId(Uuid::from_u128(1)), 480, task)
    }
}

#[test]
fn a_round_without_a_word_is_unknown_and_only_the_server_calls_it_missed() {
    let planned = round(1, 9, 10, RoundState::Planned);
    assert_eq!(bar_state(&planned, at(8, 0)), BarState::ToCome);
    assert_eq!(bar_state(&planned, at(9, 30)), BarState::ToCome);
    assert_eq!(bar_state(&planned, at(10, 9)), BarState::Unknown, "in its grace nobody is late");
    assert_eq!(bar_state(&planned, at(10, 11)), BarState::Unknown);
    assert_eq!(bar_state(&round(1, 9, 10, RoundState::Missed), at(10, 11)), BarState::Missed);
}

#[test]
fn a_round_that_runs_past_its_window_is_late_not_missed() {
    let running = round(1, 9, 10, RoundState::Started);
    assert_eq!(bar_state(&running, at(9, 30)), BarState::Running);
    assert_eq!(bar_state(&running, at(10, 30)), BarState::Late);
}

#[test]
fn rounds_of_one_route_share_a_lane_and_other_days_stay_out() {
    let mut yesterday = round(3, 9, 10, RoundState::Submitted);
    yesterday.window = Some(Window { opens: at(-15, 0), closes: at(-14, 0), grace_min: 10 });
    let rounds =
        [round(1, 14, 15, RoundState::Planned), round(2, 9, 10, RoundState::Submitted), yesterday];
    let lanes = lanes(rounds.iter(), (MIDNIGHT, at(24, 0)), at(11, 0), |_, _| None);
    assert_eq!(lanes.len(), 1);
    let states: Vec<BarState> = lanes[0].bars.iter().map(|bar| bar.state).collect();
    assert_eq!(states, [BarState::Done, BarState::ToCome]);
    let counted = counts(&lanes);
    assert_eq!((counted.due, counted.done, counted.to_come), (2, 1, 1));
    assert_eq!(lanes[0].walker, Walker::AnyOf(Role::EngineerShift));
}

#[test]
fn covert_rounds_are_not_on_the_board() {
    let mut covert = round(1, 9, 10, RoundState::Started);
    covert.kind = RoundKind::Covert;
    assert!(lanes([covert].iter(), (MIDNIGHT, at(24, 0)), at(9, 5), |_, _| None).is_empty());
}

#[test]
fn the_axis_holds_the_working_day_and_whatever_lies_outside_it() {
    assert_eq!(axis(&[], MIDNIGHT), (at(6, 0), at(22, 0)));
    let rounds = [round(1, 2, 3, RoundState::Submitted), round(2, 22, 24, RoundState::Planned)];
    let lanes = lanes(rounds.iter(), (MIDNIGHT, at(24, 0)), at(11, 0), |_, _| None);
    assert_eq!(axis(&lanes, MIDNIGHT), (at(2, 0), at(24, 0)));
    assert_eq!(share((at(6, 0), at(22, 0)), at(14, 0)), 50.0);
    assert_eq!(share((at(6, 0), at(22, 0)), at(3, 0)), 0.0);
    assert_eq!(midnight(at(23, 59), 480, 0), MIDNIGHT);
    assert_eq!(midnight(at(0, 0), 480, 1), at(24, 0));
}
