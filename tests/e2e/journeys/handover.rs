//! C77: one shift hands over to the next. Both sign, and they are two people (R190).

use patrol_domain::round::{AnswerValue, Round, RoundState};
use patrol_e2e::says::{NAME, Say, answer_all, draw};
use patrol_e2e::steps::{at_item, sign_in};
use patrol_e2e::witness::Witness;
use patrol_e2e::{Browser, Estate, Told, World, journey_at};
use serde_json::json;

const POST: &str = "北门岗";
const OVERALL: &str = "夜班交白班，一件未结";

const TOLD: [(&str, Say); 6] = [
    ("C77-01", Say::Write("3 栋访客车未离场")),
    ("C77-02", Say::Fine),
    ("C77-03", Say::Fine),
    ("C77-04", Say::Fine),
    ("C77-05", Say::Fine),
    ("C77-06", Say::Write("明早有人来查消防")),
];

#[test]
fn a_shift_is_handed_over_by_one_and_taken_over_by_another() {
    let estate = Estate::with(&["C77-shift_handover"])
        .place("cs_centre", POST, "TXT7CC", json!({}))
        .due("C77", "cs_centre", "sec", "chenzhiqiang", 15);
    journey_at(&estate, async |world| {
        let phone = world.phone("guard").await?;
        sign_in(&phone, "chenzhiqiang").await?;
        phone.sees("可以下去了").await?;
        world.server.stop().await?;
        phone.tap(POST).await?;
        phone.tap("开始巡查").await?;
        answer_all(&phone, &TOLD).await?;
        the_post_is_not_skipped(&phone).await?;
        handed_over(&phone).await?;
        taken_over(&phone).await?;
        phone.tap("看总结").await?;
        phone.fill("总的情况", OVERALL).await?;
        phone.tap("交卷").await?;
        phone.sees("已交卷").await?;
        world.server.start_again().await?;
        phone.sees("已全部上传").await?;
        both_names_stand(world).await
    });
}

/// R69: until it is answered nobody hands over, and 不适用 is no answer.
async fn the_post_is_not_skipped(phone: &Browser) -> Told {
    at_item(phone, "C77-07").await?;
    phone.tap("不适用").await?;
    phone.sees("一定要答").await?;
    at_item(phone, "C77-07").await?;
    phone.tap("正常").await?;
    at_item(phone, "C77-08").await
}

/// A name, then 签好了 by its key: a browser takes a tap that follows a line at once for the end of it.
async fn sign(phone: &Browser) -> Told {
    draw(phone, &NAME).await?;
    let done = phone.sees_element("[data-id=next]:not([aria-busy])").await?;
    Ok(done.send_keys("\u{e007}").await?)
}

/// Whoever walks the round signs for handing over; there is no other name to write.
async fn handed_over(phone: &Browser) -> Told {
    phone.sees("陈志强").await?;
    if phone.shows("签名人姓名").await? {
        return Err("another name can be written".into());
    }
    sign(phone).await?;
    at_item(phone, "C77-09").await
}

async fn taken_over(phone: &Browser) -> Told {
    sign(phone).await?;
    phone.sees("先点接班的同事").await?;
    let people = phone.sees_element(".sign-name").await?.text().await?;
    if people.contains("陈志强") || !people.contains("赵明") {
        return Err(format!("these may take over: {people}").into());
    }
    phone.tap("赵明").await?;
    sign(phone).await
}

async fn both_names_stand(world: &World) -> Told {
    let witness = Witness::sign_in(&world.server.address(), "hewei").await?;
    let rounds: Vec<Round> = witness.rounds("C77").await?;
    let round = rounds.iter().find(|round| round.state == RoundState::Submitted);
    let round = round.ok_or("nothing was handed in")?;
    let signed = |item: &str| match round.answers.get(item).map(|answer| &answer.value) {
        Some(AnswerValue::Signature { signature }) => {
            Some((signature.name.clone(), signature.member))
        }
        _ => None,
    };
    let (out, taker) = (signed("C77-08"), signed("C77-09"));
    match (&out, &taker) {
        (Some((one, Some(first))), Some((two, Some(second))))
            if one == "陈志强" && two == "赵明" && first != second =>
        {
            Ok(())
        }
        _ => Err(format!("the names are {out:?} and {taker:?}").into()),
    }
}
