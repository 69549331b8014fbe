//! Hostile views and operations: records that are missing, contradict each other, or lie under the
//! key of something else.

use crate::cases::{FLOWS, STATES, held, links, on_a_case};
use crate::nouns::*;
use patrol_domain::case::{Case, Event};
use patrol_domain::checklist::*;
use patrol_domain::flow::Flow;
use patrol_domain::operation::Unplanned;
use patrol_domain::people::{Grant, Member};
use patrol_domain::place::{Checkpoint, Limits, Place, Site};
use patrol_domain::position::Area;
use patrol_domain::round::{Flag, History, Past, Pause, Remark, Round, Verdict};
use patrol_domain::{Key, MemberId, Mutation, Op, Record, Text, View};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use uuid::Uuid;

fn words(text: &str) -> Text {
    Text { zh_hans: text.to_owned(), zh_hant: text.to_owned(), en: text.to_owned() }
}

fn member() -> impl Strategy<Value = Record> {
    let grant = (site(), role(), department()).prop_map(|(site, role, department)| Grant {
        site,
        role,
        department,
    });
    (member_id(), vec(grant, 1..4), prop::bool::weighted(0.05)).prop_map(
        |(id, grants, suspended)| {
            Record::Member(Member { id, name: String::new(), grants, suspended })
        },
    )
}

/// Any parent: the tree may have loops.
fn place() -> impl Strategy<Value = Record> {
    let limits = (option::of(wild_decimal()), option::of(wild_decimal()))
        .prop_map(|(min, max)| Limits { min, max });
    (place_id(), site(), option::of(place_id()), option::of(limits)).prop_map(
        |(id, site, parent, limits)| {
            let limits = limits.map(|limits| ("number".to_owned(), limits)).into_iter().collect();
            Record::Place(Place {
                id,
                site,
                parent,
                kind: "room".to_owned(),
                name: String::new(),
                floor: String::new(),
                limits,
            })
        },
    )
}

fn checkpoint() -> impl Strategy<Value = Record> {
    let area = prop_oneof![
        4 => Just(Area { lat_e6: 0, lon_e6: 0, radius_m: 50 }),
        1 => (any::<i32>(), any::<i32>(), any::<u16>())
            .prop_map(|(lat_e6, lon_e6, radius_m)| Area { lat_e6, lon_e6, radius_m }),
    ];
    (checkpoint_id(), site(), place_id(), option::of(area)).prop_map(|(id, site, place, area)| {
        let (number, name, code) = (String::new(), String::new(), String::new());
        Record::Checkpoint(Checkpoint { id, site, place, number, name, code, area })
    })
}

fn checklist() -> impl Strategy<Value = Record> {
    let subject = select(vec!["road", "stairwell"]);
    let photo = select(vec![PhotoRule::None, PhotoRule::OnProblem, PhotoRule::Always]);
    (
        subject,
        photo,
        severity(),
        vec(role(), 0..3),
        0..=ITEMS.len(),
        any::<bool>(),
        option::of(wild_decimal()),
    )
        .prop_map(|(subject, photo, severity, roles, count, per_device, max)| {
            let item = |id: &&str| Item {
                id: (*id).to_owned(),
                title: words(id),
                guide: None,
                methods: vec![Method::Look],
                answer: kind_of(id, per_device, max),
                photo,
                category: "WTR".to_owned(),
                severity,
                basis: Basis::Stated,
                tags: Vec::new(),
                must: false,
                optional: false,
                show_if: None,
            };
            Record::Checklist(Checklist {
                id: "A".to_owned(),
                version: 1,
                key: "a".to_owned(),
                group: "A".to_owned(),
                name: words("A"),
                subject: subject.to_owned(),
                roles,
                frequency: words("A"),
                trigger: String::new(),
                rules: Vec::new(),
                note: None,
                log: None,
                items: ITEMS.iter().take(count).map(item).collect(),
            })
        })
}

fn kind_of(item: &str, per_device: bool, max: Option<patrol_domain::Decimal>) -> AnswerKind {
    match item {
        "number" => AnswerKind::Number {
            unit: String::new(),
            unit_name: None,
            min: None,
            max,
            lowest: None,
            highest: None,
            per_device,
            proposed: false,
            relative: Some(Relative::NotBelowPrevious),
        },
        "choice" => {
            let option = |problem| ChoiceOption { text: words("x"), problem };
            AnswerKind::Choice { options: vec![option(false), option(true)] }
        }
        "text" => AnswerKind::Text,
        "photo" => AnswerKind::Photo,
        "sign" => AnswerKind::Signature { signer: words("x"), by: None },
        "score" => AnswerKind::Score { off: "0.5".parse().unwrap() },
        _ => AnswerKind::Check,
    }
}

