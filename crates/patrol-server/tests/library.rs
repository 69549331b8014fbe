//! A library with one wrong file is refused, and the refusal says where and why.

#![allow(clippy::expect_used)]

use patrol_domain::flow::FlowReason;
use patrol_domain::library::Reason;
use patrol_domain::{Decimal, Lang};
use patrol_server::library::{Cause, Files, Library, LibraryFault, Spot};
use serde_json::{Value, json};

const LIST: &str = "checklists/C37-pump_room.json";
const CATEGORIES: &str = "categories.json";
const FLOW: &str = "flows/issue.json";

fn text(hans: &str, hant: &str, en: &str) -> Value {
    json!({ "zh-Hans": hans, "zh-Hant": hant, "en": en })
}

/// A small library in which everything is right.
fn good() -> [(&'static str, Value); 3] {
    let item = |id: &str, answer: Value| {
        json!({
            "id": id, "title": text("水位", "水位", "Level"), "methods": ["look", "smell"],
            "answer": answer, "category": "WTR", "severity": "serious", "tags": ["weekly"],
        })
    };
    let option =
        |zh: &str, en: &str, problem: bool| json!({ "text": text(zh, zh, en), "problem": problem });
    let mut photo = item("C37-05", json!({ "type": "photo" }));
    photo["photo"] = json!("always");
    let list = json!({
        "id": "C37", "version": 1, "key": "pump_room", "group": "C",
        "name": text("水泵房巡查", "水泵房巡查", "Pump-room round"), "subject": "pump_room",
        "roles": ["maintenance"], "frequency": text("每天", "每天", "Daily"), "trigger": "daily",
        "items": [
            item("C37-01", json!({ "type": "check" })),
            item("C37-02", json!({ "type": "number", "unit": "m", "min": "0.5", "max": "2.0" })),
            item("C37-03", json!({ "type": "choice", "options": [option("自动", "Auto", false), option("手动", "Manual", true)] })),
            item("C37-04", json!({ "type": "score", "off": "0.5" })),
            photo,
            item("C37-06", json!({ "type": "signature", "signer": text("检查人", "檢查人", "Inspector") })),
        ],
    });
    let categories = json!([
        { "code": "WTR", "name": text("给排水", "給排水", "Water"), "route": "repair", "department": "eng" },
        { "code": "CLN", "name": text("清洁", "清潔", "Cleaning"), "route": "dept_head", "department": "env" },
    ]);
    let flow = json!({
        "key": "issue", "version": 2, "name": text("问题", "問題", "Issue"), "initial": "open",
        "states": [
            { "key": "open", "name": text("待派", "待派", "Open"), "kind": "open" },
            { "key": "closed", "name": text("已闭环", "結案", "Closed"), "kind": "closed" },
        ],
        "moves": [{
            "verb": "close", "name": text("闭环", "結案", "Close"), "from": ["open"], "to": "closed",
            "who": { "roles": ["pm"] },
        }],
    });
    [(LIST, list), (CATEGORIES, categories), (FLOW, flow)]
}

fn parse(files: &[(&str, Value)]) -> Result<Library, LibraryFault> {
    let lines = |(file, value): &(&str, Value)| {
        (file.to_string(), serde_json::to_string_pretty(value).expect("json"))
    };
    Library::parse(&files.iter().map(lines).collect())
}

/// The good library with the value at a JSON pointer replaced; `null` removes it.
fn with(file: &str, pointer: &str, value: Value) -> Result<Library, LibraryFault> {
    let mut files = good();
    let root = files.iter_mut().find(|(name, _)| *name == file).map(|(_, value)| value);
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
    let parent = root.expect("a file").pointer_mut(parent).expect("a parent");
    match (parent, value) {
        (Value::Object(map), Value::Null) => drop(map.remove(key)),
        (Value::Object(map), value) => drop(map.insert(key.to_owned(), value)),
        (Value::Array(list), value) => list[key.parse::<usize>().expect("an index")] = value,
        _ => panic!("{pointer} leads nowhere"),
    }
    parse(&files)
}

fn reason(file: &str, place: &str, reason: Reason) -> LibraryFault {
    let place = Spot::Named(place.to_owned());
    LibraryFault { file: file.to_owned(), place, reason: Cause::Definition(reason) }
}

fn empty(field: &'static str, lang: Lang) -> Reason {
    Reason::EmptyText { field, lang }
}

#[test]
fn the_small_library_is_good() {
    let library = parse(&good()).expect("a good library");
    assert_eq!(
        (library.checklists.len(), library.categories.len(), library.flows.len()),
        (1, 2, 1)
    );
}

/// Each change alone is refused, at that place and for that reason.
fn refused(cases: Vec<(&str, String, Value, &str, Reason)>) {
    for (file, pointer, value, place, why) in cases {
        let words = format!("{file} {pointer} = {value}");
        assert_eq!(with(file, &pointer, value), Err(reason(file, place, why)), "{words}");
    }
}

#[test]
fn a_broken_checklist_head_is_refused_by_file_place_and_reason() {
    #[rustfmt::skip]
    let cases: Vec<(&str, String, Value, &str, Reason)> = vec![
        (LIST, "/id".into(), json!("37"), "37", Reason::BadChecklistId("37".into())),
        (LIST, "/version".into(), json!(0), "C37", Reason::VersionZero),
        (LIST, "/key".into(), json!("Pump Room"), "C37", Reason::BadKey("Pump Room".into())),
        (LIST, "/group".into(), json!("CC"), "C37", Reason::BadGroup("CC".into())),
        (LIST, "/name/zh-Hant".into(), json!(" "), "C37", empty("name", Lang::ZhHant)),
        (LIST, "/frequency/en".into(), json!(""), "C37", empty("frequency", Lang::En)),
        (LIST, "/note".into(), text("", "", ""), "C37", empty("note", Lang::ZhHans)),
        (LIST, "/subject".into(), json!(""), "C37", Reason::Empty { field: "subject" }),
        (LIST, "/trigger".into(), json!(""), "C37", Reason::Empty { field: "trigger" }),
        (LIST, "/roles".into(), json!([]), "C37", Reason::NoRoles),
        (LIST, "/items".into(), json!([]), "C37", Reason::NoItems),
    ];
    refused(cases);
}

#[test]
fn a_broken_item_is_refused_by_file_place_and_reason() {
    let item = |field: &str| format!("/items/1/{field}");
    let number = |field: &str| format!("/items/1/answer/{field}");
    let options = "/items/2/answer/options";
    let manual = json!({ "text": text("手动", "手動", "Manual"), "problem": true });
    let auto = json!({ "text": text("自动", "自動", "Auto") });
    #[rustfmt::skip]
    let cases: Vec<(&str, String, Value, &str, Reason)> = vec![
        (LIST, item("id"), json!("C38-02"), "C38-02", Reason::BadItemId { list: "C37".into(), item: "C38-02".into() }),
        (LIST, item("id"), json!("C37-2"), "C37-2", Reason::BadItemId { list: "C37".into(), item: "C37-2".into() }),
        (LIST, item("id"), json!("C37-01"), "C37-01", Reason::DuplicateItem),
        (LIST, item("title/en"), json!(""), "C37-02", empty("title", Lang::En)),
        (LIST, item("guide"), text("看", "", "Look"), "C37-02", empty("guide", Lang::ZhHant)),
        (LIST, item("category"), json!("AIR"), "C37-02", Reason::UnknownCategory("AIR".into())),
        (LIST, item("tags"), json!(["yearly"]), "C37-02", Reason::UnknownTag("yearly".into())),
        (LIST, item("methods"), json!([]), "C37-02", Reason::NoMethod),
        (LIST, item("methods"), json!(["smell"]), "C37-02", Reason::SmellAlone),
        (LIST, item("methods"), json!(["look", "look"]), "C37-02", Reason::SameMethodTwice),
        (LIST, number("unit"), json!(""), "C37-02", Reason::Empty { field: "unit" }),
        (LIST, number("unit_name"), text("米", "米", ""), "C37-02", empty("unit_name", Lang::En)),
        (LIST, number("min"), json!("2.1"), "C37-02", Reason::LimitsCrossed { min: Decimal::new(21, 1), max: Decimal::new(2, 0) }),
        (LIST, number("lowest"), json!("0.6"), "C37-02", Reason::LimitsImpossible),
        (LIST, number("highest"), json!("1.99"), "C37-02", Reason::LimitsImpossible),
        (LIST, number("per_device"), json!(true), "C37-02", Reason::TwoRanges),
        (LIST, options.into(), json!([]), "C37-03", Reason::TooFewOptions),
        (LIST, options.into(), json!([manual.clone(), { "text": text("停", "停", "Off"), "problem": true }]), "C37-03", Reason::NoGoodOption),
        (LIST, options.into(), json!([auto.clone(), auto]), "C37-03", Reason::SameOptionTwice),
        (LIST, format!("{options}/0/text/zh-Hans"), json!(""), "C37-03", empty("option", Lang::ZhHans)),
        (LIST, "/items/3/answer/off".into(), json!("0"), "C37-04", Reason::ScoreNotPositive),
        (LIST, "/items/4/photo".into(), json!("on_problem"), "C37-05", Reason::PhotoNotAsked),
        (LIST, "/items/5/answer/signer/en".into(), json!(""), "C37-06", empty("signer", Lang::En)),
    ];
    refused(cases);
}

#[test]
fn a_broken_category_is_refused_by_file_place_and_reason() {
    #[rustfmt::skip]
    let cases: Vec<(&str, String, Value, &str, Reason)> = vec![
        (CATEGORIES, "/0/code".into(), json!("water"), "water", Reason::BadCategoryCode("water".into())),
        (CATEGORIES, "/1/code".into(), json!("WTR"), "WTR", Reason::DuplicateCategory),
        (CATEGORIES, "/1/name/zh-Hans".into(), json!(""), "CLN", empty("name", Lang::ZhHans)),
        (CATEGORIES, "/1/route".into(), json!("later"), "CLN", Reason::UnknownRoute("later".into())),
    ];
    refused(cases);
}

#[test]
fn a_broken_flow_is_refused_by_file_place_and_reason() {
    #[rustfmt::skip]
    let cases: Vec<(&str, Value, &str, FlowReason)> = vec![
        ("/name/en", json!(""), "name", FlowReason::MissingLanguage("en")),
        ("/initial", json!("new"), "initial", FlowReason::UnknownState("new".into())),
        ("/moves/0/to", json!("gone"), "moves[0].to", FlowReason::UnknownState("gone".into())),
        ("/moves/0/from", json!([]), "moves[0].from", FlowReason::Empty),
        ("/states/1/key", json!("open"), "states[1].key", FlowReason::DuplicateState("open".into())),
    ];
    for (pointer, value, place, why) in cases {
        let fault = with(FLOW, pointer, value).expect_err("a broken flow");
        let Spot::Part { line, part } = fault.place else { panic!("{:?}", fault.place) };
        assert!(line > 1 && part == place, "{line} {part}");
        assert_eq!((fault.file.as_str(), fault.reason), (FLOW, Cause::Flow(why)), "{pointer}");
    }
    let zero = with(FLOW, "/version", json!(0));
    assert_eq!(zero, Err(reason(FLOW, "issue", Reason::VersionZero)));
}

#[test]
fn the_library_that_ships_is_loaded_whole() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../library");
    let library = Library::load(&folder).expect("the library");
    let items: usize = library.checklists.iter().map(|list| list.items.len()).sum();
    assert_eq!((library.checklists.len(), items, library.categories.len()), (89, 1212, 27));
    assert_eq!(library.records().len(), 89 + library.flows.len() + 1);
}

