//! Proofs of presence beside the code: the phone's position, and the live frame after a scan.

use patrol_domain::presence::FRAME_BYTES;
use patrol_domain::round::{Flag, PresenceHow, Round};
use patrol_e2e::poll::until;
use patrol_e2e::steps::{
    CHECKLIST, DOOR, WALK, answer, at_item, begin_round, ready_to_go_down, to_the_scan,
};
use patrol_e2e::witness::Witness;
use patrol_e2e::{Browser, Need, Told, World, journey_with};
use serde_json::json;

const INSTEAD: &str = "码坏了，用定位代替";

/// Where the phone stands, as its browser says.
async fn stands_at(phone: &Browser, lat: f64, lon: f64, accuracy: u32) -> Told {
    let place = json!({ "latitude": lat, "longitude": lon, "accuracy": accuracy });
    phone.cdp("Emulation.setGeolocationOverride", place).await?;
    Ok(())
}

/// The round of the pump room that a person began, as the server has it.
async fn begun(world: &World, login: &str) -> Told<Round> {
    let witness = Witness::sign_in(&world.server.address(), login).await?;
    until("the presence on the server", async || {
        let rounds = witness.rounds(CHECKLIST).await?;
        let walked = |round: &Round| !round.presence.is_empty() && round.submitted_at.is_none();
        Ok(rounds.into_iter().find(walked))
    })
    .await
}

#[test]
fn a_position_stands_in_for_a_damaged_code_and_a_far_one_is_told_in_metres() {
    journey_with(Need::DevTools, async |world| {
        let phone = world.phone("engineer").await?;
        ready_to_go_down(&phone, "lijianguo").await?;
        let allowed = json!({ "origin": phone.server(), "permissions": ["geolocation"] });
        phone.cdp("Browser.grantPermissions", allowed).await?;
        begin_round(&phone).await?;
        to_the_scan(&phone).await?;
        stands_at(&phone, 31.234_416, 121.473_701, 10).await?;
        phone.tap(INSTEAD).await?;
        phone.sees("走近再按一次").await?;
        stands_at(&phone, 31.230_446, 121.473_731, 10).await?;
        phone.tap(INSTEAD).await?;
        for (item, give) in &WALK[..3] {
            answer(&phone, item, *give).await?;
        }
        phone.sees("定位代替").await?;
        let round = begun(world, "zhoumin").await?;
        let [presence] = round.presence.as_slice() else {
            return Err(format!("not one presence: {:?}", round.presence).into());
        };
        if presence.how != PresenceHow::Position || !round.flags.contains(&Flag::NoScan) {
            return Err(format!("not by position: {presence:?} {:?}", round.flags).into());
        }
        let fix = presence.fix.ok_or("the head does not read the position")?;
        if (fix.lat_e4, fix.lon_e4) != (312_304, 1_214_737) {
            return Err(format!("the position was not rounded: {fix:?}").into());
        }
        let colleague = begun(world, "zhanglei").await?;
        match colleague.presence.iter().any(|presence| presence.fix.is_some()) {
            true => Err("a colleague reads the position".into()),
            false => Ok(()),
        }
    });
}

#[test]
fn a_scan_keeps_a_live_frame_that_reaches_the_server_by_itself() {
    journey_with(Need::Film, async |world| {
        let phone = world.phone_with_camera("engineer", DOOR).await?;
        ready_to_go_down(&phone, "lijianguo").await?;
        begin_round(&phone).await?;
        phone.tap("未到位").await?;
        at_item(&phone, "C37-01").await?;
        for (item, give) in &WALK[..3] {
            answer(&phone, item, *give).await?;
        }
        let witness = Witness::sign_in(&world.server.address(), "lijianguo").await?;
        let frame = until("the frame beside the scan", async || {
            let rounds = witness.rounds(CHECKLIST).await?;
            let presences = rounds.iter().flat_map(|round| &round.presence);
            Ok(presences.filter_map(|presence| presence.frame.photo().cloned()).next())
        })
        .await?;
        let bytes = until("its bytes", async || Ok(Some(witness.photo(frame.id).await?))).await?;
        let (length, side) = (bytes.len(), frame.width.max(frame.height));
        if length != frame.bytes as usize || frame.bytes > FRAME_BYTES || side > 640 {
            return Err(format!("{length} bytes came of {frame:?}").into());
        }
        Ok(())
    });
}