fn round() -> impl Strategy<Value = Record> {
    let remark = (state(), member_id(), at(), op_id()).prop_map(|(state, by, at, op)| Remark {
        op,
        state,
        by,
        at,
        note: String::new(),
    });
    let pause =
        (at(), option::of(at())).prop_map(|(from, to)| Pause { from, to, reason: String::new() });
    let inspector = option::weighted(0.8, member_id());
    let who = (inspector, option::of(member_id()), vec(role(), 0..4), department());
    let when = (option::of(window()), option::of(at()), option::of(at()), any::<i16>());
    let what = (
        btree_map(item(), answer(), 0..ITEMS.len() + 1),
        vec(presence(), 0..3),
        vec(pause, 0..2),
        vec(remark, 0..3),
        option::of(early_end()),
    );
    (round_id(), site(), place_id(), kind(), state(), who, when, what).prop_map(
        |(id, site, place, kind, state, who, when, what)| {
            Record::Round(Round {
                id,
                site,
                plan: None,
                kind,
                checklist: "A".to_owned(),
                version: 1,
                place,
                department: who.3,
                roles: who.2,
                assignee: who.1,
                window: when.0,
                offset_min: when.3,
                state,
                mode: Default::default(),
                left_out: Default::default(),
                route: Default::default(),
                self_check: false,
                inspector: who.0,
                started_at: when.1,
                submitted_at: when.2,
                presence: what.1,
                answers: what.0,
                pauses: what.2,
                relays: Vec::new(),
                early_end: what.4,
                overall: String::new(),
                remarks: what.3,
                flags: BTreeSet::from([Flag::NoPresence]),
                reused: Vec::new(),
                copied: None,
                plan_changed_at: None,
            })
        },
    )
}

fn history() -> impl Strategy<Value = Record> {
    let past = (round_id(), at(), option::of(decimal())).prop_map(|(round, at, reading)| Past {
        round,
        at,
        by: MemberId(Uuid::from_u128(1)),
        verdict: Verdict::Ok,
        reading,
        originals: Vec::new(),
    });
    (site(), place_id(), btree_map(item(), vec(past, 0..40), 0..3)).prop_map(
        |(site, place, items)| {
            Record::History(History { site, place, checklist: "A".to_owned(), items })
        },
    )
}

fn case() -> impl Strategy<Value = Record> {
    let state = prop_oneof![
        9 => select(STATES.to_vec()).prop_map(str::to_owned),
        1 => text(),
    ];
    let event = (member_id(), option::of(member_id()), at(), photos(), op_id()).prop_map(
        |(by, handler, at, photos, op)| Event {
            photos,
            handler,
            ..Event::bare(op, "assign", "accepted".to_owned(), by, at)
        },
    );
    let who = (member_id(), option::of(member_id()), department());
    let rest = (option::of(place_id()), at(), any::<u16>(), vec(event, 0..3), held(), links());
    let of = select(FLOWS.to_vec());
    (case_id(), site(), state, who, rest, of).prop_map(|(id, site, state, who, rest, of)| {
        Record::Case(Case {
            state,
            category: "WTR".to_owned(),
            place: rest.0,
            department: who.2,
            found_at: rest.1,
            handler: who.1,
            attempts: rest.2,
            timeline: rest.3,
            due_at: Some(patrol_domain::At(0)),
            fields: rest.4,
            links: rest.5,
            ..Case::blank(id, site, of, who.0)
        })
    })
}

/// Read once: a thousand worlds have them.
static FIXED: LazyLock<Vec<Record>> = LazyLock::new(fixed);

fn fixed() -> Vec<Record> {
    let files = [
        include_str!("../../../../library/flows/issue-1.json"),
        include_str!("../../../../library/flows/issue.json"),
        include_str!("../../../../library/flows/work_order.json"),
    ];
    let flows = files.map(|file| Record::Flow(serde_json::from_str::<Flow>(file).unwrap()));
    let category = Category {
        code: "WTR".to_owned(),
        name: words("x"),
        route: "repair".to_owned(),
        department: patrol_domain::people::Department::Eng,
    };
    let site = Site {
        id: patrol_domain::SiteId(Uuid::from_u128(1)),
        name: String::new(),
        zone: String::new(),
        offset_min: i16::MIN,
        calendar: Default::default(),
        positions: true,
        shifts: Default::default(),
        switches: Default::default(),
    };
    let others = [Record::Categories { list: vec![category] }, Record::Site(site)];
    flows.into_iter().chain(others).collect()
}

