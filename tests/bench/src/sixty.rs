//! A checklist of sixty plain items, ticked 正常 from the first to the last.

use crate::figure::{Figure, percentile};
use crate::phone::{LOGIN, Walker, tap, times};
use crate::stored;
use patrol_e2e::poll::until_within;
use patrol_e2e::{Browser, Estate, Told, World};
use serde_json::{Value, json};
use std::time::Duration;

const ITEMS: usize = 60;
const STORED: &str = include_str!("stored.js");

/// `rounds`: how many others the phone holds.
pub async fn plain_items(name: &str, rounds: usize) -> Told<Vec<Figure>> {
    let estate = Estate::with(&["C37-pump_room"])
        .list(list())
        .place("pump_room", "生活水泵房", "7K4Q2N", json!({}))
        .place("sixty_room", "六十项机房", "S1XTY7", json!({}))
        .due("ZZ60", "sixty_room", "eng", LOGIN, 30)
        .due("C37", "pump_room", "eng", LOGIN, 15);
    let world = World::begin_at(&estate).await?;
    if rounds > 0 {
        stored::rounds(&world.server.address(), LOGIN, rounds).await?;
    }
    let walker = Walker::begin_in(world, "ZZ60").await?;
    holds(&walker.phone, rounds).await?;
    let taps = tap(&walker, ITEMS).await?;
    if let Some(more) = taps.iter().find(|tap| tap["one_tap"] != true) {
        return Err(format!("more than a tap was needed: {more}").into());
    }
    let mut paint = times(&taps, "paint");
    let p95 = percentile(&mut paint, 0.95);
    Ok(vec![
        Figure::new(format!("{name}_p50"), percentile(&mut paint, 0.5), "ms", ITEMS).at_most(50.0),
        Figure::new(format!("{name}_p95"), p95, "ms", ITEMS).at_most(100.0),
    ])
}

async fn holds(phone: &Browser, rounds: usize) -> Told {
    until_within("the stored rounds", Duration::from_secs(300), async || {
        let held = phone.js_async(STORED, vec![]).await?.as_u64().unwrap_or(0);
        Ok((held >= rounds as u64).then_some(()))
    })
    .await
}

fn list() -> Value {
    let words = |text: &str| json!({ "zh-Hans": text, "zh-Hant": text, "en": text });
    let item = |number: usize| {
        json!({
            "id": format!("ZZ60-{number:02}"), "title": words(&format!("第 {number} 处完好")),
            "methods": ["look"], "answer": { "type": "check" }, "category": "EQP", "severity": "general",
        })
    };
    json!({
        "id": "ZZ60", "version": 1, "key": "sixty", "group": "Z", "name": words("六十项"),
        "subject": "sixty_room", "roles": ["engineer_shift"], "frequency": words("每日"),
        "trigger": "daily", "rules": ["R83"],
        "items": (1..=ITEMS).map(item).collect::<Vec<_>>(),
    })
}
