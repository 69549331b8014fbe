//! Who may see a record. The server stores each record's marks and each session's marks and joins
//! them in SQL; phone and `apply` ask the same question with `visible_record`.
//!
//! A record carries the marks of its audience, a person carries the marks they hold at a site; the
//! person sees the record when the two sets share a mark:
//!
//! | mark | on a record | held by |
//! |---|---|---|
//! | `site` | reference records: site, member, place, checkpoint, checklist, flow, categories, history, photo | every member of the site |
//! | `member:<id>` | a round's inspector, assignee and those who had it before; a case's finder and everybody ever named as handler | that person |
//! | `role:<role>` | roles that may walk a round | holders of the role |
//! | `head:<department>` | the department of a round | heads (class H) of that department |
//! | `department:<department>` | the department of a case | everybody in that department |
//! | `rounds` | rounds that are not covert | pm, deputy, gm, quality, cs_supervisor |
//! | `covert` | covert rounds until they are reviewed | pm, deputy, quality |
//! | `cases` | every case that is open to all | classes C, P, Q, O |
//! | `residents` | no record: opens the personal fields of a case | classes C, P |
//!
//! A case of a flow with its own visibility carries other marks: restricted ones those of its
//! people and of the roles named, covert ones `covert` until they are closed, protected ones the
//! roles and the finder. Roles before whom a case was brought see it.
//!
//! An administrator's grant holds `site` only.

use crate::case::{Case, FieldValue};
use crate::flow::{Secrecy, Visibility};
use crate::ids::{MemberId, SiteId};
use crate::people::{Department, Grant, Member, Role};
use crate::permissions::{Class, classes_of};
use crate::record::Record;
use crate::round::{Round, RoundKind, RoundState};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt;

/// One word of who may see; its text is what the server stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    Site,
    Member(MemberId),
    Role(Role),
    Head(Department),
    Department(Department),
    Rounds,
    Covert,
    Cases,
    Residents,
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Mark::Site => f.write_str("site"),
            Mark::Member(id) => write!(f, "member:{id}"),
            Mark::Role(role) => named(f, "role:", role),
            Mark::Head(department) => named(f, "head:", department),
            Mark::Department(department) => named(f, "department:", department),
            Mark::Rounds => f.write_str("rounds"),
            Mark::Covert => f.write_str("covert"),
            Mark::Cases => f.write_str("cases"),
            Mark::Residents => f.write_str("residents"),
        }
    }
}

/// Writes the serde name: the same word as on the wire.
fn named(f: &mut fmt::Formatter<'_>, prefix: &str, name: &impl Serialize) -> fmt::Result {
    f.write_str(prefix)?;
    name.serialize(f)
}

/// The marks of the people who may see this record.
pub fn audience(record: &Record) -> BTreeSet<Mark> {
    match record {
        Record::Round(round) => round_audience(round),
        Record::Case(case) => case_audience(case),
        Record::Site(_)
        | Record::Member(_)
        | Record::Place(_)
        | Record::Checkpoint(_)
        | Record::Checklist(_)
        | Record::Flow(_)
        | Record::Categories { .. }
        | Record::History(_)
        | Record::Photo { .. } => BTreeSet::from([Mark::Site]),
    }
}

/// The marks a person holds at a site; none where they have no grant.
pub fn marks_of(member: &Member, site: SiteId) -> BTreeSet<Mark> {
    let mut marks = BTreeSet::new();
    for grant in member.grants.iter().filter(|grant| grant.site == site) {
        marks.extend([Mark::Site, Mark::Member(member.id)]);
        marks.extend(marks_of_grant(grant));
    }
    marks
}

/// Whether the person sees a record of this site at all.
pub fn visible_record(member: &Member, site: SiteId, record: &Record) -> bool {
    !audience(record).is_disjoint(&marks_of(member, site))
}

/// As `visible_record`, for a round of the round's own site.
pub fn visible_round(member: &Member, round: &Round) -> bool {
    !round_audience(round).is_disjoint(&marks_of(member, round.site))
}

/// As `visible_record`, for a case of the case's own site.
pub fn visible_case(member: &Member, case: &Case) -> bool {
    !case_audience(case).is_disjoint(&marks_of(member, case.site))
}

fn round_audience(round: &Round) -> BTreeSet<Mark> {
    let before = round.relays.iter().filter_map(|relay| relay.from);
    let people = round.inspector.into_iter().chain(round.assignee).chain(before);
    let mut marks: BTreeSet<Mark> = people.map(Mark::Member).collect();
    let released =
        matches!(round.state, RoundState::Reviewed | RoundState::Sampled | RoundState::Archived);
    if round.kind == RoundKind::Covert && !released {
        marks.insert(Mark::Covert);
        return marks;
    }
    marks.extend(round.roles.iter().copied().map(Mark::Role));
    marks.extend([Mark::Head(round.department), Mark::Rounds]);
    marks
}

