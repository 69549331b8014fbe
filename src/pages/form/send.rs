//! From a form to the operation: what is missing, what goes along, and what a refusal says.

use super::Form;
use super::says;
use super::values::{Not, value};
use crate::components::is_signature;
use crate::i18n::*;
use crate::pages::troubles;
use crate::state::PerformError;
use crate::state::actions::CaseMove;
use leptos::prelude::*;
use patrol_domain::case::{Brought, Link, Signed};
use patrol_domain::flow::Requirement;
use patrol_domain::reject::Rejection;
use patrol_domain::round::Signature;
use patrol_domain::signed::case_sha256;
use patrol_domain::slip::read_slip;

/// What is wrong and at which place of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    pub at: String,
    pub words: String,
}

impl Trouble {
    pub fn at(at: &str, key: &str) -> String {
        format!("{at}/{key}")
    }
}

/// The place of a requirement in the form.
pub fn spot(what: &Requirement) -> String {
    let (at, key) = match what {
        Requirement::Note => ("note", ""),
        Requirement::Photo | Requirement::AfterPhoto => ("photo", ""),
        Requirement::Handler => ("handler", ""),
        Requirement::PlaceProof => ("proof", ""),
        Requirement::Seal => ("seal", ""),
        Requirement::Place => ("place", ""),
        Requirement::Department => ("department", ""),
        Requirement::Severity => ("severity", ""),
        Requirement::Category => ("category", ""),
        Requirement::CaseCode => ("code", ""),
        Requirement::Field(key) | Requirement::Known(key) => ("field", key.as_str()),
        Requirement::Signature(key) => ("sign", key.as_str()),
        Requirement::Link(key) | Requirement::RoundDone(key) => ("link", key.as_str()),
        Requirement::When { need, .. } => return spot(need),
    };
    Trouble::at(at, key)
}

/// The same of a refusal; nothing where it is about no place of the form.
fn spot_of(why: &Rejection) -> String {
    let (at, key) = match why {
        Rejection::TextNeeded => ("title", ""),
        Rejection::MoveNoteNeeded => ("note", ""),
        Rejection::MovePhotoNeeded | Rejection::AfterPhotoNeeded => ("photo", ""),
        Rejection::HandlerNeeded | Rejection::HandlerOutsideDepartment => ("handler", ""),
        Rejection::PlaceProofNeeded => ("proof", ""),
        Rejection::PlaceNeeded => ("place", ""),
        Rejection::DepartmentNeeded => ("department", ""),
        Rejection::SeverityNeeded => ("severity", ""),
        Rejection::NoSuchCategory => ("category", ""),
        Rejection::CaseCodeNeeded => ("code", ""),
        Rejection::FieldNeeded { field }
        | Rejection::BadField { field }
        | Rejection::NoSuchField { field } => ("field", field.as_str()),
        Rejection::SignatureNeeded { signer } => ("sign", signer.as_str()),
        Rejection::LinkNeeded { link }
        | Rejection::BadLink { link }
        | Rejection::RoundNotDone { link } => ("link", link.as_str()),
        _ => return String::new(),
    };
    Trouble::at(at, key)
}

/// A refusal in the words of the flow, at the place that it is about.
pub fn refusal(form: Form, why: &PerformError) -> Trouble {
    let locale = form.i18n.get_locale_untracked();
    let PerformError::Rejected(why) = why else {
        return Trouble { at: String::new(), words: troubles::perform(locale, why) };
    };
    let words = form.flow.with_value(|flow| {
        let name = |key: &str| says::field_name(locale, flow, key);
        let named = match why {
            Rejection::FlowRefuses { code, .. } => {
                return flow.reason(code).map_or_else(
                    || refusals::rejection(locale, why),
                    |text| td_string!(locale, case.refused, why = say(locale, text)),
                );
            }
            Rejection::FieldNeeded { field } => Rejection::FieldNeeded { field: name(field) },
            Rejection::BadField { field } => Rejection::BadField { field: name(field) },
            Rejection::NoSuchField { field } => Rejection::NoSuchField { field: name(field) },
            Rejection::SignatureNeeded { signer } => {
                Rejection::SignatureNeeded { signer: says::signer(locale, flow, signer) }
            }
            Rejection::NoSuchMove { mv, state } => {
                let state = flow.state(state).map_or_else(String::new, |s| say(locale, &s.name));
                Rejection::NoSuchMove { mv: mv.clone(), state }
            }
            other => other.clone(),
        };
        refusals::rejection(locale, &named)
    });
    Trouble { at: spot_of(why), words }
}

