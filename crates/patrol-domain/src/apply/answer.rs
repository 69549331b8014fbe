//! Answering an item and taking the answer back (W01).

use crate::apply::deed::{Deed, blank, few_photos, fits, short_sound};
use crate::apply::relay::may_take_over;
use crate::apply::{Halt, Outcome};
use crate::checklist::{AnswerKind, Item, Party, Severity};
use crate::ids::RoundId;
use crate::photo::PhotoRef;
use crate::record::Record;
use crate::reject::Rejection;
use crate::round::{Answer, AnswerValue, Evidence, Round, RoundState, Signature, Verdict};
use crate::signed::voided;
use crate::verdict::{limits, of_the_place, possible_reading, verdict};

/// What the person said about one item.
pub(super) struct Given<'a> {
    pub item: &'a str,
    pub value: &'a AnswerValue,
    pub note: &'a str,
    pub photos: &'a [PhotoRef],
    pub severity: Option<Severity>,
    pub evidence: &'a Evidence,
}

pub(super) fn record(deed: &Deed, id: RoundId, given: Given) -> Outcome {
    let mut round = deed.own_round(id, &[RoundState::Started, RoundState::Returned])?;
    let item = item(deed, &round, given.item)?;
    fits(&[given.note, &given.evidence.asked])?;
    few_photos(given.photos)?;
    short_sound(given.evidence.sound.as_ref())?;
    check_value(item, &given)?;
    right_signer(deed, &round, item, given.value)?;
    if out_of_limits(deed, &round, item, given.value)? && blank(given.note) {
        return Err(Rejection::NoteNeeded { item: item.id.clone() }.into());
    }
    let earlier = round.answers.get(given.item);
    let answer = Answer {
        value: given.value.clone(),
        note: given.note.to_owned(),
        photos: given.photos.to_vec(),
        severity: given.severity,
        evidence: of_item(given.evidence, item),
        case: earlier.and_then(|answer| answer.case),
        by: deed.op.author,
        at: deed.op.made_at,
    };
    if round.state == RoundState::Returned && earlier.is_some_and(|earlier| *earlier != answer) {
        return Err(Rejection::AdditionsOnly.into());
    }
    let before = round.clone();
    round.answers.insert(given.item.to_owned(), answer);
    void_signatures(deed, &before, &mut round)?;
    Ok(vec![Record::Round(round)])
}

/// Who signed, signed what stood above: when that changes, the signature is void. What is added
/// after a return leaves it in force: it was not there to be signed.
fn void_signatures(deed: &Deed, before: &Round, round: &mut Round) -> Result<(), Halt> {
    if round.state == RoundState::Returned {
        return Ok(());
    }
    let checklist = deed.view.checklist(&round.checklist, round.version)?;
    for item in voided(checklist, before, round) {
        round.answers.remove(&item);
    }
    Ok(())
}

/// The issue that the answer became stays where it is; only the round forgets it.
pub(super) fn clear(deed: &Deed, id: RoundId, name: &str) -> Outcome {
    let mut round = deed.own_round(id, &[RoundState::Started, RoundState::Returned])?;
    item(deed, &round, name)?;
    if round.state == RoundState::Returned && round.answers.contains_key(name) {
        return Err(Rejection::AdditionsOnly.into());
    }
    let before = round.clone();
    round.answers.remove(name);
    void_signatures(deed, &before, &mut round)?;
    Ok(vec![Record::Round(round)])
}

/// The item of the round's own checklist version.
pub(super) fn item<'a>(deed: &Deed<'a>, round: &Round, name: &str) -> Result<&'a Item, Halt> {
    let checklist = deed.view.checklist(&round.checklist, round.version)?;
    let found = checklist.items.iter().find(|item| item.id == name);
    found.ok_or_else(|| Rejection::NoSuchItem { item: name.to_owned() }.into())
}

