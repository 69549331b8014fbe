//! The manager at the desk: finds cases offline by two characters in either way of writing, and gives
//! several to one person by keyboard; what cannot be given is told with its reason.

use patrol_domain::checklist::Severity;
use patrol_domain::ids::DeviceId;
use patrol_domain::{Mutation, Op, Record};
use patrol_e2e::poll::PATIENCE;
use patrol_e2e::steps::{PUMP_ROOM, sign_in};
use patrol_e2e::witness::Witness;
use patrol_e2e::{Browser, Told, World, journey};
use patrol_protocol::{Outcome, Push};
use serde_json::json;

/// Two for engineering, one for the guards, one that no search is to find.
const FILED: [(&str, &str); 4] = [
    ("消火栓箱玻璃门裂缝甲", "FIR"),
    ("消火栓箱玻璃门裂缝乙", "FIR"),
    ("玻璃门前停了电动车", "VEH"),
    ("草坪缺株", "GRN"),
];

#[test]
fn a_manager_finds_cases_offline_and_gives_several_to_one_person_by_keyboard() {
    journey(async |world| {
        filed(world).await?;
        let desk = world.desk("manager").await?;
        sign_in(&desk, "hewei").await?;
        desk.go("/office/issues").await?;
        desk.sees(FILED[0].0).await?;
        desk.sees(FILED[2].0).await?;
        world.server.stop().await?;
        found(&desk).await?;
        given(&desk).await?;
        world.server.start_again().await?;
        held_by_the_server(world).await
    });
}

#[test]
fn keys_do_nothing_while_somebody_types_and_are_listed() {
    journey(async |world| {
        let desk = world.desk("head").await?;
        sign_in(&desk, "zhoumin").await?;
        desk.go("/office/issues").await?;
        desk.sees_element("[data-id=search]").await?;
        key(&desk, "?").await?;
        desk.sees("键盘快捷键").await?;
        desk.tap("关掉").await?;
        key(&desk, "/").await?;
        let search = desk.sees_element("[data-id=search]:focus").await?;
        search.send_keys("bjkxa?").await?;
        if desk.value("找问题").await? != "bjkxa?" || desk.shows("键盘快捷键").await? {
            return Err("a key did something while the person typed".into());
        }
        // As a person takes words back: the driver's own way tells the page nothing.
        search.send_keys("\u{e003}".repeat(6)).await?;
        if !desk.value("找问题").await?.is_empty() {
            return Err("the words stayed".into());
        }
        desk.js("document.activeElement.blur()", vec![]).await?;
        key(&desk, "b").await?;
        desk.sees_element(".columns .column").await?;
        key(&desk, "j").await?;
        desk.sees_element(".column-card a:focus").await?;
        key(&desk, "b").await?;
        desk.sees_element(".split-list").await?;
        Ok(())
    });
}

/// A key that is pressed where nobody types.
async fn key(desk: &Browser, key: &str) -> Told {
    let script = "(document.activeElement || document.body).dispatchEvent(\
        new KeyboardEvent('keydown', { key: arguments[0], bubbles: true, cancelable: true }))";
    desk.js(script, vec![json!(key)]).await?;
    Ok(())
}

/// The name of something, by its number.
fn name(number: u64) -> String {
    format!("01990000-0000-7000-8000-{number:012x}")
}

/// The cases, as a phone of the engineer would have brought them.
async fn filed(world: &World) -> Told {
    let person = Witness::sign_in(&world.server.address(), "lijianguo").await?;
    let place = person.records().await?.into_values().find_map(|record| match record {
        Record::Place(place) if place.name == PUMP_ROOM => Some(place),
        _ => None,
    });
    let place = place.ok_or("no pump room")?;
    let (device, now): (DeviceId, _) = (name(0).parse()?, person.session.server_time);
    let mut ops = Vec::new();
    for ((title, category), seq) in FILED.iter().zip(1..) {
        ops.push(Op {
            id: name(seq).parse()?,
            device,
            seq,
            author: person.session.member.id,
            site: place.site,
            made_at: now,
            device_at: now,
            mutation: Mutation::FileIssue {
                case: name(100 + seq).parse()?,
                place: Some(place.id),
                spot: String::new(),
                title: (*title).into(),
                category: (*category).into(),
                severity: Severity::General,
                photos: Vec::new(),
                found_in: None,
                department: None,
                sound: None,
            },
        });
    }
    let push = serde_json::to_vec(&Push::of(device, ops))?;
    let answer = person.post("/api/push", push).send().await?.error_for_status()?;
    let answer: patrol_protocol::PushAnswer = serde_json::from_slice(&answer.bytes().await?)?;
    match answer.receipts.iter().find(|receipt| receipt.outcome != Outcome::Accepted) {
        Some(refused) => Err(format!("refused: {refused:?}").into()),
        None => Ok(()),
    }
}

/// With no network; the words are the traditional ones, with a space between.
async fn found(desk: &Browser) -> Told {
    desk.fill("找问题", "玻璃門 裂縫").await?;
    desk.sees("找到 2 条").await?;
    desk.sees_no_more(FILED[2].0).await?;
    desk.sees_element(".issue-row mark").await?;
    desk.fill("找问题", "没有这样的词").await?;
    desk.sees("几个词用空格隔开").await?;
    desk.tap("清除条件").await?;
    desk.fill("找问题", "玻璃門").await?;
    desk.sees("找到 3 条").await
}

