//! The figures of docs/benchmarks.md, measured as that page says, one JSON line each on standard
//! output. Names on the command line choose among them.

mod bundle;
mod figure;
mod load;
mod writing;

use figure::Figure;
use patrol_e2e::Told;

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
    for phones in [50, 200] {
        let name = format!("server_{phones}_phones");
        if wanted(&name) {
            tell(load::pushes(&name, phones).await?);
        }
    }
    Ok(())
}

fn tell(figures: Vec<Figure>) {
    for figure in figures {
        println!("{}", figure.line());
    }
}
