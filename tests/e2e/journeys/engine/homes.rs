//! C63, C55 and C23: inside homes, with the resident's word, name and defects, and an empty one.

use super::{Found, begin, come_up, go_down, hand_in};
use patrol_domain::checklist::Severity;
use patrol_e2e::says::{Say, answer, answer_all, draw, shoot, tell, write};
use patrol_e2e::steps::at_item;
use patrol_e2e::{Browser, Estate, Told, journey_at, pictures};
use serde_json::json;

const HOME: &str = "5栋1单元802";
const OVERALL: &str = "基本满意";
const WISH: &str = "希望楼道灯亮得久一点";

const TALK: [(&str, Say); 12] = [
    ("C63-01", Say::Write("刘慧 802")),
    ("C63-02", Say::Pick("征求意见", 0)),
    ("C63-03", Say::Fine),
    ("C63-04", Say::Pick("正确", 0)),
    ("C63-05", Say::Write("无")),
    ("C63-06", Say::Read("5")),
    ("C63-07", Say::Read("4")),
    ("C63-08", Say::Read("4")),
    ("C63-09", Say::Read("5")),
    ("C63-10", Say::Read("5")),
    ("C63-11", Say::Write("无")),
    ("C63-12", Say::Write("无")),
];

const REST: [(&str, Say); 6] = [
    ("C63-14", Say::Write("健身区不错")),
    ("C63-15", Say::Pick("能", 0)),
    ("C63-16", Say::Write("周五前")),
    ("C63-17", Say::Write("垃圾分类通知")),
    ("C63-18", Say::Write("无")),
    ("C63-19", Say::Pick("无", 0)),
];

#[test]
fn a_resident_signs_what_the_visit_says_and_signs_again_when_it_is_changed() {
    let estate = Estate::with(&["C63-household_visit"])
        .place("visit", HOME, "TXT7CC", json!({}))
        .due("C63", "visit", "cs", "wangfang", 15);
    journey_at(&estate, async |world| {
        let phone = world.phone("officer").await?;
        go_down(world, &phone, "wangfang", HOME).await?;
        begin(&phone, HOME).await?;
        answer_all(&phone, &TALK).await?;
        photos_wait_for_the_residents_word(&phone).await?;
        answer_all(&phone, &REST).await?;
        a_dot_is_refused(&phone).await?;
        answer(&phone, "C63-20", Say::Sign("刘慧")).await?;
        a_change_voids_the_signature(&phone).await?;
        answer(&phone, "C63-20", Say::Sign("刘慧")).await?;
        answer(&phone, "C63-21", Say::Sign("王芳")).await?;
        hand_in(&phone, OVERALL).await?;
        come_up(world, &phone).await?;
        let mut all = TALK.to_vec();
        all[10] = ("C63-11", Say::Write(WISH));
        all.push(("C63-13", Say::Write("卫生间地漏返味")));
        all.extend(REST);
        all.extend([("C63-20", Say::Sign("刘慧")), ("C63-21", Say::Sign("王芳"))]);
        let found = Found::of(world, "sunli", "C63", OVERALL).await?;
        found.says(&all).await?;
        let repair = &found.round.answers["C63-13"];
        if !repair.evidence.consent || repair.photos.len() != 1 {
            return Err(format!("consent and photo are not there: {repair:?}").into());
        }
        Told::Ok(())
    });
}

/// The photo button is not there before the resident agrees.
async fn photos_wait_for_the_residents_word(phone: &Browser) -> Told {
    at_item(phone, "C63-13").await?;
    if phone.sees_element("[data-id=dock]").await?.text().await?.contains("拍照") {
        return Err("a photo is offered without the resident's word".into());
    }
    phone.tap("住户同意拍照").await?;
    shoot(phone, "C63-13").await?;
    write(phone, "卫生间地漏返味").await?;
    phone.tap("下一项").await?;
    at_item(phone, "C63-14").await
}

async fn a_dot_is_refused(phone: &Browser) -> Told {
    at_item(phone, "C63-20").await?;
    phone.sees("请住户看过以上内容后签名").await?;
    phone.fill("签名人姓名", "刘慧").await?;
    draw(phone, &[(500, 500), (502, 500)]).await?;
    phone.tap("签好了").await?;
    phone.sees("不算签名").await?;
    phone.tap("重签").await?;
    at_item(phone, "C63-20").await
}

