//! Fair time: nobody is called late because the network or a clock was, and a night round belongs to
//! the day it began. For any hour, zone and clock.

// A broken fixture should stop the test where it breaks.
#![allow(clippy::unwrap_used)]

use patrol_domain::checklist::Checklist;
use patrol_domain::ids::{DeviceId, MemberId, OpId, PlaceId, RoundId, SiteId};
use patrol_domain::people::{Department, Grant, Member, Role};
use patrol_domain::place::{Place, Site};
use patrol_domain::round::{EarlyEnd, EarlyReason, Flag, Mode, Round, RoundKind, RoundState};
use patrol_domain::schedule::{due_state, is_of_day, minutes_left, tally};
use patrol_domain::task::Task;
use patrol_domain::{At, Halt, Key, Mutation, Op, Record, View, Window, apply};
use proptest::prelude::*;
use std::path::Path;
use uuid::Uuid;

const SITE: SiteId = SiteId(Uuid::from_u128(1));
const PLACE: PlaceId = PlaceId(Uuid::from_u128(2));
const ROUND: RoundId = RoundId(Uuid::from_u128(3));
const LI: MemberId = MemberId(Uuid::from_u128(4));
/// 2000 to 2100, milliseconds: leap years and a century without one.
const CENTURY: std::ops::Range<i64> = 946_684_800_000..4_102_444_800_000;
/// What the list counts as here, whatever the library has come to.
const VERSION: u32 = 1;
const DAY_MS: i64 = 24 * 60 * 60_000;

fn planned(opens: At, minutes: i64, offset_min: i16) -> Round {
    let task = Task {
        kind: RoundKind::Periodic,
        checklist: "C37".to_owned(),
        version: VERSION,
        place: PLACE,
        department: Department::Eng,
        roles: vec![Role::Maintenance],
    };
    Round {
        window: Some(Window { opens, closes: opens.plus_minutes(minutes), grace_min: 10 }),
        ..Round::planned(ROUND, SITE, offset_min, task)
    }
}

fn estate(round: Round) -> View {
    let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../library/checklists");
    let file = std::fs::read_dir(library).unwrap().map(|entry| entry.unwrap().path());
    let file = file.into_iter().find(|path| path.to_string_lossy().contains("C37")).unwrap();
    let list: Checklist = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let list = Checklist { version: VERSION, ..list };
    let site = Site {
        id: SITE,
        name: "锦绣花园".into(),
        zone: "Asia/Shanghai".into(),
        offset_min: 480,
        calendar: Default::default(),
        positions: false,
        shifts: Default::default(),
        switches: Default::default(),
    };
    let place = Place {
        id: PLACE,
        site: SITE,
        parent: None,
        kind: "pump_room".into(),
        name: "生活水泵房".into(),
        floor: String::new(),
        limits: Default::default(),
    };
    let grant = Grant { site: SITE, role: Role::Maintenance, department: Department::Eng };
    let li = Member { id: LI, name: "李建国".into(), grants: vec![grant], suspended: false };
    let mut view = View::default();
    let all =
        [Record::Site(site), Record::Place(place), Record::Member(li), Record::Checklist(list)];
    for record in all.into_iter().chain([Record::Round(round)]) {
        view.put(record.key(), Some(record));
    }
    view
}

fn write(view: &mut View, seq: u64, made_at: At, device_at: At, mutation: Mutation) {
    let op = Op {
        id: OpId(Uuid::from_u128(u128::from(seq))),
        device: DeviceId(Uuid::from_u128(9)),
        seq,
        author: LI,
        site: SITE,
        made_at,
        device_at,
        mutation,
    };
    let changed = loop {
        match apply(view, &op) {
            Ok(changed) => break changed,
            Err(Halt::Need(key)) => view.put(key, None),
            Err(Halt::Rejected(why)) => panic!("{why}"),
        }
    };
    for record in changed {
        view.put(record.key(), Some(record));
    }
}

