//! The WebDriver of each engine, and what a browser is asked to be.

use crate::Told;
use crate::browser::Seat;
use crate::engine::{Engine, engine};
use crate::poll::until;
use crate::program::Program;
use serde_json::{Map, Value, json};
use std::path::Path;
use std::process::Command;
use thirtyfour::Capabilities;

/// The WebDriver of one browser: Firefox's and WebKit's lead no more than one.
pub struct Driver {
    pub address: String,
    _program: Program,
    _screen: Option<Program>,
}

impl Driver {
    /// Starts the driver on a free port; its log lies in `folder`, called after `name`.
    pub async fn start(folder: &Path, name: &str) -> Told<Driver> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let (mut command, ready) = command(port);
        // People and their phones live in the site's time zone.
        command.env("TZ", "Asia/Shanghai").env("LC_ALL", "C.UTF-8");
        let screen = match engine() {
            Engine::Webkit => Some(screen(&mut command, folder, name).await?),
            Engine::Chromium | Engine::Firefox => None,
        };
        let log = folder.join(format!("driver-{name}.log"));
        let (program, _) = Program::start(&mut command, &log, ready).await?;
        until("the driver to listen", async || {
            Ok(tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok())
        })
        .await?;
        let address = format!("http://127.0.0.1:{port}");
        Ok(Driver { address, _program: program, _screen: screen })
    }
}

/// WebKit has no headless mode: a screen that nobody sees, told to the driver.
async fn screen(driver: &mut Command, folder: &Path, name: &str) -> Told<Program> {
    let mut command = flagged("sh", &["-c".into()]);
    command.arg("exec Xvfb -displayfd 3 -screen 0 1600x1200x24 -nolisten tcp 3>&1 2>/dev/null");
    let log = folder.join(format!("screen-{name}.log"));
    // Its first line is the number of the display that was free.
    let (program, number) = Program::start(&mut command, &log, "").await?;
    driver.env("DISPLAY", format!(":{}", number.trim())).env("GDK_BACKEND", "x11");
    Ok(program)
}

fn command(port: u16) -> (Command, &'static str) {
    match engine() {
        Engine::Chromium => {
            (flagged("chromedriver", &[format!("--port={port}")]), "started successfully")
        }
        Engine::Firefox => {
            (flagged("geckodriver", &["--port".into(), port.to_string()]), "Listening on")
        }
        Engine::Webkit => {
            let mut command = flagged("sh", &["-c".into()]);
            command.arg(format!("echo started; exec WebKitWebDriver --port={port}"));
            (command, "started")
        }
    }
}

fn flagged(name: &str, flags: &[String]) -> Command {
    let mut command = Command::new(name);
    command.args(flags);
    command
}

/// What the engine is asked for: size, language, profile, camera.
pub fn capabilities(
    seat: Seat,
    profile: &Path,
    camera: Option<&Path>,
    language: &str,
) -> Capabilities {
    let mut caps = Map::new();
    match engine() {
        Engine::Chromium => {
            caps.insert("browserName".into(), json!("chrome"));
            caps.insert("goog:chromeOptions".into(), chromium(seat, profile, camera, language));
            caps.insert("goog:loggingPrefs".into(), json!({ "browser": "ALL" }));
        }
        Engine::Firefox => {
            caps.insert("browserName".into(), json!("firefox"));
            caps.insert("moz:firefoxOptions".into(), firefox(seat, profile, language));
        }
        Engine::Webkit => {
            caps.insert("webkitgtk:browserOptions".into(), webkit(seat, profile, language));
        }
    }
    caps.into()
}

fn chromium(seat: Seat, profile: &Path, camera: Option<&Path>, language: &str) -> Value {
    let (width, height) = seat.size();
    let mut args = vec![
        "--headless".to_owned(),
        "--no-sandbox".into(),
        "--disable-gpu".into(),
        "--disable-quic".into(),
        "--disable-dev-shm-usage".into(),
        "--no-first-run".into(),
        "--disable-background-networking".into(),
        "--disable-component-update".into(),
        "--disable-sync".into(),
        format!("--lang={language}"),
        format!("--accept-lang={language}"),
        format!("--window-size={width},{height}"),
        format!("--user-data-dir={}", profile.display()),
        "--use-fake-device-for-media-stream".into(),
    ];
    match camera {
        Some(film) => {
            args.push("--use-fake-ui-for-media-stream".into());
            args.push(format!("--use-file-for-fake-video-capture={}", film.display()));
        }
        None => args.push("--deny-permission-prompts".into()),
    }
    let mut options = json!({ "args": args });
    if let Some(binary) = find(&["chromium", "chromium-browser", "google-chrome"]) {
        options["binary"] = json!(binary);
    }
    if seat != Seat::Desk {
        options["mobileEmulation"] = json!({
            "deviceMetrics": { "width": width, "height": height, "pixelRatio": 2.0, "touch": true, "mobile": true },
        });
    }
    options
}

fn firefox(seat: Seat, profile: &Path, language: &str) -> Value {
    let (width, height) = seat.size();
    json!({
        "args": ["-headless", "-profile", profile, format!("--width={width}"), format!("--height={height}")],
        "prefs": {
            "intl.accept_languages": language,
            "dom.storageManager.prompt.testing": true,
            "dom.storageManager.prompt.testing.allow": true,
            // Refused: its own fake camera shows colours, never a code.
            "permissions.default.camera": 2,
        },
    })
}

fn webkit(seat: Seat, profile: &Path, language: &str) -> Value {
    let (width, height) = seat.size();
    json!({
        "binary": concat!(env!("CARGO_MANIFEST_DIR"), "/src/webkit.py"),
        "args": [
            format!("--folder={}", profile.display()),
            format!("--language={language}"),
            format!("--size={width}x{height}"),
        ],
    })
}

fn find(names: &[&str]) -> Option<std::path::PathBuf> {
    let path = std::env::var_os("PATH")?;
    names.iter().find_map(|name| {
        std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
    })
}
