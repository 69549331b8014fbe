//! C32 and C37: the logs of a shift, with a reading out of its range and two that looked wrong.

use super::{Found, begin, come_up, go_down, hand_in};
use patrol_e2e::says::{Say, answer, answer_all};
use patrol_e2e::steps::{WALK as PUMPS, answer as tap_in, at_item};
use patrol_e2e::{Browser, Estate, Told, journey_at};
use serde_json::json;

const ROOM: &str = "配电房";
const PUMP_ROOM: &str = "生活水泵房";
const OVERALL: &str = "A 相偏高，已报";
const LATER: &str = "运行正常";

fn shift() -> Estate {
    let days: Vec<_> = (2..6).map(|ago| json!({ "days": -ago, "time": "08:00" })).rev().collect();
    let four = |one: &str| json!([one, one, one, one]);
    Estate::with(&["C32-lv_room", "C37-pump_room"])
        .place("dist_room", ROOM, "R5F47V", json!({
            "C32-04": { "min": "0", "max": "400" }, "C32-05": { "min": "0", "max": "400" },
            "C32-06": { "min": "0", "max": "400" }, "C32-07": { "max": "15" },
            "C32-17": { "min": "5", "max": "35" }, "C32-18": { "max": "75" },
        }))
        .place("pump_room", PUMP_ROOM, "7K4Q2N", json!({
            "C37-01": { "min": "0.35", "max": "0.50" }, "C37-03": { "min": "2.0", "max": "18.0" },
        }))
        .walked(json!({
            "checklist": "C32", "place": "dist_room", "department": "eng", "by": "lijianguo",
            "opens": days, "minutes": 60, "grace_min": 30, "starts_after": 6, "pace": 30,
            "readings": {
                "C32-01": four("390"), "C32-02": four("390"), "C32-03": four("391"),
                "C32-04": ["212", "205", "218", "224"], "C32-05": four("203"),
                "C32-06": four("206"), "C32-07": four("2.9"), "C32-08": four("0.95"),
                "C32-09": ["184320", "186015", "187702", "189391"], "C32-10": four("4"),
                "C32-17": four("22.5"), "C32-18": four("56"),
            },
        }))
        .due("C32", "dist_room", "eng", "lijianguo", 120)
        .due("C32", "dist_room", "eng", "lijianguo", 0)
        .due("C37", "pump_room", "eng", "lijianguo", 15)
}

const BEFORE: [(&str, Say); 3] =
    [("C32-01", Say::Read("390")), ("C32-02", Say::Read("389")), ("C32-03", Say::Read("391"))];

const BETWEEN: [(&str, Say); 4] = [
    ("C32-05", Say::Read("203")),
    ("C32-06", Say::Read("206")),
    ("C32-07", Say::Read("2.9")),
    ("C32-08", Say::Read("0.95")),
];

const AFTER: [(&str, Say); 12] = [
    ("C32-10", Say::Read("4")),
    ("C32-11", Say::Fine),
    ("C32-12", Say::Fine),
    ("C32-13", Say::Fine),
    ("C32-14", Say::Fine),
    ("C32-15", Say::Fine),
    ("C32-16", Say::Fine),
    ("C32-17", Say::Read("22.5")),
    ("C32-18", Say::Read("56")),
    ("C32-19", Say::Pick("无", 0)),
    ("C32-20", Say::Write("无")),
    ("C32-21", Say::Sign("李建国")),
];

