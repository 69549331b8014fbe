//! Filing an issue, from a round's item or from anywhere (W02, first step).

use crate::apply::answer::item;
use crate::apply::deed::{Deed, few_photos, fits, if_there, needs_text, short_sound};
use crate::apply::opening::mark;
use crate::apply::{Halt, Outcome};
use crate::case::{Case, Event};
use crate::checklist::{PhotoRule, Severity};
use crate::flow::{CURRENT_ISSUE_VERSION, Flow, ISSUE};
use crate::ids::{CaseId, PlaceId};
use crate::operation::FoundIn;
use crate::people::Department;
use crate::permissions::{Action, Context};
use crate::photo::PhotoRef;
use crate::record::{Key, Record};
use crate::reject::Rejection;
use crate::round::{Round, RoundState};
use crate::sound::SoundRef;

/// What was found, in the finder's words.
pub(super) struct Finding<'a> {
    pub case: CaseId,
    pub place: Option<PlaceId>,
    pub spot: &'a str,
    pub title: &'a str,
    pub category: &'a str,
    pub severity: Severity,
    pub photos: &'a [PhotoRef],
    pub found_in: Option<&'a FoundIn>,
    pub department: Option<Department>,
    pub sound: Option<&'a SoundRef>,
}

pub(super) fn file(deed: &Deed, finding: Finding) -> Outcome {
    let me = deed.person()?;
    if !deed.may(Action::CreateIssue, Context { department: finding.department, own: true }) {
        return Err(Rejection::NotAllowed.into());
    }
    let key = Key::Case { id: finding.case };
    if deed.view.exists(&key)? {
        return Err(Rejection::IdTaken.into());
    }
    needs_text(finding.title)?;
    fits(&[finding.spot])?;
    few_photos(finding.photos)?;
    short_sound(finding.sound)?;
    let categories = deed.view.categories()?;
    let category = categories.iter().find(|category| category.code == finding.category);
    let category = category.ok_or(Rejection::NoSuchCategory)?;
    if let Some(place) = finding.place
        && deed.view.place(place)?.site != deed.op.site
    {
        return Err(Rejection::OtherSite.into());
    }
    let round = finding.found_in.map(|found| link(deed, &finding, found)).transpose()?;
    let flow = issue_flow(deed)?;
    let mut case = Case {
        state: flow.initial.clone(),
        title: finding.title.to_owned(),
        category: finding.category.to_owned(),
        severity: finding.severity,
        place: finding.place.or(round.as_ref().map(|round| round.place)),
        spot: finding.spot.to_owned(),
        department: finding.department.unwrap_or(category.department),
        found_at: deed.op.made_at,
        due_at: flow.due_days.map(|days| deed.op.made_at.plus_days(days.into())),
        round: finding.found_in.map(|found| found.round),
        item: finding.found_in.map(|found| found.item.clone()),
        timeline: vec![found(deed, flow.initial.clone(), &finding)],
        ..Case::blank(finding.case, deed.op.site, (&flow.key, flow.version), me.id)
    };
    mark(&mut case, flow);
    Ok(round.map(Record::Round).into_iter().chain([Record::Case(case)]).collect())
}

/// A site that was last given an older library files with the flow it has.
fn issue_flow<'a>(deed: &Deed<'a>) -> Result<&'a Flow, Halt> {
    for version in (2..=CURRENT_ISSUE_VERSION).rev() {
        if let Some(flow) = if_there(deed.view.flow(ISSUE, version))? {
            return Ok(flow);
        }
    }
    deed.view.flow(ISSUE, 1)
}

fn found(deed: &Deed, to: String, finding: &Finding) -> Event {
    Event {
        note: finding.title.to_owned(),
        photos: finding.photos.to_vec(),
        sound: finding.sound.cloned(),
        ..Event::bare(deed.op.id, "file", to, deed.op.author, deed.op.made_at)
    }
}

/// Points the round's answer to the issue: one issue an answer. Also after the submission: it
/// adds to the round and changes nothing in it.
fn link(deed: &Deed, finding: &Finding, found: &FoundIn) -> Result<Round, Halt> {
    let states =
        [RoundState::Started, RoundState::Paused, RoundState::Returned, RoundState::Submitted];
    let mut round = deed.own_round(found.round, &states)?;
    let item = item(deed, &round, &found.item)?;
    let name = || item.id.clone();
    let Some(answer) = round.answers.get_mut(&found.item) else {
        return Err(Rejection::Unanswered { items: vec![name()] }.into());
    };
    if answer.case.is_some_and(|case| case != finding.case) {
        return Err(Rejection::AlreadyFiled.into());
    }
    let wanted = matches!(item.photo, PhotoRule::OnProblem | PhotoRule::Always);
    if wanted && finding.photos.is_empty() && answer.photos.is_empty() {
        return Err(Rejection::PhotoNeeded { item: name() }.into());
    }
    answer.case = Some(finding.case);
    Ok(round)
}
