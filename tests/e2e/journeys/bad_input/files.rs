//! Files that are no photo, and too many words.

use patrol_domain::round::RoundState;
use patrol_e2e::steps::{
    DOOR, WALK, answer, at_item, begin_round, ready_to_go_down, type_the_code,
};
use patrol_e2e::witness::Witness;
use patrol_e2e::{Told, journey, pictures};
use serde_json::json;

#[test]
fn a_file_that_is_no_photo_is_told_and_the_words_stay() {
    journey(async |world| {
        let folder = world.folder().to_owned();
        let phone = world.phone("engineer").await?;
        ready_to_go_down(&phone, "lijianguo").await?;
        phone.tap("随手拍").await?;
        phone.fill("说明", "门口积水").await?;
        for (file, sentence) in [
            (pictures::empty(&folder)?, "照片是空的"),
            (pictures::not_a_picture(&folder)?, "不是照片"),
            (pictures::sixty_megapixels(&folder)?, "照片太大"),
            (pictures::heic(&folder)?, "读不了这种照片"),
            (pictures::broken_off(&folder)?, "不完整"),
        ] {
            phone.choose_file(&file).await?;
            phone.sees(sentence).await?;
        }
        if phone.value("说明").await? != "门口积水" {
            return Err("the words were lost".into());
        }
        phone.choose_file(&pictures::repaired()).await?;
        phone.sees_element("img[alt^=随手拍]").await?;
        Told::Ok(())
    });
}

#[test]
fn a_text_of_a_hundred_thousand_characters_is_refused_and_kept_on_the_screen() {
    journey(async |world| {
        let phone = world.phone("engineer").await?;
        ready_to_go_down(&phone, "lijianguo").await?;
        phone.tap("随手拍").await?;
        let long = "水".repeat(100_000);
        phone.paste("说明", &long).await?;
        phone.tap("给排水").await?;
        phone.tap("记下这个问题").await?;
        phone.sees("字太多").await?;
        let kept = phone.value("说明").await?.chars().count();
        if kept != 100_000 {
            return Err(format!("{kept} of 100,000 characters are left").into());
        }
        phone.fill("说明", "水很多").await?;
        phone.tap("记下这个问题").await?;
        phone.sees("问题已存在本机").await
    });
}

/// Both in one turn of the page: however fast the phone, the photo is made after the answer.
const PHOTO_AND_ANSWER: &str = "const [bytes] = arguments; \
    const input = document.querySelector('.tools input[type=file]'); \
    const files = new DataTransfer(); \
    files.items.add(new File([new Uint8Array(bytes)], 'leak.jpg', { type: 'image/jpeg' })); \
    input.files = files.files; \
    input.dispatchEvent(new Event('change', { bubbles: true })); \
    document.querySelector('[role=radio][data-answer=ok]').click();";

#[test]
fn a_photo_still_being_made_when_the_person_goes_on_stays_with_its_item() {
    journey(async |world| {
        let phone = world.phone("engineer").await?;
        ready_to_go_down(&phone, "lijianguo").await?;
        begin_round(&phone).await?;
        type_the_code(&phone, DOOR).await?;
        for (item, give) in &WALK[..3] {
            answer(&phone, item, *give).await?;
        }
        at_item(&phone, "C37-04").await?;
        let bytes = std::fs::read(pictures::leak())?;
        phone.js(PHOTO_AND_ANSWER, vec![json!(bytes)]).await?;
        at_item(&phone, "C37-05").await?;
        phone.sees_element("[data-id=previous]").await?.click().await?;
        phone.sees_element("[data-item=\"C37-04\"] img").await?;
        phone.go("/sync").await?;
        phone.sees("都已传到服务器").await?;
        let witness = Witness::sign_in(&world.server.address(), "lijianguo").await?;
        let rounds = witness.rounds("C37").await?;
        let round = rounds.iter().find(|round| round.state == RoundState::Started);
        let answers = &round.ok_or("no round was begun")?.answers;
        let photos: Vec<_> = answers.iter().map(|(id, answer)| (id, answer.photos.len())).collect();
        if photos.iter().any(|(id, count)| *count != usize::from(*id == "C37-04")) {
            return Err(format!("photos lie with {photos:?}").into());
        }
        Told::Ok(())
    });
}
