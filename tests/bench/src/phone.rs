//! Figures of the app on a slow phone: Chromium with the processor held to a sixth.

use crate::figure::{Figure, percentile};
use crate::picture;
use patrol_domain::Record;
use patrol_domain::checklist::{AnswerKind, Checklist, Severity};
use patrol_domain::round::{Round, RoundState};
use patrol_e2e::poll::PATIENCE;
use patrol_e2e::steps::ready_to_go_down;
use patrol_e2e::witness::Witness;
use patrol_e2e::{Browser, Told, World};
use serde_json::{Value, json};
use std::time::Duration;

pub const WATCH: &str = include_str!("watch.js");
const TAPS: &str = include_str!("taps.js");
const PHOTO: &str = include_str!("photo.js");
/// Twenty-two items, nineteen of them answered by one tap.
const CHECKLIST: &str = "C05";
pub const LOGIN: &str = "lijianguo";

/// A phone with a round begun, at an item that is answered by one tap.
pub struct Walker {
    pub world: World,
    pub phone: Browser,
    pub route: String,
    /// Items that may be 不适用 without a reason.
    light: Vec<String>,
}

impl Walker {
    pub async fn begin() -> Told<Walker> {
        Walker::begin_in(World::begin().await?, CHECKLIST).await
    }

    pub async fn begin_in(world: World, checklist: &str) -> Told<Walker> {
        let phone = world.phone("engineer").await?;
        phone.cdp("Page.enable", json!({})).await?;
        phone.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })).await?;
        ready_to_go_down(&phone, LOGIN).await?;
        let witness = Witness::sign_in(&world.server.address(), LOGIN).await?;
        let (round, checklist) = due(&witness, checklist).await?;
        let route = format!("/round/{}", round.id);
        phone.go(&route).await?;
        phone.tap("开始巡查").await?;
        phone.sees_element("[role=radio][data-answer=ok]").await?;
        phone.sees_within("已全部上传", PATIENCE).await.or_else(|_| Told::Ok(()))?;
        let light = checklist
            .items
            .iter()
            .filter(|item| item.answer == AnswerKind::Check && item.severity < Severity::Major);
        let light = light.map(|item| item.id.clone()).collect();
        Ok(Walker { world, phone, route, light })
    }

    pub async fn slow_down(&self) -> Told {
        slow_down(&self.phone).await
    }

    /// Opens the round's page and returns the milliseconds until its first answer is painted.
    async fn usable(&self) -> Told<Duration> {
        // From a page that is none of ours: each start is a whole one.
        self.phone.raw().goto("about:blank").await?;
        self.phone.go(&self.route).await?;
        let ready = "return window.__patrol && window.__patrol.usable || null";
        let at = self
            .phone
            .patient("the first answer button", PATIENCE, async || {
                Ok(self.phone.js(ready, vec![]).await?.as_f64())
            })
            .await?;
        Ok(Duration::from_secs_f64(at / 1000.0))
    }
}

/// Holds the browser to a sixth of the processor.
pub async fn slow_down(phone: &Browser) -> Told {
    phone.cdp("Emulation.setCPUThrottlingRate", json!({ "rate": 6 })).await?;
    Ok(())
}

/// A round with this checklist, that the witness may begin.
pub async fn due(witness: &Witness, wanted: &str) -> Told<(Round, Checklist)> {
    let records = witness.records().await?;
    let person = witness.session.member.id;
    let mut round = None;
    let mut checklist = None;
    for record in records.into_values() {
        match record {
            Record::Round(one)
                if one.checklist == wanted
                    && one.state == RoundState::Planned
                    && one.assignee.is_none_or(|assignee| assignee == person) =>
            {
                round = round.or(Some(one));
            }
            Record::Checklist(one) if one.id == wanted => checklist = Some(one),
            _ => {}
        }
    }
    Ok((round.ok_or("no round is due")?, checklist.ok_or("no checklist")?))
}

