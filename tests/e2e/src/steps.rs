//! What several journeys do alike: sign in, get ready, walk to a round, answer its items.

use crate::poll::PATIENCE;
use crate::witness::{PASSWORD, Witness};
use crate::{Browser, Told, World};
use patrol_domain::Record;
use patrol_domain::ids::SiteId;
use patrol_domain::place::Checkpoint;

pub const PUMP_ROOM: &str = "生活水泵房";
pub const CHECKLIST: &str = "C37";
/// The short code at the pump room's door.
pub const DOOR: &str = "7K4Q2N";

/// How one item is answered.
#[derive(Clone, Copy, Debug)]
pub enum Give {
    Ok,
    Reading(&'static str),
    Choice(&'static str),
}

/// The pump room's items up to its signature, all as they should be.
pub const WALK: [(&str, Give); 18] = [
    ("C37-01", Give::Reading("0.42")),
    ("C37-02", Give::Reading("42.5")),
    ("C37-03", Give::Reading("11.6")),
    ("C37-04", Give::Ok),
    ("C37-05", Give::Choice("自动")),
    ("C37-06", Give::Choice("自动")),
    ("C37-07", Give::Reading("0.66")),
    ("C37-08", Give::Ok),
    ("C37-09", Give::Reading("1.9")),
    ("C37-10", Give::Reading("1.45")),
    ("C37-11", Give::Ok),
    ("C37-12", Give::Ok),
    ("C37-13", Give::Ok),
    ("C37-14", Give::Ok),
    ("C37-15", Give::Ok),
    ("C37-16", Give::Choice("正常")),
    ("C37-17", Give::Ok),
    ("C37-18", Give::Ok),
];

/// Signs in on an empty phone or desk and waits until the first page stands.
pub async fn sign_in(browser: &Browser, login: &str) -> Told {
    browser.go("/").await?;
    browser.fill("账号", login).await?;
    browser.fill("密码", PASSWORD).await?;
    browser.tap("登录").await?;
    browser.sees_no_more("密码").await
}

/// Signs in and waits until the phone says that it can go where no network is.
pub async fn ready_to_go_down(phone: &Browser, login: &str) -> Told {
    sign_in(phone, login).await?;
    phone.sees(PUMP_ROOM).await?;
    phone.sees("可以下去了").await
}

/// The checkpoint at the pump room's door.
pub async fn door(world: &World) -> Told<Checkpoint> {
    checkpoint(world, "lijianguo", DOOR).await
}

pub async fn checkpoint(world: &World, login: &str, code: &str) -> Told<Checkpoint> {
    let records = Witness::sign_in(&world.server.address(), login).await?.records().await?;
    let mut points = records.into_values().filter_map(|record| match record {
        Record::Checkpoint(point) if code.is_empty() || point.code == code => Some(point),
        _ => None,
    });
    Ok(points.next().ok_or("the demo site lacks the checkpoint")?)
}

/// What stands in the QR code on the wall.
pub fn printed(site: SiteId, code: &str) -> String {
    format!("PB1:{site}:{code}")
}

/// From 今日 into the pump room's round, begun.
pub async fn begin_round(phone: &Browser) -> Told {
    phone.tap(PUMP_ROOM).await?;
    phone.tap("开始巡查").await?;
    at_item(phone, "C37-01").await
}

/// From a round to its scan, by the way that every item offers: the ticks, then what is missing.
pub async fn to_the_scan(phone: &Browser) -> Told {
    phone.sees_element("[data-id=ticks]").await?.click().await?;
    phone.tap("没有到位记录").await
}

/// Types the short code instead of scanning.
pub async fn type_the_code(phone: &Browser, code: &str) -> Told {
    to_the_scan(phone).await?;
    phone.fill("码下面的 6 位短码", code).await?;
    phone.tap("到位").await?;
    phone.sees_element("[data-item]").await?;
    Ok(())
}

/// Answers the item in focus and waits until the phone has moved on from it.
pub async fn answer(phone: &Browser, item: &str, give: Give) -> Told {
    at_item(phone, item).await?;
    match give {
        Give::Ok => phone.tap("正常").await?,
        Give::Choice(option) => phone.tap(option).await?,
        Give::Reading(reading) => {
            type_reading(phone, reading).await?;
            phone.tap("下一项").await?;
        }
    }
    past_item(phone, item).await
}

/// Waits until this item is the one in focus.
pub async fn at_item(phone: &Browser, item: &str) -> Told {
    phone.sees_element(&format!("[aria-current][data-item=\"{item}\"]")).await?;
    Ok(())
}

async fn past_item(phone: &Browser, item: &str) -> Told {
    let selector = format!("[aria-current][data-item=\"{item}\"]");
    phone
        .patient(&format!("{item} to be answered"), PATIENCE, async || {
            Ok(phone.all(&selector).await?.is_empty().then_some(()))
        })
        .await
}

/// Uses the keypad, key by key.
pub async fn type_reading(phone: &Browser, reading: &str) -> Told {
    for key in reading.chars() {
        phone.tap(&key.to_string()).await?;
    }
    Ok(())
}