/// What is missing or unreadable, the first of it.
fn missing(form: Form) -> Option<Rejection> {
    let typed = form.sketch.words.get_untracked();
    if form.opening && typed.title.trim().is_empty() {
        return Some(Rejection::TextNeeded);
    }
    let fresh = !typed.photos.is_empty();
    form.asked().into_iter().find_map(|asked| {
        let lacks = |there: bool, why: Rejection| (asked.needed && !there).then_some(why);
        match asked.what {
            Requirement::Note => lacks(!typed.note.trim().is_empty(), Rejection::MoveNoteNeeded),
            Requirement::Photo => lacks(fresh, Rejection::MovePhotoNeeded),
            Requirement::Handler => lacks(typed.handler.is_some(), Rejection::HandlerNeeded),
            Requirement::PlaceProof => {
                lacks(fresh || typed.presence.is_some(), Rejection::PlaceProofNeeded)
            }
            Requirement::Place => {
                let there = typed.place.is_some() || !typed.spot.trim().is_empty();
                lacks(there, Rejection::PlaceNeeded)
            }
            Requirement::Department => {
                lacks(typed.department.is_some(), Rejection::DepartmentNeeded)
            }
            Requirement::Severity => lacks(typed.severity.is_some(), Rejection::SeverityNeeded),
            Requirement::Category => lacks(!typed.category.is_empty(), Rejection::NoSuchCategory),
            Requirement::CaseCode => {
                lacks(!typed.code.trim().is_empty(), Rejection::CaseCodeNeeded)
            }
            Requirement::Signature(signer) => {
                let signed = typed.signed.get(&signer);
                let there = signed.is_some_and(|(name, strokes)| {
                    !name.trim().is_empty() && is_signature(strokes)
                });
                lacks(there, Rejection::SignatureNeeded { signer })
            }
            Requirement::Link(link) => {
                lacks(typed.links.contains_key(&link), Rejection::LinkNeeded { link })
            }
            Requirement::Field(field) => {
                let read = form.flow.with_value(|flow| {
                    flow.field(&field).map(|field| value(field, &typed, form.offset()))
                });
                match read? {
                    Err(Not::There) => lacks(false, Rejection::FieldNeeded { field }),
                    Err(Not::Readable) => Some(Rejection::BadField { field }),
                    Ok(_) => None,
                }
            }
            _ => None,
        }
    })
}

/// The move with all that goes along; or what is missing.
pub fn step(form: Form, verb: &str, sealed: bool) -> Result<CaseMove, Rejection> {
    if let Some(why) = missing(form) {
        return Err(why);
    }
    let typed = form.sketch.words.get_untracked();
    let asked = form.asked();
    let asks = |what: &Requirement| asked.iter().any(|one| one.what == *what);
    let code = read_slip(&typed.code).map(|slip| slip.code);
    let code = code.unwrap_or_else(|| typed.code.trim().to_ascii_uppercase());
    let mut brings = Brought { code, ..Brought::default() };
    brings.department = typed.department.filter(|_| asks(&Requirement::Department));
    brings.severity = typed.severity.filter(|_| asks(&Requirement::Severity));
    form.flow.with_value(|flow| {
        for one in &asked {
            let Requirement::Field(key) = &one.what else { continue };
            let Some(field) = flow.field(key) else { continue };
            if let Ok(value) = value(field, &typed, form.offset()) {
                brings.fields.insert(key.clone(), value);
            }
        }
    });
    brings.seen = form.case.with_value(|case| case.seen(brings.fields.keys()));
    brings.links = typed
        .links
        .iter()
        .map(|(kind, to)| Link { kind: kind.clone(), to: *to, back: false })
        .collect();
    sign(form, &asked, &mut brings);
    Ok(CaseMove {
        verb: verb.to_owned(),
        note: typed.note,
        photos: typed.photos,
        handler: typed.handler.filter(|_| asks(&Requirement::Handler)),
        presence: typed.presence.filter(|_| asks(&Requirement::PlaceProof)),
        sealed,
        brings,
    })
}

/// The drawn signatures, over what is brought.
fn sign(form: Form, asked: &[super::asks::Asked], brings: &mut Brought) {
    let typed = form.sketch.words.get_untracked();
    let locale = form.i18n.get_locale_untracked();
    let trial = form.trial();
    let fields = brings.fields.iter();
    let fields: Vec<_> = fields
        .map(|(key, value)| format!("{key} {}", serde_json::to_string(value).unwrap_or_default()))
        .collect();
    let mut signatures = Vec::new();
    for one in asked {
        let Requirement::Signature(signer) = &one.what else { continue };
        let Some((name, strokes)) = typed.signed.get(signer).cloned() else { continue };
        let role = form.flow.with_value(|flow| says::signer(locale, flow, signer));
        let text_sha256 = case_sha256(&trial, &fields, name.trim(), &role);
        let member = match signer.as_str() {
            "handler" => trial.handler,
            field => trial.person(field),
        };
        let signature =
            Signature { name: name.trim().to_owned(), role, strokes, member: None, text_sha256 };
        signatures.push(Signed { signer: signer.clone(), member, signature });
    }
    brings.signatures = signatures;
}
