//! Conditions of a flow: what must hold for a branch, a flag, a refusal or a timed step.

use crate::case::{Case, FieldValue, Material};
use crate::checklist::Severity;
use crate::decimal::Decimal;
use crate::flow::Relation;
use crate::ids::MemberId;
use crate::people::{Department, Member};
use crate::permissions::{Class, classes_of};
use crate::time::At;
use serde::{Deserialize, Serialize};

/// Reads the case as it will stand with the fields of the move written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cond {
    All(Vec<Cond>),
    Any(Vec<Cond>),
    Not(Box<Cond>),
    /// The field has a value.
    Has(String),
    /// The choice is one of these options.
    Is {
        field: String,
        options: Vec<String>,
    },
    Yes(String),
    No(String),
    /// Now is after the deadline of this name; `due` is `due_at`.
    Late(String),
    /// Not later than the other: a missing one makes it false.
    NotAfter {
        field: String,
        than: Base,
    },
    /// The date lies before the local day of now.
    Expired(String),
    /// Both amounts or numbers are there and unequal.
    Differs {
        field: String,
        from: String,
    },
    /// The number is smaller than this.
    Below {
        field: String,
        than: i64,
    },
    /// The counter stands at this or higher.
    Counted {
        counter: String,
        at_least: u16,
    },
    SeverityAtLeast(Severity),
    /// The severity named in the move is lower than the case's.
    SeverityLower,
    /// The severity named in the move is not higher than the case's.
    SeverityNotHigher,
    /// The department named in the move is the case's own.
    SameDepartment,
    /// The case is of this department.
    DepartmentIs(Department),
    Linked(String),
    /// This move was made before.
    Acted(String),
    /// This move was never made since another one last was.
    NotActedSince {
        verb: String,
        since: String,
    },
    /// The mover stands so to the case.
    Mover(Relation),
    /// The mover has a role of this class at the site.
    MoverClass(Class),
    /// The mover made this move on the case before.
    MoverActed(String),
    /// The mover is the person in this field.
    MoverIs(String),
    /// Both fields name the same person.
    SamePerson {
        field: String,
        other: String,
    },
    /// The person in this field stands above the mover: a head of their department, or a manager.
    Superior(String),
    /// The person in this field stands so to the case.
    PersonIs {
        field: String,
        relation: Relation,
    },
    /// A line of material is charged: a price above 0.
    Charged(String),
    /// A line from the property has no price or no reason (R125).
    Unpriced(String),
    /// The same, or the owner's agreement is missing.
    Unagreed(String),
    /// Now, or the moment in the field, lies in the quiet hours (R53).
    Quiet(Option<String>),
    HasHandler,
    /// One came with the move, or earlier.
    HasPhoto,
    HasPlace,
}

/// What a date is compared with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Base {
    Now,
    Due,
    Found,
    Field(String),
}

/// R53: minutes of the local day in which residents are not phoned, `from <= minute < to`.
pub const QUIET: [(u16, u16); 4] =
    [(0, 8 * 60), (11 * 60 + 30, 13 * 60 + 30), (17 * 60 + 30, 19 * 60), (21 * 60, 24 * 60)];

/// What a condition is read from.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// With the move's fields already written.
    pub case: &'a Case,
    pub now: At,
    /// Minutes east of UTC.
    pub offset_min: i16,
    pub mover: Option<&'a Member>,
    /// Named in the move.
    pub severity: Option<Severity>,
    pub department: Option<Department>,
    pub has_photo: bool,
    /// The colleagues that the conditions name, as far as they are known.
    pub people: &'a [&'a Member],
}

impl<'a> Scene<'a> {
    /// The bare case at a time.
    pub fn of(case: &'a Case, now: At) -> Scene<'a> {
        Scene {
            case,
            now,
            offset_min: 0,
            mover: None,
            severity: None,
            department: None,
            has_photo: false,
            people: &[],
        }
    }

    fn person(&self, field: &str) -> Option<&'a Member> {
        let id = self.case.person(field)?;
        self.people.iter().copied().find(|member| member.id == id)
    }
}

impl Cond {
    /// As a page asks before anything is typed: without time, and without the move's own words.
    pub fn holds_now(&self, member: &Member, case: &Case) -> bool {
        self.holds(&Scene { mover: Some(member), ..Scene::of(case, At(i64::MIN)) })
    }