#[test]
fn a_shift_fills_its_logs_and_explains_what_is_out_of_range() {
    journey_at(&shift(), async |world| {
        let phone = world.phone("engineer").await?;
        go_down(world, &phone, "lijianguo", ROOM).await?;
        begin(&phone, ROOM).await?;
        answer_all(&phone, &BEFORE).await?;
        out_of_range_is_explained(&phone).await?;
        answer_all(&phone, &BETWEEN).await?;
        slips_are_asked_about_again(&phone, "296160").await?;
        answer_all(&phone, &AFTER).await?;
        hand_in(&phone, OVERALL).await?;
        pumps(&phone).await?;
        begin(&phone, ROOM).await?;
        answer_all(&phone, &BEFORE).await?;
        answer(&phone, "C32-04", Say::Read("400")).await?;
        answer_all(&phone, &BETWEEN).await?;
        the_counter_of_this_shift_is_known(&phone).await?;
        answer_all(&phone, &AFTER).await?;
        hand_in(&phone, LATER).await?;
        come_up(world, &phone).await?;
        let first = [&BEFORE[..], &[("C32-04", Say::Read("412"))], &BETWEEN, &[COUNTER], &AFTER];
        let found = Found::of(world, "lijianguo", "C32", OVERALL).await?;
        found.says(&first.concat()).await?;
        if found.round.answers["C32-04"].note != HIGH || found.case_of("C32-04")?.title != HIGH {
            return Err(format!("the high current came as {:?}", found.cases).into());
        }
        let second = [
            &BEFORE[..],
            &[("C32-04", Say::Read("400"))],
            &BETWEEN,
            &[("C32-09", Say::Read("196171"))],
            &AFTER,
        ];
        Found::of(world, "lijianguo", "C32", LATER).await?.says(&second.concat()).await?;
        let log = Found::of(world, "lijianguo", "C37", LATER).await?;
        if log.round.answers.len() != PUMPS.len() + 1 {
            return Err(format!("the pump log has {:?}", log.round.answers.keys()).into());
        }
        Told::Ok(())
    });
}

const HIGH: &str = "两台冷机同时启动";
const COUNTER: (&str, Say) = ("C32-09", Say::Read("191075"));

async fn out_of_range_is_explained(phone: &Browser) -> Told {
    at_item(phone, "C32-04").await?;
    phone.fill("读数", "４１２ A").await?;
    phone.sees("高于上限 12").await?;
    phone.tap("记异常").await?;
    phone.sees("再看一眼").await?;
    phone.tap("记异常").await?;
    phone.sees("写一句现场情况").await?;
    phone.fill("看到什么", HIGH).await?;
    phone.tap("记下，到下一项").await?;
    at_item(phone, "C32-05").await
}

/// R80: a digit too many, then a counter that would have run back, then the true figure.
async fn slips_are_asked_about_again(phone: &Browser, jump: &str) -> Told {
    at_item(phone, "C32-09").await?;
    phone.fill("读数", "1e400").await?;
    phone.tap("下一项").await?;
    phone.sees("这不像一个数").await?;
    phone.fill("读数", "--").await?;
    phone.tap("下一项").await?;
    phone.sees("这不像一个数").await?;
    phone.fill("读数", jump).await?;
    phone.tap("下一项").await?;
    phone.sees("平时一次只差").await?;
    phone.fill("读数", "188391").await?;
    phone.tap("记异常").await?;
    phone.sees("比上次小 1000").await?;
    phone.fill("读数", "191075").await?;
    phone.tap("下一项").await?;
    at_item(phone, "C32-10").await
}

/// What was read two hours ago, on this phone and not yet sent, is the reading before.
async fn the_counter_of_this_shift_is_known(phone: &Browser) -> Told {
    at_item(phone, "C32-09").await?;
    phone.sees("191075").await?;
    phone.fill("读数", "191074").await?;
    phone.tap("记异常").await?;
    phone.sees("比上次小 1").await?;
    phone.fill("读数", "196171").await?;
    phone.tap("下一项").await?;
    at_item(phone, "C32-10").await
}

/// The pump room's log between the two.
async fn pumps(phone: &Browser) -> Told {
    begin(phone, PUMP_ROOM).await?;
    for (item, give) in PUMPS {
        tap_in(phone, item, give).await?;
    }
    answer(phone, "C37-19", Say::Sign("李建国")).await?;
    hand_in(phone, LATER).await
}
