//! The WebDriver of each engine, and what a browser is asked to be.

use crate::Told;
use crate::browser::Seat;
use crate::program::Program;
use crate::surroundings::{Engine, engine};
use serde_json::{Map, Value, json};
use std::path::Path;
use std::process::Command;
use thirtyfour::Capabilities;

/// Starts the driver on a free port and returns its address.
pub async fn start(folder: &Path) -> Told<(Program, String)> {
    let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let (mut command, ready) = match engine() {
        Engine::Chromium => {
            (flagged("chromedriver", &[format!("--port={port}")]), "started successfully")
        }
        Engine::Firefox => {
            (flagged("geckodriver", &["--port".into(), port.to_string()]), "Listening on")
        }
        Engine::Webkit => {
            let mut command = flagged("xvfb-run", &["--auto-servernum".into()]);
            command.args(["sh", "-c", "echo started; exec WebKitWebDriver \"$@\"", "sh"]);
            command.arg(format!("--port={port}"));
            (command, "started")
        }
    };
    // People and their phones live in the site's time zone.
    command.env("TZ", "Asia/Shanghai").env("LC_ALL", "C.UTF-8");
    let (program, _) = Program::start(&mut command, &folder.join("driver.log"), ready).await?;
    Ok((program, format!("http://127.0.0.1:{port}")))
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
            caps.insert("browserName".into(), json!("MiniBrowser"));
            caps.insert(
                "webkitgtk:browserOptions".into(),
                json!({
                    "binary": "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
                    "args": ["--automation"],
                }),
            );
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
    if seat == Seat::Phone {
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
            "media.navigator.streams.fake": true,
            "media.navigator.permission.disabled": true,
        },
    })
}

fn find(names: &[&str]) -> Option<std::path::PathBuf> {
    let path = std::env::var_os("PATH")?;
    names.iter().find_map(|name| {
        std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
    })
}
