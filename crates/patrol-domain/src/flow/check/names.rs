//! Whether everything that a flow names is there, and of the type that is asked of it.

use crate::flow::check::{FlowFault, FlowReason, fault};
use crate::flow::time::clock;
use crate::flow::{Base, Coded, Cond, Effect, FieldType, Flow, From, Requirement, Span};
use std::collections::BTreeSet;

pub(super) struct Names<'a> {
    flow: &'a Flow,
    verbs: BTreeSet<&'a str>,
    deadlines: BTreeSet<&'a str>,
}

const AMOUNTS: [FieldType; 2] = [FieldType::Number, FieldType::Money];
const TIMES: [FieldType; 2] = [FieldType::Date, FieldType::Moment];

type Checked = Result<(), FlowFault>;

impl<'a> Names<'a> {
    pub fn of(flow: &'a Flow) -> Names<'a> {
        let own = ["file", "open", "settle"].into_iter();
        let timed = flow.timed.iter().map(|timed| timed.key.as_str());
        let verbs = own.chain(timed).chain(flow.moves.iter().map(|mv| mv.verb.as_str()));
        let sets = flow.moves.iter().flat_map(|mv| &mv.sets);
        let sets = sets.chain(flow.opening.iter().flat_map(|opening| &opening.sets));
        let deadlines = sets.filter_map(|effect| match effect {
            Effect::Deadline { name, .. } | Effect::DeadlineFrom { name, .. } => {
                Some(name.as_str())
            }
            _ => None,
        });
        Names { flow, verbs: verbs.collect(), deadlines: deadlines.chain(["", "due"]).collect() }
    }

    pub fn state(&self, key: &str, place: &str) -> Checked {
        let there = self.flow.state(key).is_some();
        found(there, place, || FlowReason::UnknownState(key.to_owned()))
    }

    pub fn reason(&self, code: &str, place: &str) -> Checked {
        let there = self.flow.reason(code).is_some();
        found(there, place, || FlowReason::UnknownReason(code.to_owned()))
    }

    pub fn verb(&self, verb: &str, place: &str) -> Checked {
        found(self.verbs.contains(verb), place, || FlowReason::UnknownVerb(verb.to_owned()))
    }

    fn counter(&self, key: &str, place: &str) -> Checked {
        let there = key == "attempts" || self.flow.counter(key).is_some();
        found(there, place, || FlowReason::UnknownCounter(key.to_owned()))
    }

    /// A kind of link, or the flow of a case that points here.
    fn link(&self, key: &str, place: &str) -> Checked {
        let there = self.flow.link(key).is_some();
        found(there, place, || FlowReason::UnknownLink(key.to_owned()))
    }

    pub fn fields(&self, keys: &[String], place: &str) -> Checked {
        keys.iter().try_for_each(|key| self.field_of(key, &[], place))
    }

    /// A field of one of the types; of any, when none is named.
    pub fn field_of(&self, key: &str, types: &[FieldType], place: &str) -> Checked {
        let Some(field) = self.flow.field(key) else {
            return Err(fault(place, FlowReason::UnknownField(key.to_owned())));
        };
        let fits = types.is_empty() || types.contains(&field.kind);
        found(fits, place, || FlowReason::WrongField(key.to_owned()))
    }

    fn option(&self, key: &str, option: &str, place: &str) -> Checked {
        self.field_of(key, &[FieldType::Choice], place)?;
        let there = self.flow.field(key).is_some_and(|field| field.option(option).is_some());
        found(there, place, || FlowReason::UnknownOption(key.to_owned(), option.to_owned()))
    }

    pub fn requirements(&self, list: &[Requirement], place: &str) -> Checked {
        for (n, one) in list.iter().enumerate() {
            if list[..n].contains(one) {
                return Err(fault(place, FlowReason::Duplicate(format!("{one:?}"))));
            }
            self.requirement(one, place)?;
        }
        Ok(())
    }

    fn requirement(&self, what: &Requirement, place: &str) -> Checked {
        match what {
            Requirement::Field(key) | Requirement::Known(key) => self.field_of(key, &[], place),
            Requirement::Link(key) | Requirement::RoundDone(key) => self.link(key, place),
            Requirement::Signature(signer) => {
                found(!signer.trim().is_empty(), place, || FlowReason::Empty)
            }
            Requirement::When { when, need } => {
                self.cond(when, place)?;
                self.requirement(need, place)
            }
            _ => Ok(()),
        }
    }

    pub fn coded<'b>(&self, list: impl Iterator<Item = &'b Coded>, place: &str) -> Checked {
        for coded in list {
            self.reason(&coded.code, place)?;
            self.cond(&coded.when, place)?;
        }
        Ok(())
    }

