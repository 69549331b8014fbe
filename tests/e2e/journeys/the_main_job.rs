//! The main job: a round in a basement with no network, and the office sees it.

mod office;
mod round;
mod witness;

use patrol_domain::ids::RoundId;
use patrol_domain::{At, Key, Record, Window};
use patrol_e2e::steps::{PUMP_ROOM, door, printed, ready_to_go_down};
use patrol_e2e::witness::Witness;
use patrol_e2e::{Browser, Told, World, journey};

#[test]
fn a_round_walked_with_no_network_reaches_the_office_whole_and_once() {
    journey(async |world| {
        let door = door(world).await?;
        let code = printed(door.site, &door.code);
        let mut phone = world.phone_with_camera("engineer", &code).await?;
        ready_to_go_down(&phone, "lijianguo").await?;
        due_rounds_stand_in_order_of_time(world, &phone).await?;
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

/// Under each heading the rounds of 今日 follow their windows; names of rounds are asked of the
/// page, their windows of the server.
async fn due_rounds_stand_in_order_of_time(world: &World, phone: &Browser) -> Told {
    let script = "const groups = [[]]; \
        for (const line of document.querySelectorAll('#rounds > li')) \
          if (line.dataset.id) groups.at(-1).push(line.dataset.id); else groups.push([]); \
        return groups.slice(1, 3)";
    let shown: Vec<Vec<RoundId>> = serde_json::from_value(phone.js(script, vec![]).await?)?;
    let witness = Witness::sign_in(&world.server.address(), "lijianguo").await?;
    let records = witness.records().await?;
    let window = |id: &RoundId| match records.get(&Key::Round { id: *id }) {
        Some(Record::Round(round)) => round.window,
        _ => None,
    };
    let mut with_an_hour = 0;
    for group in &shown {
        let windows: Option<Vec<Window>> = group.iter().map(window).collect();
        let windows = windows.ok_or(format!("{group:?} are not all due rounds"))?;
        // What has the whole week has no hour: it stands after the others.
        let hours = windows.iter().filter(|w| w.closes.minutes_since(w.opens) <= 24 * 60);
        let times: Vec<At> = hours.map(|window| window.opens).collect();
        if !times.is_sorted() {
            return Err(format!("rounds are shown in this order: {times:?}").into());
        }
        // Shortly before midnight a heading may hold nothing but what has the whole week.
        with_an_hour += times.len();
    }
    if with_an_hour == 0 {
        return Err(format!("no round with an hour is shown: {shown:?}").into());
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
    phone.sees("李建国").await
}
