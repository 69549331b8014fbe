//! A day without network, then all of it at once: 1,000 operations and 200 photos of about 300 KB.

use crate::figure::Figure;
use crate::phone::{LOGIN, Walker, due};
use crate::picture;
use patrol_e2e::poll::until_within;
use patrol_e2e::steps::CHECKLIST;
use patrol_e2e::witness::Witness;
use patrol_e2e::{Browser, Told};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const OPERATIONS: u64 = 1_000;
const PHOTOS: u64 = 200;
/// Nine photos an answer, nineteen such answers in the first round: the second takes the others.
const IN_FIRST: u64 = 150;
/// Ticked in one call to the page: the driver waits for an answer no longer than 90 s.
const STEP: u64 = 50;
const FILL: &str = include_str!("fill.js");

pub async fn drain() -> Told<Vec<Figure>> {
    let mut walker = Walker::begin().await?;
    let witness = Witness::sign_in(&walker.world.server.address(), LOGIN).await?;
    let (second, _) = due(&witness, CHECKLIST).await?;
    walker.world.server.stop().await?;
    let phone = &walker.phone;
    phone.raw().set_script_timeout(Duration::from_secs(80)).await?;
    let mut waits = fill(phone, IN_FIRST, 0).await?;
    phone.go(&format!("/round/{}", second.id)).await?;
    phone.tap("开始巡查").await?;
    phone.sees_element("li[aria-current][data-item]").await?;
    waits = fill(phone, PHOTOS - number(&waits, "photos")?, 0).await?;
    loop {
        let lacking = OPERATIONS.saturating_sub(number(&waits, "operations")?);
        if lacking == 0 {
            break;
        }
        waits = fill(phone, 0, lacking.min(STEP)).await?;
    }
    let (operations, photos) = (number(&waits, "operations")?, number(&waits, "photos")?);
    if (operations, photos) != (OPERATIONS, PHOTOS) {
        return Err(format!("{operations} operations and {photos} photos were written").into());
    }
    // A round's page tells what is stored, 今日 what is sent.
    phone.go("/").await?;
    phone.sees("待传").await?;
    walker.world.server.start_again().await?;
    let begun = Instant::now();
    phone.js("dispatchEvent(new Event('online'))", vec![]).await?;
    until_within("everything to be sent", Duration::from_secs(300), async || {
        Ok(phone.shows("已全部上传").await?.then_some(()))
    })
    .await?;
    let took = begun.elapsed().as_secs_f64() * 1000.0;
    let average = number(&waits, "bytes")? as f64 / 1024.0 / PHOTOS as f64;
    Ok(vec![
        Figure::new("drain", took, "ms", 1).at_most(1_500.0),
        Figure::new("drain_photo_average", average, "KiB", 200),
    ])
}

async fn fill(phone: &Browser, photos: u64, ticks: u64) -> Told<Value> {
    let bytes = picture::three_hundred_kilobytes()?;
    let begun = Instant::now();
    let filled = phone.js_async(FILL, vec![json!(photos), json!(ticks), json!(bytes)]).await;
    match filled {
        Ok(told) => {
            eprintln!("{told} after {} ms more", begun.elapsed().as_millis());
            Ok(told)
        }
        Err(error) => Err(format!("{error}\nthe phone shows:\n{}", phone.text().await?).into()),
    }
}

fn number(told: &Value, name: &str) -> Told<u64> {
    told[name].as_u64().ok_or_else(|| format!("filling stopped: {told}").into())
}
