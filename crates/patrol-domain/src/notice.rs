//! What waits for a person and why: the inbox on the phone and the notices of the server are read
//! from the same records by the same functions. Knows no words, no channel and no clock.

mod quiet;
mod settings;

pub use quiet::{QUIET_HOURS, QuietHours, quiet_until};
pub use settings::{
    Channels, LONGEST_ADDRESS, MOST_QUIET, NoticeAnswer, NoticeFault, NoticePage, NoticeSettings,
};

use crate::case::{Case, Event, Told};
use crate::checklist::Severity;
use crate::flow::{self, Flow, Secrecy};
use crate::ids::MemberId;
use crate::people::{Member, Role};
use crate::permissions::{Class, classes_of};
use crate::round::{Round, RoundKind, RoundState};
use crate::schedule::{Due, due_state, is_of_day};
use crate::sight::{visible_case, visible_round};
use crate::time::{At, Window};
use crate::turn::Turn;
use serde::{Deserialize, Serialize};

/// A round is brought to its people so long before its window opens, minutes (proposed).
pub const SOON_MIN: i64 = 15;

/// Why something is brought to a person, the most pressing first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// The server did not take their work; only their own phone knows it.
    Refused,
    /// R91: past its deadline.
    Overdue,
    /// Time or a limit brought it before them.
    Escalated,
    /// Their work was sent back: a round for additions, a case for another attempt (R95).
    Returned,
    /// Somebody named them as handler.
    Assigned,
    /// It stands still until they, or one like them, act.
    Turn,
    /// A round of theirs opens soon, or is open.
    RoundDue,
    RoundMissed,
}

impl Topic {
    pub const ALL: [Topic; 8] = [
        Topic::Refused,
        Topic::Overdue,
        Topic::Escalated,
        Topic::Returned,
        Topic::Assigned,
        Topic::Turn,
        Topic::RoundDue,
        Topic::RoundMissed,
    ];
}

/// One reason for which a record waits for a person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reason {
    pub topic: Topic,
    /// Names the event that made it so: told once, it is not told again until this changes.
    pub base: String,
    pub at: At,
    /// The person's own act made it so: it waits for them, and is no news to them.
    pub own: bool,
}

impl Reason {
    fn by(topic: Topic, event: &Event, me: &Member) -> Reason {
        Reason { topic, base: event.op.to_string(), at: event.at, own: event.by == me.id }
    }

    fn timed(topic: Topic, why: &str, at: At) -> Reason {
        Reason { topic, base: format!("{why}@{}", at.0), at, own: false }
    }
}

/// R53: an emergency is told at any hour.
pub fn is_urgent(case: &Case) -> bool {
    case.severity == Severity::Emergency
}

/// Whether a case may be named where others than its own people read.
pub fn case_is_open(case: &Case) -> bool {
    case.visibility.kind == Secrecy::Open
}

/// The same of a round: a covert one never is (R27).
pub fn round_is_open(round: &Round) -> bool {
    round.kind != RoundKind::Covert
}

/// Why a case waits for this person, the most pressing reason first; nothing when it does not, when
/// it is closed, or when they may not see it.
pub fn of_case(flow: &Flow, case: &Case, me: &Member, now: At) -> Vec<Reason> {
    if case.closed_at.is_some() || me.suspended || !visible_case(me, case) {
        return Vec::new();
    }
    let turn = Turn::of(flow, me, case);
    let mine = turn.mine || turn.verify;
    let mut reasons: Vec<Reason> = turn_of(case, me, mine).into_iter().collect();
    reasons.extend(escalated(flow, case, me));
    if let Some(due) = case.due_at.filter(|due| now > *due && (mine || handles(case, me))) {
        reasons.retain(|reason| reason.topic != Topic::Overdue);
        reasons.push(Reason::timed(Topic::Overdue, "due", due));
    }
    reasons.sort();
    reasons
}

fn handles(case: &Case, me: &Member) -> bool {
    case.handler == Some(me.id)
}

