//! Beginning a case of any flow that people may open.

use crate::apply::Outcome;
use crate::apply::deed::{Deed, few_photos, fits, needs_text, short_sound};
use crate::apply::moves::{Rule, Step, play};
use crate::case::{Brought, Case};
use crate::flow::Flow;
use crate::ids::{CaseId, PlaceId};
use crate::photo::PhotoRef;
use crate::record::Key;
use crate::reject::Rejection;
use crate::sound::SoundRef;

/// What is opened, in the opener's words.
pub(super) struct Opened<'a> {
    pub case: CaseId,
    pub flow: &'a str,
    pub version: u32,
    pub title: &'a str,
    pub place: Option<PlaceId>,
    pub spot: &'a str,
    pub category: &'a str,
    pub photos: &'a [PhotoRef],
    pub sound: Option<&'a SoundRef>,
    pub brings: &'a Brought,
}

pub(super) fn open(deed: &Deed, opened: &Opened) -> Outcome {
    let me = deed.person()?;
    let flow = deed.view.flow(opened.flow, opened.version)?;
    if flow.withdrawn {
        let (flow, version) = (flow.key.clone(), flow.version);
        return Err(Rejection::FlowWithdrawn { flow, version }.into());
    }
    let opening = flow.opening.as_ref().ok_or(Rejection::NotAllowed)?;
    if deed.view.exists(&Key::Case { id: opened.case })? {
        return Err(Rejection::IdTaken.into());
    }
    needs_text(opened.title)?;
    fits(&[opened.spot])?;
    few_photos(opened.photos)?;
    short_sound(opened.sound)?;
    if let Some(place) = opened.place
        && deed.view.place(place)?.site != deed.op.site
    {
        return Err(Rejection::OtherSite.into());
    }
    let mut case = Case {
        state: flow.initial.clone(),
        title: opened.title.to_owned(),
        category: opened.category.to_owned(),
        place: opened.place,
        spot: opened.spot.to_owned(),
        found_at: deed.op.made_at,
        due_at: flow.due_days.map(|days| deed.op.made_at.plus_days(days.into())),
        ..Case::blank(opened.case, deed.op.site, (&flow.key, flow.version), me.id)
    };
    mark(&mut case, flow);
    case.severity = opened.brings.severity.unwrap_or(case.severity);
    let own = me.grants.iter().find(|grant| grant.site == deed.op.site);
    case.department = own.map_or(case.department, |grant| grant.department);
    case.department = opening.department.unwrap_or(case.department);
    if !opened.category.is_empty() {
        let categories = deed.view.categories()?;
        let category = categories.iter().find(|category| category.code == opened.category);
        case.department = category.ok_or(Rejection::NoSuchCategory)?.department;
    }
    case.department = opened.brings.department.unwrap_or(case.department);
    opening.who.allows(me, &case)?;
    let step = Step {
        verb: "open",
        note: opened.title,
        photos: opened.photos,
        sound: opened.sound,
        handler: None,
        presence: None,
        sealed: false,
        brings: opened.brings,
    };
    let to = flow.initial.clone();
    play(deed, flow, &Rule::of_opening(opening), &case, &step, to)
}

/// What a case keeps of its flow, so that rights can be told without the flow.
pub(super) fn mark(case: &mut Case, flow: &Flow) {
    case.series.clone_from(&flow.series);
    case.visibility = flow.visibility.clone();
    let personal = flow.fields.iter().filter(|field| field.personal);
    case.personal = personal.map(|field| field.key.clone()).collect();
}
