//! Generates the i18n module from `locales/`. A key missing or surplus in any language fails the build.

use leptos_i18n_build::{Config, ParseOptions, TranslationsInfos};
use serde_json::Value;
use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};

const LOCALES: [&str; 3] = ["zh-Hans", "zh-Hant", "en"];
const FOLDER: &str = "locales";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={FOLDER}");
    let faults = faults()?;
    if !faults.is_empty() {
        faults.iter().for_each(|fault| println!("cargo::error={fault}"));
        return Ok(());
    }
    let out = PathBuf::from(std::env::var("OUT_DIR")?).join("i18n");
    let config = Config::new(LOCALES[0])?
        .add_locales(&LOCALES[1..])?
        .locales_path(FOLDER)
        .add_namespaces(namespaces(LOCALES[0])?)?
        .parse_options(ParseOptions::new().interpolate_display(true));
    let translations = TranslationsInfos::parse(config)?;
    translations.emit_diagnostics();
    translations.generate_i18n_module(out)?;
    Ok(())
}

/// One namespace a file, `today.json`; its name is the file's.
fn namespaces(locale: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(Path::new(FOLDER).join(locale))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json")
            && let Some(stem) = path.file_stem()
        {
            names.push(stem.to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// Every difference between the languages: files, keys, and the `{{ values }}` inside a text.
fn faults() -> Result<Vec<String>, Box<dyn Error>> {
    let mut faults = Vec::new();
    let base = texts(LOCALES[0])?;
    for locale in &LOCALES[1..] {
        let other = texts(locale)?;
        for (key, values) in &base {
            match other.get(key) {
                None => faults.push(format!("{locale}: {key} is missing")),
                Some(found) if found != values => {
                    faults.push(format!("{locale}: {key} has values {found:?}, not {values:?}"));
                }
                Some(_) => {}
            }
        }
        for key in other.keys().filter(|key| !base.contains_key(*key)) {
            faults.push(format!("{locale}: {key} is not in {}", LOCALES[0]));
        }
    }
    Ok(faults)
}

/// Key path -> the sorted names between `{{` and `}}` in its text.
fn texts(locale: &str) -> Result<BTreeMap<String, Vec<String>>, Box<dyn Error>> {
    let mut texts = BTreeMap::new();
    for namespace in namespaces(locale)? {
        let path = Path::new(FOLDER).join(locale).join(format!("{namespace}.json"));
        let body: Value = serde_json::from_str(&std::fs::read_to_string(&path)?)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        collect(&body, &format!("{namespace}.json"), &mut texts);
    }
    Ok(texts)
}

fn collect(value: &Value, path: &str, texts: &mut BTreeMap<String, Vec<String>>) {
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(key, value)| collect(value, &format!("{path} {key}"), texts));
        }
        Value::String(text) => {
            texts.insert(path.to_owned(), values(text));
        }
        other => {
            texts.insert(path.to_owned(), vec![other.to_string()]);
        }
    }
}

fn values(text: &str) -> Vec<String> {
    let mut names: Vec<String> = text
        .split("{{")
        .skip(1)
        .filter_map(|rest| rest.split_once("}}").map(|(name, _)| name.trim().to_owned()))
        .collect();
    names.sort();
    names.dedup();
    names
}
