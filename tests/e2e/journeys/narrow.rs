//! A phone of 320 px in the three languages: no page scrolls sideways, no words are cut off.

use crate::screens;
use patrol_e2e::steps::{
    DOOR, WALK, answer, begin_round, ready_to_go_down, sign_in, type_the_code,
};
use patrol_e2e::{Browser, Need, Told, journey_with};
use serde_json::json;

const LOST: &str = include_str!("narrow.js");
const LANGUAGES: [&str; 3] = ["zh-Hans", "zh-Hant", "en"];

#[test]
fn no_screen_of_the_phone_loses_words_on_a_narrow_phone_in_any_language() {
    journey_with(Need::DevTools, async |world| {
        let phone = world.narrow_phone("engineer").await?;
        let mut findings = Vec::new();
        phone.go("/sign-in").await?;
        for language in LANGUAGES {
            look(&phone, "/sign-in", language, &mut findings).await?;
        }
        speak(&phone, "zh-Hans").await?;
        ready_to_go_down(&phone, "lijianguo").await?;
        begin_round(&phone).await?;
        type_the_code(&phone, DOOR).await?;
        let round = phone.route().await?;
        for language in LANGUAGES {
            look(&phone, &round, language, &mut findings).await?;
        }
        speak(&phone, "zh-Hans").await?;
        phone.go(&round).await?;
        for (item, give) in &WALK[..3] {
            answer(&phone, item, *give).await?;
        }
        let mut routes: Vec<String> = [
            "/", "/scan", "/snap", "/issues", "/records", "/sync", "/me", "/inbox", "/ready",
            "/nowhere",
        ]
        .map(str::to_owned)
        .to_vec();
        routes.push(format!("{round}/summary"));
        for screen in screens::of_records(world, "lijianguo").await? {
            routes.push(screens::open(&phone, &screen, "/issue", "/records").await?);
        }
        for language in LANGUAGES {
            for route in &routes {
                look(&phone, route, language, &mut findings).await?;
            }
            look(&phone, &round, language, &mut findings).await?;
            phone.sees_element("[data-answer=bad]").await?;
            phone.js("document.querySelector('[data-answer=bad]').click()", vec![]).await?;
            phone.sees_element("dialog[open]").await?;
            note(&phone, "the sheet of a problem", language, &mut findings).await?;
        }
        settle(findings)
    });
}

#[test]
fn no_screen_of_the_office_loses_words_on_a_narrow_phone() {
    journey_with(Need::DevTools, async |world| {
        let phone = world.narrow_phone("head").await?;
        let mut findings = Vec::new();
        sign_in(&phone, "zhoumin").await?;
        let mut routes = vec!["/office".to_owned(), "/office/issues".to_owned()];
        for screen in screens::of_records(world, "zhoumin").await? {
            routes.push(screens::open(&phone, &screen, "/office/issues", "/office/rounds").await?);
        }
        for language in LANGUAGES {
            for route in &routes {
                look(&phone, route, language, &mut findings).await?;
            }
        }
        settle(findings)
    });
}

/// The language of the next page, as 我的 keeps it.
async fn speak(phone: &Browser, language: &str) -> Told {
    let script = "const key = 'patrolbook.settings'; \
        const settings = JSON.parse(localStorage.getItem(key) || '{}'); \
        localStorage.setItem(key, JSON.stringify({ ...settings, lang: arguments[0] }))";
    phone.js(script, vec![json!(language)]).await?;
    Ok(())
}

async fn look(phone: &Browser, route: &str, language: &str, findings: &mut Vec<String>) -> Told {
    speak(phone, language).await?;
    phone.go(route).await?;
    let drawn = format!("html[lang=\"{language}\"] :is(main h1, header h1, [data-item])");
    phone.sees_element(&drawn).await?;
    note(phone, route, language, findings).await
}

async fn note(phone: &Browser, place: &str, language: &str, findings: &mut Vec<String>) -> Told {
    let lost = phone.js(LOST, vec![json!(phone.opening.seat.size().0)]).await?;
    let lines = lost.as_array().into_iter().flatten();
    findings.extend(lines.map(|line| format!("{place}, {language}: {line}")));
    Ok(())
}

fn settle(findings: Vec<String>) -> Told {
    if findings.is_empty() { Ok(()) } else { Err(findings.join("\n").into()) }
}
