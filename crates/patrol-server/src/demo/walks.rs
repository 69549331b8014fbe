//! Walked rounds of the demo: start, scan, answer after answer, submission, review.

use crate::demo::cases::{Issue, file_found};
use crate::demo::people::member_id;
use crate::demo::photos::Album;
use crate::demo::places::place_id;
use crate::demo::rounds::{Duty, Rounds, newest, planned};
use crate::demo::stage::Stage;
use crate::demo::times::When;
use crate::demo::{DemoFault, taken};
use patrol_domain::checklist::{AnswerKind, Item};
use patrol_domain::findings;
use patrol_domain::people::Department;
use patrol_domain::round::{
    AnswerValue, Evidence, Mode, PresenceHow, Round, RoundKind, RoundState, Signature,
};
use patrol_domain::signed::signed_sha256;
use patrol_domain::{At, CheckpointId, Decimal, MemberId, Mutation, PlaceId, Record, RoundId};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

const FILE: &str = "rounds.json";

/// The same walk on one or several occasions.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Walk {
    checklist: String,
    place: String,
    department: Department,
    by: String,
    opens: Vec<When>,
    minutes: i64,
    grace_min: u16,
    /// Minutes from opening to start.
    starts_after: i64,
    /// Seconds for one item.
    pace: i64,
    /// Still under way: this many items are answered.
    #[serde(default)]
    stop_after: Option<usize>,
    /// By item, one reading for each occasion.
    #[serde(default)]
    readings: BTreeMap<String, Vec<Decimal>>,
    #[serde(default)]
    problems: Vec<Problem>,
    #[serde(default)]
    review: Option<Later>,
    #[serde(default)]
    sample: Option<Later>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Problem {
    /// Which occasion, from 0.
    on: usize,
    item: String,
    note: String,
    photo: String,
    /// Key of the issue it became.
    #[serde(default)]
    issue: Option<String>,
}

/// What another person wrote afterwards.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Later {
    by: String,
    /// Minutes after the round opened.
    after: i64,
    /// Only on this occasion.
    #[serde(default)]
    on: Option<usize>,
    note: String,
}

/// A round nobody came to.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Missed {
    checklist: String,
    place: String,
    department: Department,
    opens: Vec<When>,
    minutes: i64,
    grace_min: u16,
    explain: Later,
}

/// One occasion of a walk, while it is played.
struct Occasion<'a> {
    walk: &'a Walk,
    number: usize,
    round: RoundId,
    by: MemberId,
    opens: At,
}

/// Plays every walk of this site, the oldest occasion first; what others say of them comes later,
/// for a review waits for the issues of its round.
pub(super) fn walk_all<'a>(
    stage: &mut Stage,
    rounds: &'a Rounds,
    issues: &[Issue],
    album: &Album,
) -> Result<Walked<'a>, DemoFault> {
    let mut occasions = Vec::new();
    for walk in &rounds.walked {
        if !stage.holds(place_id(&walk.place)) {
            continue;
        }
        for (number, when) in walk.opens.iter().enumerate() {
            let opens = stage.hours.at(when);
            let by = member_id(&walk.by);
            let duty = Duty {
                checklist: &walk.checklist,
                place: &walk.place,
                department: walk.department,
                kind: RoundKind::Periodic,
                assignee: Some(by),
                opens,
                minutes: walk.minutes,
                grace_min: walk.grace_min,
                route: Default::default(),
            };
            let round = planned(stage, &duty)?;
            occasions.push(Occasion { walk, number, round: round.id, by, opens });
            stage.put(Record::Round(round));
        }
    }
    occasions.sort_by_key(|occasion| occasion.opens);
    for occasion in &occasions {
        occasion.play(stage, issues, album)?;
    }
    miss_all(stage, &rounds.missed)?;
    Ok(Walked(occasions))
}

/// The occasions that were walked, the oldest first.
pub(super) struct Walked<'a>(Vec<Occasion<'a>>);

impl Walked<'_> {
    /// Reviews and spot checks, as far as they have happened.
    pub fn judge_all(&self, stage: &mut Stage) -> Result<(), DemoFault> {
        self.0.iter().try_for_each(|occasion| occasion.judge(stage))
    }
}