fn case_audience(case: &Case) -> BTreeSet<Mark> {
    let named = case.timeline.iter().filter_map(|event| event.handler).chain(case.handler);
    let mut marks: BTreeSet<Mark> = named.chain([case.finder]).map(Mark::Member).collect();
    let Visibility { kind, roles } = &case.visibility;
    let told = case.told.iter().flat_map(|told| &told.roles);
    marks.extend(roles.iter().chain(told).copied().map(Mark::Role));
    marks.extend(case.owner.map(Mark::Member));
    match kind {
        Secrecy::Covert if case.closed_at.is_none() => marks.extend([Mark::Covert]),
        Secrecy::Open | Secrecy::Covert => {
            marks.extend([Mark::Department(case.department), Mark::Cases]);
        }
        Secrecy::Restricted => {
            let people = case.fields.keys().filter_map(|field| case.person(field));
            marks.extend(people.map(Mark::Member));
            marks.extend([Mark::Head(case.department)]);
        }
        Secrecy::Protected => {}
    }
    marks
}

/// Whether `redact` could take anything away from a record: the cheap question before it.
pub fn is_guarded(record: &Record) -> bool {
    match record {
        Record::Case(case) => {
            !case.personal.is_empty() || case.visibility.kind == Secrecy::Protected
        }
        Record::Round(round) => round.presence.iter().any(|presence| presence.fix.is_some()),
        _ => false,
    }
}

/// The record as a holder of these marks may read it. Of a case: who found a protected one stays
/// hidden from everybody else, and personal fields from whoever has no part in it and no class that
/// deals with residents (roles.md: owner data). Of a round: where a phone was is read by whoever
/// carried it and by those who judge the round.
pub fn redact(record: Record, marks: &BTreeSet<Mark>) -> Record {
    match record {
        Record::Case(case) => Record::Case(redact_case(case, marks)),
        Record::Round(round) => Record::Round(redact_round(round, marks)),
        other => other,
    }
}

fn redact_round(mut round: Round, marks: &BTreeSet<Mark>) -> Round {
    let judges = [Mark::Head(round.department), Mark::Rounds, Mark::Covert];
    if judges.iter().any(|mark| marks.contains(mark)) {
        return round;
    }
    let own = |at| round.walker_at(at).is_some_and(|id| marks.contains(&Mark::Member(id)));
    let others: Vec<bool> = round.presence.iter().map(|presence| !own(presence.at)).collect();
    for (presence, other) in round.presence.iter_mut().zip(others) {
        if other {
            presence.fix = None;
        }
    }
    round
}

fn redact_case(mut case: Case, marks: &BTreeSet<Mark>) -> Case {
    let own = |id: MemberId| marks.contains(&Mark::Member(id));
    if case.visibility.kind == Secrecy::Protected && !own(case.finder) {
        let finder = case.finder;
        case.finder = MemberId::SYSTEM;
        for event in case.timeline.iter_mut().filter(|event| event.by == finder) {
            event.by = MemberId::SYSTEM;
        }
        let held = case.fields.values_mut().flat_map(|held| &mut held.entries);
        held.filter(|entry| entry.by == finder).for_each(|entry| entry.by = MemberId::SYSTEM);
        case.masked = true;
    }
    let part = [Some(case.finder), case.handler, case.owner].into_iter().flatten().any(own);
    if !part && !marks.contains(&Mark::Residents) {
        for key in &case.personal {
            let Some(held) = case.fields.get_mut(key) else { continue };
            held.entries.iter_mut().for_each(|entry| entry.value = FieldValue::Masked);
            case.masked = true;
        }
    }
    case
}

fn marks_of_grant(grant: &Grant) -> Vec<Mark> {
    let classes = classes_of(grant.role);
    if classes.contains(&Class::Administrator) {
        return Vec::new();
    }
    let mut marks = vec![Mark::Role(grant.role), Mark::Department(grant.department)];
    if classes.contains(&Class::Head) {
        marks.push(Mark::Head(grant.department));
    }
    if matches!(grant.role, Role::Pm | Role::Deputy | Role::Gm | Role::Quality | Role::CsSupervisor)
    {
        marks.push(Mark::Rounds);
    }
    if matches!(grant.role, Role::Pm | Role::Deputy | Role::Quality) {
        marks.push(Mark::Covert);
    }
    if classes.iter().any(|class| [Class::CustomerService, Class::Manager].contains(class)) {
        marks.push(Mark::Residents);
    }
    let all_cases = [Class::CustomerService, Class::Manager, Class::Quality, Class::Office];
    if classes.iter().any(|class| all_cases.contains(class)) {
        marks.push(Mark::Cases);
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_written_with_the_words_of_the_wire() {
        assert_eq!(Mark::Role(Role::GuardCaptain).to_string(), "role:guard_captain");
        assert_eq!(Mark::Head(Department::Eng).to_string(), "head:eng");
        assert_eq!(Mark::Department(Department::Cs).to_string(), "department:cs");
    }
}
