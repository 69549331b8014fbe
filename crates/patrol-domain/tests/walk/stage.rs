//! A case in any state of any flow, the people around it, and one step with everything it needs.

use patrol_domain::case::{
    Brought, Case, Entry, Event, FieldValue, Held, Link, LinkTo, Material, Signed, Source,
};
use patrol_domain::checklist::Severity;
use patrol_domain::flow::{FieldType, Flow, Move, Relation, Requirement};
use patrol_domain::ids::*;
use patrol_domain::people::{Department, Grant, Member, Role};
use patrol_domain::permissions::{Class, classes_of};
use patrol_domain::photo::PhotoRef;
use patrol_domain::place::Site;
use patrol_domain::round::{Round, RoundKind, RoundState, Signature};
use patrol_domain::task::Task;
use patrol_domain::{At, Decimal, Halt, Key, Mutation, Op, Record, Rejection, View, apply};
use std::path::PathBuf;
use uuid::Uuid;

const SITE: SiteId = SiteId(Uuid::from_u128(1));
pub const CASE: CaseId = CaseId(Uuid::from_u128(2));
const OTHER: CaseId = CaseId(Uuid::from_u128(3));
const ROUND: RoundId = RoundId(Uuid::from_u128(4));
/// Thursday, 19 November 2026, 10:00 at the site.
pub const NOW: At = At(1_795_053_600_000);

/// Everything that ships, and one that says everything a flow can say.
pub fn flows() -> Vec<Flow> {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let shipped = std::fs::read_dir(here.join("../../library/flows")).unwrap();
    let paths = shipped.map(|entry| entry.unwrap().path());
    let paths = paths.chain([here.join("tests/flows/hot_work.json")]);
    let read =
        |path: PathBuf| serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    paths.map(read).collect()
}

#[derive(Clone)]
pub struct Stage {
    pub flow: Flow,
    pub case: Case,
    pub people: Vec<Member>,
    pub mover: MemberId,
    pub round_done: bool,
    pub now: At,
}

/// A move with what it brings.
#[derive(Clone)]
pub struct Step {
    pub verb: String,
    pub note: String,
    pub photos: Vec<PhotoRef>,
    pub handler: Option<MemberId>,
    pub sealed: bool,
    pub brings: Brought,
}

fn member(n: u128, role: Role, department: Department) -> Member {
    let grants = vec![Grant { site: SITE, role, department }];
    Member { id: MemberId(Uuid::from_u128(n)), name: format!("{role:?}"), grants, suspended: false }
}

/// One of every class, and a few more for the relations.
fn people() -> Vec<Member> {
    use Department::*;
    vec![
        member(10, Role::Guard, Sec),
        member(11, Role::EnvSupervisor, Env),
        member(12, Role::Maintenance, Eng),
        member(13, Role::CsOfficer, Cs),
        member(14, Role::EngHead, Eng),
        member(15, Role::Pm, Mgmt),
        member(16, Role::Quality, Quality),
        member(17, Role::OfficeClerk, Office),
        member(18, Role::Admin, Mgmt),
        member(19, Role::Maintenance, Eng),
        member(20, Role::FrontDesk, Cs),
        member(21, Role::CsSupervisor, Cs),
        member(22, Role::Guard, Sec),
        member(23, Role::OfficeClerk, Office),
        member(24, Role::Guard, Sec),
    ]
}

pub const HANDLER: MemberId = MemberId(Uuid::from_u128(19));
pub const FINDER: MemberId = MemberId(Uuid::from_u128(22));
/// Plays no part but in person fields.
pub const NAMED: MemberId = MemberId(Uuid::from_u128(24));

pub fn photo(n: u8) -> PhotoRef {
    let id = PhotoId([n; 32]);
    PhotoRef { id, bytes: 1, width: 1, height: 1, original: id, taken_at: NOW, marks: Vec::new() }
}

