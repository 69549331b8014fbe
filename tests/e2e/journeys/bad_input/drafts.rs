//! What was begun at an item and stands in no answer is neither handed in unseen nor thrown away.

use patrol_domain::round::RoundState;
use patrol_e2e::steps::{
    DOOR, Give, WALK, answer, at_item, begin_round, ready_to_go_down, type_the_code,
};
use patrol_e2e::witness::Witness;
use patrol_e2e::{Browser, Told, World, journey, pictures};

const LEFT: &str = "1 项写了或拍了，还没记进去";

#[test]
fn a_photo_that_no_answer_took_up_is_named_before_the_round_is_handed_in() {
    journey(async |world| {
        let phone = world.phone("engineer").await?;
        ready_to_go_down(&phone, "lijianguo").await?;
        begin_round(&phone).await?;
        type_the_code(&phone, DOOR).await?;
        for (item, give) in &WALK[..3] {
            answer(&phone, item, *give).await?;
        }
        at_item(&phone, "C37-04").await?;
        phone.choose_file(&pictures::leak()).await?;
        phone.sees_element("[data-item=\"C37-04\"] img").await?;
        phone.sees_element("[data-id=ticks]").await?.click().await?;
        phone.sees(LEFT).await?;
        phone.tap("有急事").await?;
        phone.tap("运行正常").await?;
        phone.tap("交卷").await?;
        phone.sees("有写了、拍了还没记进去的").await?;
        phone
            .sees_element("[data-id=summary] [data-item=\"C37-04\"] button")
            .await?
            .click()
            .await?;
        answer(&phone, "C37-04", Give::Ok).await?;
        phone.sees_element("[data-id=ticks]").await?.click().await?;
        phone.sees_no_more(LEFT).await?;
        phone.tap("交卷").await?;
        phone.sees("已交卷").await?;
        the_photo_lies_with_its_answer(&phone, world).await
    });
}

async fn the_photo_lies_with_its_answer(phone: &Browser, world: &World) -> Told {
    phone.go("/sync").await?;
    phone.sees("都已传到服务器").await?;
    let witness = Witness::sign_in(&world.server.address(), "lijianguo").await?;
    let rounds = witness.rounds("C37").await?;
    let ours = |round: &&patrol_domain::round::Round| {
        round.state == RoundState::Submitted && round.early_end.is_some()
    };
    let round = rounds.iter().find(ours).ok_or("no round was handed in early")?;
    let photos = round.answers.get("C37-04").map(|answer| answer.photos.len());
    if photos != Some(1) {
        return Err(format!("the answer holds {photos:?} photos").into());
    }
    Ok(())
}
