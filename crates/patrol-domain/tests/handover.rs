//! What a shift leaves behind is told before it is signed away (W17).

#![allow(clippy::unwrap_used)]

use patrol_domain::At;
use patrol_domain::handover::unfinished;
use patrol_domain::people::Department;
use patrol_domain::round::Round;
use patrol_domain::shift::Shifts;
use serde_json::{Value, json};
use std::sync::Arc;

/// 19 November 2026, 00:00 at +08:00.
const MIDNIGHT: i64 = 1_795_017_600_000;
const ZONE_MIN: i16 = 480;

const fn at(hour: i64) -> At {
    At(MIDNIGHT + hour * 3_600_000)
}

/// A round of engineering that opens at this hour, with these fields changed.
fn round(n: u8, hour: i64, changes: Value) -> Arc<Round> {
    let mut round = json!({
        "id": format!("00000000-0000-0000-0000-0000000000{n:02}"),
        "site": "00000000-0000-0000-0000-0000000000aa", "kind": "periodic", "checklist": "C32",
        "version": 1, "place": "00000000-0000-0000-0000-0000000000bb", "department": "eng",
        "roles": ["maintenance"], "offset_min": ZONE_MIN, "state": "planned",
        "window": { "opens": at(hour), "closes": at(hour + 1), "grace_min": 10 },
    });
    for (field, value) in changes.as_object().unwrap() {
        round[field] = value.clone();
    }
    Arc::new(serde_json::from_value(round).unwrap())
}

#[test]
fn what_was_due_in_the_shift_and_is_not_handed_in_is_left_over() {
    let rounds = [
        round(1, 18, json!({})),
        round(2, 10, json!({ "state": "started" })),
        round(3, 12, json!({ "state": "submitted" })),
        round(4, 14, json!({ "state": "missed" })),
        round(5, 16, json!({ "department": "sec" })),
        // Of the night before, of later this day, and of no hour.
        round(6, 6, json!({})),
        round(7, 19, json!({})),
        round(8, 15, json!({ "window": null })),
    ];
    let shift = Shifts::default().at(at(9), ZONE_MIN).unwrap();
    let left = unfinished(&rounds, &shift, Department::Eng, At(at(18).0 + 60_000));
    let ids: Vec<_> = left.iter().map(|round| round.id).collect();
    assert_eq!(ids, [rounds[1].id, rounds[0].id]);
    // With the shift over, the last one counts too; the next shift has nothing yet.
    assert_eq!(unfinished(&rounds, &shift, Department::Eng, at(20)).len(), 3);
    let night = Shifts::default().at(at(20), ZONE_MIN).unwrap();
    assert!(unfinished(&rounds, &night, Department::Eng, at(20)).is_empty());
}
