//! Finishing a round: what must be there, what is flagged, what history keeps (W01).

use crate::apply::answer::right_signer;
use crate::apply::deed::{Deed, blank, fits, if_there};
use crate::apply::{Halt, Outcome};
use crate::asked::asked;
use crate::checklist::{Checklist, Item, PhotoRule};
use crate::doubts::{HASTE_MS, copied, longest_wait_ms, reused, same_photos};
use crate::ids::RoundId;
use crate::place::Place;
use crate::record::Record;
use crate::reject::Rejection;
use crate::round::{
    Answer, AnswerValue, EarlyEnd, Flag, History, Past, Round, RoundKind, RoundState, Verdict,
};
use crate::verdict::{limits, previous, verdict};
use std::collections::BTreeMap;

/// Past answers kept for each item.
const KEPT: usize = 30;

pub(super) fn submit(
    deed: &Deed,
    id: RoundId,
    overall: &str,
    early_end: Option<&EarlyEnd>,
) -> Outcome {
    let mut round = deed.own_round(id, &[RoundState::Started, RoundState::Returned])?;
    fits(&[overall, early_end.map_or("", |end| &end.note)])?;
    let checklist = deed.view.checklist(&round.checklist, round.version)?;
    let place = deed.place(round.place)?;
    if early_end.is_some() {
        round.early_end = early_end.cloned();
    }
    let unanswered = unanswered(checklist, &round);
    if !unanswered.is_empty() && round.early_end.is_none() {
        return Err(Rejection::Unanswered { items: unanswered }.into());
    }
    let must = |id: &&String| checklist.items.iter().any(|item| item.must && item.id == **id);
    let items: Vec<String> = unanswered.iter().filter(must).cloned().collect();
    if !items.is_empty() {
        return Err(Rejection::MustAnswer { items }.into());
    }
    for (item, answer) in answered(checklist, &round) {
        right_signer(deed, &round, item, &answer.value)?;
        check_evidence(deed, item, place, answer)?;
    }

    mark(deed, &mut round, !unanswered.is_empty())?;
    if !overall.is_empty() || round.state == RoundState::Started {
        round.overall = overall.to_owned();
    }
    // The first end counts: additions asked for later do not make a round late.
    round.submitted_at = round.submitted_at.or(Some(deed.op.made_at));
    round.state = RoundState::Submitted;
    // R27: everybody reads a place's history, nobody a covert round before it is reviewed.
    if round.kind == RoundKind::Covert {
        return Ok(vec![Record::Round(round)]);
    }
    let history = remembered(deed, &round)?;
    Ok(vec![Record::Round(round), history])
}

/// The place's history with this round's answers in it.
pub(super) fn remembered(deed: &Deed, round: &Round) -> Result<Record, Halt> {
    let checklist = deed.view.checklist(&round.checklist, round.version)?;
    let place = deed.place(round.place)?;
    Ok(Record::History(remember(history(deed, round)?, checklist, place, round)))
}

/// The place's earlier answers, empty when this is its first round.
fn history(deed: &Deed, round: &Round) -> Result<History, Halt> {
    match if_there(deed.view.history(round.place, &round.checklist))? {
        Some(history) if history.site != round.site => Err(Rejection::OtherSite.into()),
        Some(history) => Ok(history.clone()),
        None => Ok(History {
            site: round.site,
            place: round.place,
            checklist: round.checklist.clone(),
            items: BTreeMap::new(),
        }),
    }
}

/// R34: items without an answer, in the checklist's order. "No problem" is an answer too.
pub fn unanswered(checklist: &Checklist, round: &Round) -> Vec<String> {
    let open = asked(checklist, round).filter(|item| !round.answers.contains_key(&item.id));
    open.map(|item| item.id.clone()).collect()
}

fn answered<'a>(
    checklist: &'a Checklist,
    round: &'a Round,
) -> impl Iterator<Item = (&'a Item, &'a Answer)> {
    asked(checklist, round).filter_map(|item| Some((item, round.answers.get(&item.id)?)))
}

