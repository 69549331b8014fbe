//! A head plans a duty at the desk; its rounds are on the phone of whoever walks them.

use patrol_domain::round::Round;
use patrol_domain::{PlanId, Record, Window};
use patrol_e2e::steps::{PUMP_ROOM, sign_in};
use patrol_e2e::witness::Witness;
use patrol_e2e::{Browser, Told, World, journey};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn a_plan_made_at_the_desk_is_due_on_the_phone_and_is_stopped_again() {
    journey(async |world| {
        let before = plans_of_rounds(world).await?;
        let desk = world.desk("head").await?;
        sign_in(&desk, "zhoumin").await?;
        desk.tap("计划").await?;
        desk.arrives_at("/office/plans").await?;
        desk.sees(PUMP_ROOM).await?;
        made(&desk).await?;
        let made: Vec<Round> = rounds_of_new_plans(world, &before).await?;
        every_four_hours_with_half_an_hour(&made)?;
        by_the_route(world, &made).await?;
        stopped(&desk).await
    });
}

/// How many depends on the hour of the day; their distance and grace do not. Rounds of the demo's
/// own plans may come in between.
fn every_four_hours_with_half_an_hour(made: &[Round]) -> Told {
    let mut plans: BTreeMap<_, Vec<Window>> = BTreeMap::new();
    for round in made {
        plans.entry(round.plan).or_default().extend(round.window);
    }
    let mut windows = plans.into_values().max_by_key(Vec::len).unwrap_or_default();
    windows.sort_by_key(|window| window.opens);
    let apart = windows.windows(2).all(|pair| pair[1].opens.minutes_since(pair[0].opens) == 240);
    let graced = windows.iter().all(|window| window.grace_min == 30);
    if windows.len() < 6 || !apart || !graced {
        return Err(format!("the server made {windows:?}").into());
    }
    Ok(())
}

async fn pick(desk: &Browser, field: &str, words: &str) -> Told {
    let select = desk.sees_element(&format!("[data-id={field}]")).await?;
    let script = "const [field, words] = arguments; \
        const wanted = [...field.options].find((option) => option.innerText.trim() === words); \
        field.value = wanted.value; field.dispatchEvent(new Event('change', { bubbles: true }));";
    desk.js(script, vec![select.to_json()?, json!(words)]).await?;
    Ok(())
}

/// Every four hours, with half an hour of grace, for 张磊.
async fn made(desk: &Browser) -> Told {
    desk.tap("新计划").await?;
    pick(desk, "plan-checklist", "给排水水泵房巡查").await?;
    pick(desk, "plan-rule", "每 4 小时").await?;
    pick(desk, "plan-grace", "30 分").await?;
    pick(desk, "plan-who", "张磊").await?;
    routed(desk).await?;
    desk.tap("保存计划").await?;
    desk.sees("计划已保存").await?;
    desk.sees("每 4 小时 · 1 小时 · 张磊").await
}

const ENTER: &str = "\u{e007}";

/// Three points, one moved up and one taken out by keyboard; the first asks for two minutes.
async fn routed(desk: &Browser) -> Told {
    for (n, point) in ["04 消防泵房门口", "02 配电房门口", "01 监控中心门口"].iter().enumerate()
    {
        pick(desk, "plan-route-add", point).await?;
        desk.sees_element(&format!(".route-stops li:nth-child({})", n + 1)).await?;
    }
    let up = desk.sees_element(".route-stops li:nth-child(2) [data-id=stop-up]").await?;
    up.send_keys(ENTER).await?;
    desk.sees("1. 02 配电房门口").await?;
    desk.sees("02 配电房门口，现在是第 1 个").await?;
    let held = "return document.activeElement.getAttribute('aria-label');";
    let held = desk.js(held, vec![]).await?;
    if held != json!("02 配电房门口 上移") {
        return Err(format!("the key in hand is {held}").into());
    }
    let out = desk.sees_element(".route-stops li:nth-child(3) [data-id=stop-out]").await?;
    out.send_keys(ENTER).await?;
    desk.sees("01 监控中心门口 已去掉").await?;
    pick(desk, "stop-stay", "至少 2 分").await?;
    desk.tap("按顺序走").await
}

/// The rounds that were made take the route along.
async fn by_the_route(world: &World, made: &[Round]) -> Told {
    let witness = Witness::sign_in(&world.server.address(), "zhanglei").await?;
    let records = witness.records().await?;
    let number = |point| {
        records.values().find_map(|record| match record {
            Record::Checkpoint(one) if one.id == point => Some(one.number.clone()),
            _ => None,
        })
    };
    let routed = made.iter().find(|round| !round.route.is_empty());
    let route = &routed.ok_or("no round has a route")?.route;
    let stops: Vec<_> =
        route.stops.iter().map(|stop| (number(stop.checkpoint), stop.stay_s)).collect();
    let wanted = [(Some("02".to_owned()), 120), (Some("04".to_owned()), 0)];
    if !route.fixed || stops != wanted {
        return Err(format!("the route is {route:?}, its points {stops:?}").into());
    }
    Ok(())
}

async fn stopped(desk: &Browser) -> Told {
    desk.tap("每 4 小时 · 1 小时 · 张磊").await?;
    desk.sees("1. 02 配电房门口").await?;
    desk.tap("停止这个计划").await?;
    desk.tap("保存计划").await?;
    desk.sees("已停").await
}

async fn rounds(world: &World) -> Told<Vec<Round>> {
    Witness::sign_in(&world.server.address(), "zhanglei").await?.rounds("C37").await
}

async fn plans_of_rounds(world: &World) -> Told<BTreeSet<PlanId>> {
    Ok(rounds(world).await?.into_iter().filter_map(|round| round.plan).collect())
}

async fn rounds_of_new_plans(world: &World, before: &BTreeSet<PlanId>) -> Told<Vec<Round>> {
    let mut rounds = rounds(world).await?;
    rounds.retain(|round| round.plan.is_some_and(|plan| !before.contains(&plan)));
    Ok(rounds)
}
