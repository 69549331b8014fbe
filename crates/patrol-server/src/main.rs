//! `patrol-server`: reads flags and environment, listens, ends politely. Decides nothing.

mod cli;

use cli::{Asked, Command, HELP, asked};
use patrol_server::admin::NewSite;
use patrol_server::checkpoint_sheet::checkpoint_sheet;
use patrol_server::config::wall_clock;
use patrol_server::library::Library;
use patrol_server::load_site::load_site;
use patrol_server::{App, Config, admin, app, seed_demo};
use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// Gives memory back after a burst, where the system's allocator keeps 200 MiB of it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn env(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn main() -> ExitCode {
    let asked = match asked(std::env::args().skip(1), env) {
        Ok(asked) => asked,
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::from(2);
        }
    };
    if asked.command == Command::Help {
        print!("{HELP}");
        return ExitCode::SUCCESS;
    }
    let level = env("LOG").unwrap_or_else(|| "info,sqlx=warn".to_owned());
    tracing_subscriber::fmt()
        .json()
        .with_env_filter(tracing_subscriber::EnvFilter::new(level))
        .with_writer(std::io::stderr)
        .init();
    // Where it broke, and not what it says: that may hold people's words.
    std::panic::set_hook(Box::new(|broken| {
        let place = broken.location().map(ToString::to_string);
        tracing::error!(place, "a panic");
    }));
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(why) => {
            eprintln!("no runtime: {why}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(asked)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("patrol-server: {why}");
            ExitCode::FAILURE
        }
    }
}

async fn run(asked: Asked) -> Result<(), Box<dyn std::error::Error>> {
    if let Command::Serve { listen, demo } = asked.command {
        return serve(asked.config, &asked.library, listen, demo).await;
    }
    // Asked first: nothing is opened for a person who thinks better of it.
    let password = match &asked.command {
        Command::AddAccount { .. } | Command::SetPassword { .. } => read_password()?,
        _ => String::new(),
    };
    let app = app(asked.config).await?;
    match asked.command {
        Command::Help | Command::Serve { .. } => {}
        Command::Sites => {
            for (id, name) in admin::sites(&app).await? {
                println!("{id} {name}");
            }
        }
        Command::AddSite { name, zone, again } => {
            let library = Library::load(&asked.library)?;
            let new = NewSite { name: &name, zone: &zone, again };
            println!("{}", admin::add_site(&app, &library, new, wall_clock()).await?);
        }
        Command::LoadSite { site, folder } => {
            let library = Library::load(&asked.library)?;
            println!("{}", load_site(&app, &library, &site, &folder, wall_clock()).await?);
        }
        Command::CheckpointSheet { site, lang } => {
            print!("{}", checkpoint_sheet(&app, &site, lang).await?);
        }
        Command::AddAccount { login, name, roles } => {
            println!("{}", admin::add_account(&app, &login, &name, &password, &roles).await?);
        }
        Command::SetRoles { login, roles } => {
            admin::set_roles(&app, &login, &roles).await?;
            println!("{login} has these roles now and no others");
        }
        Command::SetPassword { login } => {
            admin::set_password(&app, &login, &password).await?;
            println!("{login} has the new password; every phone of theirs signs in again");
        }
        Command::ResetPassword { login } => {
            println!("{}", admin::reset_password(&app, &login).await?);
        }
        Command::Suspend { login, suspended } => {
            admin::suspend(&app, &login, suspended).await?;
            let word = if suspended { "is shut out" } else { "may sign in again" };
            println!("{login} {word}");
        }
        Command::VerifyAudit { site } => verify_audit(&app, site.as_deref()).await?,
    }
    app.store.close().await;
    Ok(())
}

/// One line a site; an error after the last when a chain does not hold.
async fn verify_audit(app: &App, site: Option<&str>) -> Result<(), Box<dyn std::error::Error>> {
    let mut broken = false;
    for (name, audit) in admin::verify_audit(app, site).await? {
        let word = match &audit.fault {
            Some(fault) => format!("BROKEN: {fault}"),
            None => "holds".to_owned(),
        };
        println!("{name}: {} rows, {word}, {}", audit.rows, audit.head);
        broken |= audit.fault.is_some();
    }
    if broken { Err("the audit log was tampered with".into()) } else { Ok(()) }
}

/// Typed unseen and twice at a terminal; one line of anything else.
fn read_password() -> Result<String, Box<dyn std::error::Error>> {
    if !std::io::stdin().is_terminal() {
        let mut line = String::new();
        std::io::stdin().read_line(&mut line)?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    let once = rpassword::prompt_password("password: ")?;
    let twice = rpassword::prompt_password("once more: ")?;
    if once == twice { Ok(once) } else { Err("the two are not the same".into()) }
}

async fn serve(
    config: Config,
    library: &Path,
    listen: SocketAddr,
    demo: bool,
) -> Result<(), Box<dyn std::error::Error>> {
    let app = Arc::new(app(config).await?);
    if demo {
        seed_demo(&app, library, wall_clock()).await?;
    }
    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .map_err(|why| format!("cannot listen on {listen}: {why}"))?;
    // Only who answers begins a life: a start that fails here costs none.
    app.begin_life().await.map_err(|why| format!("the database refused: {why:?}"))?;
    println!("listening on http://{}", listener.local_addr()?);
    let jobs = tokio::spawn(every_minute(app.clone()));
    let notices = tokio::spawn(every_quarter(app.clone()));
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
    notices.abort();
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

/// Notices that are due, every quarter of a minute.
async fn every_quarter(app: Arc<App>) {
    let mut quarter = tokio::time::interval(Duration::from_secs(15));
    quarter.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        quarter.tick().await;
        match app.send_notices().await {
            Ok(report) => tracing::debug!(?report, "notices"),
            Err(why) => tracing::error!(?why, "notices"),
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
