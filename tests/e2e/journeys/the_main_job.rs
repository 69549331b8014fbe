//! The main job: a round in a basement with no network, and the office sees it.

mod office;
mod round;
mod witness;

use patrol_e2e::steps::{PUMP_ROOM, door, printed, ready_to_go_down};
use patrol_e2e::{Browser, Told, World, journey};

#[test]
fn a_round_walked_with_no_network_reaches_the_office_whole_and_once() {
    journey(async |world| {
        let door = door(world).await?;
        let code = printed(door.site, &door.code);
        let mut phone = world.phone_with_camera("engineer", &code).await?;
        ready_to_go_down(&phone, "lijianguo").await?;
        due_rounds_stand_in_order_of_time(&phone).await?;
        the_app_opens_with_the_server_stopped(world, &mut phone).await?;
        round::walk_to_the_leak(&phone).await?;
        round::snap_an_issue_within_ten_seconds(&phone).await?;
        round::kill_and_go_on_at_the_same_item(&mut phone).await?;
        round::finish(&phone).await?;
        round::what_waits_is_listed(&phone).await?;
        world.server.start_again().await?;
        phone.sees("已全部上传").await?;
        let desk = office::head_sees_round_and_issues(world).await?;
        office::issue_goes_its_way(world, &desk, &phone, &code).await?;
        world.server.kill()?;
        world.server.start_again().await?;
        witness::everything_is_there_once(world).await
    });
}

async fn due_rounds_stand_in_order_of_time(phone: &Browser) -> Told {
    let script =
        "return [...document.querySelectorAll('ul.book > li time')].map((t) => t.innerText)";
    let times = phone.js(script, vec![]).await?;
    let times: Vec<&str> =
        times.as_array().into_iter().flatten().filter_map(|t| t.as_str()).collect();
    let mut sorted = times.clone();
    sorted.sort();
    if times.len() < 3 || times != sorted {
        return Err(format!("the due rounds stand in this order: {times:?}").into());
    }
    phone.sees("已巡").await
}

async fn the_app_opens_with_the_server_stopped(world: &mut World, phone: &mut Browser) -> Told {
    world.server.stop().await?;
    phone.reload().await?;
    phone.sees(PUMP_ROOM).await?;
    phone.close().await?;
    phone.open_again().await?;
    phone.go("/").await?;
    phone.sees(PUMP_ROOM).await?;
    phone.sees("李建国").await?;
    phone.sees("离线").await
}