/// Nothing cached and no service worker, the person signed in: page to first answer.
pub async fn cold(name: &str, network: Value, goal: f64) -> Told<Vec<Figure>> {
    let walker = Walker::begin().await?;
    walker.slow_down().await?;
    let phone = &walker.phone;
    phone.cdp("Network.enable", json!({})).await?;
    phone.cdp("Network.emulateNetworkConditions", network).await?;
    let mut times = Vec::new();
    for _ in 0..5 {
        let all =
            json!({ "origin": phone.server(), "storageTypes": "service_workers,cache_storage" });
        phone.cdp("Storage.clearDataForOrigin", all).await?;
        phone.cdp("Network.clearBrowserCache", json!({})).await?;
        times.push(walker.usable().await?);
    }
    Ok(vec![Figure::new(name, percentile(&mut times, 0.5), "ms", 5).at_most(goal)])
}

/// The server stopped, everything from the service worker and the phone's own store.
pub async fn warm(name: &str, walker: &mut Walker) -> Told<Vec<Figure>> {
    walker.usable().await?;
    walker.world.server.stop().await?;
    walker.slow_down().await?;
    let mut times = Vec::new();
    for _ in 0..7 {
        times.push(walker.usable().await?);
    }
    Ok(vec![Figure::new(name, percentile(&mut times, 0.5), "ms", 7).at_most(450.0)])
}

/// What so many answers over the round's items took.
pub async fn tap(walker: &Walker, count: usize) -> Told<Vec<Value>> {
    walker.slow_down().await?;
    walker.phone.raw().set_script_timeout(Duration::from_secs(120)).await?;
    let told = walker.phone.js_async(TAPS, vec![json!(count), json!(walker.light)]).await?;
    Ok(told.as_array().ok_or(format!("the taps stopped: {told}"))?.clone())
}

/// Answers over mixed items: the frame after each tap, and the write behind it.
pub async fn taps() -> Told<Vec<Figure>> {
    const TAPPED: usize = 120;
    let taps = tap(&Walker::begin().await?, TAPPED).await?;
    let mut paint = times(&taps, "paint");
    let mut save = times(&taps, "save");
    let of = paint.len();
    Ok(vec![
        Figure::new("tap_to_paint_p50", percentile(&mut paint, 0.5), "ms", of).at_most(50.0),
        Figure::new("tap_to_paint_p95", percentile(&mut paint, 0.95), "ms", of).at_most(85.0),
        Figure::new("save_answer_p50", percentile(&mut save, 0.5), "ms", of).at_most(9.0),
        Figure::new("save_answer_p95", percentile(&mut save, 0.95), "ms", of).at_most(15.0),
    ])
}

/// An answer with a photo of about 300 KB: the writes alone, reducing and hashing aside.
pub async fn photos() -> Told<Vec<Figure>> {
    const TAKEN: usize = 20;
    let walker = Walker::begin().await?;
    walker.slow_down().await?;
    walker.phone.raw().set_script_timeout(Duration::from_secs(180)).await?;
    let bytes = picture::three_hundred_kilobytes()?;
    let told = walker.phone.js_async(PHOTO, vec![json!(TAKEN), json!(bytes)]).await?;
    let taken = told.as_array().ok_or(format!("the photos stopped: {told}"))?;
    let mut write = times(taken, "write");
    let mut whole = times(taken, "whole");
    let of = write.len();
    Ok(vec![
        Figure::new("save_photo_p50", percentile(&mut write, 0.5), "ms", of).at_most(15.0),
        Figure::new("save_photo_p95", percentile(&mut write, 0.95), "ms", of).at_most(20.0),
        Figure::new("take_photo_p50", percentile(&mut whole, 0.5), "ms", of),
    ])
}

pub fn times(all: &[Value], name: &str) -> Vec<Duration> {
    let one = |value: &Value| Some(Duration::from_secs_f64(value[name].as_f64()? / 1000.0));
    all.iter().filter_map(one).collect()
}