fn signature() -> Signature {
    let strokes = vec![vec![(1, 2), (300, 200)]];
    Signature {
        name: "林小姐".into(),
        role: String::new(),
        strokes,
        member: None,
        text_sha256: String::new(),
    }
}

impl Stage {
    pub fn new(flow: &Flow, state: &str) -> Stage {
        let found = At(NOW.0 - 3_600_000);
        let mut case = Case {
            state: state.to_owned(),
            title: "x".into(),
            category: "WTR".into(),
            severity: Severity::Serious,
            place: Some(PlaceId(Uuid::from_u128(5))),
            department: Department::Eng,
            found_at: found,
            handler: Some(HANDLER),
            due_at: Some(NOW.plus_days(7)),
            visibility: flow.visibility.clone(),
            ..Case::blank(CASE, SITE, (&flow.key, flow.version), FINDER)
        };
        let event = Event::bare(OpId(Uuid::from_u128(90)), "open", state.to_owned(), FINDER, found);
        case.timeline.push(event);
        let mut stage = Stage {
            flow: flow.clone(),
            case,
            people: people(),
            mover: HANDLER,
            round_done: true,
            now: NOW,
        };
        for field in flow.fields.iter().filter(|field| field.kind == FieldType::Person) {
            stage.name(&field.key, NAMED);
        }
        stage
    }

    /// A step with everything that the move asks for or takes.
    pub fn step(&self, flow: &Flow, mv: &Move) -> Step {
        let mut brings = Brought {
            department: Some(Department::Cs),
            severity: Some(if mv.verb == "raise_severity" {
                Severity::Major
            } else {
                Severity::General
            }),
            code: self.case.slip_code(),
            ..Brought::default()
        };
        let photos = vec![photo(1)];
        let asked = mv.requires.iter().flat_map(names).chain(mv.takes.iter().cloned());
        for key in asked {
            brings.fields.insert(key.clone(), value(flow, &key));
        }
        for requirement in &mv.requires {
            bring(flow, requirement, &mut brings);
        }
        let handler = mv.requires.contains(&Requirement::Handler).then_some(HANDLER);
        let (verb, note) = (mv.verb.clone(), "说明".to_owned());
        Step { verb, note, photos, handler, sealed: true, brings }
    }

    /// Takes away what is needed; what is then said.
    pub fn without(&mut self, need: &Requirement, step: &mut Step) -> Rejection {
        match need {
            Requirement::Note => step.note.clear(),
            Requirement::Photo => {
                step.photos.clear();
                let photo = |value: &FieldValue| matches!(value, FieldValue::Photo { .. });
                step.brings.fields.retain(|_, value| !photo(value));
            }
            Requirement::AfterPhoto => self.case.timeline[0].photos = step.photos.clone(),
            Requirement::Handler => step.handler = None,
            Requirement::PlaceProof => self.case.timeline[0].photos = step.photos.clone(),
            Requirement::Seal => step.sealed = false,
            Requirement::Place => self.case.place = None,
            Requirement::Department => step.brings.department = None,
            Requirement::Severity => step.brings.severity = None,
            Requirement::Category => self.case.category.clear(),
            Requirement::CaseCode => step.brings.code.clear(),
            Requirement::Field(field) | Requirement::Known(field) => {
                step.brings.fields.remove(field);
                self.case.fields.remove(field);
            }
            Requirement::Signature(_) => step.brings.signatures.clear(),
            Requirement::Link(_) => {
                step.brings.links.clear();
                self.case.links.clear();
            }
            Requirement::RoundDone(_) => self.round_done = false,
            Requirement::When { need, .. } => return self.without(need, step),
        }
        reason(need)
    }

    pub fn of_class(&self, class: Class) -> &Member {
        self.people.iter().find(|one| classes_of(one.grants[0].role).contains(&class)).unwrap()
    }

