//! The app in `dist/`: built by Trunk when an input changed, then made ready to be served.

mod finish;
mod parts;
mod styles;

use crate::inputs::fingerprint;
use crate::project::{self, tool};
use crate::step::{Done, quiet, step};
use crate::tools;
use std::fs;

/// What the app is built from.
const INPUTS: &[&str] = &[
    "src",
    "crates/patrol-domain/src",
    "crates/patrol-protocol/src",
    "crates/patrol-sync/src",
    "crates/xtask/src/app",
    "locales",
    "public",
    "style",
    "library",
    "index.html",
    "Trunk.toml",
    ".cargo/config.toml",
    "build.rs",
    "Cargo.toml",
    "Cargo.lock",
];

/// Builds the app into `dist/` unless nothing changed since it was built.
pub fn build() -> Done {
    let now = fingerprint(INPUTS)?;
    let mark = project::app_target().join("built-from");
    let built = fs::read_to_string(&mark).unwrap_or_default();
    if built == now && project::dist().join("index.html").is_file() {
        return Ok(());
    }
    tools::for_the_app()?;
    let compiler = tools::wasm::compiler()?;
    step("building the app", "3 to 9 min the first time, then about 1 min", || {
        let fresh = project::app_target().join("dist");
        let mut trunk = tool("trunk");
        trunk
            .args([
                "build",
                "--skip-version-check",
                "--release",
                "--cargo-profile",
                "app",
                "--dist",
            ])
            .arg(&fresh);
        trunk.env("CARGO_TARGET_DIR", project::app_target());
        // Trunk reads NO_COLOR as a switch of its own and refuses the usual `1`.
        trunk.env_remove("NO_COLOR");
        compiler.prepare(&mut trunk);
        compiler.with_small_library(&mut trunk);
        quiet(&mut trunk)?;
        parts::take_apart(&fresh)?;
        styles::join(&fresh)?;
        finish::finish(&fresh)?;
        replace(&fresh)
    })?;
    fs::create_dir_all(project::app_target())?;
    Ok(fs::write(mark, now)?)
}

/// Swaps the finished folder in whole, so that a server never reads half of it.
fn replace(fresh: &std::path::Path) -> Done {
    let dist = project::dist();
    let old = project::app_target().join("dist-before");
    if old.exists() {
        fs::remove_dir_all(&old)?;
    }
    if dist.exists() {
        fs::rename(&dist, &old)?;
    }
    fs::rename(fresh, &dist)?;
    Ok(())
}