fn miss_all(stage: &mut Stage, all: &[Missed]) -> Result<(), DemoFault> {
    for missed in all {
        if !stage.holds(place_id(&missed.place)) {
            continue;
        }
        for when in &missed.opens {
            let opens = stage.hours.at(when);
            let duty = Duty {
                checklist: &missed.checklist,
                place: &missed.place,
                department: missed.department,
                kind: RoundKind::Periodic,
                assignee: None,
                opens,
                minutes: missed.minutes,
                grace_min: missed.grace_min,
                route: Default::default(),
            };
            let round = planned(stage, &duty)?;
            let id = round.id;
            stage.put(Record::Round(round));
            let over = opens.plus_minutes(missed.minutes + i64::from(missed.grace_min) + 1);
            stage.act(MemberId::SYSTEM, over, Mutation::MissRound { round: id }, FILE)?;
            let explain = &missed.explain;
            let words = Mutation::ExplainRound { round: id, note: explain.note.clone() };
            stage.act(member_id(&explain.by), opens.plus_minutes(explain.after), words, FILE)?;
        }
    }
    Ok(())
}

impl Occasion<'_> {
    fn play(&self, stage: &mut Stage, issues: &[Issue], album: &Album) -> Result<(), DemoFault> {
        let (round, walk) = (self.round, self.walk);
        let start = self.opens.plus_minutes(walk.starts_after);
        let items = newest(stage, &walk.checklist, FILE)?.items.clone();
        let first = Mutation::StartRound {
            round,
            mode: Mode::Foot,
            self_check: true,
            unplanned: None,
            left_out: Default::default(),
        };
        stage.act(self.by, start, first, FILE)?;
        if let Some(checkpoint) = checkpoint_at(stage, place_id(&walk.place)) {
            let scan = Mutation::presence(round, checkpoint, PresenceHow::Qr);
            stage.act(self.by, seconds(start, 15), scan, FILE)?;
        }
        let mut at = seconds(start, 15);
        for (place, item) in items.iter().take(walk.stop_after.unwrap_or(items.len())).enumerate() {
            // People are not clockwork: some items take longer than others.
            at = seconds(at, walk.pace + (place as i64 * 7) % 19 - 9);
            self.answer(stage, item, at, issues, album)?;
        }
        if walk.stop_after.is_none() {
            let end = Mutation::SubmitRound { round, overall: String::new(), early_end: None };
            stage.act(self.by, seconds(at, 30), end, FILE)?;
        }
        Ok(())
    }

    fn answer(
        &self,
        stage: &mut Stage,
        item: &Item,
        at: At,
        issues: &[Issue],
        album: &Album,
    ) -> Result<(), DemoFault> {
        let problems = &self.walk.problems;
        let problem = problems.iter().find(|p| p.on == self.number && p.item == item.id);
        let (value, note, photos) = match problem {
            Some(problem) => {
                let photo = taken(album.photo(&problem.photo)?, at);
                (AnswerValue::Problem, problem.note.clone(), vec![photo])
            }
            None => (self.usual(stage, item)?, String::new(), Vec::new()),
        };
        let (round, name) = (self.round, item.id.clone());
        let mutation = Mutation::RecordAnswer {
            round,
            item: name,
            value,
            note,
            photos,
            severity: None,
            evidence: Evidence::default(),
        };
        stage.act(self.by, at, mutation, FILE)?;
        match problem.and_then(|problem| problem.issue.as_deref()) {
            Some(key) => {
                file_found(stage, issues, key, self.by, seconds(at, 20), (round, item), album)
            }
            None => Ok(()),
        }
    }

    /// The answer of a day on which nothing is wrong.
    fn usual(&self, stage: &Stage, item: &Item) -> Result<AnswerValue, DemoFault> {
        Ok(match &item.answer {
            AnswerKind::Check => AnswerValue::Ok,
            AnswerKind::Number { .. } => AnswerValue::Number { reading: self.reading(item)? },
            AnswerKind::Choice { options } => {
                let good = options.iter().position(|option| !option.problem).unwrap_or_default();
                AnswerValue::Choice { option: u16::try_from(good).unwrap_or_default() }
            }
            AnswerKind::Text => AnswerValue::Text { text: "无".to_owned() },
            AnswerKind::Signature { signer, .. } => {
                let mut signature = sign(stage.name(self.by), &signer.zh_hans, self.round);
                let Signature { name, role, .. } = &signature;
                let list = newest(stage, &self.walk.checklist, FILE)?;
                if let Ok(round) = stage.view.round(self.round) {
                    signature.text_sha256 = signed_sha256(list, round, &item.id, name, role);
                }
                AnswerValue::Signature { signature }
            }
            AnswerKind::Score { .. } => AnswerValue::Score { problems: 0 },
            AnswerKind::Photo => {
                return Err(DemoFault::new(FILE, format!("{} needs a photo", item.id)));
            }
        })
    }

    fn reading(&self, item: &Item) -> Result<Decimal, DemoFault> {
        let readings = self.walk.readings.get(&item.id);
        let reading = readings.and_then(|readings| readings.get(self.number)).copied();
        reading.ok_or_else(|| {
            DemoFault::new(FILE, format!("{} has no reading for occasion {}", item.id, self.number))
        })
    }

    fn judge(&self, stage: &mut Stage) -> Result<(), DemoFault> {
        let round = self.round;
        let state = |stage: &Stage| stage.view.round(round).map(|round: &Round| round.state);
        if let Some((by, at, note)) = self.later(&self.walk.review)
            && state(stage) == Ok(RoundState::Submitted)
            && !self.found_lies(stage)
        {
            stage.act(by, at, Mutation::ReviewRound { round, note }, FILE)?;
        }
        if let Some((by, at, note)) = self.later(&self.walk.sample)
            && state(stage) == Ok(RoundState::Reviewed)
        {
            stage.act(by, at, Mutation::SampleRound { round, note }, FILE)?;
        }
        Ok(())
    }

    /// Whether an issue of the round has not been sent on its way: its head does not review it yet.
    fn found_lies(&self, stage: &Stage) -> bool {
        let Ok(round) = stage.view.round(self.round) else { return false };
        findings::filed(round).filter_map(|case| stage.view.case(case).ok()).any(|case| {
            let flow = stage.view.flow(&case.flow, case.flow_version);
            flow.is_ok_and(|flow| findings::is_waiting(case, flow))
        })
    }

    fn later(&self, later: &Option<Later>) -> Option<(MemberId, At, String)> {
        let later = later.as_ref().filter(|later| later.on.is_none_or(|on| on == self.number))?;
        Some((member_id(&later.by), self.opens.plus_minutes(later.after), later.note.clone()))
    }
}