#[test]
fn json_of_another_shape_is_refused_with_line_and_column() {
    let at = |file: &str, pointer: &str, value: Value| match with(file, pointer, value) {
        Err(LibraryFault {
            file,
            place: Spot::At { line, column },
            reason: Cause::Json(words),
        }) => {
            assert!(line > 0 && column > 0);
            (file, words)
        }
        other => panic!("{other:?}"),
    };
    #[rustfmt::skip]
    let cases = [
        (LIST, "/colour", json!("red"), "unknown field `colour`"),
        (LIST, "/name/de", json!("Pumpe"), "unknown field `de`"),
        (LIST, "/name/zh-Hant", Value::Null, "missing field `zh-Hant`"),
        (LIST, "/items/0/titel", json!({}), "unknown field `titel`"),
        (LIST, "/items/0/severity", json!("bad"), "unknown variant `bad`"),
        (LIST, "/items/0/answer/type", json!("ok"), "unknown variant `ok`"),
        (LIST, "/items/1/answer/min", json!("0.5 m"), "not a number"),
        (LIST, "/roles", json!(["plumber"]), "unknown variant `plumber`"),
        (CATEGORIES, "/0/department", json!("water"), "unknown variant `water`"),
    ];
    for (file, pointer, value, words) in cases {
        let (at_file, said) = at(file, pointer, value);
        assert_eq!(at_file, file);
        assert!(said.starts_with(words), "{said}");
    }
}

