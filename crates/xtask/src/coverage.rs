//! `cargo xtask coverage`: which system, rule, checklist and workflow of the domain is served by
//! what, and which test shows it; read from the citations in code, library and tests.

use crate::project::root;
use crate::step::Done;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

const IDS: &str = "docs/domain.tsv";
const PAGE: &str = "docs/coverage.md";
/// So many places are named; the others are counted.
const NAMED: usize = 4;
const GROUPS: [(char, &str); 4] =
    [('S', "Systems and registers"), ('R', "Rules"), ('C', "Checklists"), ('W', "Workflows")];

/// Where an id is cited.
#[derive(Default)]
struct Cited {
    served: BTreeSet<String>,
    shown: BTreeSet<String>,
}

/// Writes the page; with `--check` only compares it.
///
/// # Errors
/// Files that cannot be read; with `--check` also a page that is not up to date.
pub fn coverage(args: &[String]) -> Done {
    let page = page()?;
    let path = root().join(PAGE);
    if args.iter().any(|arg| arg == "--check") {
        return match fs::read_to_string(&path) {
            Ok(stands) if stands == page => Ok(()),
            _ => Err(format!("{PAGE} is out of date: run `cargo xtask coverage`").into()),
        };
    }
    fs::write(path, page)?;
    Ok(())
}

fn page() -> Done<String> {
    let names = names()?;
    let mut cited: BTreeMap<String, Cited> = BTreeMap::new();
    for folder in ["src", "crates", "tests", "library"] {
        for file in files(&root().join(folder))? {
            let text = fs::read_to_string(&file)?;
            let shown = file.strip_prefix(root()).unwrap_or(&file).to_string_lossy().into_owned();
            read(&shown, &text, &names, &mut cited);
        }
    }
    Ok(written(&names, &cited))
}

/// Id and name of everything the domain asks for.
fn names() -> Done<BTreeMap<String, String>> {
    let mut names = BTreeMap::new();
    for line in fs::read_to_string(root().join(IDS))?.lines() {
        if let Some((id, name)) = line.split_once('\t') {
            names.insert(id.to_owned(), name.to_owned());
        }
    }
    Ok(names)
}

fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if path.extension().is_some_and(|end| end == "rs" || end == "json") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Notes every id that a file cites: in a test it is shown, elsewhere it is served.
fn read(
    file: &str,
    text: &str,
    names: &BTreeMap<String, String>,
    cited: &mut BTreeMap<String, Cited>,
) {
    let of_tests = file.starts_with("tests/")
        || ["/tests/", "/cases/"].iter().any(|folder| file.contains(folder))
        || file.ends_with("tests.rs");
    let mut testing = of_tests;
    let mut function = String::new();
    let mut waiting = Vec::new();
    for line in text.lines() {
        testing |= line.contains("#[cfg(test)]");
        if let Some(name) = function_of(line).or_else(|| case_of(line)) {
            function = name.to_owned();
        }
        waiting.extend(ids(line).filter(|id| names.contains_key(*id)).map(str::to_owned));
        // A citation above a function is that function's.
        if line.trim_start().starts_with("//") {
            continue;
        }
        for id in waiting.drain(..) {
            let entry = cited.entry(id).or_default();
            if testing {
                // What stands above the first function is shown by the whole file.
                let by = if function.is_empty() { file } else { &function };
                entry.shown.insert(format!("`{by}`"));
            } else {
                entry.served.insert(format!("`{file}`"));
            }
        }
    }
}

fn function_of(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once("fn ")?;
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_')?;
    (end > 0).then(|| &rest[..end])
}

/// The name of a case in a case file.
fn case_of(line: &str) -> Option<&str> {
    line.split_once("\"name\": \"")?.1.split('"').next()
}