pub(super) fn seconds(at: At, seconds: i64) -> At {
    At(at.0 + seconds * 1_000)
}

/// The code on the wall of the place, or of the place around it.
pub(super) fn checkpoint_at(stage: &Stage, place: PlaceId) -> Option<CheckpointId> {
    let at = |place: PlaceId| {
        stage.view.records.values().find_map(|record| match record {
            Some(Record::Checkpoint(point)) if point.place == place => Some(point.id),
            _ => None,
        })
    };
    at(place).or_else(|| at(stage.view.place(place).ok()?.parent?))
}

/// A drawn name: one wavy stroke for each of its characters.
fn sign(name: &str, role: &str, round: RoundId) -> Signature {
    let digest: [u8; 32] = Sha256::digest(format!("{round} {name}")).into();
    let stroke = |n: u16| -> Vec<(u16, u16)> {
        (0u16..14)
            .map(|step| {
                let shake = u16::from(digest[usize::from(n * 9 + step) % 32]) % 90;
                (120 + n * 250 + step * 14, 90 + (step % 3) * 85 + shake)
            })
            .collect()
    };
    let strokes = (0u16..3).take(name.chars().count()).map(stroke).collect();
    let (name, role) = (name.to_owned(), role.to_owned());
    Signature { name, role, strokes, member: None, text_sha256: String::new() }
}
