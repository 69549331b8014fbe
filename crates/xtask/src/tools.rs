//! What must be on the machine, and how it gets there without being asked: crates, npm, Debian packages.

mod debian;
pub mod wasm;

use crate::project::{self, tool};
use crate::step::{Done, answer, quiet, step};
use std::path::{Path, PathBuf};
use std::process::Command;

pub const TRUNK: &str = "0.21.14";
/// The same version as `wasm-bindgen` in Cargo.toml.
pub const WASM_BINDGEN: &str = "0.2.127";
/// Takes the app apart; knows what `wasm_split_helpers` in Cargo.lock leaves in the file.
pub const WASM_SPLIT: &str = "0.2.4";
pub const BINARYEN: &str = "132.0.0";
pub const AXE: &str = "4.14.1";
pub const CARGO_DENY: &str = "0.20.2";
pub const LEPTOSFMT: &str = "0.1.33";
pub const GECKODRIVER: &str = "0.37.1";

/// What an app build calls.
pub fn for_the_app() -> Done {
    from_crates("trunk", TRUNK, "4 to 9 min", &["--debug", "--no-default-features"])?;
    from_crates("wasm-bindgen-cli", WASM_BINDGEN, "2 to 4 min", &["--debug"])?;
    wasm_split()?;
    from_npm("binaryen", BINARYEN, "wasm-opt", "half a minute")
}

/// The program does not say its version; cargo's list of what it installed does.
fn wasm_split() -> Done {
    let listed = std::fs::read_to_string(project::tools().join(".crates.toml")).unwrap_or_default();
    let name = "wasm_split_cli_support";
    if listed.contains(&format!("\"{name} {WASM_SPLIT} "))
        && project::which("wasm-split-cli").is_some()
    {
        return Ok(());
    }
    from_crates(name, WASM_SPLIT, "1 to 3 min", &["--debug", "--features", "build-binary"])
}

/// Chromium with its driver, Chinese letters to show, and the accessibility checker.
pub fn for_journeys(engine: &str) -> Done {
    match engine {
        "chromium" => {
            let present = project::which("chromedriver").is_some() && chromium().is_some();
            debian::packages(present, "Chromium", &["chromium", "chromium-driver"])?;
        }
        "firefox" => {
            let present = project::which("firefox-esr").or_else(|| project::which("firefox"));
            debian::packages(present.is_some(), "Firefox", &["firefox-esr"])?;
            from_crates("geckodriver", GECKODRIVER, "about 3 min", &["--debug"])?;
        }
        "webkit" => {
            let present = project::which("WebKitWebDriver").is_some();
            let present = present && project::which("Xvfb").is_some();
            // The journeys open a window of their own, because MiniBrowser keeps nothing.
            let window = "import gi; gi.require_version('WebKit2', '4.1')";
            let mut python = Command::new("/usr/bin/python3");
            let present = present && answer(python.args(["-c", window])).is_some();
            let packages = ["webkit2gtk-driver", "xvfb", "python3-gi", "gir1.2-webkit2-4.1"];
            debian::packages(present, "WebKit", &packages)?;
        }
        other => {
            return Err(format!("There is no engine `{other}`: chromium, firefox, webkit.").into());
        }
    }
    debian::packages(chinese_letters(), "Chinese letters", &["fonts-noto-cjk"])?;
    from_npm("axe-core", AXE, "", "seconds")
}

/// What the server's own tests start: PostgreSQL's programs.
pub fn for_tests() -> Done {
    debian::packages(postgres(), "PostgreSQL", &["postgresql"])
}

/// The judge of licences and sources.
pub fn cargo_deny() -> Done {
    from_crates("cargo-deny", CARGO_DENY, "about 5 min", &["--debug"])
}

/// The formatter of views.
pub fn leptosfmt() -> Done {
    from_crates("leptosfmt", LEPTOSFMT, "about 3 min", &["--debug"])
}

pub fn chromium() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(project::which)
}

fn postgres() -> bool {
    project::which("pg_ctl").is_some()
        || std::fs::read_dir("/usr/lib/postgresql")
            .is_ok_and(|mut versions| versions.next().is_some())
}

fn chinese_letters() -> bool {
    !cfg!(target_os = "linux")
        || answer(tool("fc-list").arg(":lang=zh")).is_some_and(|fonts| !fonts.is_empty())
}

/// Installs a program from crates.io unless this version already answers.
fn from_crates(name: &str, version: &str, estimate: &str, options: &[&str]) -> Done {
    let program = name.strip_suffix("-cli").unwrap_or(name);
    let said = answer(tool(program).arg("--version")).unwrap_or_default();
    if said.split_whitespace().any(|word| word == version) {
        return Ok(());
    }
    step(&format!("installing {name} {version}"), estimate, || {
        let mut install = tool("cargo");
        install.args(["install", name, "--version", version, "--locked", "--quiet", "--root"]);
        install.arg(project::tools()).args(options);
        quiet(&mut outside_the_project(install))
    })
}

/// Installs a package from npm unless it is there in this version.
fn from_npm(name: &str, version: &str, program: &str, estimate: &str) -> Done {
    let here = project::tools().join("node_modules").join(name);
    if has_version(&here, version) {
        return Ok(());
    }
    let major = version.split('.').next().unwrap_or(version);
    let said = (!program.is_empty()).then(|| answer(tool(program).arg("--version"))).flatten();
    if said.is_some_and(|said| said.split_whitespace().any(|word| word == major)) {
        return Ok(());
    }
    // Debian's Node.js comes without it.
    debian::packages(project::which("npm").is_some(), "npm", &["npm"])?;
    step(&format!("installing {name} {version}"), estimate, || {
        let mut install = tool("npm");
        install.args(["install", "--no-audit", "--no-fund", "--silent", "--prefix"]);
        install.arg(project::tools()).arg(format!("{name}@{version}"));
        quiet(&mut outside_the_project(install))
    })
}

fn has_version(package: &Path, version: &str) -> bool {
    std::fs::read_to_string(package.join("package.json"))
        .is_ok_and(|text| text.contains(&format!("\"version\": \"{version}\"")))
}

/// The project's own settings must not reach a tool's build.
fn outside_the_project(mut command: Command) -> Command {
    command.current_dir(std::env::temp_dir()).env_remove("CARGO_TARGET_DIR");
    command
}