/// Words like `R12`, `S301`, `C37`, `W01`; an item `C37-04` cites its checklist.
fn ids(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| {
        let (letter, digits) = word.split_at(word.len().min(1));
        matches!(letter, "S" | "R" | "C" | "W")
            && (2..=3).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

fn written(names: &BTreeMap<String, String>, cited: &BTreeMap<String, Cited>) -> String {
    let mut page = String::from(
        "# Coverage\n\nWritten by `cargo xtask coverage` from the citations in code, library and \
         tests; not by hand. *Served*: code or a library file cites the id. *Shown*: a test does.\n\n\
         | | asked for | served | shown by a test |\n|---|---|---|---|\n",
    );
    let none = Cited::default();
    let of = |letter: char| {
        let mut ids: Vec<&String> = names.keys().filter(|id| id.starts_with(letter)).collect();
        ids.sort_by_key(|id| id[1..].parse::<u32>().unwrap_or(u32::MAX));
        ids.into_iter().map(|id| (id, cited.get(id).unwrap_or(&none))).collect::<Vec<_>>()
    };
    for (letter, title) in GROUPS {
        let all = of(letter);
        let served = all.iter().filter(|(_, cited)| !cited.served.is_empty()).count();
        let shown = all.iter().filter(|(_, cited)| !cited.shown.is_empty()).count();
        let _ = writeln!(page, "| {title} | {} | {served} | {shown} |", all.len());
    }
    for (letter, title) in GROUPS {
        let (unserved, met): (Vec<_>, Vec<_>) =
            of(letter).into_iter().partition(|(_, c)| c.served.is_empty() && c.shown.is_empty());
        let _ = write!(
            page,
            "\n## {title}\n\n| id | name | served by | shown by |\n|---|---|---|---|\n"
        );
        for (id, cited) in met {
            let name = cell(&names[id]);
            let _ = writeln!(
                page,
                "| {id} | {name} | {} | {} |",
                few(&cited.served),
                few(&cited.shown)
            );
        }
        if !unserved.is_empty() {
            let _ = write!(page, "\nNot served yet:\n\n");
            for (id, _) in unserved {
                let _ = writeln!(page, "- {id} {}", cell(&names[id]));
            }
        }
    }
    page
}

fn cell(name: &str) -> String {
    name.replace('|', "/")
}

fn few(places: &BTreeSet<String>) -> String {
    let named: Vec<&str> = places.iter().take(NAMED).map(String::as_str).collect();
    let rest = places.len() - named.len();
    let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    format!("{}{more}", named.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_citation_in_code_serves_and_one_in_a_test_shows() {
        let names = BTreeMap::from([("R12".to_owned(), String::new())]);
        let mut cited = BTreeMap::new();
        let text =
            "/// R12: once a day.\nfn due() {}\n#[cfg(test)]\nmod tests {\n/// R12\nfn twice() {}";
        read("src/a.rs", text, &names, &mut cited);
        assert_eq!(cited["R12"].served, BTreeSet::from(["`src/a.rs`".to_owned()]));
        assert_eq!(cited["R12"].shown, BTreeSet::from(["`twice`".to_owned()]));
    }

    #[test]
    fn a_case_shows_by_its_name_and_the_head_of_a_test_file_by_the_files() {
        let names = BTreeMap::from([("W17".to_owned(), String::new())]);
        let mut cited = BTreeMap::new();
        read(
            "crates/a/cases/b.json",
            "{\"name\": \"late\",\n\"rule\": \"W17\"}",
            &names,
            &mut cited,
        );
        read("crates/a/tests/c.rs", "//! W17\n\nuse d;\nfn it() {}", &names, &mut cited);
        let by = ["`crates/a/tests/c.rs`".to_owned(), "`late`".to_owned()];
        assert_eq!(cited["W17"].shown, BTreeSet::from(by));
    }

    #[test]
    fn only_whole_words_are_ids() {
        let found: Vec<&str> = ids("R12, C37-04 and R1 or CR12 or S3012").collect();
        assert_eq!(found, ["R12", "C37"]);
    }
}
