//! Writing the typed fields of a case: judges each value by its field, keeps every value.

use crate::apply::answer::is_signed;
use crate::apply::deed::{Deed, blank, fits, if_there};
use crate::apply::moves::{Rule, Step};
use crate::apply::{Halt, Outcome};
use crate::case::{Case, Entry, Event, FieldValue, Material, Source};
use crate::decimal::Decimal;
use crate::flow::{Field, FieldType, Flow, Relation, Requirement};
use crate::ids::{CaseId, MemberId, OpId};
use crate::people::Role;
use crate::permissions::{Class, classes_of};
use crate::record::Record;
use crate::reject::Rejection;

/// Most lines of material on one order.
const LINE_LIMIT: usize = 60;
/// Most signatures under one move.
const SIGNATURE_LIMIT: usize = 8;

/// Writes what the move brings; refuses a field that the move does not take.
pub(super) fn write(
    deed: &Deed,
    flow: &Flow,
    rule: &Rule,
    case: &mut Case,
    step: &Step,
) -> Result<(), Halt> {
    for (key, value) in &step.brings.fields {
        let field = flow.field(key).filter(|_| takes(rule, key));
        let Some(field) = field else {
            return Err(Rejection::NoSuchField { field: key.clone() }.into());
        };
        judge(deed, field, value, step)?;
        let (op, by, at) = (deed.op.id, deed.op.author, deed.op.made_at);
        let entry = Entry { op, by, at, value: value.clone() };
        let seen = step.brings.seen.get(key).copied();
        case.fields.entry(key.clone()).or_default().write(entry, seen);
    }
    if step.brings.signatures.len() > SIGNATURE_LIMIT {
        let signer = step.brings.signatures[SIGNATURE_LIMIT].signer.clone();
        return Err(Rejection::SignatureNeeded { signer }.into());
    }
    for signed in &step.brings.signatures {
        let signature = &signed.signature;
        fits(&[&signed.signer, &signature.name, &signature.role, &signature.text_sha256])?;
    }
    Ok(())
}

fn takes(rule: &Rule, key: &str) -> bool {
    let asked = |requirement: &Requirement| match requirement {
        Requirement::Field(field) | Requirement::Known(field) => field == key,
        Requirement::When { need, .. } => {
            matches!(&**need, Requirement::Field(field) | Requirement::Known(field) if field == key)
        }
        _ => false,
    };
    rule.takes.iter().any(|taken| taken == key) || rule.requires.iter().any(asked)
}

fn judge(deed: &Deed, field: &Field, value: &FieldValue, step: &Step) -> Result<(), Halt> {
    let bad = || Rejection::BadField { field: field.key.clone() };
    let inside = |amount: Decimal| {
        field.min.is_none_or(|min| amount >= Decimal::new(min, 0))
            && field.max.is_none_or(|max| amount <= Decimal::new(max, 0))
    };
    let good = match (field.kind, value) {
        (FieldType::Text, FieldValue::Text { text }) => {
            fits(&[text])?;
            !blank(text)
        }
        (FieldType::Choice, FieldValue::Choice { option }) => field.option(option).is_some(),
        (FieldType::Number, FieldValue::Number { number }) => inside(*number),
        (FieldType::Money, FieldValue::Money { cents }) => {
            (field.min.is_some() || *cents >= 0) && inside(Decimal::new(*cents, 0))
        }
        (FieldType::Date | FieldType::Moment, FieldValue::Date { at }) => at.local(0).is_some(),
        (FieldType::Person, FieldValue::Person { member }) => works_here(deed, *member)?,
        (FieldType::Photo, FieldValue::Photo { photos }) => {
            !photos.is_empty()
                && photos.iter().all(|id| step.photos.iter().any(|photo| photo.id == *id))
        }
        (FieldType::Signature, FieldValue::Signature { signature }) => {
            fits(&[&signature.name, &signature.role, &signature.text_sha256])?;
            is_signed(signature)
        }
        (FieldType::YesNo, FieldValue::YesNo { .. }) => true,
        (FieldType::Materials, FieldValue::Materials { lines }) => {
            for line in lines {
                fits(&[&line.name, &line.unit, &line.reason])?;
            }
            lines.len() <= LINE_LIMIT && lines.iter().all(is_sound)
        }
        _ => false,
    };
    if good { Ok(()) } else { Err(bad().into()) }
}

/// R127: a gift has no price.
fn is_sound(line: &Material) -> bool {
    !blank(&line.name)
        && line.quantity > Decimal::new(0, 0)
        && line.price_cents >= 0
        && (line.source != Source::Gift || line.price_cents == 0)
}

fn works_here(deed: &Deed, id: MemberId) -> Result<bool, Halt> {
    let member = if_there(deed.view.member(id))?;
    Ok(member.is_some_and(|member| member.grants.iter().any(|grant| grant.site == deed.op.site)))
}

/// W28: two values of one field, written without sight of each other: the department head, or a
/// manager, says which holds.
pub(super) fn settle(deed: &Deed, id: CaseId, field: &str, holds: OpId, note: &str) -> Outcome {
    let me = deed.person()?;
    let mut case = deed.case(id)?;
    let manages = me.grants.iter().any(|grant| {
        let manager = classes_of(grant.role).contains(&Class::Manager);
        grant.site == case.site && (manager || grant.role == Role::Quality)
    });
    if !manages && !Relation::DepartmentHead.holds(me, &case) {
        return Err(Rejection::NotAllowed.into());
    }
    fits(&[note])?;
    let held = case.fields.get_mut(field).filter(|held| held.rivals.contains(&holds));
    let Some(held) = held else { return Err(Rejection::NothingToSettle.into()) };
    let chosen = held.entries.iter().find(|entry| entry.op == holds);
    let Some(value) = chosen.map(|entry| entry.value.clone()) else {
        return Err(Rejection::NothingToSettle.into());
    };
    let (op, at) = (deed.op.id, deed.op.made_at);
    held.entries.push(Entry { op, by: me.id, at, value });
    held.rivals.clear();
    let to = case.state.clone();
    case.timeline.push(Event {
        note: note.to_owned(),
        fields: vec![field.to_owned()],
        ..Event::bare(op, "settle", to, me.id, at)
    });
    Ok(vec![Record::Case(case)])
}
