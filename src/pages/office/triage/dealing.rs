//! What a row of new cases comes to: its severity, its handler and its day, by the moves of the flow.
//! Draws nothing.

use crate::i18n::*;
use crate::pages::form::{Typed, field_value};
use crate::pages::issues::offset;
use crate::pages::troubles;
use crate::state::actions::CaseMove;
use crate::state::{App, PerformError};
use leptos::prelude::*;
use patrol_domain::Rejection;
use patrol_domain::case::{Brought, Case};
use patrol_domain::checklist::Severity;
use patrol_domain::flow::{FieldType, Flow, Move, Requirement};
use patrol_domain::ids::MemberId;
use patrol_domain::people::Member;
use patrol_domain::turn::assigning;

/// What the row comes to.
pub struct Dealt {
    pub severity: Option<Severity>,
    pub to: MemberId,
    pub day: String,
    pub why: String,
}

/// Nobody has it, it stands where its flow begins, and this person may name who takes it.
pub fn is_fresh(flow: &Flow, me: &Member, case: &Case) -> bool {
    let new = case.handler.is_none() && case.closed_at.is_none() && case.state == flow.initial;
    new && assigning(flow, me, case).is_some()
}

pub async fn keep(app: App, locale: Locale, case: &Case, dealt: Dealt) -> Result<(), String> {
    let flow = app.reference.with_untracked(|all| all.flow(&case.flow, case.flow_version));
    let gone = || td_string!(locale, desk.gone).to_owned();
    let (flow, me) = flow.zip(untrack(|| app.me().get())).ok_or_else(gone)?;
    let said = |why: PerformError| troubles::perform(locale, &why);
    let naming = assigning(&flow, &me, case).ok_or_else(gone)?;
    let fields = planned(&flow, naming, &dealt.day, untrack(|| offset(app)));
    let brings = Brought { seen: case.seen(fields.keys()), fields, ..Brought::default() };
    if let Some(severity) = dealt.severity {
        grade(app, (&flow, &me, case), severity, &dealt.why).await.map_err(said)?;
    }
    let verb = naming.verb.clone();
    let step = CaseMove { verb, handler: Some(dealt.to), brings, ..CaseMove::default() };
    app.actions.move_case(case.id, step, None).await.map_err(said)
}

type Fields = std::collections::BTreeMap<String, patrol_domain::case::FieldValue>;

/// The day, in the date that the move takes along.
fn planned(flow: &Flow, mv: &Move, day: &str, offset_min: i16) -> Fields {
    let dates = mv.takes.iter().filter_map(|key| flow.field(key));
    let date = dates.into_iter().find(|field| field.kind == FieldType::Date);
    let value = date.and_then(|field| {
        let mut typed = Typed::default();
        typed.fields.insert(field.key.clone(), day.to_owned());
        Some((field.key.clone(), field_value(field, &typed, offset_min).ok()?))
    });
    value.into_iter().collect()
}

/// Whether a severity, and at most a word why, is all that the move asks for.
fn grades(mv: &Move) -> bool {
    let plain = |what: &Requirement| matches!(what, Requirement::Severity | Requirement::Note);
    mv.requires.contains(&Requirement::Severity) && mv.requires.iter().all(plain)
}

/// Raising and lowering are two moves; each says itself which way it goes.
async fn grade(
    app: App,
    (flow, me, case): (&Flow, &Member, &Case),
    severity: Severity,
    why: &str,
) -> Result<(), PerformError> {
    let mut last = PerformError::Rejected(Rejection::NotAllowed);
    for mv in flow.moves_open_to(me, case).filter(|mv| grades(mv)) {
        let brings = Brought { severity: Some(severity), ..Brought::default() };
        let (verb, note) = (mv.verb.clone(), why.to_owned());
        let step = CaseMove { verb, note, brings, ..CaseMove::default() };
        match app.actions.move_case(case.id, step, None).await {
            Ok(()) => return Ok(()),
            Err(PerformError::Rejected(Rejection::FlowRefuses { .. })) => {}
            Err(why) => last = why,
        }
    }
    Err(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::issues::sample::{case, person};
    use patrol_domain::case::FieldValue;
    use patrol_domain::people::{Department, Role};

    fn issue() -> Flow {
        let text = include_str!("../../../../library/flows/issue.json");
        serde_json::from_str(text).expect("a flow")
    }

    #[test]
    fn new_is_what_nobody_has_and_this_person_may_give_away() {
        let flow = issue();
        let head = person(1, Role::EngHead, Department::Eng);
        let mut new = case();
        (new.state, new.handler, new.department) = ("open".into(), None, Department::Eng);
        assert!(is_fresh(&flow, &head, &new));
        assert!(!is_fresh(&flow, &person(2, Role::Guard, Department::Sec), &new));
        new.handler = Some(head.id);
        assert!(!is_fresh(&flow, &head, &new));
        (new.handler, new.state) = (None, "reopened".into());
        assert!(!is_fresh(&flow, &head, &new));
    }

    #[test]
    fn severity_is_changed_by_the_two_moves_that_ask_for_nothing_else() {
        let flow = issue();
        let verbs: Vec<&str> =
            flow.moves.iter().filter(|mv| grades(mv)).map(|mv| mv.verb.as_str()).collect();
        assert_eq!(verbs, ["raise_severity", "lower_severity"]);
    }

    #[test]
    fn the_day_goes_along_in_the_date_that_the_move_takes() {
        let flow = issue();
        let mv = flow.find("open", "assign").expect("a move");
        let fields = planned(&flow, mv, "2026-11-25", 480);
        let Some(FieldValue::Date { at }) = fields.get("planned_date") else {
            panic!("{fields:?}")
        };
        let local = at.local(480).expect("a time").date().to_string();
        assert_eq!(local, "2026-11-25");
        assert!(planned(&flow, mv, "", 480).is_empty());
    }
}
