//! C70 and C87: an audit with its score, and the record of a meeting.

use super::{Found, begin, come_up, go_down, hand_in};
use patrol_e2e::says::{Say, answer_all};
use patrol_e2e::steps::sign_in;
use patrol_e2e::{Estate, journey_at};
use serde_json::json;

const DESK: &str = "前台岗位";
const OVERALL: &str = "服务规范，两处要改";

/// The first list: four problem points and a distance that was not kept; then the second list, of
/// which nothing applies.
fn audit() -> Vec<(String, Say)> {
    let say = |number: u32| match number {
        2 => Say::Faults(3, "三人都没有微笑"),
        8 => Say::Faults(1, "一人工牌反戴"),
        11 => Say::Read("1.2"),
        20..=32 => Say::Skip,
        _ => Say::Faults(0, ""),
    };
    (1..=33).map(|number| (format!("C70-{number:02}"), say(number))).collect()
}

#[test]
fn an_audit_is_scored_on_the_phone_and_the_head_sees_the_score() {
    let estate = Estate::with(&["C70-conduct_audit"])
        .place("staff", DESK, "TXT7CC", json!({}))
        .due("C70", "staff", "quality", "zhenghao", 15);
    journey_at(&estate, async |world| {
        let phone = world.phone("quality").await?;
        go_down(world, &phone, "zhenghao", DESK).await?;
        begin(&phone, DESK).await?;
        let audit = audit();
        let walk: Vec<(&str, Say)> =
            audit.iter().map(|(item, say)| (item.as_str(), *say)).collect();
        answer_all(&phone, &walk[..8]).await?;
        phone.sees("得分 8.0 / 10").await?;
        answer_all(&phone, &walk[8..]).await?;
        phone.tap("看总结").await?;
        phone.sees("得分 8.0 / 10 · 扣分 4 处 · 不适用 1 项").await?;
        phone.go("/").await?;
        phone.tap(DESK).await?;
        hand_in(&phone, OVERALL).await?;
        come_up(world, &phone).await?;
        let found = Found::of(world, "hewei", "C70", OVERALL).await?;
        found.says(&walk).await?;
        let desk = world.desk("head").await?;
        sign_in(&desk, "hewei").await?;
        desk.go(&format!("/office/rounds/{}", found.round.id)).await?;
        desk.sees("得分 8.0 / 10").await?;
        desk.sees("3 处，扣 1.5 分").await
    });
}

const TEAM: &str = "客服部";
const HELD: &str = "晨会开完，8 点 25 分散会";

const MEETING: [(&str, Say); 9] = [
    ("C87-01", Say::Read("0")),
    ("C87-02", Say::Sign("王芳")),
    ("C87-03", Say::Write("昨日 5 单，余 1 单")),
    ("C87-04", Say::Write("门禁卡补办太慢")),
    ("C87-05", Say::Write("当日办结，王芳负责")),
    ("C87-06", Say::Pick("已上报", 1)),
    ("C87-07", Say::Write("等工程部回复")),
    ("C87-08", Say::Write("走访 6 户，巡大堂")),
    ("C87-09", Say::Sign("孙丽")),
];

#[test]
fn a_morning_meeting_is_recorded_and_signed() {
    let estate = Estate::with(&["C87-morning_meeting"])
        .place("department", TEAM, "TXT7CC", json!({}))
        .due("C87", "department", "cs", "sunli", 15);
    journey_at(&estate, async |world| {
        let phone = world.phone("supervisor").await?;
        go_down(world, &phone, "sunli", TEAM).await?;
        begin(&phone, TEAM).await?;
        answer_all(&phone, &MEETING).await?;
        hand_in(&phone, HELD).await?;
        come_up(world, &phone).await?;
        let found = Found::of(world, "hewei", "C87", HELD).await?;
        let desk = world.desk("head").await?;
        sign_in(&desk, "hewei").await?;
        desk.go(&format!("/office/rounds/{}", found.round.id)).await?;
        desk.sees("签后没有改过").await?;
        found.says(&MEETING).await
    });
}