    /// Somebody who may make the move and sees the case.
    pub fn who_may(&self, mv: &Move) -> Option<MemberId> {
        let may = |one: &&Member| {
            mv.who.allows(one, &self.case).is_ok()
                && patrol_domain::sight::visible_case(one, &self.case)
        };
        self.people.iter().find(may).map(|one| one.id)
    }

    pub fn relate(&mut self, member: MemberId, relation: Relation) {
        match relation {
            Relation::Finder => self.case.finder = member,
            Relation::Handler => self.case.handler = Some(member),
            Relation::Verifier => self.case.verifier = Some(member),
            Relation::Owner => self.case.owner = Some(member),
            Relation::Department | Relation::DepartmentHead | Relation::Anyone => {
                let one = self.people.iter().find(|one| one.id == member).unwrap();
                self.case.department = one.grants[0].department;
            }
        }
    }

    pub fn act(&mut self, verb: &str, by: MemberId) {
        let (op, to) = (OpId(Uuid::from_u128(91)), self.case.state.clone());
        self.case.timeline.push(Event::bare(op, verb, to, by, self.case.found_at));
    }

    pub fn name(&mut self, field: &str, member: MemberId) {
        self.put(field, FieldValue::Person { member });
    }

    pub fn put(&mut self, field: &str, value: FieldValue) {
        let (op, by, at) = (OpId(Uuid::from_u128(92)), FINDER, self.case.found_at);
        let held = Held { entries: vec![Entry { op, by, at, value }], rivals: Vec::new() };
        self.case.fields.insert(field.to_owned(), held);
    }

    pub fn unknown(&self) -> Rejection {
        Rejection::Unknown { key: Key::Case { id: CASE } }
    }

    pub fn play(&self, by: MemberId, step: &Step) -> Result<Case, Rejection> {
        let mut view = View::default();
        for record in self.records() {
            view.put(record.key(), Some(record));
        }
        let Step { verb, note, photos, handler, sealed, brings } = step.clone();
        let mutation = Mutation::MoveCase {
            case: CASE,
            mv: verb,
            note,
            photos,
            handler,
            presence: None,
            sealed,
            brings: Box::new(brings),
        };
        let op = Op {
            id: OpId(Uuid::from_u128(99)),
            device: DeviceId(Uuid::from_u128(1)),
            seq: 1,
            author: by,
            site: SITE,
            made_at: self.now,
            device_at: self.now,
            mutation,
        };
        loop {
            match apply(&view, &op) {
                Ok(changed) => {
                    let case = changed.into_iter().find_map(|record| match record {
                        Record::Case(case) if case.id == CASE => Some(case),
                        _ => None,
                    });
                    return Ok(case.unwrap());
                }
                Err(Halt::Rejected(why)) => return Err(why),
                Err(Halt::Need(key)) => view.put(key, None),
            }
        }
    }

    fn records(&self) -> Vec<Record> {
        let site = Site {
            id: SITE,
            name: String::new(),
            zone: "Asia/Shanghai".into(),
            offset_min: 480,
            calendar: Default::default(),
            positions: false,
            shifts: Default::default(),
            switches: Default::default(),
        };
        let task = Task {
            kind: RoundKind::Special,
            checklist: self
                .flow
                .links
                .iter()
                .find_map(|link| link.checklist.clone())
                .unwrap_or("C60".into()),
            version: 1,
            place: PlaceId(Uuid::from_u128(5)),
            department: Department::Eng,
            roles: self.people.iter().map(|one| one.grants[0].role).collect(),
        };
        let mut round = Round::planned(ROUND, SITE, 480, task);
        round.state = if self.round_done { RoundState::Submitted } else { RoundState::Started };
        let mut other = self.case.clone();
        other.id = OTHER;
        other.links.clear();
        other.visibility = Default::default();
        other.finder = self.mover;
        let linked = self.flow.links.iter().find_map(|link| link.flow.clone());
        other.flow = linked.unwrap_or_else(|| "issue".into());
        let people = self.people.iter().cloned().map(Record::Member);
        let own = [Record::Site(site), Record::Flow(self.flow.clone()), Record::Round(round)];
        people.chain(own).chain([Record::Case(self.case.clone()), Record::Case(other)]).collect()
    }
}

