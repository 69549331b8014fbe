//! Screens of one record each: an issue in every state it can be in, and a round handed in.

use patrol_domain::round::RoundState;
use patrol_e2e::witness::Witness;
use patrol_e2e::{Browser, Told, World};
use std::collections::BTreeMap;

/// The phone's screens besides 今日, a round and single records.
pub const PHONE: [&str; 10] = [
    "/scan", "/snap", "/issues", "/open", "/records", "/sync", "/me", "/inbox", "/ready",
    "/nowhere",
];
/// The desk's screens besides single records.
pub const OFFICE: [&str; 5] =
    ["/office", "/office/issues", "/office/plans", "/office/items", "/office/people"];

pub struct Screen {
    /// Behind `/issue/` or `/office/issues/`, `/records/` or `/office/rounds/`.
    pub id: String,
    /// Words that stand on it once it is drawn.
    pub shows: String,
    pub kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Issue,
    Round,
}

/// What `login` may see: one issue of each state, and the round with most answers.
pub async fn of_records(world: &World, login: &str) -> Told<Vec<Screen>> {
    let witness = Witness::sign_in(&world.server.address(), login).await?;
    let mut states = BTreeMap::new();
    for case in witness.cases().await? {
        let screen = Screen { id: case.id.to_string(), shows: case.title, kind: Kind::Issue };
        states.insert(case.state, screen);
    }
    let rounds = witness.records().await?.into_values().filter_map(|record| match record {
        patrol_domain::Record::Round(round) if round.state == RoundState::Submitted => Some(round),
        _ => None,
    });
    let round = rounds.max_by_key(|round| round.answers.len()).ok_or("no round was handed in")?;
    let shows = round.overall.clone();
    let round = Screen { id: round.id.to_string(), shows, kind: Kind::Round };
    Ok(states.into_values().chain([round]).collect())
}

/// Goes to the screen by the address in front of its id, and waits until it is drawn.
pub async fn open(browser: &Browser, screen: &Screen, issue: &str, round: &str) -> Told<String> {
    let before = if screen.kind == Kind::Issue { issue } else { round };
    let route = format!("{before}/{}", screen.id);
    browser.go(&route).await?;
    browser.sees(&screen.shows).await?;
    Ok(route)
}
