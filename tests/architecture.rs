//! The rooms of docs/ARCHITECTURE.md and who may import whom, read from the sources themselves.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A room of the app: its place, the rooms and crates of ours it may name.
const APP_ROOMS: &[(&str, &[&str])] = &[
    ("src/pages", &["pages", "components", "state", "i18n", "patrol_domain"]),
    ("src/components", &["components", "i18n", "patrol_domain"]),
    ("src/state", &["state", "platform", "patrol_domain", "patrol_sync"]),
    ("src/storage", &["storage", "patrol_domain", "patrol_protocol", "patrol_sync"]),
    ("src/network", &["network", "patrol_domain", "patrol_protocol", "patrol_sync"]),
    ("src/platform", &["platform"]),
    ("src/i18n", &["i18n", "patrol_domain", "patrol_sync"]),
];

/// A crate, the crates of ours it may depend on, and what it must never depend on.
const CRATES: &[(&str, &[&str], &[&str])] = &[
    (".", &["patrol-domain", "patrol-protocol", "patrol-sync"], &["tokio", "axum", "sqlx"]),
    (
        "crates/patrol-domain",
        &[],
        &["leptos", "web-sys", "tokio", "axum", "sqlx", "rand", "getrandom"],
    ),
    ("crates/patrol-protocol", &["patrol-domain"], &["leptos", "web-sys", "tokio", "axum"]),
    (
        "crates/patrol-sync",
        &["patrol-domain", "patrol-protocol"],
        &["leptos", "web-sys", "tokio", "axum"],
    ),
    ("crates/patrol-server", &["patrol-domain", "patrol-protocol"], &["leptos", "web-sys"]),
    ("crates/xtask", &[], &["tokio", "serde"]),
];

/// Rooms named so would hold everything and say nothing.
const EMPTY_NAMES: &[&str] =
    &["utils", "util", "helpers", "common", "core", "shared", "services", "manager", "misc"];

const LONGEST_FILE: usize = 400;

#[test]
fn each_room_of_the_app_imports_only_what_it_may() {
    let mut faults = Vec::new();
    for (room, allowed) in APP_ROOMS {
        let files: Vec<PathBuf> =
            rust_files(&root()).into_iter().filter(|file| in_room(file, room)).collect();
        assert!(!files.is_empty(), "{room} holds no file: has it moved?");
        for file in files {
            faults.extend(
                strangers(&read(&file), allowed).into_iter().map(|name| {
                    format!("{} names {name}, which {room} must not know", shown(&file))
                }),
            );
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn each_crate_depends_only_on_what_it_may() {
    let mut faults = Vec::new();
    for (folder, ours, never) in CRATES {
        let manifest = read(&root().join(folder).join("Cargo.toml"));
        for name in dependencies(&manifest) {
            let stranger = name.starts_with("patrol-") && !ours.contains(&name.as_str());
            if stranger || never.contains(&name.as_str()) {
                faults.push(format!("{folder} must not depend on {name}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_file_says_what_it_is_for_and_fits_on_a_few_screens() {
    let mut faults = Vec::new();
    for file in rust_files(&root()) {
        let text = read(&file);
        let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        if !first.starts_with("//!") {
            faults.push(format!("{} does not open with `//!`", shown(&file)));
        }
        let lines = text.lines().count();
        if lines > LONGEST_FILE {
            faults.push(format!("{} has {lines} lines: is a room missing?", shown(&file)));
        }
        if climbs_twice(&text) {
            faults.push(format!("{} climbs two rooms up", shown(&file)));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn rooms_have_names_that_say_something() {
    for file in rust_files(&root()) {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        assert_ne!(stem, "mod", "{}: write foo.rs beside foo/", shown(&file));
        assert!(!EMPTY_NAMES.contains(&stem.as_str()), "{}: what is in it?", shown(&file));
    }
}

#[test]
fn the_reader_of_imports_sees_what_is_named() {
    let text = "use crate::{state::App, storage};\n// crate::network is not named\n\
                fn f() { crate::platform::now(); patrol_sync::x(); let s = \"crate::pages\"; }";
    let named = strangers(text, &["state"]);
    assert_eq!(named, ["patrol_sync", "platform", "storage"].map(String::from).into());
    assert_eq!(
        dependencies("[dependencies]\npatrol-sync.workspace = true\ntokio = \"1\"\n[lints]\nx = 1"),
        ["patrol-sync", "tokio"]
    );
    assert!(climbs_twice(&["use super::", "super::x;"].concat()));
    assert!(in_room(Path::new("src/pages.rs"), "src/pages"));
    assert!(!in_room(Path::new("src/pages_old/a.rs"), "src/pages"));
}

/// Rooms and crates of ours that the text names and `allowed` does not hold.
fn strangers(text: &str, allowed: &[&str]) -> BTreeSet<String> {
    let code = code_only(text);
    let mut named: BTreeSet<String> = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let after = &code[at + "crate::".len()..];
        if let Some(group) = after.trim_start().strip_prefix('{') {
            named.extend(first_names(group));
        } else {
            named.insert(word(after));
        }
    }
    for name in ["patrol_domain", "patrol_protocol", "patrol_sync", "patrol_server"] {
        if code.contains(&format!("{name}::")) {
            named.insert(name.to_owned());
        }
    }
    // A name that begins with a capital is an item of the crate's root, not a room.
    named.retain(|name| name.starts_with(char::is_lowercase) && !allowed.contains(&name.as_str()));
    named
}

/// The first name of each path in `a::b, c::{d, e}}`.
fn first_names(group: &str) -> Vec<String> {
    let (mut depth, mut names, mut start) = (0, Vec::new(), 0);
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => {
                names.push(word(&group[start..at]));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(word(&group[start..at]));
                start = at + 1;
            }
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

fn word(text: &str) -> String {
    text.trim_start()
        .chars()
        .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
        .collect()
}

/// The text without comments and without what stands in double quotes.
fn code_only(text: &str) -> String {
    text.lines()
        .map(|line| {
            let line = line.split("//").next().unwrap_or_default();
            line.split('"').step_by(2).collect::<Vec<_>>().join(" ")
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// Names in `[dependencies]`, `[dev-dependencies]` and target tables aside, what gets built in.
fn dependencies(manifest: &str) -> Vec<String> {
    let mut inside = false;
    let mut names = Vec::new();
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            inside = line == "[dependencies]";
        } else if inside && !line.is_empty() && !line.starts_with('#') {
            let name = line.split(['=', '.', ' ']).next().unwrap_or_default();
            names.push(name.to_owned());
        }
    }
    names
}

fn climbs_twice(text: &str) -> bool {
    code_only(text).contains(&["super::", "super"].concat())
}

/// `src/pages.rs` and everything below `src/pages/` are the room `src/pages`.
fn in_room(file: &Path, room: &str) -> bool {
    let name = shown(file);
    name == format!("{room}.rs") || name.starts_with(&format!("{room}/"))
}

fn root() -> PathBuf {
    // Compiled with xtask, so that reading the sources waits for no build of the app.
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn shown(file: &Path) -> String {
    file.strip_prefix(root()).unwrap_or(file).to_string_lossy().into_owned()
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// Every source file of the project.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for place in ["src", "crates", "tests"] {
        collect(&folder.join(place), &mut found);
    }
    found.sort();
    found
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "target" && name != "node_modules") {
                collect(&path, found);
            }
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}