async fn a_change_voids_the_signature(phone: &Browser) -> Told {
    at_item(phone, "C63-21").await?;
    phone.sees("刘慧").await?;
    phone.tap("意见建议").await?;
    at_item(phone, "C63-11").await?;
    write(phone, WISH).await?;
    phone.tap("下一项").await?;
    phone.sees("刘慧的签名作废").await?;
    at_item(phone, "C63-20").await?;
    phone.sees("原来的签名已作废").await
}

const FLAT: &str = "6栋2单元1203";
const ACCEPTED: &str = "三处缺陷，已贴条";

const ACCEPTANCE: [(&str, Say); 25] = [
    ("C55-01", Say::Pick("业主", 0)),
    ("C55-02", Say::Fine),
    ("C55-03", Say::Bad("1 号贴：入户门锁舌卡")),
    ("C55-04", Say::Fine),
    ("C55-05", Say::Fine),
    ("C55-06", Say::Bad("2 号贴：客厅地砖空鼓 3 块")),
    ("C55-07", Say::Fine),
    ("C55-08", Say::Read("1.10")),
    ("C55-09", Say::Fine),
    ("C55-10", Say::Skip),
    ("C55-11", Say::Fine),
    ("C55-12", Say::Fine),
    ("C55-13", Say::Fine),
    ("C55-14", Say::Bad("3 号贴：主卧插座无电")),
    ("C55-15", Say::Fine),
    ("C55-16", Say::Fine),
    ("C55-17", Say::Fine),
    ("C55-18", Say::Fine),
    ("C55-19", Say::Fine),
    ("C55-20", Say::Fine),
    ("C55-21", Say::Write("门锁上油，已好转")),
    ("C55-22", Say::ReadShown("3")),
    ("C55-23", Say::Write("无")),
    ("C55-24", Say::Sign("陈女士")),
    ("C55-25", Say::Sign("张磊")),
];

#[test]
fn three_stickered_defects_of_a_flat_become_three_issues_with_photos() {
    let estate = Estate::with(&["C55-unit_acceptance"])
        .place("handover_unit", FLAT, "TXT7CC", json!({ "C55-08": { "min": "1.10" } }))
        .due("C55", "handover_unit", "eng", "zhanglei", 15);
    journey_at(&estate, async |world| {
        let phone = world.phone("engineer").await?;
        go_down(world, &phone, "zhanglei", FLAT).await?;
        begin(&phone, FLAT).await?;
        for (item, say) in ACCEPTANCE {
            if item == "C55-10" {
                at_item(&phone, item).await?;
                phone.tap("不适用").await?;
                phone.tap("现场没有这个").await?;
                phone.tap("记不适用").await?;
            } else {
                answer(&phone, item, say).await?;
            }
        }
        hand_in(&phone, ACCEPTED).await?;
        come_up(world, &phone).await?;
        let found = Found::of(world, "hewei", "C55", ACCEPTED).await?;
        found.says(&ACCEPTANCE).await?;
        if found.cases.len() != 3 || found.cases.iter().any(|case| case.category != "DEF") {
            return Err(format!("the defects are {:?}", found.cases).into());
        }
        for case in &found.cases {
            let [photo] = case.timeline[0].photos.as_slice() else {
                return Err(format!("{} has not one photo", case.title).into());
            };
            found.witness.photo(photo.id).await?;
        }
        Told::Ok(())
    });
}

const VACANT: &str = "2栋1单元301";
const QUIET: &str = "只抄了表";
const FOUND: &str = "水表在转，已关阀";
const TURNS: &str = "无人住，水表在转";
const MOVED: &str = "比上季多 3 方";
const BACK: &str = "电表比上季小，疑似倒转";

const CHECKED: [(&str, Say); 4] = [
    ("C23-01", Say::Write("3 号钥匙，李建国借")),
    ("C23-02", Say::Fine),
    ("C23-03", Say::Fine),
    ("C23-04", Say::Fine),
];
const VALVE: [(&str, Say); 4] = [
    ("C23-05", Say::Bad(TURNS)),
    ("C23-20", Say::Shot),
    ("C23-21", Say::FineShown),
    ("C23-22", Say::Pick("已告知", 0)),
];

