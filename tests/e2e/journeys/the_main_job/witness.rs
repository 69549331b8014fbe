//! After all of it, and after a kill -9: what the server holds, asked past every browser.

use super::round::{HIGH, LAMP, LEAK, OVERALL};
use patrol_domain::Decimal;
use patrol_domain::round::{Answer, AnswerValue, PresenceHow, Round, RoundState};
use patrol_domain::{Key, Record};
use patrol_e2e::steps::{CHECKLIST, Give, WALK};
use patrol_e2e::witness::Witness;
use patrol_e2e::{Need, Told, World, engine};
use std::collections::BTreeSet;

pub async fn everything_is_there_once(world: &World) -> Told {
    let head = Witness::sign_in(&world.server.address(), "zhoumin").await?;
    let rounds = head.rounds(CHECKLIST).await?;
    let walked: Vec<&Round> = rounds
        .iter()
        .filter(|round| round.state == RoundState::Submitted && round.overall == OVERALL)
        .collect();
    let [round] = walked.as_slice() else {
        return Err(format!("{} rounds were handed in", walked.len()).into());
    };
    answers_are_as_tapped(round)?;
    let proof = if engine().has(Need::Film) { PresenceHow::Qr } else { PresenceHow::Typed };
    if !round.presence.iter().any(|presence| presence.how == proof) {
        return Err("the proof of presence is not there".into());
    }
    the_leak_has_what_its_item_says(&head, round).await?;
    issues_stand_once(&head).await
}

/// Category and severity come from the item; its photo of 4000 × 3000 was made smaller.
async fn the_leak_has_what_its_item_says(head: &Witness, round: &Round) -> Told {
    let records = head.records().await?;
    let key = Key::Checklist { id: round.checklist.clone(), version: round.version };
    let Some(Record::Checklist(list)) = records.get(&key) else {
        return Err("the round's checklist is not there".into());
    };
    let item = list.items.iter().find(|item| item.id == "C37-08").ok_or("no item C37-08")?;
    let answer = round.answers.get("C37-08").ok_or("no answer to C37-08")?;
    let key = Key::Case { id: answer.case.ok_or("the leak is no issue")? };
    let Some(Record::Case(case)) = records.get(&key) else {
        return Err("the leak's issue is not there".into());
    };
    let photo = answer.photos.first().ok_or("the leak has no photo")?;
    if case.category != item.category || case.severity != item.severity || photo.width != 2048 {
        let (category, severity) = (&case.category, case.severity);
        return Err(format!("{category} {severity:?}, a photo of {} pixels", photo.width).into());
    }
    Ok(())
}

fn answers_are_as_tapped(round: &Round) -> Told {
    if round.answers.len() != 19 {
        return Err(
            format!("{} of 19 answers: {:?}", round.answers.len(), round.answers.keys()).into()
        );
    }
    for (item, give) in WALK {
        let answer = round.answers.get(item).ok_or(format!("no answer to {item}"))?;
        let right = match (item, give) {
            ("C37-03", _) => answer.value == reading("19.5")? && answer.note == HIGH,
            ("C37-08", _) => leak_is_told(answer),
            (_, Give::Ok) => answer.value == AnswerValue::Ok,
            (_, Give::Reading(text)) => answer.value == reading(text)?,
            (_, Give::Choice(_)) => answer.value == AnswerValue::Choice { option: 0 },
        };
        if !right {
            return Err(format!("{item} is not as it was tapped: {answer:?}").into());
        }
    }
    Ok(())
}

fn leak_is_told(answer: &Answer) -> bool {
    answer.value == AnswerValue::Problem
        && answer.note == LEAK
        && answer.photos.len() == 1
        && answer.case.is_some()
}

fn reading(text: &str) -> Told<AnswerValue> {
    let reading: Decimal = text.parse().map_err(|_| format!("{text} is no reading"))?;
    Ok(AnswerValue::Number { reading })
}

/// The leak and the lamp and the reading, each once, each photo whole, each step of a life once.
async fn issues_stand_once(head: &Witness) -> Told {
    let cases = head.cases().await?;
    for words in [LEAK, LAMP] {
        let mut told = cases.iter().filter(|case| {
            case.title.contains(words)
                || case.timeline.iter().any(|event| event.note.contains(words))
        });
        let case = told.next().ok_or(format!("the issue `{words}` is not there"))?;
        if told.next().is_some() {
            return Err(format!("the issue `{words}` is there twice").into());
        }
        let steps: BTreeSet<_> = case.timeline.iter().map(|event| event.op).collect();
        if steps.len() != case.timeline.len() {
            return Err(format!("a step of `{words}` was taken twice").into());
        }
        let photos: Vec<_> = case.timeline.iter().flat_map(|event| &event.photos).collect();
        if photos.is_empty() {
            return Err(format!("the issue `{words}` has no photo").into());
        }
        for photo in photos {
            let bytes = head.photo(photo.id).await?;
            let long = photo.width.max(photo.height);
            if bytes.len() != photo.bytes as usize || long > 2048 || photo.original == photo.id {
                return Err(format!("photo {photo:?} came as {} bytes", bytes.len()).into());
            }
        }
    }
    let lamp = cases.iter().find(|case| case.title.contains(LAMP)).ok_or("no lamp")?;
    let verbs: Vec<&str> = lamp.timeline.iter().map(|event| event.verb.as_str()).collect();
    if verbs != ["file", "assign", "finish", "reject", "finish", "verify"] {
        return Err(format!("the lamp's life was {verbs:?}").into());
    }
    Ok(())
}
