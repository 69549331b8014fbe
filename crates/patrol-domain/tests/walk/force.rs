//! Makes a condition of a flow hold, or not, by changing the case or the step.

use crate::stage::{NAMED, NOW, Stage, Step, line, link, value};
use patrol_domain::Decimal;
use patrol_domain::case::{FieldValue, Source};
use patrol_domain::checklist::Severity;
use patrol_domain::flow::{Base, Cond};
use patrol_domain::people::Role;
use patrol_domain::permissions::{Class, classes_of};

/// Whether it could be made so.
pub fn force(cond: &Cond, want: bool, stage: &mut Stage, step: &mut Step) -> bool {
    match cond {
        Cond::Not(cond) => force(cond, !want, stage, step),
        Cond::All(all) if want => all.iter().all(|cond| force(cond, true, stage, step)),
        Cond::Any(any) if !want => any.iter().all(|cond| force(cond, false, stage, step)),
        Cond::All(some) | Cond::Any(some) => some.iter().any(|cond| force(cond, want, stage, step)),
        Cond::Has(field) => {
            let there =
                step.brings.fields.contains_key(field) || stage.case.fields.contains_key(field);
            if want == there {
                true
            } else if want {
                put(field, value(&stage.flow.clone(), field), stage, step)
            } else {
                drop_field(field, stage, step)
            }
        }
        Cond::Is { field, options } => match want {
            true => put(field, FieldValue::Choice { option: options[0].clone() }, stage, step),
            false => {
                let all = stage.flow.field(field).unwrap().options.clone();
                match all.into_iter().find(|option| !options.contains(&option.key)) {
                    Some(other) => {
                        put(field, FieldValue::Choice { option: other.key }, stage, step)
                    }
                    None => drop_field(field, stage, step),
                }
            }
        },
        Cond::Yes(field) => put(field, FieldValue::YesNo { yes: want }, stage, step),
        Cond::No(field) => put(field, FieldValue::YesNo { yes: !want }, stage, step),
        Cond::Counted { counter, at_least } => {
            let count = if want { *at_least } else { 0 };
            stage.case.counters.insert(counter.clone(), count);
            true
        }
        Cond::SeverityAtLeast(severity) => {
            stage.case.severity = if want { *severity } else { Severity::General };
            true
        }
        Cond::SeverityLower => {
            severity(if want { Severity::General } else { Severity::Major }, step)
        }
        Cond::SeverityNotHigher => {
            severity(if want { Severity::General } else { Severity::Major }, step)
        }
        Cond::SameDepartment => {
            let own = stage.case.department;
            let other = patrol_domain::people::Department::Env;
            step.brings.department = Some(if want { own } else { other });
            true
        }
        Cond::Linked(kind) => {
            stage.case.links.retain(|link| link.kind != *kind);
            if want {
                let link = link(&stage.flow, kind);
                stage.case.links.push(link);
            }
            true
        }
        Cond::Acted(verb) => {
            stage.case.timeline.retain(|event| event.verb != *verb);
            if want {
                stage.act(verb, NAMED);
            }
            true
        }
        _ => force_rest(cond, want, stage, step),
    }
}