/// R79 and R80, in every season.
#[test]
fn a_vacant_unit_whose_meter_turns_gets_its_valve_closed_and_its_owner_told() {
    let estate = Estate::with(&["C23-vacant_unit"])
        .place("vacant_unit", VACANT, "TXT7CC", json!({}))
        .due("C23", "vacant_unit", "eng", "zhanglei", 180)
        .due("C23", "vacant_unit", "eng", "zhanglei", 15);
    journey_at(&estate, async |world| {
        let phone = world.phone("engineer").await?;
        go_down(world, &phone, "zhanglei", VACANT).await?;
        the_meters_alone(&phone).await?;
        begin(&phone, VACANT).await?;
        answer_all(&phone, &CHECKED).await?;
        if phone.shows("关闭入户水阀").await? {
            return Err("the valve is asked for before the meter turns".into());
        }
        answer_all(&phone, &VALVE).await?;
        both_meters(&phone).await?;
        the_rest(&phone).await?;
        hand_in(&phone, FOUND).await?;
        come_up(world, &phone).await?;
        let found = Found::of(world, "hewei", "C23", FOUND).await?;
        for (item, say) in CHECKED.iter().chain(&VALVE) {
            if !found.round.answers.get(*item).is_some_and(|answer| say.is(answer)) {
                return Err(format!("{item} came as {:?}", found.round.answers.get(*item)).into());
            }
        }
        let leak = found.case_of("C23-05")?;
        if (leak.category.as_str(), leak.severity) != ("WTR", Severity::Major) {
            return Err(format!("the leak is {leak:?}").into());
        }
        let (water, power) = (found.case_of("C23-06")?, found.case_of("C23-08")?);
        if (water.category.as_str(), water.title.as_str()) != ("WTR", MOVED)
            || (power.category.as_str(), power.severity) != ("EQP", Severity::Serious)
        {
            return Err(format!("the meters are {water:?} and {power:?}").into());
        }
        Told::Ok(())
    });
}

/// The season before: nobody could stay, both meters were read.
async fn the_meters_alone(phone: &Browser) -> Told {
    begin(phone, VACANT).await?;
    phone.tap("水表读数").await?;
    answer(phone, "C23-06", Say::ReadShown("120")).await?;
    phone.tap("电表读数").await?;
    answer(phone, "C23-08", Say::ReadShown("3050")).await?;
    phone.sees_element("[data-id=ticks]").await?.click().await?;
    phone.tap("有急事").await?;
    phone.fill("总的情况", QUIET).await?;
    phone.tap("交卷").await?;
    phone.sees("已交卷").await
}

/// The water moved: a problem. The power ran back: asked about again, then a finding of the meter.
async fn both_meters(phone: &Browser) -> Told {
    at_item(phone, "C23-06").await?;
    shoot(phone, "C23-06").await?;
    phone.fill("读数", "123").await?;
    phone.sees("和上次不同").await?;
    phone.tap("记异常").await?;
    tell(phone, MOVED, false).await?;
    answer(phone, "C23-07", Say::Fine).await?;
    at_item(phone, "C23-08").await?;
    phone.choose_file(&pictures::lamp()).await?;
    phone.sees_element(".reading-body img").await?;
    phone.fill("读数", "3041").await?;
    phone.tap("记异常").await?;
    phone.sees("比上次小 9").await?;
    phone.tap("记异常").await?;
    tell(phone, BACK, false).await?;
    at_item(phone, "C23-09").await
}

/// Seasons ask for other items: whatever is asked is in order, and the inspector signs.
async fn the_rest(phone: &Browser) -> Told {
    loop {
        let here = phone.sees_element("[aria-current][data-item]").await?;
        let item = here.attr("data-item").await?.unwrap_or_default();
        if item == "C23-19" {
            return answer(phone, "C23-19", Say::Sign("张磊")).await;
        }
        answer(phone, &item, Say::Fine).await?;
    }
}
