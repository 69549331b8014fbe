//! Rust's standard library for the browser: by rustup where its server answers, else built once from
//! Debian's sources. See docs/decisions/0006-two-toolchains.md.

use super::debian;
use crate::project::{self, tool};
use crate::step::{Done, answer, quiet, step};
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const TARGET: &str = "wasm32-unknown-unknown";
const PATIENCE: Duration = Duration::from_secs(20);

/// Which compiler builds the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compiler {
    /// The one in use, which has the target.
    Own,
    /// Debian's, linked into rustup as `debian`.
    Debian,
}

impl Compiler {
    /// Sets what cargo needs so that this compiler builds for the browser.
    pub fn prepare(self, command: &mut Command) {
        if self == Compiler::Debian {
            command.env("RUSTUP_TOOLCHAIN", "debian");
            command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld-22");
        }
    }

    /// Where the standard library's sources lie beside the compiler, builds it with the app: made for
    /// size, and without the words of a panic, which no phone shows. Elsewhere the app is a sixteenth
    /// larger and does the same. See docs/decisions/0018-a-small-standard-library.md.
    pub fn with_small_library(self, command: &mut Command) {
        if !self.has_sources() {
            return;
        }
        command.env("RUSTC_BOOTSTRAP", "1");
        command.env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort");
        command.env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size");
        // The first word stands in .cargo/config.toml too, which this takes the place of.
        let flags = "--cfg=erase_components -Zunstable-options -Cpanic=immediate-abort \
                     -Zlocation-detail=none";
        command.env("RUSTFLAGS", flags);
    }

    fn has_sources(self) -> bool {
        let mut rustc = tool("rustc");
        self.prepare(&mut rustc);
        let sysroot = answer(rustc.args(["--print", "sysroot"])).map(PathBuf::from);
        sysroot.is_some_and(|root| root.join("lib/rustlib/src/rust/library/Cargo.lock").is_file())
    }
}

/// Finds or makes the standard library for the browser.
pub fn compiler() -> Done<Compiler> {
    if library(&[]).is_some_and(|folder| holds_std(&folder)) {
        return Ok(Compiler::Own);
    }
    if debian_ready() {
        return Ok(Compiler::Debian);
    }
    let by_rustup = project::which("rustup").is_some()
        && step("asking rustup for the browser target", "at most 20 s", rustup_target).is_ok();
    if by_rustup {
        return Ok(Compiler::Own);
    }
    build_debians()?;
    Ok(Compiler::Debian)
}

fn library(toolchain: &[&str]) -> Option<PathBuf> {
    let mut rustc = tool("rustc");
    rustc.args(toolchain).args(["--print", "target-libdir", "--target", TARGET]);
    if !toolchain.is_empty() {
        rustc.env_remove("RUSTUP_TOOLCHAIN");
    }
    answer(&mut rustc).map(PathBuf::from)
}

fn holds_std(folder: &PathBuf) -> bool {
    fs::read_dir(folder).is_ok_and(|files| {
        files.flatten().any(|file| file.file_name().to_string_lossy().starts_with("libstd-"))
    })
}

fn debian_ready() -> bool {
    project::which("wasm-ld-22").is_some()
        && library(&["+debian"]).is_some_and(|folder| holds_std(&folder))
}

/// Where rustup's server cannot be reached the call hangs, so its time is bounded.
fn rustup_target() -> Done {
    let mut child = tool("rustup")
        .args(["target", "add", TARGET])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        if let Some(status) = child.try_wait()? {
            let there = status.success() && library(&[]).is_some_and(|folder| holds_std(&folder));
            return if there { Ok(()) } else { Err("rustup could not add the target.".into()) };
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    child.kill()?;
    child.wait()?;
    Err("rustup's server does not answer; going on with Debian's compiler.".into())
}

fn build_debians() -> Done {
    let there = project::which("wasm-ld-22").is_some()
        && fs::exists("/usr/lib/rustlib/src").unwrap_or(false)
        && fs::exists("/usr/bin/rustc").unwrap_or(false);
    let packages = ["rustc-web", "cargo-web", "rust-web-src", "lld-22"];
    debian::packages(there, "a compiler for the browser", &packages)?;
    quiet(tool("rustup").args(["toolchain", "link", "debian", "/usr"]))?;
    if debian_ready() {
        return Ok(());
    }
    step("building Rust's standard library for the browser", "about 1 min", build_std)
}

/// An empty crate built with `-Zbuild-std` leaves the library's parts in `deps/`.
fn build_std() -> Done {
    let folder = project::tools().join("std");
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("src/lib.rs"), "")?;
    fs::write(
        folder.join("Cargo.toml"),
        "[package]\nname = \"hollow\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n[workspace]\n",
    )?;
    let target = folder.join("target");
    let mut build = Command::new("/usr/bin/cargo");
    build.args(["build", "--release", "--target", TARGET]);
    build.arg("-Zbuild-std=std,panic_abort,panic_unwind,test");
    build.current_dir(&folder).env("CARGO_TARGET_DIR", &target).env("RUSTC", "/usr/bin/rustc");
    build.env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", "-Cembed-bitcode=yes");
    build.env_remove("RUSTUP_TOOLCHAIN").env_remove("LD_LIBRARY_PATH");
    build.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld-22");
    quiet(&mut build)?;
    let parts: Vec<PathBuf> = fs::read_dir(target.join(TARGET).join("release/deps"))?
        .flatten()
        .map(|file| file.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "rlib"))
        .filter(|path| !path.to_string_lossy().contains("hollow"))
        .collect();
    let Some(prefix) = debian::as_root() else {
        return Err(
            "Putting Rust's standard library under /usr/lib needs root: start again with sudo."
                .into(),
        );
    };
    let home = format!("/usr/lib/rustlib/{TARGET}/lib/");
    let (first, rest) = prefix.split_first().map_or(("install", [].as_slice()), |(a, b)| (*a, b));
    let mut install = tool(first);
    install.args(rest);
    if first != "install" {
        install.arg("install");
    }
    quiet(install.args(["-D", "--mode=644", "--target-directory"]).arg(home).args(parts))
}