fn force_rest(cond: &Cond, want: bool, stage: &mut Stage, step: &mut Step) -> bool {
    match cond {
        Cond::NotAfter { field, than } => {
            let other = match than {
                Base::Now => NOW,
                Base::Due => stage.case.due_at.unwrap(),
                Base::Found => stage.case.found_at,
                Base::Field(field) => stage.case.moment(field).unwrap(),
            };
            let at = if want { other } else { other.plus_days(3) };
            put(field, FieldValue::Date { at }, stage, step)
        }
        Cond::Expired(field) => {
            let at = if want { NOW.plus_days(-2) } else { NOW.plus_days(2) };
            put(field, FieldValue::Date { at }, stage, step)
        }
        Cond::Below { field, than } => {
            let number = if want { than - 1 } else { *than };
            let money =
                stage.flow.field(field).unwrap().kind == patrol_domain::flow::FieldType::Money;
            let value = match money {
                true => FieldValue::Money { cents: number },
                false => FieldValue::Number { number: Decimal::new(number, 0) },
            };
            put(field, value, stage, step)
        }
        Cond::Differs { field, from } => {
            put(field, FieldValue::Money { cents: 500 }, stage, step);
            put(from, FieldValue::Money { cents: if want { 600 } else { 500 } }, stage, step)
        }
        Cond::Charged(field) => lines(
            field,
            if want { line(Source::Owner, 5) } else { line(Source::Gift, 0) },
            stage,
            step,
        ),
        Cond::Unpriced(field) | Cond::Unagreed(field) => lines(
            field,
            if want { line(Source::Property, 0) } else { line(Source::Gift, 0) },
            stage,
            step,
        ),
        Cond::MoverIs(field) | Cond::SamePerson { field, .. } | Cond::Superior(field) => {
            force_person(cond, field, want, stage, step)
        }
        Cond::Late(name) => {
            let at = NOW.plus_days(if want { -1 } else { 1 });
            match name.as_str() {
                "" | "due" => stage.case.due_at = Some(at),
                _ => drop(stage.case.deadlines.insert(name.clone(), at)),
            }
            true
        }
        Cond::Mover(_) => !want || stage.people.iter().any(|one| one.id == stage.mover),
        Cond::MoverClass(class) => {
            let of = |stage: &Stage| {
                let one = stage.people.iter().find(|one| one.id == stage.mover);
                one.is_some_and(|one| classes_of(one.grants[0].role).contains(class))
            };
            of(stage) == want || turn(*class, want, stage)
        }
        _ => false,
    }
}

fn force_person(cond: &Cond, field: &str, want: bool, stage: &mut Stage, step: &mut Step) -> bool {
    let mover = stage.mover;
    let member = match (cond, want) {
        (Cond::MoverIs(_), true) => mover,
        (Cond::Superior(_), true) => stage.of_class(Class::Manager).id,
        (Cond::SamePerson { other, .. }, true) => stage.case.person(other).unwrap_or(NAMED),
        _ => NAMED,
    };
    // A third person, where the two fields must differ.
    let member = match (cond, want) {
        (Cond::SamePerson { .. }, false) => stage.of_class(Class::Quality).id,
        _ => member,
    };
    put(field, FieldValue::Person { member }, stage, step)
}

/// The finder and handler of the stage are made, or stop being, of the class.
fn turn(class: Class, want: bool, stage: &mut Stage) -> bool {
    let role = match (class, want) {
        (Class::Head, true) => Role::GuardCaptain,
        (Class::Manager, true) => Role::Pm,
        (Class::Quality, true) => Role::Quality,
        (Class::CustomerService, true) => Role::CsOfficer,
        (_, false) => Role::Guard,
        _ => return false,
    };
    let mover = stage.mover;
    let one = stage.people.iter_mut().find(|one| one.id == mover);
    one.map(|one| one.grants[0].role = role).is_some()
}

fn severity(severity: Severity, step: &mut Step) -> bool {
    step.brings.severity = Some(severity);
    true
}

fn lines(
    field: &str,
    line: patrol_domain::case::Material,
    stage: &mut Stage,
    step: &mut Step,
) -> bool {
    put(field, FieldValue::Materials { lines: vec![line] }, stage, step)
}

/// Into the step where the move brings it, else onto the case.
fn put(field: &str, value: FieldValue, stage: &mut Stage, step: &mut Step) -> bool {
    match step.brings.fields.get_mut(field) {
        Some(brought) => *brought = value,
        None => stage.put(field, value),
    }
    true
}

fn drop_field(field: &str, stage: &mut Stage, step: &mut Step) -> bool {
    step.brings.fields.remove(field);
    stage.case.fields.remove(field);
    true
}
