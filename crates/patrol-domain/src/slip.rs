//! The paper of a case: what its code says, and whether it still counts (W22). Knows no verb by
//! name: a flow whose move asks for `case_code` has a paper. Looks nothing up.

use crate::case::Case;
use crate::checkpoint::letters;
use crate::flow::{Flow, Move, Requirement, Scene};
use crate::ids::SiteId;
use crate::people::Member;
use crate::time::At;

/// Letters in the code of a paper: two more than at a door, so that neither is taken for the other.
pub const SLIP_LENGTH: usize = 8;
const PREFIX: &str = "PS1:";

/// What was scanned or typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlipCode {
    /// Where the paper was made; what is typed does not say.
    pub site: Option<SiteId>,
    pub code: String,
}

/// The text to print as a QR code.
pub fn slip_text(site: SiteId, code: &str) -> String {
    format!("{PREFIX}{site}:{code}")
}

/// Reads `PS1:<site>:<code>` or eight typed letters; nothing where it is no paper's code.
pub fn read_slip(text: &str) -> Option<SlipCode> {
    let text = text.trim();
    let (site, code) = match text.strip_prefix(PREFIX) {
        Some(rest) => {
            let (site, code) = rest.split_once(':')?;
            (Some(site.parse().ok()?), code)
        }
        None => (None, text),
    };
    Some(SlipCode { site, code: letters(code, SLIP_LENGTH).ok()? })
}

/// Where the case of a paper stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stand {
    /// The paper has not been given out yet.
    Early,
    /// It may be checked now, by the move of this verb.
    Ready(String),
    /// It was checked before, and what follows is still open.
    Checked,
    /// The flow refuses it, for the reason of this code.
    Refused(String),
    /// All is over: used, turned back, expired or withdrawn.
    Over(At),
}

/// Whether cases of the flow have a paper.
pub fn has_paper(flow: &Flow) -> bool {
    checks(flow).next().is_some()
}

fn checks(flow: &Flow) -> impl Iterator<Item = &Move> {
    flow.moves.iter().filter(|mv| mv.requires.contains(&Requirement::CaseCode))
}

/// What the paper of the case is worth to this person now.
pub fn stand(flow: &Flow, case: &Case, me: &Member, now: At, offset_min: i16) -> Stand {
    if let Some(at) = case.closed_at {
        return Stand::Over(at);
    }
    let Some(check) = checks(flow).find(|mv| mv.from.contains(&case.state)) else {
        let checked = checks(flow).any(|mv| case.timeline.iter().any(|one| one.verb == mv.verb));
        return if checked { Stand::Checked } else { Stand::Early };
    };
    let scene = Scene { mover: Some(me), offset_min, ..Scene::of(case, now) };
    match check.refuse.iter().find(|coded| coded.when.holds(&scene)) {
        Some(coded) => Stand::Refused(coded.code.clone()),
        None => Stand::Ready(check.verb.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{Entry, Event, FieldValue};
    use crate::ids::{CaseId, MemberId, OpId};
    use crate::people::{Department, Grant, Role};
    use uuid::Uuid;

    const SITE: SiteId = SiteId(Uuid::from_u128(1));
    /// Thursday, 19 November 2026, 10:00 at the site.
    const NOW: At = At(1_795_053_600_000);

    fn flow() -> Flow {
        let text = include_str!("../../../library/flows/goods_release.json");
        serde_json::from_str(text).unwrap()
    }

    fn guard() -> Member {
        let grants = vec![Grant { site: SITE, role: Role::Guard, department: Department::Sec }];
        let id = MemberId(Uuid::from_u128(2));
        Member { id, name: "陈志强".into(), grants, suspended: false }
    }

    fn case(state: &str, valid_until: At) -> Case {
        let finder = MemberId(Uuid::from_u128(3));
        let mut case = Case::blank(CaseId(Uuid::from_u128(4)), SITE, ("goods_release", 1), finder);
        case.state = state.into();
        let op = OpId(Uuid::from_u128(5));
        let value = FieldValue::Date { at: valid_until };
        let entry = Entry { op, by: finder, at: NOW, value };
        case.fields.entry("valid_until".into()).or_default().entries.push(entry);
        case
    }

    fn stands(case: &Case) -> Stand {
        stand(&flow(), case, &guard(), NOW, 480)
    }

    #[test]
    fn a_printed_code_reads_back_and_a_typed_one_says_no_site() {
        let code = case("applied", NOW).slip_code();
        let scanned = read_slip(&slip_text(SITE, &code));
        assert_eq!(scanned, Some(SlipCode { site: Some(SITE), code: code.clone() }));
        let typed = format!(" {}-{} ", code[..4].to_lowercase(), &code[4..]);
        assert_eq!(read_slip(&typed), Some(SlipCode { site: None, code }));
    }

    #[test]
    fn the_code_of_a_door_and_other_texts_are_no_paper() {
        let door = crate::checkpoint::qr_text(SITE, "7K4Q2N");
        for text in ["", "7K4Q2N", &door, "PS1:", "PS1:x:7K4Q2N8M", "7K4Q2N0M", "https://a.cn"] {
            assert_eq!(read_slip(text), None, "{text}");
        }
        assert!(crate::checkpoint::read_qr(&slip_text(SITE, "7K4Q2N8M")).is_err());
    }

    /// W22: gate release without a valid slip, with one used twice, or past its date is refused.
    #[test]
    fn a_paper_counts_once_from_its_issue_to_its_date() {
        let tomorrow = NOW.plus_days(1);
        assert_eq!(stands(&case("consented", tomorrow)), Stand::Early);
        assert_eq!(stands(&case("slip_issued", tomorrow)), Stand::Ready("gate_check".into()));
        let yesterday = case("slip_issued", NOW.plus_days(-1));
        assert_eq!(stands(&yesterday), Stand::Refused("slip_expired".into()));
        let mut checked = case("gate_checked", tomorrow);
        let (op, by) = (OpId(Uuid::from_u128(6)), guard().id);
        let event = Event::bare(op, "gate_check", "gate_checked".into(), by, NOW);
        checked.timeline.push(event);
        assert_eq!(stands(&checked), Stand::Checked);
        let mut released = checked;
        (released.state, released.closed_at) = ("released".into(), Some(NOW));
        assert_eq!(stands(&released), Stand::Over(NOW));
    }

    #[test]
    fn an_issue_has_no_paper() {
        let text = include_str!("../../../library/flows/issue.json");
        let issue: Flow = serde_json::from_str(text).unwrap();
        assert!(has_paper(&flow()) && !has_paper(&issue));
    }
}
