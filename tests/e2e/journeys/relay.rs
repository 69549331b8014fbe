//! A round that one person cannot finish: paused, given to a colleague, read by the head (W01).

use patrol_domain::round::{Round, RoundState};
use patrol_e2e::steps::{
    DOOR, Give, PUMP_ROOM, answer, at_item, begin_round, ready_to_go_down, sign_in, type_the_code,
};
use patrol_e2e::witness::Witness;
use patrol_e2e::{Browser, Told, World, journey};

#[test]
fn a_round_is_paused_and_given_to_a_colleague_with_no_network() {
    journey(async |world| {
        let first = world.phone("first").await?;
        ready_to_go_down(&first, "lijianguo").await?;
        world.server.stop().await?;
        begin_round(&first).await?;
        type_the_code(&first, DOOR).await?;
        answer(&first, "C37-01", Give::Reading("0.42")).await?;
        paused_and_gone_on(&first).await?;
        given_away(&first).await?;
        world.server.start_again().await?;
        first.sees("已全部上传").await?;
        let second = world.phone("second").await?;
        the_colleague_finishes(&second).await?;
        let round = held_by_the_server(world).await?;
        the_head_reads_who_had_it(world, &round).await
    });
}

async fn paused_and_gone_on(phone: &Browser) -> Told {
    phone.sees_element("[data-id=ticks]").await?.click().await?;
    phone.tap("暂停").await?;
    // Without a word why, nothing is paused.
    phone.tap("暂停").await?;
    phone.sees("写一句原因").await?;
    phone.tap("接到警情").await?;
    phone.tap("暂停").await?;
    phone.arrives_at("/").await?;
    phone.sees("暂停").await?;
    phone.tap(PUMP_ROOM).await?;
    phone.sees("接到警情").await?;
    phone.tap("继续巡查").await?;
    at_item(phone, "C37-02").await
}

async fn given_away(phone: &Browser) -> Told {
    phone.sees_element("[data-id=ticks]").await?.click().await?;
    phone.tap("转给同事").await?;
    phone.tap("张磊").await?;
    phone.fill("交代一句（可不写）", "去配电房处理跳闸").await?;
    phone.tap("转给同事").await?;
    phone.arrives_at("/").await?;
    phone.sees("转给 张磊").await
}

/// What was answered is there; the rest is cut short with a reason.
async fn the_colleague_finishes(phone: &Browser) -> Told {
    ready_to_go_down(phone, "zhanglei").await?;
    phone.tap(PUMP_ROOM).await?;
    answer(phone, "C37-02", Give::Reading("42.5")).await?;
    phone.sees_element("[data-id=ticks]").await?.click().await?;
    phone.tap("有急事").await?;
    phone.tap("运行正常").await?;
    phone.tap("交卷").await?;
    phone.sees("已全部上传").await
}

async fn held_by_the_server(world: &World) -> Told<Round> {
    let witness = Witness::sign_in(&world.server.address(), "zhoumin").await?;
    let rounds = witness.rounds("C37").await?;
    let round = rounds.into_iter().find(|round| !round.relays.is_empty());
    let round = round.ok_or("no round has changed hands")?;
    let by = |item: &str| round.answers.get(item).map(|answer| answer.by);
    let (relay, pause) = (&round.relays[0], &round.pauses[0]);
    let told = round.state == RoundState::Submitted
        && round.relays.len() == 1
        && round.pauses.len() == 1
        && pause.reason == "接到警情"
        && pause.to.is_some()
        && relay.note == "去配电房处理跳闸"
        && by("C37-01") == relay.from
        && by("C37-02") == Some(relay.to)
        && round.inspector == Some(relay.to);
    if told { Ok(round) } else { Err(format!("the server holds {round:?}").into()) }
}

async fn the_head_reads_who_had_it(world: &World, round: &Round) -> Told {
    let desk = world.desk("head").await?;
    sign_in(&desk, "zhoumin").await?;
    desk.go(&format!("/office/rounds/{}", round.id)).await?;
    desk.sees("由 李建国 转给 张磊").await?;
    desk.sees("去配电房处理跳闸").await?;
    desk.sees("审阅通过").await
}
