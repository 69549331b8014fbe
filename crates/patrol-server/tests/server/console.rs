//! The program itself, as somebody at the server's console meets it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

struct Console {
    folder: PathBuf,
}

impl Drop for Console {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Console {
    fn new() -> Console {
        let folder = std::env::temp_dir().join(format!("patrol-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir_all(&folder).unwrap();
        Console { folder }
    }

    /// What it printed, or what it complained of.
    fn run(&self, arguments: &[&str], typed: &str) -> Result<String, String> {
        let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../library");
        let mut child = Command::new(env!("CARGO_BIN_EXE_patrol-server"))
            .args(arguments)
            .current_dir(&self.folder)
            .env_remove("DATABASE_URL")
            .env("LIBRARY_DIR", library)
            .env("LOG", "error")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that asks for nothing may have ended by now.
        let _ = child.stdin.take().unwrap().write_all(typed.as_bytes());
        let done = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        if done.status.success() { Ok(text(done.stdout)) } else { Err(text(done.stderr)) }
    }
}

#[test]
fn the_first_site_of_ones_own_in_the_order_of_the_readme() {
    let console = Console::new();
    let site = console.run(&["add-site", "--name", "翠湖雅苑"], "").unwrap();
    let site = site.trim();
    let role = format!("{site}:maintenance:eng");
    let account = ["add-account", "lijianguo", "--name", "李建国", "--role", &role];
    assert!(console.run(&account, "short\n").unwrap_err().contains("8 characters"));
    console.run(&account, "long enough\n").unwrap();
    let guide = include_str!("../../../../docs/guide/own-site.md");
    let own = console.folder.join("own");
    std::fs::create_dir_all(&own).unwrap();
    for (name, block) in ["places.json", "plans.json"].iter().zip(guide.split("```json").skip(1)) {
        std::fs::write(own.join(name), block.split("```").next().unwrap()).unwrap();
    }
    let sheet = ["checkpoint-sheet", "翠湖雅苑", "--lang", "en"];
    let why = console.run(&sheet, "").unwrap_err();
    assert!(why.starts_with("patrol-server: 翠湖雅苑 has no checkpoints yet"), "{why}");
    let load = ["load-site", "翠湖雅苑", "own"];
    let said = console.run(&load, "").unwrap();
    assert_eq!(said, "places 2, checkpoints 1, plans 1; written: records 3, plans 1\n");
    assert!(console.run(&load, "").unwrap().ends_with("nothing was other than before\n"));
    let page = console.run(&sheet, "").unwrap();
    assert!(page.starts_with("<!doctype html>") && page.contains(">7K4Q2N<"), "{page}");
    let unknown = console.run(&["load-site", "翠湖", "own"], "").unwrap_err();
    assert!(unknown.contains(&format!("{site} 翠湖雅苑")), "{unknown}");
}

#[test]
fn what_was_done_is_said_in_one_line() {
    let console = Console::new();
    let site = console.run(&["add-site", "--name", "翠湖雅苑"], "").unwrap();
    assert!(console.run(&["add-site", "--name", "翠湖雅苑"], "").unwrap_err().contains("--again"));
    console.run(&["add-site", "--name", "翠湖雅苑", "--again"], "").unwrap();
    let role = format!("{}:guard:sec", site.trim());
    console
        .run(&["add-account", "wugang", "--name", "吴刚", "--role", &role], "long enough\n")
        .unwrap();
    for (arguments, typed) in [
        (vec!["set-password", "wugang"], "another one\n"),
        (vec!["set-roles", "wugang", "--role", &role], ""),
        (vec!["suspend", "wugang"], ""),
        (vec!["readmit", "wugang"], ""),
    ] {
        let said = console.run(&arguments, typed).unwrap();
        assert_eq!(said.lines().count(), 1, "{arguments:?}: {said}");
        assert!(said.starts_with("wugang "), "{said}");
    }
}