fn round(view: &View) -> &Round {
    match view.records.get(&Key::Round { id: ROUND }) {
        Some(Some(Record::Round(round))) => round,
        other => panic!("{other:?}"),
    }
}

proptest! {
    /// R04: only the time of the walk counts. It is judged as it was made, however much later it
    /// arrives, and a phone's own clock, years off, only adds the word that the times are a guess.
    #[test]
    fn a_round_walked_in_its_window_is_never_late(
        opens in CENTURY, minutes in 1..1440_i64, begun in 0..1440_i64, walked in 0..1440_i64,
        off in prop_oneof![-300_000..300_000_i64, any::<i32>().prop_map(|s| i64::from(s) * 1000)],
    ) {
        let opens = At(opens);
        let start = opens.plus_minutes(begun.min(minutes));
        let end = start.plus_minutes(walked.min(minutes - begun.min(minutes)));
        let mut view = estate(planned(opens, minutes, 480));
        let device = |at: At| At(at.0.saturating_add(off));
        let begin = Mutation::StartRound {
            round: ROUND,
            mode: Mode::Foot,
            self_check: true,
            unplanned: None,
            left_out: Default::default(),
        };
        write(&mut view, 1, start, device(start), begin);
        let early_end = Some(EarlyEnd { reason: EarlyReason::Urgent, note: String::new() });
        let submit = Mutation::SubmitRound { round: ROUND, overall: "接警".into(), early_end };
        write(&mut view, 2, end, device(end), submit);
        let round = round(&view);
        prop_assert_eq!(round.state, RoundState::Submitted);
        prop_assert!(!round.flags.contains(&Flag::OffWindow));
        prop_assert!(!round.flags.contains(&Flag::MakeUp));
        prop_assert_eq!(round.flags.contains(&Flag::ClockSkew), off.abs() > 300_000);
    }

    /// The server counted it as missed while the phone was in the cellar: no make-up, and not late.
    #[test]
    fn a_missed_round_that_was_walked_in_time_is_no_make_up(
        opens in CENTURY, minutes in 1..1440_i64, begun in 0..1440_i64,
    ) {
        let opens = At(opens);
        let mut missed = planned(opens, minutes, 480);
        missed.state = RoundState::Missed;
        let mut view = estate(missed);
        let start = opens.plus_minutes(begun.min(minutes));
        let begin = Mutation::StartRound {
            round: ROUND,
            mode: Mode::Foot,
            self_check: true,
            unplanned: None,
            left_out: Default::default(),
        };
        write(&mut view, 1, start, start, begin);
        prop_assert!(round(&view).flags.is_empty());
    }

    /// Over midnight, a leap day or the end of a year: the day of the opening, on the round's own
    /// wall clock, and no other.
    #[test]
    fn a_round_belongs_to_the_day_it_began_and_to_no_other(
        opens in CENTURY, minutes in 1..720_i64, offset_min in -720..=840_i16, later in 0..DAY_MS,
    ) {
        let round = planned(At(opens), minutes, offset_min);
        let shift = i64::from(offset_min) * 60_000;
        let midnight = (opens + shift).div_euclid(DAY_MS) * DAY_MS - shift;
        prop_assert!(is_of_day(&round, At(midnight + later)));
        prop_assert!(!is_of_day(&round, At(midnight + DAY_MS + later)));
        prop_assert!(!is_of_day(&round, At(midnight - 1 - later)));
        let of_its_day = tally([&round], At(midnight + later));
        let of_the_next = tally([&round], At(midnight + DAY_MS + later));
        prop_assert_eq!((of_its_day.all, of_the_next.all), (1, 0));
    }

    /// Whatever a clock says, the day is drawn.
    #[test]
    fn no_time_at_all_breaks_the_day(opens: i64, now: i64, minutes: i64, offset_min: i16) {
        let round = planned(At(opens), minutes, offset_min);
        let now = At(now);
        let _ = (due_state(&round, now), minutes_left(&round, now), is_of_day(&round, now));
        prop_assert!(tally([&round], now).all <= 1);
    }
}
