//! The description of the API against the golden bodies and the router's own answers.

use crate::fixture::*;
use axum::body::Body;
use axum::http::Method;
use patrol_domain::Record;
use patrol_domain::Text;
use patrol_domain::office::{
    DelegationChange, Judgement, PersonAnswer, PersonChange, PersonFault, Post,
};
use patrol_domain::people::{Department, Member, Role};
use patrol_domain::place::Site;
use patrol_domain::shift::{ShiftStart, Shifts};
use patrol_domain::switches::{ItemSwitch, SwitchAnswer, SwitchFault, Switches};
use patrol_server::router::routes;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

async fn description(house: &House) -> Value {
    let request = request(Method::GET, "/api/openapi.json").body(Body::empty()).unwrap();
    serde_json::from_slice(&house.send(request).await.body).unwrap()
}

/// Why `value` is not as `schema` says; a field that nobody described is a fault too.
fn fault(api: &Value, schema: &Value, value: &Value) -> Option<String> {
    if let Some(name) = schema["$ref"].as_str() {
        let named = api.pointer(&name[1..]).unwrap_or_else(|| panic!("{name} is not there"));
        return fault(api, named, value).map(|why| format!("{name}: {why}"));
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let fits = choices.iter().filter(|one| fault(api, one, value).is_none()).count();
        return (fits != 1).then(|| format!("{fits} forms fit {value}"));
    }
    let types = schema["type"].as_array().cloned().unwrap_or(vec![schema["type"].clone()]);
    if !types.iter().any(|wanted| wanted == kind(value)) {
        return Some(format!("{value} is none of {types:?}"));
    }
    if schema["enum"].as_array().is_some_and(|words| !words.contains(value)) {
        return Some(format!("{value} is no word of {}", schema["enum"]));
    }
    let mut items = value.as_array().into_iter().flatten();
    items.find_map(|item| fault(api, &schema["items"], item)).or_else(|| fields(api, schema, value))
}

