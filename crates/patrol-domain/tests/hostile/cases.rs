//! Hostile cases: fields of any type under any key, links in loops, signatures without a line.

use crate::nouns::*;
use patrol_domain::case::{
    Brought, Entry, FieldValue, Held, Link, LinkTo, Material, Signed, Source,
};
use patrol_domain::operation::FoundIn;
use patrol_domain::round::Signature;
use patrol_domain::{Mutation, OpId};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::BTreeMap;
use uuid::Uuid;

pub const FLOWS: [(&str, u32); 4] = [("issue", 1), ("issue", 2), ("issue", 2), ("work_order", 1)];
pub const STATES: [&str; 6] = ["open", "accepted", "done", "rework", "verified", "reported"];

pub fn field() -> impl Strategy<Value = String> {
    let known = vec!["unit", "reporter", "cost", "extension", "new_due", "materials", "fault"];
    prop_oneof![9 => select(known).prop_map(str::to_owned), 1 => text()]
}

fn signature() -> impl Strategy<Value = Signature> {
    let strokes = vec(vec(any::<(u16, u16)>(), 0..4), 0..3);
    (text(), strokes).prop_map(|(name, strokes)| Signature {
        name,
        role: String::new(),
        member: None,
        strokes,
        text_sha256: "x".to_owned(),
    })
}

fn field_value() -> impl Strategy<Value = FieldValue> {
    let option = select(vec!["requested", "paid", "moon"]);
    let line = (text(), decimal(), any::<i64>()).prop_map(|(name, quantity, price_cents)| {
        let source = if price_cents % 2 == 0 { Source::Gift } else { Source::Property };
        let (unit, reason, agreed_at) = (String::new(), String::new(), None);
        Material { name, quantity, unit, source, price_cents, agreed_at, reason }
    });
    prop_oneof![
        4 => text().prop_map(|text| FieldValue::Text { text }),
        2 => option.prop_map(|option| FieldValue::Choice { option: option.to_owned() }),
        1 => decimal().prop_map(|number| FieldValue::Number { number }),
        2 => any::<i64>().prop_map(|cents| FieldValue::Money { cents }),
        2 => at().prop_map(|at| FieldValue::Date { at }),
        1 => member_id().prop_map(|member| FieldValue::Person { member }),
        1 => signature().prop_map(|signature| FieldValue::Signature { signature }),
        1 => any::<bool>().prop_map(|yes| FieldValue::YesNo { yes }),
        1 => vec(line, 0..3).prop_map(|lines| FieldValue::Materials { lines }),
        1 => Just(FieldValue::Masked),
    ]
}

/// Fields as they may stand in a record, with questions open and without.
pub fn held() -> impl Strategy<Value = BTreeMap<String, Held>> {
    let entry = (any::<u128>(), member_id(), at(), field_value())
        .prop_map(|(op, by, at, value)| Entry { op: OpId(Uuid::from_u128(op % 3)), by, at, value });
    let held = (vec(entry, 0..3), any::<bool>()).prop_map(|(entries, open)| {
        let rivals = entries.iter().filter(|_| open).map(|entry| entry.op).collect();
        Held { entries, rivals }
    });
    btree_map(field(), held, 0..3)
}

/// Links into loops, to rounds and to nothing.
pub fn links() -> impl Strategy<Value = Vec<Link>> {
    let kind = select(vec!["duplicate_of", "complaint", "round", "work_order", "issue"]);
    let to = prop_oneof![
        case_id().prop_map(|id| LinkTo::Case { id }),
        round_id().prop_map(|id| LinkTo::Round { id }),
    ];
    let link = (kind, to, prop::bool::weighted(0.2)).prop_map(|(kind, to, back)| Link {
        kind: kind.to_owned(),
        to,
        back,
    });
    prop_oneof![6 => Just(Vec::new()), 2 => vec(link, 0..3)]
}

fn brought() -> impl Strategy<Value = Brought> {
    let fields =
        prop_oneof![5 => Just(BTreeMap::new()), 3 => btree_map(field(), field_value(), 0..3)];
    let signed = signature().prop_map(|signature| Signed {
        signer: "concerned".to_owned(),
        member: None,
        signature,
    });
    let signatures = prop_oneof![6 => Just(Vec::new()), 1 => vec(signed, 0..10)];
    (fields, signatures, links(), option::of(department()), option::of(severity()), text())
        .prop_map(|(fields, signatures, links, department, severity, code)| Brought {
            fields,
            signatures,
            links,
            department,
            severity,
            code,
            ..Brought::default()
        })
}

fn opened() -> impl Strategy<Value = Mutation> {
    let asked = BTreeMap::from([
        ("fault".to_owned(), FieldValue::Text { text: "漏水".to_owned() }),
        ("channel".to_owned(), FieldValue::Choice { option: "phone".to_owned() }),
    ]);
    let sound = Just(Brought { fields: asked, ..Brought::default() });
    let brings = prop_oneof![1 => sound, 1 => brought()];
    let id = prop_oneof![1 => case_id(), 3 => any::<u128>().prop_map(|n| patrol_domain::CaseId(Uuid::from_u128(n)))];
    (id, select(FLOWS.to_vec()), text(), option::of(place_id()), photos(), brings).prop_map(
        |(case, flow, title, place, photos, brings)| Mutation::OpenCase {
            case,
            flow: flow.0.to_owned(),
            version: flow.1,
            title,
            place,
            spot: String::new(),
            category: String::new(),
            photos,
            sound: None,
            brings: Box::new(brings),
        },
    )
}

pub fn on_a_case() -> impl Strategy<Value = Mutation> {
    let found = option::of((round_id(), item()).prop_map(|(round, item)| FoundIn { round, item }));
    let category = prop_oneof![9 => Just("WTR".to_owned()), 1 => text()];
    let place = option::of(place_id());
    let texts = (text(), text(), category);
    let rest = (found, option::of(department()), sound());
    let file = (case_id(), place, texts, severity(), photos(), rest);
    let verb = prop_oneof![
        9 => select(vec!["assign", "finish", "verify", "reject", "comment", "raise_severity"])
            .prop_map(str::to_owned),
        1 => text(),
    ];
    let step = (
        case_id(),
        verb,
        text(),
        photos(),
        option::of(member_id()),
        option::of(presence()),
        any::<bool>(),
        brought(),
    );
    let settle = (case_id(), field(), any::<u128>(), text());
    let rule = select(vec!["overdue", "overdue", "no_first_action", "not_dispatched"]);
    let since = prop_oneof![3 => Just(patrol_domain::At(0)), 1 => at()];
    prop_oneof![
        3 => file.prop_map(|(case, place, (spot, title, category), severity, photos, rest)| {
            let (found_in, department, sound) = rest;
            Mutation::FileIssue {
                case,
                place,
                spot,
                title,
                category,
                severity,
                photos,
                found_in,
                department,
                sound,
            }
        }),
        6 => step.prop_map(|(case, mv, note, photos, handler, presence, sealed, brings)| {
            let brings = Box::new(brings);
            Mutation::MoveCase { case, mv, note, photos, handler, presence, sealed, brings }
        }),
        2 => opened(),
        2 => settle.prop_map(|(case, field, holds, note)| {
            let holds = OpId(Uuid::from_u128(holds % 3));
            Mutation::SettleField { case, field, holds, note }
        }),
        2 => (case_id(), rule, since).prop_map(|(case, rule, since)| Mutation::TickCase {
            case,
            rule: rule.to_owned(),
            since,
        }),
    ]
}
