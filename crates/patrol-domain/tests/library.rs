//! The checklists that ship with the product, read as the server reads them.

#![allow(clippy::expect_used)]

use patrol_domain::checklist::{AnswerKind, Category, Checklist};
use patrol_domain::library::{check_categories, check_checklist};
use patrol_domain::verdict::{possible, possible_reading};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

fn library() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../library")
}

fn checklists() -> Vec<(String, Checklist)> {
    let mut files: Vec<_> = std::fs::read_dir(library().join("checklists"))
        .expect("the checklist folder")
        .map(|entry| entry.expect("a folder entry").path())
        .collect();
    files.sort();
    let load = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("a readable file");
        let list = serde_json::from_str(&text)
            .unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
        (path.file_stem().expect("a file name").to_string_lossy().into_owned(), list)
    };
    files.into_iter().map(load).collect()
}

fn type_name(answer: &AnswerKind) -> &'static str {
    match answer {
        AnswerKind::Check => "check",
        AnswerKind::Number { .. } => "number",
        AnswerKind::Choice { .. } => "choice",
        AnswerKind::Text => "text",
        AnswerKind::Photo => "photo",
        AnswerKind::Signature { .. } => "signature",
        AnswerKind::Score { .. } => "score",
    }
}

#[test]
fn there_are_89_checklists_each_in_the_file_of_its_id_and_key() {
    let lists = checklists();
    assert_eq!(lists.len(), 89);
    for (file, list) in &lists {
        assert_eq!(*file, format!("{}-{}", list.id, list.key));
    }
    let ids: BTreeSet<_> = lists.iter().map(|(_, list)| &list.id).collect();
    assert_eq!(ids.len(), 89);
}

/// W17: at what is asked for in numbers the library says below what no reading can be.
#[test]
fn every_number_says_what_is_possible_and_its_range_lies_inside() {
    let lists = checklists();
    let items = lists.iter().flat_map(|(_, list)| &list.items);
    let numbers = items.filter(|item| matches!(item.answer, AnswerKind::Number { .. }));
    let open: Vec<_> = numbers.filter(|item| possible(item).min.is_none()).collect();
    assert!(open.is_empty(), "{open:?}");
    let refuses = |id: &str, reading: &str| {
        let item = lists.iter().flat_map(|(_, list)| &list.items).find(|item| item.id == id);
        possible_reading(item.expect("the item"), reading.parse().expect("a reading")).is_err()
    };
    assert!(refuses("C32-08", "1.01") && !refuses("C32-08", "1"));
    assert!(refuses("C35-05", "-0.1") && refuses("C35-03", "140") && !refuses("C35-16", "-12"));
}

#[test]
fn there_are_1212_items_with_unique_ids_and_the_types_of_the_catalogue() {
    let lists = checklists();
    let items: Vec<_> = lists.iter().flat_map(|(_, list)| &list.items).collect();
    let ids: BTreeSet<_> = items.iter().map(|item| &item.id).collect();
    assert_eq!((items.len(), ids.len()), (1212, 1212));
    let mut types = BTreeMap::new();
    for item in items {
        *types.entry(type_name(&item.answer)).or_insert(0) += 1;
    }
    // Three of the items are what R79 asks for when a vacant unit's meter turns.
    let expected = [
        ("check", 749),
        ("choice", 91),
        ("number", 113),
        ("photo", 5),
        ("score", 139),
        ("signature", 36),
        ("text", 79),
    ];
    assert_eq!(types, BTreeMap::from(expected));
}

#[test]
fn the_27_categories_and_every_checklist_are_fit_for_use() {
    let text = std::fs::read_to_string(library().join("categories.json")).unwrap();
    let categories: Vec<Category> = serde_json::from_str(&text).unwrap();
    assert_eq!((categories.len(), check_categories(&categories)), (27, Ok(())));
    for (file, list) in checklists() {
        assert_eq!(check_checklist(&list, &categories), Ok(()), "{file}");
    }
}

#[test]
fn the_checklist_of_the_guide_is_fit_for_use() {
    let guide = library().join("../docs/guide/checklists.md");
    let guide = std::fs::read_to_string(guide).unwrap();
    let example = guide.split("```json").nth(1).and_then(|rest| rest.split("```").next());
    let list: Checklist = serde_json::from_str(example.unwrap()).unwrap();
    let text = std::fs::read_to_string(library().join("categories.json")).unwrap();
    let categories: Vec<Category> = serde_json::from_str(&text).unwrap();
    assert_eq!(check_checklist(&list, &categories), Ok(()));
}