fn fields(api: &Value, schema: &Value, value: &Value) -> Option<String> {
    let fields = value.as_object()?;
    let required = schema["required"].as_array().into_iter().flatten();
    if let Some(missing) = required.filter_map(Value::as_str).find(|name| value[name].is_null()) {
        return Some(format!("{missing} is missing"));
    }
    fields.iter().find_map(|(name, field)| match &schema["properties"][name] {
        Value::Null if schema["additionalProperties"] == true => None,
        Value::Null => Some(format!("nobody described {name}")),
        described => fault(api, described, field).map(|why| format!("{name}: {why}")),
    })
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn golden(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../patrol-protocol/golden");
    serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap()
}

#[track_caller]
fn fits(api: &Value, name: &str, value: &Value) {
    let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
    assert_eq!(fault(api, &schema, value), None);
}

#[tokio::test]
async fn every_golden_body_is_as_the_description_says() {
    let house = House::on_sqlite().await;
    let api = description(&house).await;
    for (file, name) in [
        ("sign-in.json", "SignIn"),
        ("session.json", "Session"),
        ("push.json", "Push"),
        ("push-answer.json", "PushAnswer"),
        ("pull.json", "Pull"),
        ("photo-held.json", "PhotoHeld"),
        ("plans.json", "Plans"),
        ("plans-route.json", "Plans"),
    ] {
        fits(&api, name, &golden(file));
    }
    for (file, name) in [
        ("errors.json", "Error"),
        ("rejections.json", "Rejection"),
        ("plan-answers.json", "PlanAnswer"),
        ("plan-answers-route.json", "PlanAnswer"),
        ("answer-values.json", "AnswerValue"),
    ] {
        golden(file).as_array().unwrap().iter().for_each(|value| fits(&api, name, value));
    }
    let mut other = golden("push.json");
    other["ops"][0]["mutation"]["verb"] = json!("drop_table");
    let push = json!({ "$ref": "#/components/schemas/Push" });
    assert!(fault(&api, &push, &other).is_some());
}

#[tokio::test]
async fn every_verb_is_described_as_its_golden_operation_is_written() {
    let house = House::on_sqlite().await;
    let api = description(&house).await;
    let forms = api["components"]["schemas"]["Mutation"]["oneOf"].as_array().unwrap();
    let mut verbs = BTreeSet::new();
    for form in forms {
        let verb = form["properties"]["verb"]["enum"][0].as_str().unwrap();
        let op = golden(&format!("op-{verb}.json"));
        fits(&api, "Op", &op);
        let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect();
        let (described, mut written): (BTreeSet<String>, BTreeSet<String>) =
            (names(&form["properties"]), names(&op["mutation"]));
        // Fields that came later stand in files of their own.
        for newer in ["move-with-brings.json", "confirm-position.json", "confirm-live.json"] {
            let newer = golden(newer);
            if newer["mutation"]["verb"] == verb {
                fits(&api, "Op", &newer);
                written.extend(names(&newer["mutation"]));
            }
        }
        assert_eq!(described, written, "{verb}");
        verbs.insert(format!("op-{verb}.json"));
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../patrol-protocol/golden");
    let files = std::fs::read_dir(folder).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    assert_eq!(names.filter(|name| name.starts_with("op-")).collect::<BTreeSet<_>>(), verbs);
}

#[tokio::test]
async fn the_servers_own_answers_are_as_described() {
    let house = House::on_sqlite().await;
    let api = description(&house).await;
    let mut li = house.phone(LI).await;
    let (photo, _) = photo(1);
    let op = li.write(SITE, file_issue("x", vec![photo]).1);
    fits(&api, "PushAnswer", &li.push(&[op]).await.ok());
    fits(&api, "Pull", &li.pull(SITE, None).await.ok());
    fits(&api, "Session", &li.call(Method::GET, "/api/session", Body::empty()).await.ok());
    fits(&api, "Health", &li.call(Method::GET, "/healthz", Body::empty()).await.ok());
    fits(&api, "Error", &li.pull(OTHER_SITE, None).await.json());
    fits(&api, "Sessions", &li.call(Method::GET, "/api/sessions", Body::empty()).await.ok());
    fits(&api, "Done", &li.call(Method::POST, "/api/sign-out", Body::empty()).await.ok());
}

/// What the page of people says and hears, word for word as phones and desks hold it.
#[tokio::test]
async fn the_words_of_the_people_page_are_as_described() {
    let house = House::on_sqlite().await;
    let api = description(&house).await;
    let post = Post { role: Role::EngHead, department: Department::Eng };
    let (from, until, approval) = (MORNING, MORNING.plus_days(2), String::new());
    let begin = DelegationChange::Begin { absent: ZHOU, acting: LI, post, from, until, approval };
    let new = PersonChange {
        id: None,
        login: "wugang".into(),
        name: "吴刚".into(),
        posts: vec![post],
        suspended: false,
    };
    fits(&api, "DelegationChange", &json!(begin));
    fits(&api, "DelegationChange", &json!(DelegationChange::End { id: LI.0 }));
    fits(&api, "PersonChange", &json!(new));
    for why in [
        PersonFault::Login,
        PersonFault::LoginTaken,
        PersonFault::Name,
        PersonFault::Posts,
        PersonFault::InCharge,
        PersonFault::Oneself,
        PersonFault::OtherSites,
    ] {
        fits(&api, "PersonAnswer", &json!(PersonAnswer::Refused { why }));
    }
    let admin = house.phone(ADMIN).await;
    let uri = |path: &str| format!("/api/{path}?site={SITE}");
    let put = async |path: &str, body: Value| {
        admin.call(Method::PUT, &uri(path), body.to_string()).await.ok::<Value>()
    };
    fits(&api, "PersonAnswer", &put("people", json!(new)).await);
    fits(&api, "DelegationAnswer", &put("delegations", json!(begin)).await);
    fits(&api, "DelegationAnswer", &put("delegations", json!(begin)).await);
    let people: Value = admin.call(Method::GET, &uri("people"), Body::empty()).await.ok();
    assert!(people["delegations"][0]["in_force"] == true && people["people"].is_array());
    fits(&api, "People", &people);
    let mut li = house.phone(LI).await;
    let op = li.write(SITE, file_issue("x", Vec::new()).1);
    let gone = Member {
        suspended: true,
        ..person(LI, "李建国", SITE, &[(Role::EngineerShift, Department::Eng)])
    };
    house.app.store.put(SITE, vec![Record::Member(gone)]).await.unwrap();
    li.pushed(std::slice::from_ref(&op)).await;
    let he = house.phone(HE).await;
    fits(&api, "Quarantine", &he.call(Method::GET, &uri("quarantine"), Body::empty()).await.ok());
    let word = json!(Judgement { ops: vec![op.id], accept: true, note: String::new() });
    fits(&api, "Judgement", &word);
    fits(&api, "Judged", &he.call(Method::POST, &uri("quarantine"), word.to_string()).await.ok());
}

/// A site with shifts and switches of its own, and what is said about an item.
#[tokio::test]
async fn the_words_on_items_and_shifts_are_as_described() {
    let house = House::on_sqlite().await;
    let api = description(&house).await;
    let text = Text { zh_hans: "早班".into(), zh_hant: "早班".into(), en: "Early".into() };
    let shifts = Shifts::try_from(vec![ShiftStart { from_min: 450, name: text }]).unwrap();
    let (_, mut sites) = house.app.store.person(LI).await.unwrap().unwrap();
    let switches = Switches { off: ["C03-01".into()].into(), on: ["C03-99".into()].into() };
    let site = Site { shifts, switches, ..sites.remove(0) };
    fits(&api, "Site", &json!(site));
    fits(&api, "ItemSwitch", &json!(ItemSwitch { item: "C03-01".into(), asked: false }));
    fits(&api, "SwitchAnswer", &json!(SwitchAnswer::Kept));
    for why in [SwitchFault::Unknown, SwitchFault::Mandatory, SwitchFault::Last] {
        fits(&api, "SwitchAnswer", &json!(SwitchAnswer::Refused { why }));
    }
}

#[tokio::test]
async fn every_answer_and_request_of_a_route_names_a_described_body() {
    let house = House::on_sqlite().await;
    let api = description(&house).await;
    let mut named = BTreeSet::new();
    for route in routes() {
        let method = route.method.as_str().to_lowercase();
        let operation = &api["paths"][route.path][&method];
        assert!(operation.is_object(), "{method} {}", route.path);
        collect(operation, &mut named);
    }
    for name in &named {
        assert!(api.pointer(&name[1..]).is_some(), "{name}");
    }
    for name in ["SignIn", "Session", "Push", "PushAnswer", "Pull", "PhotoPart", "Error"] {
        assert!(named.contains(&format!("#/components/schemas/{name}")), "{name}");
    }
}

fn collect(value: &Value, named: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            named.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|field| collect(field, named));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, named)),
        _ => {}
    }
}