    pub fn effects(&self, sets: &[Effect], place: &str) -> Checked {
        sets.iter().try_for_each(|effect| match effect {
            Effect::Attempt => Ok(()),
            Effect::Count(key) | Effect::Reset(key) => self.counter(key, place),
            Effect::Choose { field, option } => self.option(field, option, place),
            Effect::Deadline { from, span, .. } => {
                self.from(from, place)?;
                self.span(span, place)
            }
            Effect::DeadlineFrom { field, .. } => self.field_of(field, &TIMES, place),
            Effect::NoDeadline { name } => self.deadline(name, place),
            Effect::Number { name, .. } => {
                found(!name.trim().is_empty(), place, || FlowReason::Empty)
            }
            Effect::Carry { link, verb } => {
                self.link(link, place)?;
                found(!verb.trim().is_empty(), place, || FlowReason::Empty)
            }
            _ => Ok(()),
        })
    }

    fn deadline(&self, name: &str, place: &str) -> Checked {
        found(self.deadlines.contains(name), place, || FlowReason::UnknownField(name.to_owned()))
    }

    pub fn from(&self, from: &From, place: &str) -> Checked {
        match from {
            From::Deadline(name) => self.deadline(name, place),
            From::Field(field) => self.field_of(field, &TIMES, place),
            From::Now | From::Found | From::State | From::Due => Ok(()),
        }
    }

    pub fn span(&self, span: &Span, place: &str) -> Checked {
        let weekday = span.end_of_weekday.is_none_or(|day| (1..=7).contains(&day));
        found(span.ways() == 1 && weekday, place, || FlowReason::BadSpan)?;
        let bad = span.until.iter().find(|time| clock(time).is_none());
        bad.map_or(Ok(()), |time| Err(fault(place, FlowReason::BadClock(time.clone()))))
    }

    pub fn cond(&self, cond: &Cond, place: &str) -> Checked {
        match cond {
            Cond::All(list) | Cond::Any(list) => {
                list.iter().try_for_each(|cond| self.cond(cond, place))
            }
            Cond::Not(cond) => self.cond(cond, place),
            Cond::Has(field) => self.field_of(field, &[], place),
            Cond::Is { field, options } => {
                found(!options.is_empty(), place, || FlowReason::Empty)?;
                options.iter().try_for_each(|option| self.option(field, option, place))
            }
            Cond::Yes(field) | Cond::No(field) => self.field_of(field, &[FieldType::YesNo], place),
            Cond::Late(name) => self.deadline(name, place),
            Cond::Counted { counter, .. } => self.counter(counter, place),
            Cond::Linked(kind) => self.link(kind, place),
            Cond::Acted(verb) | Cond::MoverActed(verb) => self.verb(verb, place),
            Cond::NotActedSince { verb, since } => {
                self.verb(verb, place)?;
                self.verb(since, place)
            }
            _ => self.cond_of_field(cond, place),
        }
    }

    fn cond_of_field(&self, cond: &Cond, place: &str) -> Checked {
        let person = |field: &str| self.field_of(field, &[FieldType::Person], place);
        match cond {
            Cond::NotAfter { field, than } => {
                self.field_of(field, &TIMES, place)?;
                match than {
                    Base::Field(other) => self.field_of(other, &TIMES, place),
                    Base::Now | Base::Due | Base::Found => Ok(()),
                }
            }
            Cond::Expired(field) => self.field_of(field, &TIMES, place),
            Cond::Quiet(Some(field)) => self.field_of(field, &TIMES, place),
            Cond::Differs { field, from } => {
                self.field_of(field, &AMOUNTS, place)?;
                self.field_of(from, &AMOUNTS, place)
            }
            Cond::Below { field, .. } => self.field_of(field, &AMOUNTS, place),
            Cond::Charged(field) | Cond::Unpriced(field) | Cond::Unagreed(field) => {
                self.field_of(field, &[FieldType::Materials], place)
            }
            Cond::MoverIs(field) | Cond::Superior(field) | Cond::PersonIs { field, .. } => {
                person(field)
            }
            Cond::SamePerson { field, other } => {
                person(field)?;
                person(other)
            }
            _ => Ok(()),
        }
    }
}

fn found(there: bool, place: &str, reason: impl FnOnce() -> FlowReason) -> Checked {
    if there { Ok(()) } else { Err(fault(place, reason())) }
}