/// Half sound, half broken: some records missing, some under a foreign key.
pub fn any_view() -> impl Strategy<Value = View> {
    let records = (
        vec(member(), 3..8),
        vec(place(), 1..5),
        vec(checkpoint(), 1..4),
        checklist(),
        vec(round(), 1..6),
        vec(history(), 0..3),
        vec(case(), 0..5),
    );
    let misfiled = option::weighted(0.1, (0usize..20, 0usize..20));
    let lost = option::weighted(0.2, 0usize..20);
    (records, misfiled, lost).prop_map(|(records, misfiled, lost)| {
        let (members, places, points, checklist, rounds, histories, cases) = records;
        let mut view = View::default();
        let all = members.into_iter().chain(places).chain(points).chain([checklist]);
        for record in all.chain(rounds).chain(histories).chain(cases).chain(FIXED.iter().cloned()) {
            view.put(record.key(), Some(record));
        }
        let keys: Vec<Key> = view.records.keys().cloned().collect();
        if let Some((a, b)) = misfiled.and_then(|(a, b)| Some((keys.get(a)?, keys.get(b)?))) {
            let record = view.records.get(a).cloned().flatten();
            view.put(b.clone(), record);
        }
        if let Some(key) = lost.and_then(|n| keys.get(n)) {
            view.records.remove(key);
        }
        view
    })
}

fn unplanned() -> impl Strategy<Value = Unplanned> {
    (kind(), place_id(), prop::bool::weighted(0.9)).prop_map(|(kind, place, known)| Unplanned {
        kind,
        checklist: "A".to_owned(),
        version: if known { 1 } else { u32::MAX },
        place,
    })
}

fn on_a_round() -> impl Strategy<Value = Mutation> {
    let how = presence().prop_map(|presence| presence.how);
    prop_oneof![
        3 => (round_id(), mode(), any::<bool>(), option::weighted(0.1, unplanned()), left_out()).prop_map(
            |(round, mode, self_check, unplanned, left_out)| Mutation::StartRound {
                round, mode, self_check, unplanned, left_out }),
        1 => (unplanned(), mode(), any::<u128>()).prop_map(|(unplanned, mode, id)| Mutation::StartRound {
            round: patrol_domain::RoundId(Uuid::from_u128(id)), mode, self_check: true, unplanned: Some(unplanned),
            left_out: Default::default() }),
        3 => (round_id(), checkpoint_id(), how, option::of(fix()), any::<bool>()).prop_map(
            |(round, checkpoint, how, fix, live)| Mutation::ConfirmPresence {
                round, checkpoint, how, fix, live }),
        12 => (round_id(), checkpoint_id(), frame()).prop_map(
            |(round, checkpoint, photo)| Mutation::KeepFrame { round, checkpoint, photo }),
        9 => (round_id(), item_and_value(), text(), photos(), option::of(severity()), evidence()).prop_map(
            |(round, (item, value), note, photos, severity, evidence)| Mutation::RecordAnswer {
                round, item, value, note, photos, severity, evidence }),
        2 => (round_id(), item()).prop_map(|(round, item)| Mutation::ClearAnswer { round, item }),
        2 => (round_id(), text()).prop_map(|(round, reason)| Mutation::PauseRound { round, reason }),
        2 => round_id().prop_map(|round| Mutation::ResumeRound { round }),
        2 => (round_id(), member_id(), text()).prop_map(
            |(round, to, note)| Mutation::HandRoundOver { round, to, note }),
        9 => (round_id(), text(), option::of(early_end())).prop_map(
            |(round, overall, early_end)| Mutation::SubmitRound { round, overall, early_end }),
        24 => (round_id(), text()).prop_map(|(round, note)| Mutation::ReturnRound { round, note }),
        24 => (round_id(), text()).prop_map(|(round, note)| Mutation::ReviewRound { round, note }),
        18 => (round_id(), text()).prop_map(|(round, note)| Mutation::SampleRound { round, note }),
        2 => (round_id(), text()).prop_map(|(round, note)| Mutation::VoidRound { round, note }),
        6 => round_id().prop_map(|round| Mutation::MissRound { round }),
        2 => round_id().prop_map(|round| Mutation::NotePlanChange { round }),
        2 => (round_id(), text()).prop_map(|(round, note)| Mutation::ExplainRound { round, note }),
        3 => (round_id(), text()).prop_map(|(round, note)| Mutation::ArchiveRound { round, note }),
    ]
}

pub fn any_op() -> impl Strategy<Value = Op> {
    let mutation = prop_oneof![5 => on_a_round(), 2 => on_a_case()];
    (op_id(), member_id(), site(), at(), at(), mutation, any::<u64>()).prop_map(
        |(id, author, site, made_at, device_at, mutation, seq)| Op {
            id,
            device: patrol_domain::DeviceId(Uuid::from_u128(1)),
            seq,
            // Misses come from the server, mostly.
            author: match mutation {
                Mutation::MissRound { .. }
                | Mutation::NotePlanChange { .. }
                | Mutation::TickCase { .. }
                    if seq % 4 > 0 =>
                {
                    MemberId::SYSTEM
                }
                _ => author,
            },
            site,
            made_at,
            device_at,
            mutation,
        },
    )
}
