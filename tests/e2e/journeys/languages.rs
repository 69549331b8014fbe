//! The three languages: chosen by the browser, changed under 我的, kept over a restart.

use patrol_e2e::steps::ready_to_go_down;
use patrol_e2e::witness::PASSWORD;
use patrol_e2e::{Browser, Told, journey};

#[test]
fn an_english_browser_is_greeted_in_english_and_may_change_to_traditional_chinese() {
    journey(async |world| {
        let mut phone = world.phone_in("engineer", "en-US").await?;
        phone.go("/").await?;
        is_in(&phone, "en").await?;
        phone.fill("Login", "lijianguo").await?;
        phone.fill("Password", PASSWORD).await?;
        phone.tap("Sign in").await?;
        phone.sees("Issues").await?;
        phone.go("/me").await?;
        phone.tap("繁").await?;
        is_in(&phone, "zh-Hant").await?;
        phone.sees("語言").await?;
        phone.close().await?;
        phone.open_again().await?;
        phone.go("/issues").await?;
        is_in(&phone, "zh-Hant").await?;
        phone.sees("問題").await
    });
}

#[test]
fn a_mainland_browser_is_greeted_in_simplified_chinese() {
    journey(async |world| {
        let phone = world.phone("engineer").await?;
        ready_to_go_down(&phone, "lijianguo").await?;
        is_in(&phone, "zh-Hans").await
    });
}

async fn is_in(phone: &Browser, language: &str) -> Told {
    phone.sees_element(&format!("html[lang=\"{language}\"]")).await?;
    Ok(())
}
