//! Two tabs of one person on one phone: one book, one line to the server.

use patrol_domain::round::RoundState;
use patrol_e2e::steps::{
    DOOR, Give, PUMP_ROOM, WALK, answer, begin_round, ready_to_go_down, type_the_code,
};
use patrol_e2e::witness::Witness;
use patrol_e2e::{Told, journey};

#[test]
fn two_tabs_write_in_one_book_and_nothing_is_sent_twice() {
    journey(async |world| {
        let phone = world.phone("engineer").await?;
        ready_to_go_down(&phone, "lijianguo").await?;
        world.server.stop().await?;
        begin_round(&phone).await?;
        type_the_code(&phone, DOOR).await?;
        for (item, give) in &WALK[..3] {
            answer(&phone, item, *give).await?;
        }
        let first = phone.raw().window().await?;
        let second = phone.raw().new_tab().await?;
        phone.raw().switch_to_window(second).await?;
        phone.go("/").await?;
        phone.tap(PUMP_ROOM).await?;
        answer(&phone, "C37-04", Give::Ok).await?;
        phone.raw().switch_to_window(first.clone()).await?;
        phone.reload().await?;
        answer(&phone, "C37-05", Give::Choice("自动")).await?;
        world.server.start_again().await?;
        phone.go("/").await?;
        phone.sees("已全部上传").await?;
        let witness = Witness::sign_in(&world.server.address(), "lijianguo").await?;
        let rounds = witness.rounds("C37").await?;
        let begun: Vec<_> =
            rounds.iter().filter(|round| round.state == RoundState::Started).collect();
        let counts: Vec<usize> = begun.iter().map(|round| round.answers.len()).collect();
        if counts != [5] {
            return Err(format!("begun rounds hold {counts:?} answers, not [5]").into());
        }
        Told::Ok(())
    });
}
