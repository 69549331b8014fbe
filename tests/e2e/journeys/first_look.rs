//! What a person who is new to the app stumbled over.

use patrol_domain::round::RoundState;
use patrol_e2e::steps::{DOOR, begin_round, ready_to_go_down, sign_in, type_the_code};
use patrol_e2e::witness::Witness;
use patrol_e2e::{Told, journey};
use thirtyfour::Key;

/// Before the phone's own store has told names and questions, nothing is read and nothing judged.
#[test]
fn a_review_opened_by_its_address_shows_the_answers_before_it_can_be_judged() {
    journey(async |world| {
        let desk = world.desk("head").await?;
        sign_in(&desk, "zhoumin").await?;
        let witness = Witness::sign_in(&world.server.address(), "zhoumin").await?;
        let rounds = witness.rounds("C32").await?;
        let handed_in = rounds.iter().find(|round| round.state == RoundState::Submitted);
        let round = handed_in.ok_or("the demo has a round to review")?;
        for page in [format!("/office/rounds/{}", round.id), format!("/records/{}", round.id)] {
            desk.go(&page).await?;
            desk.sees("进线线电压 Uab").await?;
            desk.reload().await?;
            desk.sees("李建国").await?;
            desk.sees("进线线电压 Uab").await?;
        }
        Told::Ok(())
    });
}

/// Enter on a control is a click without a place: it is not one beside the sheet.
#[test]
fn enter_inside_a_sheet_does_not_close_it() {
    journey(async |world| {
        let phone = world.phone("engineer").await?;
        ready_to_go_down(&phone, "lijianguo").await?;
        begin_round(&phone).await?;
        type_the_code(&phone, DOOR).await?;
        phone.sees_element("[data-id=note]").await?.click().await?;
        let done = phone.sees_element("dialog[open] [data-id=note-text]").await?;
        done.send_keys("抄表前先放气").await?;
        phone.js("document.querySelector('dialog[open] h2').click()", vec![]).await?;
        if phone.all("dialog[open]").await?.is_empty() {
            return Err("a click without a place closed the sheet".into());
        }
        let kept = phone.sees_element("dialog[open] [data-id=note-done]").await?;
        kept.send_keys(Key::Enter + "").await?;
        phone.sees_no_more("已存在本机").await?;
        phone.sees_element("[data-id=note]").await?.click().await?;
        let words = phone.sees_element("dialog[open] [data-id=note-text]").await?;
        match words.prop("value").await?.as_deref() {
            Some("抄表前先放气") => Ok(()),
            other => Err(format!("the note reads {other:?}").into()),
        }
    });
}
