//! A checklist that nobody ever shipped, with everything a checklist can say, walked from its file.

use super::{Found, begin, come_up, go_down, hand_in};
use patrol_domain::checklist::Severity;
use patrol_domain::round::Feel;
use patrol_e2e::says::{Say, answer, answer_all, shoot, tell};
use patrol_e2e::steps::at_item;
use patrol_e2e::{Browser, Estate, Told, journey_at};
use serde_json::{Value, json};

const PLACE: &str = "新机房";
const SHORT: &str = "短表巡完";
const WHOLE: &str = "全表巡完";

fn words(text: &str) -> Value {
    json!({ "zh-Hans": text, "zh-Hant": text, "en": text })
}

/// One item; `more` overrides what an item has by default.
fn item(number: u32, title: &str, answer: Value, more: Value) -> Value {
    let mut item = json!({
        "id": format!("ZZ99-{number:02}"), "title": words(title), "methods": ["look"],
        "answer": answer, "category": "EQP", "severity": "general",
    });
    for (field, value) in more.as_object().into_iter().flatten() {
        item[field] = value.clone();
    }
    item
}

fn options(names: &[(&str, bool)]) -> Value {
    let option =
        |(name, problem): &(&str, bool)| json!({ "text": words(name), "problem": problem });
    json!({ "type": "choice", "options": names.iter().map(option).collect::<Vec<_>>() })
}

/// Every kind of answer, method, photo rule, rhythm, range and condition there is.
fn list() -> Value {
    let check = || json!({ "type": "check" });
    let score = |off: &str| json!({ "type": "score", "off": off });
    let items = json!([
        item(
            1,
            "门口无异味",
            check(),
            json!({ "methods": ["look", "smell"], "tags": ["guard"], "guide": words("进门先闻") })
        ),
        item(
            2,
            "机壳温度",
            check(),
            json!({ "methods": ["touch", "listen"], "photo": "on_problem", "severity": "serious", "category": "WTR" })
        ),
        item(
            3,
            "运行方式",
            options(&[("自动", false), ("手动", true)]),
            json!({ "methods": ["ask"], "tags": ["guard"] })
        ),
        item(
            4,
            "手动的原因",
            json!({ "type": "text" }),
            json!({ "show_if": { "item": "ZZ99-03", "options": [1] }, "tags": ["guard"] })
        ),
        item(
            5,
            "异味来源",
            json!({ "type": "text" }),
            json!({ "show_if": { "item": "ZZ99-01", "is": ["problem"] } })
        ),
        item(
            6,
            "出水压力",
            json!({ "type": "number", "unit": "MPa", "min": "0.30", "max": "0.50" }),
            json!({ "methods": ["test"] })
        ),
        item(7, "电流", json!({ "type": "number", "unit": "A", "per_device": true }), json!({})),
        item(
            8,
            "电度",
            json!({ "type": "number", "unit": "kWh", "relative": "not_below_previous" }),
            json!({ "photo": "always" })
        ),
        item(
            9,
            "停用表",
            json!({ "type": "number", "unit": "m³", "relative": "equals_previous" }),
            json!({})
        ),
        item(
            10,
            "钥匙数",
            json!({ "type": "number", "unit": "keys", "unit_name": words("把"), "relative": "equals_list" }),
            json!({})
        ),
        item(
            11,
            "在岗人数",
            json!({ "type": "number", "unit": "people", "unit_name": words("人"), "relative": "at_least_plan" }),
            json!({})
        ),
        item(12, "全景照片", json!({ "type": "photo" }), json!({ "photo": "always" })),
        item(13, "住户家中渗水", check(), json!({ "photo": "on_problem_with_consent" })),
        item(14, "应急电源", check(), json!({ "severity": "emergency" })),
        item(15, "仪容", json!({ "type": "score" }), json!({})),
        item(16, "礼貌用语", score("1"), json!({})),
        item(17, "擅自离岗", score("2"), json!({ "severity": "serious" })),
        item(18, "第二组礼仪", json!({ "type": "score" }), json!({ "tags": ["second_list"] })),
        item(19, "每日擦拭", check(), json!({ "tags": ["daily"] })),
        item(20, "每周试机", check(), json!({ "tags": ["weekly"], "basis": "derived" })),
        item(21, "每月保养", check(), json!({ "tags": ["monthly"] })),
        item(
            22,
            "四季检查",
            check(),
            json!({ "tags": ["season_rain", "season_storm", "season_winter"] })
        ),
        item(
            23,
            "每班交接",
            check(),
            json!({ "tags": ["per_shift", "duty_start", "after_trip", "duty_end"] })
        ),
        item(
            24,
            "检查人签名",
            json!({ "type": "signature", "signer": words("检查人") }),
            json!({ "tags": ["guard"] })
        ),
    ]);
    json!({
        "id": "ZZ99", "version": 3, "key": "every_feature", "group": "Z",
        "name": words("样样都有的表"), "subject": "new_room", "roles": ["maintenance", "guard"],
        "frequency": words("每日"), "trigger": "daily", "rules": ["R83"], "note": words("新写的一张表"),
        "items": items,
    })
}

const GUARD: [(&str, Say); 3] =
    [("ZZ99-01", Say::Fine), ("ZZ99-03", Say::Pick("自动", 0)), ("ZZ99-24", Say::Sign("陈志强"))];