/// Chosen by the keys alone, to the person who takes most of them.
async fn given(desk: &Browser) -> Told {
    desk.js("document.activeElement.blur()", vec![]).await?;
    for _ in 0..3 {
        key(desk, "j").await?;
        desk.sees_element("[data-cases] a[data-case]:focus").await?;
        key(desk, "x").await?;
    }
    desk.sees("已选 3 条").await?;
    key(desk, "a").await?;
    desk.sees("派这 3 条").await?;
    desk.tap("张磊").await?;
    desk.tap("派给 张磊").await?;
    desk.sees("派好 2 条").await?;
    // The guards' case is not for an engineer, and the reason stands beside it.
    desk.sees("没派成 1 条").await?;
    let reason = desk.sees_element("[data-refused]").await?.text().await?;
    if !reason.contains(FILED[2].0) || reason.lines().count() < 2 {
        return Err(format!("the refusal says `{reason}`").into());
    }
    desk.tap("知道了").await?;
    desk.sees("已选 1 条").await
}

async fn held_by_the_server(world: &World) -> Told {
    let witness = Witness::sign_in(&world.server.address(), "hewei").await?;
    patrol_e2e::poll::until_within("two cases with a handler", PATIENCE, async || {
        let cases = witness.cases().await?;
        let of = |title: &str| cases.iter().find(|case| case.title == title);
        let given = |title: &str| of(title).is_some_and(|case| case.handler.is_some());
        let done = given(FILED[0].0) && given(FILED[1].0);
        if done && given(FILED[2].0) {
            return Err("the guards' case was given away".into());
        }
        Ok(done.then_some(()))
    })
    .await
}

const ENTER: char = '\u{e007}';
const CTRL: char = '\u{e009}';
/// Lets go of all that is held.
const LOOSE: char = '\u{e000}';

#[test]
fn a_head_deals_out_new_cases_row_by_row_by_keyboard() {
    journey(async |world| {
        filed(world).await?;
        let desk = world.desk("head").await?;
        sign_in(&desk, "zhoumin").await?;
        desk.go("/office/issues").await?;
        desk.tap("分派新问题").await?;
        desk.sees(FILED[0].0).await?;
        desk.sees(FILED[1].0).await?;
        // What is not hers to give away is not in her list.
        if desk.shows(FILED[2].0).await? {
            return Err("the guards' case is dealt out by engineering".into());
        }
        world.server.stop().await?;
        dealt(&desk).await?;
        world.server.start_again().await?;
        desk.go("/sync").await?;
        desk.sees("都已传到服务器").await?;
        dealt_at_the_server(world).await
    });
}

/// A row by its keys: into it, severity, who, by when, and on to the next.
async fn dealt(desk: &Browser) -> Told {
    key(desk, "j").await?;
    desk.sees_element("li[data-case]:focus").await?;
    let row = "const row = [...document.querySelectorAll('li[data-case]')] \
               .find((one) => one.innerText.includes(arguments[0])); row.focus();";
    desk.js(row, vec![json!(FILED[0].0)]).await?;
    press(desk, &ENTER.to_string()).await?;
    desk.sees_element("[data-id=triage-severity]:focus").await?;
    press(desk, &format!("{CTRL}{ENTER}{LOOSE}")).await?;
    desk.sees("先选谁来办").await?;
    let pick = "const [id, words] = arguments; \
                const field = document.activeElement.closest('li').querySelector(`[data-id=${id}]`); \
                const option = field.options && [...field.options].find((o) => o.text.startsWith(words)); \
                const kind = Object.getPrototypeOf(field); \
                Object.getOwnPropertyDescriptor(kind, 'value').set.call(field, option ? option.value : words); \
                for (const type of ['input', 'change']) \
                  field.dispatchEvent(new Event(type, { bubbles: true }));";
    let picks = [("severity", "严重"), ("who", "李建国"), ("day", "2026-12-01")];
    for (what, words) in picks {
        desk.js(pick, vec![json!(format!("triage-{what}")), json!(words)]).await?;
    }
    press(desk, &format!("{CTRL}{ENTER}{LOOSE}")).await?;
    desk.sees("已派给 李建国").await?;
    desk.sees_no_more(FILED[0].0).await?;
    desk.sees_element("li[data-case]:focus").await?;
    desk.sees(FILED[1].0).await
}

async fn press(desk: &Browser, keys: &str) -> Told {
    desk.raw().active_element().await?.send_keys(keys).await?;
    Ok(())
}

async fn dealt_at_the_server(world: &World) -> Told {
    let witness = Witness::sign_in(&world.server.address(), "zhoumin").await?;
    let cases = witness.cases().await?;
    let case = cases.iter().find(|case| case.title == FILED[0].0).ok_or("no case")?;
    let verbs: Vec<_> = case.timeline.iter().map(|event| event.verb.as_str()).collect();
    let day = case.moment("planned_date").and_then(|at| at.local(480));
    let told = verbs == ["file", "raise_severity", "assign"]
        && case.severity == Severity::Serious
        && case.handler.is_some()
        && day.is_some_and(|day| day.date().to_string() == "2026-12-01");
    if told { Ok(()) } else { Err(format!("the server holds {case:?}").into()) }
}