/// A photo where the item's rule wants one, and a problem with at least a word, a photo or an issue.
fn check_evidence(
    deed: &Deed,
    item: &Item,
    place: Option<&Place>,
    answer: &Answer,
) -> Result<(), Halt> {
    // Judged without the previous reading, like the answer itself was (see `answer`).
    let meaning = verdict(item, limits(item, place), None, &answer.value);
    let wanted = match item.photo {
        PhotoRule::Always => meaning != Verdict::NotApplicable,
        PhotoRule::OnProblem => meaning == Verdict::Problem,
        // Inside a home the resident may say no: never demanded.
        PhotoRule::OnProblemWithConsent | PhotoRule::None => false,
    };
    if wanted && answer.photos.is_empty() && !issue_has_photo(deed, answer)? {
        return Err(Rejection::PhotoNeeded { item: item.id.clone() }.into());
    }
    let silent = blank(&answer.note) && answer.photos.is_empty() && answer.case.is_none();
    if meaning == Verdict::Problem && silent {
        return Err(Rejection::NoteNeeded { item: item.id.clone() }.into());
    }
    Ok(())
}

fn issue_has_photo(deed: &Deed, answer: &Answer) -> Result<bool, Halt> {
    let Some(id) = answer.case else { return Ok(false) };
    let case = if_there(deed.view.case(id))?;
    Ok(case.is_some_and(|case| case.timeline.iter().any(|event| !event.photos.is_empty())))
}

/// Facts that people should see beside the round; none of them refuses it.
fn mark(deed: &Deed, round: &mut Round, incomplete: bool) -> Result<(), Halt> {
    let first = round.state == RoundState::Started;
    let at = deed.op.made_at;
    if first && round.window.is_some_and(|window| !window.holds(at)) {
        round.flags.insert(Flag::OffWindow);
    }
    // An end before the start is a clock that was set right in between.
    if round.started_at.is_some_and(|started| at < started) {
        round.flags.insert(Flag::ClockSkew);
    }
    if first && longest_wait_ms(round).is_some_and(|longest| longest < HASTE_MS) {
        round.flags.insert(Flag::TooFast);
    }
    let history = history(deed, round)?;
    round.reused = reused(round, &history);
    round.copied = copied(round, &history);
    if !same_photos(round).is_empty() || !round.reused.is_empty() {
        round.flags.insert(Flag::SamePhoto);
    }
    set(round, Flag::Incomplete, incomplete);
    let present = present(deed, round)?;
    set(round, Flag::NoPresence, !present);
    Ok(())
}

fn set(round: &mut Round, flag: Flag, holds: bool) {
    if holds {
        round.flags.insert(flag);
    } else {
        round.flags.remove(&flag);
    }
}

fn present(deed: &Deed, round: &Round) -> Result<bool, Halt> {
    for presence in &round.presence {
        if deed.proves(presence.checkpoint, round.place)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Puts the round's answers on top, newest first; a submission after a return replaces its own.
fn remember(
    mut history: History,
    checklist: &Checklist,
    place: Option<&Place>,
    round: &Round,
) -> History {
    for (item, answer) in answered(checklist, round) {
        let before = previous(&history, &item.id, round.id, answer.at);
        let reading = match answer.value {
            AnswerValue::Number { reading } => Some(reading),
            _ => None,
        };
        let past = history.items.entry(item.id.clone()).or_default();
        past.retain(|past| past.round != round.id);
        past.push(Past {
            round: round.id,
            at: answer.at,
            by: answer.by,
            verdict: verdict(item, limits(item, place), before, &answer.value),
            reading,
            originals: answer.photos.iter().map(|photo| photo.original).collect(),
        });
        past.sort_by_key(|past| (std::cmp::Reverse(past.at), past.round));
        past.truncate(KEPT);
    }
    history
}