fn check_value(item: &Item, given: &Given) -> Result<(), Halt> {
    let name = || item.id.clone();
    match (&item.answer, given.value) {
        (_, AnswerValue::NotApplicable { reason }) => {
            fits(&[reason])?;
            if item.must {
                return Err(Rejection::MustAnswer { items: vec![name()] }.into());
            }
            if blank(reason) && item.severity >= Severity::Major {
                return Err(Rejection::ReasonNeeded { item: name() }.into());
            }
        }
        (AnswerKind::Check, AnswerValue::Ok | AnswerValue::Problem)
        | (AnswerKind::Score { .. }, AnswerValue::Score { .. }) => {}
        (AnswerKind::Number { .. }, AnswerValue::Number { reading }) => {
            possible_reading(item, *reading)?;
        }
        (AnswerKind::Choice { options }, AnswerValue::Choice { option }) => {
            if usize::from(*option) >= options.len() {
                return Err(Rejection::NoSuchOption { item: name() }.into());
            }
        }
        (AnswerKind::Text, AnswerValue::Text { text }) => {
            fits(&[text])?;
            if blank(text) {
                return Err(Rejection::TextNeeded.into());
            }
        }
        (AnswerKind::Photo, AnswerValue::Photo) => {
            if given.photos.is_empty() {
                return Err(Rejection::PhotoNeeded { item: name() }.into());
            }
        }
        (AnswerKind::Signature { .. }, AnswerValue::Signature { signature }) => {
            fits(&[&signature.name, &signature.role, &signature.text_sha256])?;
            if !is_signed(signature) {
                return Err(Rejection::SignatureEmpty { item: name() }.into());
            }
        }
        _ => return Err(Rejection::WrongAnswerType { item: name() }.into()),
    }
    Ok(())
}

/// Only what the item is examined by can have been skipped.
fn of_item(evidence: &Evidence, item: &Item) -> Evidence {
    let mut evidence = evidence.clone();
    evidence.skipped.retain(|method| item.methods.contains(method));
    evidence
}

/// A name, and a line with two different points: a dot is no signature.
pub(super) fn is_signed(signature: &Signature) -> bool {
    let drawn = signature.strokes.iter().any(|stroke| stroke.windows(2).any(|p| p[0] != p[1]));
    drawn && !blank(&signature.name)
}

/// R190: who hands over is who walks the round, who takes over is a colleague of the same post.
pub(super) fn right_signer(
    deed: &Deed,
    round: &Round,
    item: &Item,
    value: &AnswerValue,
) -> Result<(), Halt> {
    let (AnswerKind::Signature { by: Some(by), .. }, AnswerValue::Signature { signature }) =
        (&item.answer, value)
    else {
        return Ok(());
    };
    let wrong = || Halt::from(Rejection::WrongSigner { item: item.id.clone() });
    let member = signature.member.ok_or_else(wrong)?;
    match by {
        Party::Outgoing if round.inspector != Some(member) => Err(wrong()),
        Party::Outgoing => Ok(()),
        Party::Incoming if round.inspector == Some(member) => {
            Err(Rejection::NeedsAnotherPerson.into())
        }
        Party::Incoming if may_take_over(deed.view.member(member)?, round) => Ok(()),
        Party::Incoming => Err(Rejection::CannotWalk.into()),
    }
}

/// Judged by fixed limits only: the previous reading may differ between phone and server, and
/// must not make the server refuse what the phone has kept.
fn out_of_limits(
    deed: &Deed,
    round: &Round,
    item: &Item,
    value: &AnswerValue,
) -> Result<bool, Halt> {
    if !matches!(value, AnswerValue::Number { .. }) {
        return Ok(false);
    }
    let limits = match item.answer {
        AnswerKind::Number { .. } if of_the_place(item) => limits(item, deed.place(round.place)?),
        _ => limits(item, None),
    };
    Ok(verdict(item, limits, None, value) == Verdict::Problem)
}
