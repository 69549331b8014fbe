//! C05: a guard's round of a stairwell, the code at its door seen by the camera.

use super::{Found, begin, come_up, go_down, hand_in};
use patrol_domain::checklist::Severity;
use patrol_domain::round::PresenceHow;
use patrol_e2e::says::{Say, answer_all};
use patrol_e2e::steps::{at_item, checkpoint, printed};
use patrol_e2e::{Estate, Need, Told, journey_with_at};
use serde_json::json;

const STAIRS: &str = "3栋楼道";
const CODE: &str = "TXT7CC";
const OVERALL: &str = "一处堆物";

const WALK: [(&str, Say); 22] = [
    ("C05-01", Say::Fine),
    ("C05-02", Say::Fine),
    ("C05-03", Say::Fine),
    ("C05-04", Say::Fine),
    ("C05-05", Say::Bad("3 楼转角灯不亮")),
    ("C05-06", Say::Fine),
    ("C05-07", Say::Fine),
    ("C05-08", Say::Skip),
    ("C05-09", Say::Fine),
    ("C05-10", Say::Fine),
    ("C05-11", Say::Pick("绿区", 0)),
    ("C05-12", Say::Fine),
    ("C05-13", Say::Fine),
    ("C05-14", Say::Fine),
    ("C05-15", Say::Fine),
    ("C05-16", Say::Fine),
    ("C05-17", Say::Fine),
    ("C05-18", Say::PickBad("仍在", 2, "5 楼门后两辆旧自行车")),
    ("C05-19", Say::Fine),
    ("C05-20", Say::Pick("无", 0)),
    ("C05-21", Say::Fine),
    ("C05-22", Say::Fine),
];

#[test]
fn a_guard_walks_a_stairwell_by_its_code_and_what_was_found_becomes_issues() {
    let estate = Estate::with(&["C05-stairwell"]).place("stairwell", STAIRS, CODE, json!({})).due(
        "C05",
        "stairwell",
        "sec",
        "chenzhiqiang",
        15,
    );
    journey_with_at(Need::Film, &estate, async |world| {
        let door = checkpoint(world, "chenzhiqiang", CODE).await?;
        let phone = world.phone_with_camera("guard", &printed(door.site, CODE)).await?;
        go_down(world, &phone, "chenzhiqiang", STAIRS).await?;
        begin(&phone, STAIRS).await?;
        phone.tap("未到位").await?;
        at_item(&phone, "C05-01").await?;
        phone.sees("已到位").await?;
        answer_all(&phone, &WALK).await?;
        hand_in(&phone, OVERALL).await?;
        come_up(world, &phone).await?;
        let found = Found::of(world, "chenzhiqiang", "C05", OVERALL).await?;
        found.says(&WALK).await?;
        if !found.round.presence.iter().any(|seen| seen.how == PresenceHow::Qr) {
            return Err("the scan is not there".into());
        }
        let (lamp, bicycles) = (found.case_of("C05-05")?, found.case_of("C05-18")?);
        if (lamp.category.as_str(), bicycles.category.as_str()) != ("LGT", "RVL")
            || bicycles.severity != Severity::Serious
        {
            return Err(format!("the issues are {lamp:?} and {bicycles:?}").into());
        }
        Told::Ok(())
    });
}
