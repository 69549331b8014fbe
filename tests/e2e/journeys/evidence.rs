//! What an answer rests on: photos looked at, drawn on and taken away; a sound that was heard.

use patrol_domain::photo::Mark;
use patrol_domain::round::{Answer, RoundState};
use patrol_e2e::poll::PATIENCE;
use patrol_e2e::steps::{DOOR, at_item, begin_round, ready_to_go_down};
use patrol_e2e::witness::Witness;
use patrol_e2e::{Browser, Need, Told, World, journey, journey_with, pictures};

/// Examined by ear.
const PUMP: &str = "C37-04";

/// By the ticks: the items before it stay open.
async fn to_the_pump(phone: &Browser) -> Told {
    ready_to_go_down(phone, "lijianguo").await?;
    begin_round(phone).await?;
    press(phone, "ticks").await?;
    phone.tap("生活泵声响").await?;
    at_item(phone, PUMP).await
}

/// The pump's answer as the server has it, once everything has arrived there.
async fn answered(world: &World, phone: &Browser) -> Told<(Witness, Answer)> {
    phone.go("/sync").await?;
    phone.sees("都已传到服务器").await?;
    let witness = Witness::sign_in(&world.server.address(), "lijianguo").await?;
    let rounds = witness.rounds("C37").await?;
    let round = rounds.into_iter().find(|round| round.state == RoundState::Started);
    let answer = round.and_then(|mut round| round.answers.remove(PUMP));
    Ok((witness, answer.ok_or("the pump was not answered")?))
}

async fn press(phone: &Browser, what: &str) -> Told {
    Ok(phone.sees_element(&format!("[data-id={what}]")).await?.click().await?)
}

async fn back_to_the_pump(phone: &Browser) -> Told {
    press(phone, "previous").await?;
    at_item(phone, PUMP).await
}

async fn viewer_is_gone(phone: &Browser) -> Told {
    phone
        .patient("the photo to be closed", PATIENCE, async || {
            Ok(phone.all("dialog.viewer[open]").await?.is_empty().then_some(()))
        })
        .await
}

#[test]
fn a_photo_is_looked_at_drawn_on_taken_away_and_taken_back() {
    journey(async |world| {
        let phone = world.phone("engineer").await?;
        to_the_pump(&phone).await?;
        for (file, count) in [(pictures::leak(), 1), (pictures::lamp(), 2)] {
            phone.choose_file(&file).await?;
            phone.sees_element(&format!(".extras > div:nth-of-type({count}) img")).await?;
        }
        press(&phone, "open-photo").await?;
        phone.sees("第 1 张，共 2 张").await?;
        phone.sees_element("dialog.viewer[open] img").await?;
        phone
            .js(
                "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', \
            { key: 'ArrowRight', bubbles: true }))",
                vec![],
            )
            .await?;
        phone.sees("第 2 张，共 2 张").await?;
        draw_on_it(&phone).await?;
        phone.js("history.back()", vec![]).await?;
        viewer_is_gone(&phone).await?;
        at_item(&phone, PUMP).await?;
        phone.sees_element(".extras svg.drawing").await?;
        phone.tap("正常").await?;
        at_item(&phone, "C37-05").await?;
        back_to_the_pump(&phone).await?;
        press(&phone, "open-photo").await?;
        press(&phone, "remove-photo").await?;
        viewer_is_gone(&phone).await?;
        phone.sees("照片已删").await?;
        phone.tap("撤销").await?;
        phone.sees_element(".extras > div:nth-of-type(2) img").await?;
        let last = ".extras > div:nth-of-type(2) [data-id=open-photo]";
        phone.sees_element(last).await?.click().await?;
        press(&phone, "remove-photo").await?;
        viewer_is_gone(&phone).await?;
        // The first removal's word may still stand there.
        phone
            .patient("the second photo to be gone", PATIENCE, async || {
                let second = phone.all(".extras > div:nth-of-type(2) img").await?;
                Ok(second.is_empty().then_some(()))
            })
            .await?;
        let (_, answer) = answered(world, &phone).await?;
        let marks: Vec<_> = answer.photos.iter().map(|photo| photo.marks.as_slice()).collect();
        match marks[..] {
            [[Mark::Circle { .. }, Mark::Text { text, .. }]] if text == "滴漏" => Ok(()),
            _ => Err(format!("the server has {marks:?}").into()),
        }
    });
}

/// A circle by a drag, one taken back, a word by a tap.
async fn draw_on_it(phone: &Browser) -> Told {
    press(phone, "draw").await?;
    let frame = phone.sees_element("[data-id=photo-frame]").await?;
    phone.draw(&frame, &[(300, 400), (500, 500), (700, 600)]).await?;
    phone.draw(&frame, &[(300, 450), (350, 500)]).await?;
    phone.sees_element("dialog.viewer path:nth-of-type(4)").await?;
    phone.tap("撤销").await?;
    phone
        .patient("the second circle to go", PATIENCE, async || {
            Ok(phone.all("dialog.viewer path:nth-of-type(4)").await?.is_empty().then_some(()))
        })
        .await?;
    phone.sees_element("[data-tool=Text]").await?.click().await?;
    phone.draw(&frame, &[(400, 500)]).await?;
    phone.sees_element("[data-id=mark-words]").await?.send_keys("滴漏").await?;
    press(phone, "drawn").await?;
    phone.sees_element("dialog.viewer[open] .drawing-text").await?;
    phone.sees_element("[data-id=draw]").await?;
    Ok(())
}

#[test]
fn what_was_heard_outlives_its_page_and_reaches_the_server() {
    journey_with(Need::Film, async |world| {
        let phone = world.phone_with_camera("engineer", DOOR).await?;
        to_the_pump(&phone).await?;
        press(&phone, "record-sound").await?;
        phone.sees("停止，还剩 29 秒").await?;
        press(&phone, "record-sound").await?;
        phone.sees("录音已存在本机").await?;
        phone.reload().await?;
        at_item(&phone, PUMP).await?;
        press(&phone, "play-sound").await?;
        phone.sees("停止播放").await?;
        phone.tap("正常").await?;
        at_item(&phone, "C37-05").await?;
        let (witness, answer) = answered(world, &phone).await?;
        let sound = answer.evidence.sound.ok_or("no sound reached the server")?;
        let clip = witness.photo(sound.id).await?;
        if clip.len() != usize::try_from(sound.bytes)? || !(500..5_000).contains(&sound.ms) {
            return Err(format!("{} bytes for {sound:?}", clip.len()).into());
        }
        Told::Ok(())
    });
}

#[test]
fn a_refused_microphone_is_told_in_words_and_the_item_is_answered_without() {
    journey_with(Need::DevTools, async |world| {
        let phone = world.phone("engineer").await?;
        to_the_pump(&phone).await?;
        press(&phone, "record-sound").await?;
        phone.sees("麦克风没有打开").await?;
        phone.tap("正常").await?;
        at_item(&phone, "C37-05").await
    });
}
