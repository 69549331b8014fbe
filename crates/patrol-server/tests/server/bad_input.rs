//! Whatever is sent: a typed answer in our media type, never a fault of the server.

use crate::fixture::*;
use axum::body::Body;
use axum::http::{Method, Request, header};
use patrol_domain::Rejection;
use patrol_protocol::{ErrorBody, ErrorCode, MEDIA_TYPE, OpHead, Outcome, Push, PushAnswer};
use proptest::prelude::*;
use serde_json::{Value, json};

#[tokio::test]
async fn a_malformed_push_is_named_so() {
    let house = House::on_sqlite().await;
    let mut li = house.phone(LI).await;
    let (_, filed) = file_issue("x", Vec::new());
    let good = serde_json::to_value(li.write(SITE, filed)).unwrap();
    let with = |field: &str, value: Value| {
        let mut op = good.clone();
        op[field] = value;
        json!({ "device": li.device, "ops": [op] }).to_string()
    };
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let bodies = [
        String::new(),
        "null".into(),
        "{".into(),
        deep,
        json!({ "device": li.device }).to_string(),
        with("seq", json!(0)),
        with("seq", json!(-1)),
        with("seq", json!(u64::MAX)),
        with("seq", json!(1.5)),
        with("device", json!("00000000-0000-0000-0000-000000000001")),
        with("id", json!("drop_table")),
        with("author", json!(7)),
        with("site", json!("'; DROP TABLE records; --")),
        json!({ "device": li.device, "ops": vec![good.clone(); 201] }).to_string(),
        json!({ "device": li.device, "ops": [7, good] }).to_string(),
        json!({ "device": li.device, "ops": [], "withdrawn": [7] }).to_string(),
    ];
    for body in bodies {
        let reply = li.call(Method::POST, "/api/push", body.clone()).await;
        assert_eq!(reply.status.as_u16(), 400, "{}", &body[..body.len().min(200)]);
        reply.refused(400, ErrorCode::Malformed);
    }
}

#[tokio::test]
async fn an_operation_that_cannot_be_read_is_refused_by_itself_and_later_ones_go_on() {
    for house in [House::on_sqlite().await, House::on_postgres().await] {
        let mut li = house.phone(LI).await;
        let deep = serde_json::value::RawValue::from_string(format!(
            "{}{}",
            "[".repeat(10_000),
            "]".repeat(10_000)
        ));
        let spoilt: [(&str, Value); 5] = [
            ("mutation", json!({ "verb": "drop_table" })),
            ("mutation", Value::Null),
            ("made_at", json!("yesterday")),
            ("device", json!("no device")),
            ("mutation", json!({ "verb": "file_issue", "case": 7 })),
        ];
        let mut ops: Vec<Value> = Vec::new();
        for (field, value) in spoilt {
            for field in [None, Some(field)] {
                let mut op =
                    serde_json::to_value(li.write(SITE, file_issue("x", vec![]).1)).unwrap();
                if let Some(field) = field {
                    op[field] = value.clone();
                }
                ops.push(op);
            }
        }
        let body = json!({ "device": li.device, "ops": ops }).to_string();
        let first: PushAnswer = li.call(Method::POST, "/api/push", body.clone()).await.ok();
        assert_eq!((first.receipts.len(), first.gap), (10, None));
        for (place, receipt) in first.receipts.iter().enumerate() {
            let unreadable = Outcome::Rejected { rejection: Rejection::Unreadable };
            assert_eq!(receipt.outcome == unreadable, place % 2 == 1, "{receipt:?}");
        }
        let again: PushAnswer = li.call(Method::POST, "/api/push", body).await.ok();
        assert_eq!(again.receipts, first.receipts, "asked again, answered alike");
        let mut op = serde_json::to_value(li.write(SITE, file_issue("x", vec![]).1)).unwrap();
        op["mutation"] = json!("DEEP");
        let push = json!({ "device": li.device, "ops": [op] }).to_string();
        let push = push.replace("\"DEEP\"", deep.unwrap().get());
        let answer: PushAnswer = li.call(Method::POST, "/api/push", push).await.ok();
        assert_eq!(answer.receipts.len(), 1);
    }
}

#[tokio::test]
async fn what_has_no_name_ends_a_push_and_can_be_withdrawn() {
    for house in [House::on_sqlite().await, House::on_postgres().await] {
        let mut li = house.phone(LI).await;
        let [one, two, three] = [0; 3].map(|_| li.write(SITE, file_issue("x", Vec::new()).1));
        let body = json!({ "device": li.device, "ops": [one, { "seq": 2 }, three] }).to_string();
        let answer: PushAnswer = li.call(Method::POST, "/api/push", body).await.ok();
        assert_eq!((answer.receipts.len(), answer.gap), (1, None));
        let withdrawn = vec![OpHead::of(&two)];
        let push = Push { device: li.device, ops: vec![three], withdrawn };
        let push = serde_json::to_string(&push).unwrap();
        let answer: PushAnswer = li.call(Method::POST, "/api/push", push.clone()).await.ok();
        let unreadable = Outcome::Rejected { rejection: Rejection::Unreadable };
        assert_eq!(answer.receipts[0].outcome, unreadable);
        assert_eq!(answer.receipts[1].outcome, Outcome::Accepted);
        let mut zhang = house.phone(ZHANG).await;
        zhang.device = li.device;
        let reply = zhang.call(Method::POST, "/api/push", push).await;
        reply.refused(403, ErrorCode::NotYours);
    }
}

