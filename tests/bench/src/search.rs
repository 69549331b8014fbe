//! Ten thousand cases on a phone, six times slower than this machine, without network: from the typed
//! words to the frame that shows what was found.

use crate::figure::{Figure, percentile};
use crate::phone::{LOGIN, Walker, times};
use crate::stored;
use patrol_e2e::Told;
use patrol_e2e::poll::until_within;
use serde_json::{Value, json};
use std::time::Duration;

const CASES: usize = 10_000;
const FOUND: &str = "return Number((document.querySelector('main').innerText.match(/找到\\s*(\\d+)/) || [])[1] || 0)";
const SEARCH: &str = include_str!("search.js");
/// Two characters, one, traditional ones, a number's beginning, several words, all, nothing.
const ASKED: [&str; 10] = [
    "渗水",
    "处",
    "滲水",
    "777",
    "第 9",
    "渗水 123",
    "生活水泵房",
    "李建国 渗",
    "水管爆裂",
    "9999",
];

pub async fn search() -> Told<Vec<Figure>> {
    let mut walker = Walker::begin().await?;
    stored::issues(&walker.world.server.address(), LOGIN, CASES).await?;
    let phone = &walker.phone;
    phone.raw().set_script_timeout(Duration::from_secs(300)).await?;
    phone.go("/issues?pile=all").await?;
    until_within("the cases on the phone", Duration::from_secs(300), async || {
        Ok(phone.shows("我报的 1000").await?.then_some(()))
    })
    .await?;
    walker.world.server.stop().await?;
    let phone = &walker.phone;
    phone.go("/issues?pile=all").await?;
    phone.tap("找问题").await?;
    // Read in at the machine's own pace: what is measured is the search.
    until_within("the words to be read in", Duration::from_secs(300), async || {
        phone.fill("找问题", "渗水").await?;
        // The demo site has leaks of its own.
        let found = phone.js(FOUND, vec![]).await?.as_u64().unwrap_or(0);
        Ok((found >= CASES as u64).then_some(()))
    })
    .await?;
    walker.slow_down().await?;
    let told = phone.js_async(SEARCH, vec![json!(ASKED)]).await?;
    let told = told.as_array().ok_or(format!("the search stopped: {told}"))?;
    let found =
        |words: &str| told.iter().find(|one| one["words"] == words).map(|one| &one["found"]);
    let leaks = found("渗水").and_then(Value::as_u64);
    if leaks < Some(CASES as u64)
        || found("滲水").and_then(Value::as_u64) != leaks
        || found("水管爆裂") != Some(&json!(0))
    {
        return Err(format!("the search found {told:?}").into());
    }
    figures(told)
}

fn figures(told: &[Value]) -> Told<Vec<Figure>> {
    let mut took = times(told, "took");
    let of = took.len();
    Ok(vec![
        Figure::new("search_p50", percentile(&mut took, 0.5), "ms", of).at_most(300.0),
        Figure::new("search_p95", percentile(&mut took, 0.95), "ms", of).at_most(300.0),
    ])
}