#[test]
fn broken_json_is_refused_at_the_very_character() {
    let mut files: Files = good()
        .into_iter()
        .map(|(file, value)| (file.to_owned(), serde_json::to_string_pretty(&value).expect("json")))
        .collect();
    files.insert(LIST.to_owned(), "{\n  \"id\": \"C37\",\n  ?\n}".to_owned());
    let fault = Library::parse(&files).expect_err("broken json");
    assert_eq!(fault.place, Spot::At { line: 3, column: 3 });
    assert_eq!(fault.to_string(), format!("{LIST}:3:3: key must be a string"));
}

#[test]
fn a_file_is_named_after_what_it_defines() {
    let [(_, list), categories, (_, flow)] = good();
    let pumps = [("checklists/pumps.json", list), categories.clone()];
    let fault = parse(&pumps).expect_err("a wrong name");
    assert_eq!(fault.reason, Cause::FileName { expected: LIST.to_owned() });
    let fault = parse(&[categories, ("flows/issues.json", flow)]).expect_err("a wrong name");
    assert_eq!(fault.reason, Cause::FileName { expected: FLOW.to_owned() });
}

#[test]
fn a_folder_without_categories_or_the_issue_flow_is_refused() {
    let [list, categories, flow] = good();
    let fault = parse(&[list.clone(), flow]).expect_err("no categories");
    assert_eq!((fault.file.as_str(), fault.place), (CATEGORIES, Spot::Whole));
    let fault = parse(&[list, categories]).expect_err("no issue flow");
    assert_eq!(fault.reason, Cause::NoIssueFlow(2));
}