    pub fn holds(&self, scene: &Scene) -> bool {
        let case = scene.case;
        match self {
            Cond::All(all) => all.iter().all(|cond| cond.holds(scene)),
            Cond::Any(any) => any.iter().any(|cond| cond.holds(scene)),
            Cond::Not(cond) => !cond.holds(scene),
            Cond::Has(field) => case.value(field).is_some(),
            Cond::Is { field, options } => case.option(field).is_some_and(|o| options.contains(o)),
            Cond::Yes(field) => case.value(field) == Some(&FieldValue::YesNo { yes: true }),
            Cond::No(field) => case.value(field) == Some(&FieldValue::YesNo { yes: false }),
            Cond::Counted { counter, at_least } => case.counted(counter) >= *at_least,
            Cond::SeverityAtLeast(severity) => case.severity >= *severity,
            Cond::SeverityLower => scene.severity.is_some_and(|given| given < case.severity),
            Cond::SeverityNotHigher => scene.severity.is_some_and(|given| given <= case.severity),
            Cond::SameDepartment => scene.department == Some(case.department),
            Cond::DepartmentIs(department) => case.department == *department,
            Cond::Linked(kind) => case.links.iter().any(|link| link.kind == *kind),
            Cond::Acted(verb) => case.timeline.iter().any(|event| event.verb == *verb),
            Cond::NotActedSince { verb, since } => !acted_since(case, verb, since),
            Cond::HasHandler => case.handler.is_some(),
            Cond::HasPhoto => {
                scene.has_photo || case.timeline.iter().any(|event| !event.photos.is_empty())
            }
            Cond::HasPlace => case.place.is_some(),
            Cond::Mover(_)
            | Cond::MoverClass(_)
            | Cond::MoverActed(_)
            | Cond::MoverIs(_)
            | Cond::SamePerson { .. }
            | Cond::Superior(_)
            | Cond::PersonIs { .. } => self.about_people(scene),
            _ => self.about_amounts_and_times(scene),
        }
    }

    fn about_people(&self, scene: &Scene) -> bool {
        let case = scene.case;
        match self {
            Cond::Mover(relation) => scene.mover.is_some_and(|me| relation.holds(me, case)),
            Cond::MoverClass(class) => scene.mover.is_some_and(|me| {
                let mut here = me.grants.iter().filter(|grant| grant.site == case.site);
                here.any(|grant| classes_of(grant.role).contains(class))
            }),
            Cond::MoverActed(verb) => scene.mover.is_some_and(|me| case.acted(me.id, verb)),
            Cond::SamePerson { field, other } => {
                case.person(field).is_some_and(|id| case.person(other) == Some(id))
            }
            Cond::MoverIs(field) => scene.mover.is_some_and(|me| case.person(field) == Some(me.id)),
            Cond::PersonIs { field, relation } => case.person(field).is_some_and(|id| {
                let own = |of: Option<MemberId>| of == Some(id);
                match relation {
                    Relation::Finder => case.finder == id,
                    Relation::Handler => own(case.handler),
                    Relation::Verifier => own(case.verifier),
                    Relation::Owner => own(case.owner),
                    _ => scene.person(field).is_some_and(|person| relation.holds(person, case)),
                }
            }),
            Cond::Superior(field) => match (scene.mover, scene.person(field)) {
                (Some(me), Some(person)) => person.is_above(me, case.site),
                _ => false,
            },
            _ => false,
        }
    }

    fn about_amounts_and_times(&self, scene: &Scene) -> bool {
        let case = scene.case;
        match self {
            Cond::Late(name) => case.deadline(name).is_some_and(|due| scene.now > due),
            Cond::NotAfter { field, than } => {
                let other = match than {
                    Base::Now => Some(scene.now),
                    Base::Due => case.due_at,
                    Base::Found => Some(case.found_at),
                    Base::Field(field) => case.moment(field),
                };
                matches!((case.moment(field), other), (Some(at), Some(other)) if at <= other)
            }
            Cond::Expired(field) => {
                let day = |at: At| at.local(scene.offset_min).map(|local| local.date());
                case.moment(field).is_some_and(|until| day(until) < day(scene.now))
            }
            Cond::Differs { field, from } => {
                matches!((case.amount(field), case.amount(from)), (Some(a), Some(b)) if a != b)
            }
            Cond::Below { field, than } => {
                case.amount(field).is_some_and(|amount| amount < Decimal::new(*than, 0))
            }
            Cond::Charged(field) => case.materials(field).iter().any(|line| line.price_cents > 0),
            Cond::Unpriced(field) => case.materials(field).iter().any(Material::is_unpriced),
            Cond::Unagreed(field) => case.materials(field).iter().any(Material::is_unagreed),
            Cond::Quiet(field) => {
                let at = field.as_ref().map_or(Some(scene.now), |field| case.moment(field));
                at.is_some_and(|at| is_quiet(at, scene.offset_min))
            }
            _ => false,
        }
    }

    /// The person fields whose member's record decides the condition.
    pub fn asks_about<'a>(&'a self, fields: &mut Vec<&'a str>) {
        match self {
            Cond::All(list) | Cond::Any(list) => {
                list.iter().for_each(|cond| cond.asks_about(fields));
            }
            Cond::Not(cond) => cond.asks_about(fields),
            Cond::Superior(field) | Cond::PersonIs { field, .. } => fields.push(field),
            _ => {}
        }
    }
}

fn acted_since(case: &Case, verb: &str, since: &str) -> bool {
    let events = case.timeline.iter().rev();
    events.take_while(|event| event.verb != since).any(|event| event.verb == verb)
}

fn is_quiet(at: At, offset_min: i16) -> bool {
    use chrono::Timelike;
    let Some(local) = at.local(offset_min) else { return false };
    let minute = u16::try_from(local.hour() * 60 + local.minute()).unwrap_or(0);
    QUIET.iter().any(|(from, to)| (*from..*to).contains(&minute))
}
