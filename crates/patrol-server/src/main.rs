//! `patrol-server`: reads flags and environment, listens, ends politely. Decides nothing.

use patrol_server::config::wall_clock;
use patrol_server::{App, Config, app, seed_demo};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// Gives memory back after a burst, where the system's allocator keeps 200 MiB of it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const HELP: &str = "\
patrol-server: serves the patrol book, its API and its photos

  --listen ADDRESS   where to listen (LISTEN, default 127.0.0.1:8080; port 0 takes a free one)
  --demo             brings the demo site into an empty server
  --restored         once after a backup was put back: phones read everything anew and offer again
                     what they sent since
  --help             this text

  DATABASE_URL   sqlite://data/patrol.db (default) or postgres://…
  PHOTOS_DIR     folder of photos (default data/photos)
  PHOTOS_URL     bucket of photos in place of the folder, s3://… (built with the feature s3)
  DIST_DIR       the built app (default dist)
  LIBRARY_DIR    checklists, flows and the demo (default library)
  PUBLIC_URL     the address people type; https:// turns on secure cookies and HSTS
  LOG            what is logged, for example info (default) or patrol_server=debug
";

/// What the command line and the environment ask for.
struct Asked {
    listen: SocketAddr,
    demo: bool,
    config: Config,
    library: PathBuf,
}

fn asked() -> Result<Option<Asked>, String> {
    let mut listen = env("LISTEN").unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    let (mut demo, mut restored) = (false, false);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--demo" => demo = true,
            "--restored" => restored = true,
            "--listen" => listen = arguments.next().ok_or("--listen needs an address")?,
            "--help" | "-h" => return Ok(None),
            other => match other.strip_prefix("--listen=") {
                Some(address) => listen = address.to_owned(),
                None => return Err(format!("unknown argument {other}; --help explains")),
            },
        }
    }
    let listen =
        listen.parse().map_err(|_| format!("{listen} is no address like 127.0.0.1:8080"))?;
    let mut config = Config { restored, ..Config::in_folder(Path::new("data")) };
    if let Some(url) = env("DATABASE_URL") {
        config.database_url = url;
    }
    if let Some(folder) = env("PHOTOS_DIR") {
        config.photos = folder.into();
    }
    config.photos_url = env("PHOTOS_URL");
    config.public_url = env("PUBLIC_URL");
    config.dist = Some(env("DIST_DIR").unwrap_or_else(|| "dist".to_owned()).into());
    Ok(Some(Asked { listen, demo, config, library: library() }))
}

fn env(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Where the library lies: told, here, beside the program, or where it was built.
fn library() -> PathBuf {
    if let Some(told) = env("LIBRARY_DIR") {
        return told.into();
    }
    let program = std::env::current_exe().ok();
    let beside = program.as_deref().and_then(Path::parent).map(|folder| folder.join("library"));
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../library");
    let places = [Some(PathBuf::from("library")), beside, Some(built)];
    let found = places.into_iter().flatten().find(|place| place.is_dir());
    found.unwrap_or_else(|| PathBuf::from("library"))
}

fn main() -> ExitCode {
    let asked = match asked() {
        Ok(Some(asked)) => asked,
        Ok(None) => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::from(2);
        }
    };
    let level = env("LOG").unwrap_or_else(|| "info,sqlx=warn".to_owned());
    tracing_subscriber::fmt()
        .json()
        .with_env_filter(tracing_subscriber::EnvFilter::new(level))
        .with_writer(std::io::stderr)
        .init();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(why) => {
            eprintln!("no runtime: {why}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(serve(asked)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("patrol-server cannot run: {why}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(asked: Asked) -> Result<(), Box<dyn std::error::Error>> {
    let app = Arc::new(app(asked.config).await?);
    if asked.demo {
        seed_demo(&app, &asked.library, wall_clock()).await?;
    }
    let listener = tokio::net::TcpListener::bind(asked.listen)
        .await
        .map_err(|why| format!("cannot listen on {}: {why}", asked.listen))?;
    println!("listening on http://{}", listener.local_addr()?);
    let jobs = tokio::spawn(every_minute(app.clone()));
    let (ended, end) = tokio::sync::oneshot::channel::<()>();
    let service = app.router.clone().into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        told_to_end().await;
        let _ = ended.send(());
    });
    tokio::select! {
        done = serving => done?,
        // Open event streams do not hold up the end for longer than this.
        () = async { let _ = end.await; tokio::time::sleep(Duration::from_secs(5)).await } => {}
    }
    jobs.abort();
    app.store.close().await;
    Ok(())
}

/// Plans, missed rounds and what has grown too old, once a minute.
async fn every_minute(app: Arc<App>) {
    let mut minute = tokio::time::interval(Duration::from_secs(60));
    loop {
        minute.tick().await;
        match app.do_jobs().await {
            Ok(report) => tracing::debug!(?report, "jobs"),
            Err(why) => tracing::error!(?why, "jobs"),
        }
    }
}

/// Ctrl-C, or the polite signal of a service manager.
async fn told_to_end() {
    let ctrl_c = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                () = ctrl_c => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    ctrl_c.await;
}
