//! Where the built server, the built app and the browser's parts are: told by `cargo xtask e2e`.

use crate::Told;
use std::env;
use std::path::{Path, PathBuf};

pub fn project() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// The release server.
pub fn server() -> PathBuf {
    told("PATROL_SERVER").unwrap_or_else(|| project().join("target/release/patrol-server"))
}

/// The built app.
pub fn dist() -> PathBuf {
    told("PATROL_DIST").unwrap_or_else(|| project().join("dist"))
}

/// Where pictures of failed journeys go.
pub fn out() -> PathBuf {
    told("PATROL_OUT").unwrap_or_else(|| project().join("target/e2e"))
}

/// The text of axe-core.
pub fn axe() -> Told<String> {
    let file = told("PATROL_AXE").ok_or("axe-core is not here: start by `cargo xtask e2e`")?;
    Ok(std::fs::read_to_string(file)?)
}

fn told(name: &str) -> Option<PathBuf> {
    env::var_os(name).map(PathBuf::from)
}