/// The fields that a requirement names.
fn names(requirement: &Requirement) -> Vec<String> {
    match requirement {
        Requirement::Field(field) | Requirement::Known(field) => vec![field.clone()],
        Requirement::When { need, .. } => names(need),
        _ => Vec::new(),
    }
}

fn bring(flow: &Flow, requirement: &Requirement, brings: &mut Brought) {
    match requirement {
        Requirement::Signature(signer) => {
            let signer = signer.clone();
            brings.signatures.push(Signed { signer, member: None, signature: signature() });
        }
        Requirement::Link(kind) => brings.links.push(link(flow, kind)),
        Requirement::When { need, .. } => bring(flow, need, brings),
        _ => {}
    }
}

pub fn link(flow: &Flow, kind: &str) -> Link {
    let round = flow.link(kind).is_some_and(|link| link.checklist.is_some() || link.key == "round");
    let to = if round { LinkTo::Round { id: ROUND } } else { LinkTo::Case { id: OTHER } };
    Link { kind: kind.to_owned(), to, back: false }
}

/// A value that no reason refuses, as far as one value can know.
pub fn value(flow: &Flow, key: &str) -> FieldValue {
    let field = flow.field(key).unwrap();
    match field.kind {
        FieldType::Text => FieldValue::Text { text: "有".into() },
        FieldType::Choice => FieldValue::Choice { option: field.options[0].key.clone() },
        FieldType::Number => {
            FieldValue::Number { number: Decimal::new(field.max.unwrap_or(5).min(5), 0) }
        }
        FieldType::Money => FieldValue::Money { cents: 0 },
        FieldType::Date | FieldType::Moment => FieldValue::Date { at: NOW.plus_days(20) },
        FieldType::Person => FieldValue::Person { member: NAMED },
        FieldType::Photo => FieldValue::Photo { photos: vec![photo(1).id] },
        FieldType::Signature => FieldValue::Signature { signature: signature() },
        FieldType::YesNo => FieldValue::YesNo { yes: true },
        FieldType::Materials => FieldValue::Materials { lines: vec![line(Source::Gift, 0)] },
    }
}

pub fn line(source: Source, price_cents: i64) -> Material {
    Material {
        name: "垫片".into(),
        quantity: Decimal::new(1, 0),
        unit: String::new(),
        source,
        price_cents,
        agreed_at: None,
        reason: String::new(),
    }
}

fn reason(need: &Requirement) -> Rejection {
    match need {
        Requirement::Note => Rejection::MoveNoteNeeded,
        Requirement::Photo => Rejection::MovePhotoNeeded,
        Requirement::Handler => Rejection::HandlerNeeded,
        Requirement::PlaceProof => Rejection::PlaceProofNeeded,
        Requirement::Seal => Rejection::SealNeeded,
        Requirement::AfterPhoto => Rejection::AfterPhotoNeeded,
        Requirement::Place => Rejection::PlaceNeeded,
        Requirement::Department => Rejection::DepartmentNeeded,
        Requirement::Severity => Rejection::SeverityNeeded,
        Requirement::Category => Rejection::NoSuchCategory,
        Requirement::CaseCode => Rejection::CaseCodeNeeded,
        Requirement::Field(field) | Requirement::Known(field) => {
            Rejection::FieldNeeded { field: field.clone() }
        }
        Requirement::Signature(signer) => Rejection::SignatureNeeded { signer: signer.clone() },
        Requirement::Link(link) => Rejection::LinkNeeded { link: link.clone() },
        Requirement::RoundDone(link) => Rejection::RoundNotDone { link: link.clone() },
        Requirement::When { need, .. } => reason(need),
    }
}