#[test]
fn a_checklist_written_today_is_walked_with_everything_it_says() {
    let limits = json!({
        "ZZ99-07": { "max": "40" }, "ZZ99-10": { "min": "12", "max": "12" }, "ZZ99-11": { "min": "2" },
    });
    let estate = Estate::with(&[])
        .list(list())
        .place("new_room", PLACE, "TXT7CC", limits)
        .due("ZZ99", "new_room", "sec", "chenzhiqiang", 30)
        .due("ZZ99", "new_room", "eng", "zhanglei", 15);
    journey_at(&estate, async |world| {
        let guard = world.phone("guard").await?;
        go_down(world, &guard, "chenzhiqiang", PLACE).await?;
        begin(&guard, PLACE).await?;
        answer_all(&guard, &GUARD).await?;
        hand_in(&guard, SHORT).await?;
        come_up(world, &guard).await?;
        Found::of(world, "hewei", "ZZ99", SHORT).await?.says(&GUARD).await?;
        drop(guard);

        let phone = world.phone("engineer").await?;
        go_down(world, &phone, "zhanglei", PLACE).await?;
        begin(&phone, PLACE).await?;
        findings(&phone).await?;
        readings(&phone).await?;
        the_rest(&phone).await?;
        hand_in(&phone, WHOLE).await?;
        come_up(world, &phone).await?;
        all_of_it_arrived(&Found::of(world, "hewei", "ZZ99", WHOLE).await?).await
    });
}

const HOT: &str = "轴承侧烫手";
const WALK: [(&str, Say); 23] = [
    ("ZZ99-01", Say::Fine),
    ("ZZ99-02", Say::Bad(HOT)),
    ("ZZ99-03", Say::PickBad("手动", 1, "检修中")),
    ("ZZ99-04", Say::Write("换轴承")),
    ("ZZ99-06", Say::Read("12.5")),
    ("ZZ99-07", Say::Read("38")),
    ("ZZ99-08", Say::ReadShown("1000")),
    ("ZZ99-09", Say::Read("7")),
    ("ZZ99-10", Say::Read("11")),
    ("ZZ99-11", Say::Read("2")),
    ("ZZ99-12", Say::Shot),
    ("ZZ99-13", Say::Bad("阳台顶渗水")),
    ("ZZ99-14", Say::Skip),
    ("ZZ99-15", Say::Faults(1, "未戴工牌")),
    ("ZZ99-16", Say::Faults(0, "")),
    ("ZZ99-17", Say::Faults(1, "离岗十分钟")),
    ("ZZ99-18", Say::Faults(0, "")),
    ("ZZ99-19", Say::Fine),
    ("ZZ99-20", Say::Fine),
    ("ZZ99-21", Say::Fine),
    ("ZZ99-22", Say::Fine),
    ("ZZ99-23", Say::Fine),
    ("ZZ99-24", Say::Sign("张磊")),
];

/// Methods with what they gave; a condition that opens a question and one that does not.
async fn findings(phone: &Browser) -> Told {
    phone.sees("进门先闻").await?;
    answer_all(phone, &WALK[..1]).await?;
    at_item(phone, "ZZ99-02").await?;
    phone.tap("手感").await?;
    phone.tap("烫").await?;
    phone.sees_element("[data-item=\"ZZ99-02\"] [data-method=Listen]").await?.click().await?;
    answer_all(phone, &WALK[1..4]).await
}

/// A reading pasted in full width with its unit, one by its device, and those against list and plan.
async fn readings(phone: &Browser) -> Told {
    at_item(phone, "ZZ99-06").await?;
    phone.fill("读数", "１２．５ MPa").await?;
    phone.sees("高于上限 12.00").await?;
    phone.tap("记异常").await?;
    tell(phone, "表坏了", false).await?;
    answer_all(phone, &WALK[5..8]).await?;
    at_item(phone, "ZZ99-10").await?;
    phone.fill("读数", "11").await?;
    phone.sees("低于下限 1").await?;
    phone.tap("记异常").await?;
    tell(phone, "少一把", false).await?;
    answer_all(phone, &WALK[9..11]).await
}

async fn the_rest(phone: &Browser) -> Told {
    at_item(phone, "ZZ99-13").await?;
    phone.tap("住户同意拍照").await?;
    shoot(phone, "ZZ99-13").await?;
    phone.tap("异常").await?;
    tell(phone, "阳台顶渗水", false).await?;
    at_item(phone, "ZZ99-14").await?;
    phone.tap("不适用").await?;
    phone.tap("记不适用").await?;
    phone.sees("写一句原因").await?;
    phone.tap("设备停用").await?;
    phone.tap("记不适用").await?;
    answer_all(phone, &WALK[13..17]).await?;
    for (item, say) in &WALK[17..23] {
        answer(phone, item, *say).await?;
    }
    Ok(())
}

async fn all_of_it_arrived(found: &Found) -> Told {
    found.says(&WALK[..23]).await?;
    let answers = &found.round.answers;
    let touched = &answers["ZZ99-02"].evidence;
    if touched.feel != Some(Feel::Hot) || touched.skipped.len() != 1 {
        return Err(format!("the hand and the ear are {touched:?}").into());
    }
    let hot = found.case_of("ZZ99-02")?;
    if (hot.category.as_str(), hot.severity) != ("WTR", Severity::Serious) {
        return Err(format!("the issue is not as its item presets it: {hot:?}").into());
    }
    if !answers["ZZ99-13"].evidence.consent || answers["ZZ99-06"].note != "表坏了" {
        return Err("the consent or the explanation is not there".into());
    }
    Ok(())
}
