//! What is half-done at an item: words, photos, a reading. Saved while it is typed.

use patrol_domain::checklist::Severity;
use patrol_domain::ids::{MemberId, RoundId};
use patrol_domain::photo::PhotoRef;
use patrol_domain::round::{Answer, Evidence};
use serde::{Deserialize, Serialize};

/// The draft of one item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ItemDraft {
    pub note: String,
    pub photos: Vec<PhotoRef>,
    pub severity: Option<Severity>,
    /// Whether to make it an issue; `None`: as the item suggests.
    pub to_issue: Option<bool>,
    /// A reading or a text as typed.
    pub typed: String,
    /// A signer's name.
    pub name: String,
    /// The colleague who signs, where one of the staff does.
    pub member: Option<MemberId>,
    pub strokes: Vec<Vec<(u16, u16)>>,
    /// The item was signed, and what stood above has changed since.
    pub void: bool,
    /// As the person last changed it; `None`: as the answer has it.
    pub evidence: Option<Evidence>,
}

impl ItemDraft {
    pub fn is_empty(&self) -> bool {
        *self == ItemDraft::default()
    }

    /// Takes up what was kept before, wherever nothing newer stands.
    pub fn take_up(&mut self, kept: ItemDraft) {
        let older =
            kept.photos.into_iter().filter(|old| self.photos.iter().all(|p| p.id != old.id));
        self.photos = older.collect::<Vec<_>>().into_iter().chain(self.photos.drain(..)).collect();
        for (have, old) in [
            (&mut self.note, kept.note),
            (&mut self.typed, kept.typed),
            (&mut self.name, kept.name),
        ] {
            if have.is_empty() {
                *have = old;
            }
        }
        if self.strokes.is_empty() {
            self.strokes = kept.strokes;
        }
        self.severity = self.severity.or(kept.severity);
        self.to_issue = self.to_issue.or(kept.to_issue);
        self.evidence = self.evidence.take().or(kept.evidence);
        self.void |= kept.void;
    }

    /// Whether it holds work that handing the round in would throw away. `answer`: what stands for
    /// the item.
    pub fn holds_more_than(&self, answer: Option<&Answer>) -> bool {
        let has = |photo: &PhotoRef| {
            answer.is_some_and(|answer| answer.photos.iter().any(|have| have.id == photo.id))
        };
        let noted = answer.is_some_and(|answer| answer.note.trim() == self.note.trim());
        let given = answer.is_some();
        self.photos.iter().any(|photo| !has(photo))
            || !(self.note.trim().is_empty() || noted)
            || !(given || self.typed.trim().is_empty() && self.strokes.is_empty())
    }
}

/// Where the person stood, when it was not simply the next open item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub item: String,
    /// Whether the 异常 sheet was open.
    pub sheet: bool,
}

pub fn item_name(round: RoundId, item: &str) -> String {
    format!("answer/{round}/{item}")
}

/// How the names of all items' drafts begin.
pub fn item_names(round: RoundId) -> String {
    item_name(round, "")
}

pub fn place_name(round: RoundId) -> String {
    format!("place/{round}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use patrol_domain::At;
    use patrol_domain::ids::PhotoId;

    fn photo(number: u8) -> PhotoRef {
        let id = PhotoId([number; 32]);
        let (bytes, width, height, taken_at) = (9, 40, 30, At::default());
        PhotoRef { id, bytes, width, height, original: id, taken_at, marks: Vec::new() }
    }

    #[test]
    fn what_was_kept_stands_beside_what_was_done_before_it_was_read() {
        let mut draft = ItemDraft { photos: vec![photo(2)], ..ItemDraft::default() };
        let kept = ItemDraft {
            note: "滴水".into(),
            photos: vec![photo(1), photo(2)],
            ..ItemDraft::default()
        };
        draft.take_up(kept);
        assert_eq!(draft.note, "滴水");
        assert_eq!(draft.photos, [photo(1), photo(2)]);
        draft.take_up(ItemDraft { note: "旧".into(), ..ItemDraft::default() });
        assert_eq!(draft.note, "滴水", "what is newer stays");
    }

    #[test]
    fn words_readings_and_photos_that_no_answer_took_up_are_work() {
        assert!(!ItemDraft::default().holds_more_than(None));
        let severity = Some(Severity::Major);
        assert!(!ItemDraft { severity, ..ItemDraft::default() }.holds_more_than(None));
        for draft in [
            ItemDraft { note: "滴水".into(), ..ItemDraft::default() },
            ItemDraft { typed: "19.5".into(), ..ItemDraft::default() },
            ItemDraft { photos: vec![photo(1)], ..ItemDraft::default() },
        ] {
            assert!(draft.holds_more_than(None), "{draft:?}");
        }
    }
}
