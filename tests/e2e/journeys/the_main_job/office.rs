//! The office's part: the head sees, assigns, rejects and seals; the engineer repairs.

use super::round::{LAMP, LEAK};
use patrol_e2e::browser::Opening;
use patrol_e2e::steps::{DOOR, PUMP_ROOM, sign_in};
use patrol_e2e::{Browser, Seat, Told, World, camera, pictures};

/// A second browser at desktop width: the round with answers, times, photos, and both issues.
pub async fn head_sees_round_and_issues(world: &World) -> Told<Browser> {
    let desk = world.desk("head").await?;
    sign_in(&desk, "zhoumin").await?;
    desk.go("/office").await?;
    desk.tap(PUMP_ROOM).await?;
    desk.sees("0.42").await?;
    desk.sees("19.5").await?;
    desk.sees("李建国").await?;
    desk.sees(LEAK).await?;
    picture_is_shown(&desk).await?;
    desk.go("/office/issues").await?;
    desk.sees(LAMP).await?;
    desk.sees(LEAK).await?;
    Ok(desk)
}

async fn picture_is_shown(browser: &Browser) -> Told {
    let script = "return [...document.images].some((i) => i.complete && i.naturalWidth > 100)";
    browser
        .patient("a photo on the page", patrol_e2e::poll::PATIENCE, async || {
            Ok(browser.js(script, vec![]).await?.as_bool().filter(|shown| *shown))
        })
        .await?;
    Ok(())
}

/// Assigned at the desk, repaired by phone, rejected once, repaired again, sealed on site.
pub async fn issue_goes_its_way(
    world: &World,
    desk: &Browser,
    phone: &Browser,
    code: &str,
) -> Told {
    assign(desk, LAMP).await?;
    repair(phone, LAMP, "换了镇流器").await?;
    let film = world.folder().join("head.y4m");
    camera::film(&film, code)?;
    let opening = Opening {
        name: "head-on-site".into(),
        seat: Seat::Phone,
        language: "zh-CN".into(),
        camera: Some(film),
    };
    let site = world.open(opening).await?;
    sign_in(&site, "zhoumin").await?;
    reject(&site, LAMP).await?;
    repair(phone, LAMP, "重接了线").await?;
    seal(&site, LAMP).await?;
    phone.sees("已闭环").await
}

async fn assign(desk: &Browser, title: &str) -> Told {
    desk.tap(title).await?;
    desk.tap("派单").await?;
    desk.tap("李建国").await?;
    desk.tap("派给 李建国").await?;
    desk.sees("整改中").await
}

async fn repair(phone: &Browser, title: &str, note: &str) -> Told {
    phone.go("/issues").await?;
    phone.tap(title).await?;
    phone.tap("整改完成").await?;
    phone.choose_file(&pictures::repaired()).await?;
    phone.sees_element("dialog[open] img").await?;
    phone.fill("做了什么", note).await?;
    phone.tap("整改完成").await?;
    phone.sees("待复核").await
}

async fn reject(phone: &Browser, title: &str) -> Told {
    open_to_verify(phone, title).await?;
    phone.tap("退回整改").await?;
    phone.choose_file(&pictures::lamp()).await?;
    phone.sees_element("dialog[open] img").await?;
    phone.fill("哪里不行", "还在闪").await?;
    phone.tap("退回整改").await?;
    phone.sees("退回").await
}

/// On site: the checkpoint is scanned, the button held until the seal stands.
async fn seal(phone: &Browser, title: &str) -> Told {
    open_to_verify(phone, title).await?;
    phone.tap("按住盖章").await?;
    phone.fill("手输短码", DOOR).await?;
    phone.tap("用这个码").await?;
    phone.hold_until("按住盖章", "已盖章").await?;
    phone.sees_element("[role=img][aria-label*=复核合格]").await?;
    Ok(())
}

async fn open_to_verify(phone: &Browser, title: &str) -> Told {
    phone.go("/issues").await?;
    phone.tap("待复核").await?;
    phone.tap(title).await
}
