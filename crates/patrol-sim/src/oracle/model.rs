//! A model without disk, network or batches: the log applied one by one to what the site began with.

use super::stored::Stored;
use crate::witness::Witness;
use crate::world;
use patrol_domain::ids::SiteId;
use patrol_domain::record::View;
use patrol_domain::{Halt, Key, Kind, Op, Record, Rejection, apply};
use patrol_protocol::Outcome;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The log, applied anew, gives the same words and the same records as the server has.
pub fn check(stored: &Stored, site: SiteId, witness: &Witness) {
    let mut model = begin(site);
    let rights_changed = witness.totals().rights > 0;
    for settled in stored.ops.iter().filter(|settled| settled.op.site == site) {
        let decided = decide(&mut model, &settled.op);
        let outcome = match &decided {
            Ok(_) => Outcome::Accepted,
            Err(rejection) => Outcome::Rejected { rejection: rejection.clone() },
        };
        if outcome != settled.receipt.outcome {
            if rights_changed && is_for_want_of_rights(&settled.receipt.outcome) {
                continue;
            }
            witness.fault(format!("operation {} got another word than it should", settled.op.id));
            return;
        }
        for record in decided.into_iter().flatten() {
            model.put(record.key(), Some(record));
        }
    }
    let mut expected: BTreeMap<Key, Record> = BTreeMap::new();
    expected.extend(model.records.into_iter().filter_map(|(key, record)| Some((key, record?))));
    for (key, record) in stored.records.get(&site).into_iter().flatten() {
        if key.kind() == Kind::Photo {
            continue;
        }
        let wanted = expected.remove(key).map(without_number);
        if wanted.as_ref() != Some(&without_number(record.clone())) {
            witness.fault(format!("{} {} is not what was done", key.kind().name(), key.name()));
            return;
        }
    }
    if let Some(key) = expected.keys().next() {
        witness.fault(format!("{} {} has no effect", key.kind().name(), key.name()));
    }
}

/// The model knows nobody's changing roles: what was refused for them stays without effect.
fn is_for_want_of_rights(word: &Outcome) -> bool {
    let rights =
        [Rejection::NotAllowed, Rejection::HandlerOutsideDepartment, Rejection::CannotWalk];
    matches!(word, Outcome::Rejected { rejection } if rights.contains(rejection))
}

fn begin(site: SiteId) -> View {
    let n = site.0.as_u128() - world::site(0).0.as_u128();
    let mut view = View::default();
    for mut record in world::records(n) {
        if let Record::Member(member) = &mut record {
            member.grants.retain(|grant| grant.site == site);
        }
        view.put(record.key(), Some(record));
    }
    view
}

fn decide(model: &mut View, op: &Op) -> Result<Vec<Record>, Rejection> {
    loop {
        match apply(model, op) {
            Ok(records) => return Ok(records),
            Err(Halt::Rejected(rejection)) => return Err(rejection),
            Err(Halt::Need(key)) => model.put(key, None),
        }
    }
}

/// The server's own contribution to a case.
fn without_number(mut record: Record) -> Record {
    if let Record::Case(case) = &mut record {
        case.number = None;
    }
    record
}

/// What was accepted and refused and what it led to, without times and names made from times.
pub fn essence(stored: &Stored, witness: &Witness) -> String {
    let mut text = String::new();
    for (n, act) in witness.acts().iter().enumerate() {
        let settled = act.kept.as_ref().and_then(|op| stored.find(op.id));
        let word = settled.map(|settled| match &settled.receipt.outcome {
            Outcome::Accepted => "accepted".to_owned(),
            Outcome::Rejected { rejection } => format!("{rejection:?}"),
        });
        let _ = writeln!(text, "{n} {:?} {word:?}", act.refused);
    }
    let shown = [Kind::Round, Kind::Case, Kind::Photo];
    for (key, record) in stored.records.values().flatten() {
        if shown.contains(&key.kind()) {
            let mut value = serde_json::to_value(record).unwrap_or(Value::Null);
            strip_times(&mut value);
            let _ = writeln!(text, "{value}");
        }
    }
    text
}

fn strip_times(value: &mut Value) {
    const TIMES: [&str; 12] = [
        "at",
        "from",
        "to",
        "found_at",
        "due_at",
        "closed_at",
        "started_at",
        "submitted_at",
        "taken_at",
        "flags",
        "op",
        "number",
    ];
    match value {
        Value::Object(fields) => {
            fields.retain(|name, value| {
                let word = value.is_string() && name != "op" && name != "number";
                word || !TIMES.contains(&name.as_str())
            });
            fields.values_mut().for_each(strip_times);
        }
        Value::Array(items) => items.iter_mut().for_each(strip_times),
        _ => {}
    }
}
