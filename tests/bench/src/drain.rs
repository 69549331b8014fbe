//! A day without network, then all of it at once: 1,000 operations and 200 photos of about 300 KB.

use crate::figure::Figure;
use crate::phone::Walker;
use patrol_e2e::poll::until_within;
use patrol_e2e::{Told, pictures};
use serde_json::json;
use std::time::{Duration, Instant};

const OPERATIONS: usize = 1_000;
const PHOTOS: usize = 200;
/// Written in one call to the page: the driver waits for an answer no longer than 90 s.
const STEP: usize = 40;
const FILL: &str = include_str!("fill.js");

pub async fn drain() -> Told<Vec<Figure>> {
    let mut walker = Walker::begin().await?;
    walker.world.server.stop().await?;
    let phone = &walker.phone;
    phone.raw().set_script_timeout(Duration::from_secs(80)).await?;
    let bytes = std::fs::read(pictures::leak())?;
    let mut kept = 0.0;
    for step in 0..OPERATIONS / STEP {
        let photos = PHOTOS.saturating_sub(step * STEP).min(STEP);
        let told = phone.js_async(FILL, vec![json!(STEP), json!(photos), json!(bytes)]).await?;
        kept = told["kept"].as_f64().ok_or(format!("filling stopped: {told}"))?;
    }
    walker.world.server.start_again().await?;
    let begun = Instant::now();
    phone.js("dispatchEvent(new Event('online'))", vec![]).await?;
    until_within("everything to be sent", Duration::from_secs(300), async || {
        Ok(phone.shows("已全部上传").await?.then_some(()))
    })
    .await?;
    let took = begun.elapsed().as_secs_f64();
    Ok(vec![
        Figure::new("drain_seconds", took, "s", 1),
        Figure::new("drain_photo_average", kept / 1024.0 / PHOTOS as f64, "KiB", PHOTOS),
    ])
}