#[tokio::test]
async fn what_was_settled_cannot_be_withdrawn() {
    let house = House::on_sqlite().await;
    let mut li = house.phone(LI).await;
    let op = li.write(SITE, file_issue("x", Vec::new()).1);
    let settled = li.pushed(std::slice::from_ref(&op)).await;
    let withdrawn = vec![OpHead::of(&op)];
    let push = Push { device: li.device, ops: Vec::new(), withdrawn };
    let push = serde_json::to_string(&push).unwrap();
    let answer: PushAnswer = li.call(Method::POST, "/api/push", push).await.ok();
    assert_eq!(answer.receipts, settled.receipts);
}

#[tokio::test]
async fn texts_that_databases_dislike_are_settled_all_the_same() {
    for house in [House::on_sqlite().await, House::on_postgres().await] {
        let mut li = house.phone(LI).await;
        for text in ["\0", "a\0b", "'; DROP TABLE records; --", "{{7*7}}", "\u{202e}א", "👨‍👩‍👧‍👦"]
        {
            let (_, filed) = file_issue(text, Vec::new());
            let filed = li.write(SITE, filed);
            let unplanned =
                json!({ "kind": "random", "checklist": text, "version": 1, "place": PUMPS });
            let started = json!({ "verb": "start_round", "round": uuid::Uuid::now_v7(), "unplanned": unplanned });
            let started = li.write(SITE, serde_json::from_value(started).unwrap());
            let answer: PushAnswer = li.pushed(&[filed, started]).await;
            assert_eq!(answer.receipts.len(), 2, "{text:?}");
        }
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_before_it_is_read() {
    let house = House::on_sqlite().await;
    let li = house.phone(LI).await;
    let reply = li.call(Method::POST, "/api/push", vec![b' '; 3 * 1024 * 1024]).await;
    reply.refused(413, ErrorCode::TooLarge);
}

#[tokio::test]
async fn unknown_routes_and_methods_answer_in_our_words() {
    let house = House::on_sqlite().await;
    let li = house.phone(LI).await;
    for (method, path) in [
        (Method::GET, "/api/nothing"),
        (Method::GET, "/api"),
        (Method::DELETE, "/api/session"),
        (Method::GET, "/api/push"),
        (Method::GET, "/nothing"),
        (Method::GET, "/api/photos/zz?site=1"),
    ] {
        li.call(method, path, Body::empty()).await.refused(404, ErrorCode::NotFound);
    }
    for path in
        ["/api/pull", "/api/pull?site=", "/api/pull?site=x&cursor=%FF", "/api/events?site=1"]
    {
        li.call(Method::GET, path, Body::empty()).await.refused(400, ErrorCode::Malformed);
    }
}

/// JSON that looks like a push, with anything in its places.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        Just(json!(SITE)),
        Just(json!(LI)),
        Just(json!(PUMPS)),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(
                prop_oneof![
                    Just("verb"),
                    Just("round"),
                    Just("case"),
                    Just("item"),
                    Just("value"),
                    Just("type"),
                    Just("photos"),
                    Just("note"),
                    Just("id"),
                    Just("place"),
                ]
                .prop_map(String::from),
                inner,
                0..6
            )
            .prop_map(Value::from_iter),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_push_makes_the_server_fail(
        mutations in prop::collection::vec((anything(), 0usize..16), 1..40),
        raw in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let house = House::on_sqlite().await;
            let mut li = house.phone(LI).await;
            let reply = li.call(Method::POST, "/api/push", raw).await;
            assert!(reply.status.as_u16() < 500);
            reply.json::<ErrorBody>();
            for (mutation, field) in mutations {
                let (_, filed) = file_issue("x", Vec::new());
                let mut push = serde_json::to_value(Push::of(li.device, vec![li.write(SITE, filed)])).unwrap();
                let fields = ["id", "seq", "author", "site", "made_at", "device_at", "device"];
                match fields.get(field) {
                    Some(name) => push["ops"][0][name] = mutation,
                    None if field == 7 => push["ops"][0]["mutation"] = mutation,
                    None => {
                        let names = ["case", "place", "title", "category", "severity", "photos", "found_in", "spot"];
                        push["ops"][0]["mutation"][names[field - 8]] = mutation;
                    }
                }
                let reply = li.call(Method::POST, "/api/push", push.to_string()).await;
                assert!(reply.status.as_u16() < 500, "{push}");
                assert_eq!(reply.headers[header::CONTENT_TYPE], MEDIA_TYPE);
                if reply.status.as_u16() != 200 {
                    li.seq -= 1;
                }
            }
        });
    }
}

#[tokio::test]
async fn a_request_without_a_host_or_with_odd_headers_is_answered() {
    let house = House::on_sqlite().await;
    let odd = Request::get("/api/session")
        .header(header::COOKIE, "=;;; patrol; patrol=; a=b=c")
        .header(header::ORIGIN, "null")
        .body(Body::empty())
        .unwrap();
    house.send(odd).await.refused(401, ErrorCode::SignedOut);
}
