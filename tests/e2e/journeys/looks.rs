//! What everybody can see and use: no serious finding of axe-core on any screen, light or dark.

use crate::screens;
use patrol_e2e::steps::{
    DOOR, WALK, answer, begin_round, ready_to_go_down, sign_in, type_the_code,
};
use patrol_e2e::{Browser, Need, Told, axe, journey_with};
use serde_json::json;

#[test]
fn no_screen_of_the_phone_has_a_serious_finding_in_light_or_dark() {
    journey_with(Need::DevTools, async |world| {
        let phone = world.phone("engineer").await?;
        let mut findings = Vec::new();
        phone.go("/sign-in").await?;
        phone.sees("登录").await?;
        look(&phone, "sign-in", &mut findings).await?;
        ready_to_go_down(&phone, "lijianguo").await?;
        look(&phone, "today", &mut findings).await?;
        begin_round(&phone).await?;
        type_the_code(&phone, DOOR).await?;
        look(&phone, "reading", &mut findings).await?;
        for (item, give) in &WALK[..3] {
            answer(&phone, item, *give).await?;
        }
        look(&phone, "item", &mut findings).await?;
        let round = phone.route().await?;
        phone.tap("异常").await?;
        phone.sees("转为问题").await?;
        look(&phone, "sheet", &mut findings).await?;
        phone.go(&format!("{round}/summary")).await?;
        phone.sees("交卷").await?;
        look(&phone, "summary", &mut findings).await?;
        phone.go(&format!("{round}/log")).await?;
        phone.sees_element("table.log").await?;
        look(&phone, "log", &mut findings).await?;
        for route in screens::PHONE {
            phone.go(route).await?;
            phone.sees_element("h1").await?;
            look(&phone, route, &mut findings).await?;
        }
        for screen in screens::of_records(world, "lijianguo").await? {
            let route = screens::open(&phone, &screen, "/issue", "/records").await?;
            look(&phone, &route, &mut findings).await?;
        }
        settle(findings)
    });
}

#[test]
fn no_screen_of_the_office_has_a_serious_finding_in_light_or_dark() {
    journey_with(Need::DevTools, async |world| {
        let mut findings = Vec::new();
        for browser in [world.desk("head").await?, world.phone("head-on-site").await?] {
            sign_in(&browser, "zhoumin").await?;
            browser.sees_element("h1").await?;
            let seat = browser.opening.seat;
            for route in screens::OFFICE {
                browser.go(route).await?;
                browser.sees_element("h1").await?;
                look(&browser, &format!("{seat:?} {route}"), &mut findings).await?;
            }
            browser.go("/office/issues").await?;
            browser.tap("看板").await?;
            browser.sees_element(".columns .column").await?;
            look(&browser, &format!("{seat:?} columns"), &mut findings).await?;
            browser.tap("键盘").await?;
            browser.sees("键盘快捷键").await?;
            look(&browser, &format!("{seat:?} keys"), &mut findings).await?;
            for screen in screens::of_records(world, "zhoumin").await? {
                let route =
                    screens::open(&browser, &screen, "/office/issues", "/office/rounds").await?;
                look(&browser, &format!("{seat:?} {route}"), &mut findings).await?;
            }
        }
        let desk = world.desk("front-desk").await?;
        sign_in(&desk, "wangfang").await?;
        desk.go("/office/intake").await?;
        desk.sees_element("[data-id=who]").await?;
        desk.tap("问题").await?;
        look(&desk, "a call", &mut findings).await?;
        settle(findings)
    });
}

async fn look(browser: &Browser, screen: &str, findings: &mut Vec<String>) -> Told {
    for scheme in ["light", "dark"] {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        browser.cdp("Emulation.setEmulatedMedia", features).await?;
        browser.sees_element(&format!("html[data-theme=\"{scheme}\"]")).await?;
        let found = axe::violations(browser).await?;
        findings.extend(found.into_iter().map(|one| format!("{screen}, {scheme}: {one}")));
    }
    Ok(())
}

fn settle(findings: Vec<String>) -> Told {
    if findings.is_empty() { Ok(()) } else { Err(findings.join("\n").into()) }
}
