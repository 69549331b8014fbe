//! The figures of docs/benchmarks.md, measured as that page says, one JSON line each on standard
//! output. Names on the command line choose among them.

mod bundle;
mod drain;
mod figure;
mod floor;
mod load;
mod phone;
mod picture;
mod search;
mod sixty;
mod stored;
mod writing;

use figure::Figure;
use load::Rhythm;
use patrol_e2e::Told;
use serde_json::json;
use std::time::Duration;

fn main() {
    let chosen: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let done = runtime.map_err(Into::into).and_then(|runtime| runtime.block_on(run(&chosen)));
    if let Err(error) = done {
        eprintln!("{error}");
        std::process::exit(1);
    }
}

async fn run(chosen: &[String]) -> Told {
    let wanted =
        |name: &str| chosen.is_empty() || chosen.iter().any(|one| name.contains(one.as_str()));
    if wanted("bundle") {
        tell(bundle::sizes()?);
    }
    if wanted("floor") {
        tell(floor::floor().await?);
    }
    // Slow and fast 4G, as in docs/benchmarks.md: milliseconds, bytes a second.
    for (name, delay, down, up, goal) in [
        ("cold_slow_4g", 400, 180_000, 50_000, 2_500.0),
        ("cold_fast_4g", 165, 1_012_500, 168_750, 1_600.0),
    ] {
        if wanted(name) {
            let network = json!({
                "offline": false, "latency": delay,
                "downloadThroughput": down, "uploadThroughput": up,
            });
            tell(phone::cold(name, network, goal).await?);
        }
    }
    if wanted("warm_offline") {
        let mut walker = phone::Walker::begin().await?;
        tell(phone::warm("warm_offline", &mut walker).await?);
    }
    if wanted("warm_10000_records") {
        let mut walker = phone::Walker::begin().await?;
        stored::issues(&walker.world.server.address(), "lijianguo", 10_000).await?;
        walker.phone.go("/issues").await?;
        walker.phone.sees("我报的 1000").await?;
        tell(phone::warm("warm_10000_records", &mut walker).await?);
    }
    if wanted("search") {
        tell(search::search().await?);
    }
    if wanted("tap_to_paint save_answer") {
        tell(phone::taps().await?);
    }
    for (name, rounds) in [("sixty_items", 0), ("sixty_items_10000_rounds", 10_000)] {
        if wanted(name) {
            tell(sixty::plain_items(name, rounds).await?);
        }
    }
    if wanted("save_photo take_photo") {
        tell(phone::photos().await?);
    }
    if wanted("drain") {
        tell(drain::drain().await?);
    }
    for phones in [50, 200] {
        let name = format!("server_{phones}_phones");
        if wanted(&name) {
            tell(load::pushes(&name, phones, Rhythm::AtOnce).await?);
        }
    }
    // 200 phones with twenty operations each 320 ms: 12,500 a second.
    if wanted("server_paced") {
        let pace = Rhythm::Every(Duration::from_millis(320));
        tell(load::pushes("server_paced", 200, pace).await?);
    }
    Ok(())
}

fn tell(figures: Vec<Figure>) {
    for figure in figures {
        println!("{}", figure.line());
    }
}
