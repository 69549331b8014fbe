//! What a person signs: the answers that stand above the signature, as one text. Draws nothing.

use crate::asked::is_asked;
use crate::case::Case;
use crate::checklist::{AnswerKind, Checklist, Item};
use crate::round::{Answer, AnswerValue, Round, Signature};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// The text above the signature of `item`: one line an answered item, `id title: answer · note`,
/// always in the first language of the checklist, so that it is the same on every phone. Signatures
/// are no part of it: several people sign the same text.
pub fn signed_text(list: &Checklist, round: &Round, item: &str) -> String {
    let mut text = format!("{} {} {}\n", round.id, list.id, list.version);
    let above = list.items.iter().take_while(|one| one.id != item);
    for item in above.filter(|one| is_asked(list, one, round)) {
        let Some(answer) = round.answers.get(&item.id) else { continue };
        if matches!(item.answer, AnswerKind::Signature { .. }) {
            continue;
        }
        let _ = write!(text, "{} {}: {}", item.id, item.title.zh_hans, words(item, answer));
        if !answer.note.trim().is_empty() {
            let _ = write!(text, " · {}", answer.note.trim());
        }
        text.push('\n');
    }
    text
}

/// SHA-256 in hex of the text above `item` with the signer's name and role under it.
pub fn signed_sha256(
    list: &Checklist,
    round: &Round,
    item: &str,
    name: &str,
    role: &str,
) -> String {
    hex(&format!("{}{name} {role}\n", signed_text(list, round, item)))
}

/// SHA-256 in hex of what stands above a signature on a case: its title and the fields that come
/// with the move, one a line as `key value`, the value in the form in which it travels.
pub fn case_sha256(case: &Case, fields: &[String], name: &str, role: &str) -> String {
    let mut text = format!("{} {} {}\n{}\n", case.id, case.flow, case.flow_version, case.title);
    for line in fields {
        let _ = writeln!(text, "{line}");
    }
    hex(&format!("{text}{name} {role}\n"))
}

fn hex(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Whether the record still says what was signed. Additions after a return count as a change here,
/// though they void nothing.
pub fn still_says(list: &Checklist, round: &Round, item: &str, signature: &Signature) -> bool {
    let Signature { name, role, text_sha256, .. } = signature;
    signed_sha256(list, round, item, name, role) == *text_sha256
}

/// The signatures under another text than before: they are void, their items unanswered again.
pub fn voided(list: &Checklist, before: &Round, after: &Round) -> Vec<String> {
    let signed = |item: &&Item| {
        let answer = after.answers.get(&item.id).map(|answer| &answer.value);
        matches!(answer, Some(AnswerValue::Signature { .. }))
    };
    let other =
        |item: &&Item| signed_text(list, before, &item.id) != signed_text(list, after, &item.id);
    list.items.iter().filter(signed).filter(other).map(|item| item.id.clone()).collect()
}

fn words(item: &Item, answer: &Answer) -> String {
    match (&answer.value, &item.answer) {
        (AnswerValue::Ok, _) => "√".to_owned(),
        (AnswerValue::Problem, _) => "×".to_owned(),
        (AnswerValue::NotApplicable { reason }, _) => format!("／ {reason}"),
        (AnswerValue::Number { reading }, AnswerKind::Number { unit, .. }) => {
            format!("{reading} {unit}")
        }
        (AnswerValue::Number { reading }, _) => reading.to_string(),
        (AnswerValue::Choice { option }, AnswerKind::Choice { options }) => options
            .get(usize::from(*option))
            .map_or_else(|| option.to_string(), |option| option.text.zh_hans.clone()),
        (AnswerValue::Choice { option }, _) => option.to_string(),
        (AnswerValue::Text { text }, _) => text.clone(),
        (AnswerValue::Photo, _) => "photo".to_owned(),
        (AnswerValue::Signature { signature }, _) => signature.name.clone(),
        (AnswerValue::Score { problems }, _) => format!("−{problems}"),
    }
}
