//! What this machine's browser takes with nothing of ours on the page, held to a sixth like the
//! other figures: machines are compared by it.

use crate::figure::{Figure, percentile};
use crate::phone::{WATCH, slow_down, times};
use patrol_e2e::{Told, World};
use serde_json::json;
use std::time::Duration;

const FLOOR: &str = include_str!("floor.js");
const COUNT: usize = 120;

pub async fn floor() -> Told<Vec<Figure>> {
    let world = World::begin().await?;
    let phone = world.phone("nobody").await?;
    phone.cdp("Page.enable", json!({})).await?;
    phone.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })).await?;
    // A page of the same origin that starts no app.
    phone.go("/robots.txt").await?;
    slow_down(&phone).await?;
    phone.raw().set_script_timeout(Duration::from_secs(120)).await?;
    let told = phone.js_async(FLOOR, vec![json!(COUNT)]).await?;
    let taps = told.as_array().ok_or(format!("the browser stopped: {told}"))?;
    let mut figures = Vec::new();
    for name in ["paint", "save"] {
        let mut took = times(taps, name);
        for (rank, share) in [("p50", 0.5), ("p95", 0.95)] {
            let value = percentile(&mut took, share);
            figures.push(Figure::new(format!("floor_{name}_{rank}"), value, "ms", COUNT));
        }
    }
    Ok(figures)
}
