//! Where things are: the project's folder, its build folders and the cache of installed tools.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The project's folder.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// Cargo's build folder for this machine's own programs.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// The build folder of the app. Its own, because another compiler may build it.
pub fn app_target() -> PathBuf {
    target().join("app")
}

pub fn dist() -> PathBuf {
    root().join("dist")
}

/// Installed tools live here, outside the project, so that a fresh clone finds them.
pub fn tools() -> PathBuf {
    let cache = env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")));
    cache.unwrap_or_else(|| root().join("target")).join("patrolbook/tools")
}

/// `PATH` with the installed tools in front.
pub fn path() -> OsString {
    let mut folders = vec![tools().join("bin"), tools().join("node_modules/.bin")];
    folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    env::join_paths(folders).unwrap_or_else(|_| env::var_os("PATH").unwrap_or_default())
}

/// The first file of this name on `path()`.
pub fn which(name: &str) -> Option<PathBuf> {
    env::split_paths(&path()).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// A tool called from the project's folder, with the installed tools in front of `PATH`.
pub fn tool(name: &str) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root()).env("PATH", path());
    command
}

/// `cargo` for this machine's own programs.
pub fn cargo(subcommand: &str) -> Command {
    let mut command = tool("cargo");
    command.arg(subcommand).env("CARGO_TARGET_DIR", target());
    command
}
