//! Generates the tables of texts from `locales/`. A key missing or surplus in any language fails the build.

use serde_json::Value;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};

const LOCALES: [&str; 3] = ["zh-Hans", "zh-Hant", "en"];
const FOLDER: &str = "locales";

/// File -> key -> text.
type Texts = BTreeMap<String, BTreeMap<String, String>>;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={FOLDER}");
    if std::env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        // The program is taken apart into the parts that the phone loads.
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }
    let mut faults = Vec::new();
    let all = LOCALES.map(|locale| texts(locale, &mut faults));
    let base = &all[0];
    for (locale, other) in LOCALES.iter().zip(&all).skip(1) {
        differences(locale, base, other, &mut faults);
    }
    if !faults.is_empty() {
        faults.iter().for_each(|fault| println!("cargo::error={fault}"));
        return Ok(());
    }
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    std::fs::write(out.join("keys.rs"), keys(base))?;
    for (locale, texts) in LOCALES.iter().zip(&all) {
        std::fs::write(out.join(format!("{locale}.txt")), table(base, texts))?;
    }
    Ok(())
}

/// One module a file, `today.json`; its name is the file's.
fn texts(locale: &str, faults: &mut Vec<String>) -> Texts {
    let read = || -> Result<Texts, Box<dyn Error>> {
        let mut texts = Texts::new();
        for entry in std::fs::read_dir(Path::new(FOLDER).join(locale))? {
            let path = entry?.path();
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let body: BTreeMap<String, Value> =
                serde_json::from_str(&std::fs::read_to_string(&path)?)
                    .map_err(|error| format!("{}: {error}", path.display()))?;
            let mut said = BTreeMap::new();
            for (key, value) in body {
                let Value::String(text) = value else {
                    return Err(format!("{}: {key} is not a text", path.display()).into());
                };
                said.insert(key, text);
            }
            texts.insert(name, said);
        }
        Ok(texts)
    };
    read().unwrap_or_else(|error| {
        faults.push(format!("{locale}: {error}"));
        Texts::new()
    })
}

/// Every difference between the languages: files, keys, and the `{{ values }}` inside a text.
fn differences(locale: &str, base: &Texts, other: &Texts, faults: &mut Vec<String>) {
    for (file, keys) in base {
        for (key, text) in keys {
            let values = values(text);
            match other.get(file).and_then(|keys| keys.get(key)) {
                None => faults.push(format!("{locale}: {file}.json {key} is missing")),
                Some(found) if self::values(found) != values => {
                    faults
                        .push(format!("{locale}: {file}.json {key} has not the values {values:?}"));
                }
                Some(_) => {}
            }
        }
    }
    for (file, keys) in other {
        for key in keys.keys() {
            if base.get(file).is_none_or(|keys| !keys.contains_key(key)) {
                faults.push(format!("{locale}: {file}.json {key} is not in {}", LOCALES[0]));
            }
        }
    }
}

/// The sorted names between `{{` and `}}` in a text.
fn values(text: &str) -> Vec<&str> {
    let mut names: Vec<&str> = text
        .split("{{")
        .skip(1)
        .filter_map(|rest| rest.split_once("}}").map(|(name, _)| name.trim()))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// A text is a number; one with values is a struct of them, so that a wrong name does not compile.
fn keys(base: &Texts) -> String {
    let mut code = String::new();
    let mut number = 0;
    for (file, keys) in base {
        code += &format!("pub mod {file} {{\nuse super::super::*;\n");
        for (key, text) in keys {
            let names = values(text);
            if names.is_empty() {
                code += &format!("pub const {key}: Key = Key({number});\n");
            } else {
                let fields: String =
                    names.iter().map(|name| format!("pub {name}: &'a dyn Display, ")).collect();
                let given: String = names.iter().map(|name| format!("self.{name}, ")).collect();
                code += &format!(
                    "pub struct {key}<'a> {{ {fields} }}\nimpl {key}<'_> {{ pub fn said(self, \
                     locale: Locale) -> String {{ filled(Key({number}).said(locale), &[{given}]) }} }}\n"
                );
            }
            number += 1;
        }
        code += "}\n";
    }
    code
}

/// The texts in the order of their numbers, each ended by U+0000; a value is U+0001 and its place.
fn table(base: &Texts, texts: &Texts) -> String {
    let mut table = String::new();
    for (file, key, text) in
        base.iter().flat_map(|(file, keys)| keys.iter().map(move |(key, text)| (file, key, text)))
    {
        let names = values(text);
        let said = texts.get(file).and_then(|keys| keys.get(key)).map_or("", String::as_str);
        let mut parts = said.split("{{");
        table += parts.next().unwrap_or_default();
        for part in parts {
            let (name, rest) = part.split_once("}}").unwrap_or((part, ""));
            let place = names.iter().position(|known| *known == name.trim()).unwrap_or_default();
            // Writing to a text in memory cannot fail.
            write!(table, "\u{1}{place}{rest}").unwrap_or_default();
        }
        table.push('\0');
    }
    table
}
