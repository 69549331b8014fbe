//! The camera in the page: a shot by its shutter, and a phone that ends the page while it is open.

use patrol_domain::round::RoundState;
use patrol_e2e::steps::{DOOR, WALK, answer, at_item, begin_round, ready_to_go_down};
use patrol_e2e::witness::Witness;
use patrol_e2e::{Browser, Need, Told, journey_with, pictures};

const HERE: &str = "[data-item=\"C37-04\"] img";

async fn to_the_fourth_item(phone: &Browser) -> Told {
    ready_to_go_down(phone, "lijianguo").await?;
    begin_round(phone).await?;
    phone.tap("未到位").await?;
    at_item(phone, "C37-01").await?;
    phone.sees_no_more("未到位").await?;
    for (item, give) in &WALK[..3] {
        answer(phone, item, *give).await?;
    }
    at_item(phone, "C37-04").await
}

/// C07: the mark is durable before the camera opens.
#[test]
fn a_photo_interrupted_by_a_killed_page_is_offered_again_where_it_belongs() {
    journey_with(Need::Film, async |world| {
        let mut phone = world.phone_with_camera("engineer", DOOR).await?;
        to_the_fourth_item(&phone).await?;
        phone.tap("拍照").await?;
        phone.sees("先不拍").await?;
        phone.kill().await?;
        phone.open_again().await?;
        phone.go("/").await?;
        phone.sees("上次拍照被打断了").await?;
        phone.tap("回到那一项").await?;
        at_item(&phone, "C37-04").await?;
        let gallery = phone.sees_element("[data-id=interrupted] input").await?;
        let file = pictures::leak();
        gallery.send_keys(file.to_str().ok_or("a path that is text")?).await?;
        phone.sees_element(HERE).await?;
        phone.sees_no_more("上次拍照被打断了").await?;
        phone.kill().await?;
        phone.open_again().await?;
        phone.go("/").await?;
        phone.sees("今日").await?;
        phone.sees_no_more("上次拍照被打断了").await
    });
}

#[test]
fn a_shot_by_the_shutter_reaches_the_server_with_its_answer() {
    journey_with(Need::Film, async |world| {
        let phone = world.phone_with_camera("engineer", DOOR).await?;
        to_the_fourth_item(&phone).await?;
        phone.tap("拍照").await?;
        phone.sees("先不拍").await?;
        phone.sees_no_more("正在打开相机").await?;
        phone.sees_element("[data-id=shutter]").await?.click().await?;
        phone.sees_element(HERE).await?;
        phone.tap("正常").await?;
        at_item(&phone, "C37-05").await?;
        phone.go("/sync").await?;
        phone.sees("都已传到服务器").await?;
        let witness = Witness::sign_in(&world.server.address(), "lijianguo").await?;
        let rounds = witness.rounds("C37").await?;
        let round = rounds.iter().find(|round| round.state == RoundState::Started);
        let answers = &round.ok_or("no round was begun")?.answers;
        let photos = answers.get("C37-04").map(|answer| answer.photos.as_slice());
        let [photo] = photos.unwrap_or_default() else {
            return Err(format!("not one photo: {photos:?}").into());
        };
        let whole = witness.photo(photo.id).await?;
        if u32::try_from(whole.len())? != photo.bytes {
            return Err("the server's photo is not whole".into());
        }
        Ok(())
    });
}