/// Sent back, named as handler, or simply their move.
fn turn_of(case: &Case, me: &Member, mine: bool) -> Option<Reason> {
    if !mine {
        return None;
    }
    let came = came_here(case)?;
    let worked = || case.timeline.iter().any(|event| event.by == me.id && event.op != came.op);
    let again = case.attempts > 0 && handles(case, me) && came.by != me.id && worked();
    let named = case.timeline.iter().rev().find(|event| event.handler == Some(me.id));
    match named.filter(|_| handles(case, me)) {
        _ if again => Some(Reason::by(Topic::Returned, came, me)),
        Some(named) => Some(Reason::by(Topic::Assigned, named, me)),
        None => Some(Reason::by(Topic::Turn, came, me)),
    }
}

/// The step that led into the state the case stands in.
fn came_here(case: &Case) -> Option<&Event> {
    case.timeline.iter().rev().take_while(|event| event.to == case.state).last()
}

/// Brought before this person, and nobody has moved it since.
fn escalated(flow: &Flow, case: &Case, me: &Member) -> Option<Reason> {
    let moved = case.timeline.iter().rev().find(|event| event.by != MemberId::SYSTEM);
    let moved = moved.map_or(case.found_at, |event| event.at);
    let told = case.told.iter().rev().find(|told| is_told(told, case, me) && told.at >= moved)?;
    let timed = flow
        .timed
        .iter()
        .find(|timed| timed.key == told.why || timed.flag.as_ref() == Some(&told.why));
    let late = timed.is_some_and(|timed| timed.since == flow::From::Due)
        && case.due_at.is_some_and(|due| told.at >= due);
    let topic = if late { Topic::Overdue } else { Topic::Escalated };
    Some(Reason::timed(topic, &told.why, told.at))
}

fn is_told(told: &Told, case: &Case, me: &Member) -> bool {
    me.grants.iter().filter(|grant| grant.site == case.site).any(|grant| {
        let heads =
            grant.department == case.department && classes_of(grant.role).contains(&Class::Head);
        told.roles.contains(&grant.role) || (told.head && heads)
    })
}

/// Whether this person walks the round: walking it, named for it, or one of its roles.
pub fn walks(round: &Round, me: &Member) -> bool {
    match (round.inspector, round.assignee) {
        (Some(inspector), _) => inspector == me.id,
        (None, Some(assignee)) => assignee == me.id,
        (None, None) => {
            me.grants.iter().any(|g| g.site == round.site && round.roles.contains(&g.role))
        }
    }
}

/// Why a round waits for this person.
pub fn of_round(round: &Round, me: &Member, now: At) -> Option<Reason> {
    if me.suspended || !visible_round(me, round) {
        return None;
    }
    match due_state(round, now) {
        Due::InHand if round.state == RoundState::Returned && round.inspector == Some(me.id) => {
            let back = round.remarks.iter().rev().find(|it| it.state == RoundState::Returned)?;
            let (base, own) = (back.op.to_string(), back.by == me.id);
            Some(Reason { topic: Topic::Returned, base, at: back.at, own })
        }
        Due::ToCome | Due::Now | Due::Late if walks(round, me) => {
            let today = is_of_day(round, now) || due_state(round, now) != Due::Late;
            let at = calls_from(round.window?);
            (now >= at && today).then(|| Reason::timed(Topic::RoundDue, "opens", at))
        }
        Due::Missed if is_of_day(round, now) => missed(round, me),
        _ => None,
    }
}

/// Shortly before it opens; a duty of the week or the month, which has no hour, on its last day.
fn calls_from(window: Window) -> At {
    let last_day = window.closes.plus_days(-1);
    if window.opens < last_day { last_day } else { window.opens.plus_minutes(-SOON_MIN) }
}

/// R06: who was to walk it by name, and the head of its department.
fn missed(round: &Round, me: &Member) -> Option<Reason> {
    let head = me.grants.iter().any(|grant| {
        grant.site == round.site
            && grant.department == round.department
            && (classes_of(grant.role).contains(&Class::Head) || grant.role == Role::Pm)
    });
    let over = round.remarks.iter().rev().find(|it| it.state == RoundState::Missed);
    let closes = round.window.map(|window| window.closes);
    let at = over.map(|remark| remark.at).or(closes)?;
    let named = round.assignee == Some(me.id);
    (head || named).then(|| Reason::timed(Topic::RoundMissed, "missed", at))
}
