//! Issues of the demo: how they were found, and what has been done about them.

use crate::demo::people::member_id;
use crate::demo::photos::Album;
use crate::demo::places::place_id;
use crate::demo::stage::Stage;
use crate::demo::times::{Clock, When};
use crate::demo::walks::checkpoint_at;
use crate::demo::{DemoFault, id, taken};
use patrol_domain::checklist::{Item, Severity};
use patrol_domain::operation::FoundIn;
use patrol_domain::photo::PhotoRef;
use patrol_domain::round::{Presence, PresenceHow};
use patrol_domain::{At, CaseId, Key, MemberId, Mutation, RoundId};
use serde::Deserialize;

const FILE: &str = "issues.json";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Issue {
    key: String,
    title: String,
    category: String,
    severity: Severity,
    place: String,
    #[serde(default)]
    spot: String,
    #[serde(default)]
    photo: Option<String>,
    /// Absent when a walk of `rounds.json` found it.
    #[serde(default)]
    found: Option<Step>,
    #[serde(default)]
    found_in_walk: bool,
    #[serde(default)]
    moves: Vec<Step>,
}

/// One thing that somebody did: the finding, or a move.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    #[serde(default)]
    verb: String,
    by: String,
    #[serde(default)]
    minutes: Option<i64>,
    #[serde(default)]
    days: Option<i64>,
    #[serde(default)]
    time: Option<Clock>,
    #[serde(default)]
    note: String,
    #[serde(default)]
    handler: Option<String>,
    #[serde(default)]
    photo: Option<String>,
    /// The person scanned the code at the place, and sealed the result.
    #[serde(default)]
    scan: bool,
}

impl Step {
    fn at(&self, stage: &Stage) -> Result<At, DemoFault> {
        let when = match (self.minutes, self.days, self.time) {
            (Some(minutes), None, None) => When::Minutes { minutes },
            (None, Some(days), Some(time)) => When::Day { days, time },
            _ => return Err(DemoFault::new(FILE, "a step needs minutes, or days and a time")),
        };
        Ok(stage.hours.at(&when))
    }
}

/// Files the issue that an answer of a walked round became.
pub(super) fn file_found(
    stage: &mut Stage,
    issues: &[Issue],
    key: &str,
    by: MemberId,
    at: At,
    (round, item): (RoundId, &Item),
    album: &Album,
) -> Result<(), DemoFault> {
    let issue = issues.iter().find(|issue| issue.key == key && issue.found_in_walk);
    let issue = issue.ok_or_else(|| DemoFault::new(FILE, format!("there is no issue {key}")))?;
    issue.file(stage, by, at, Some(FoundIn { round, item: item.id.clone() }), album)
}

/// Files the other issues of the site, then makes every move, issue by issue.
pub(super) fn move_all(
    stage: &mut Stage,
    issues: &[Issue],
    album: &Album,
) -> Result<(), DemoFault> {
    for issue in issues {
        if !stage.holds(place_id(&issue.place)) {
            continue;
        }
        if let Some(found) = &issue.found {
            issue.file(stage, member_id(&found.by), found.at(stage)?, None, album)?;
        }
        let case = issue.id();
        if stage.view.exists(&Key::Case { id: case }) != Ok(true) {
            return Err(DemoFault::new(FILE, format!("nobody found {}", issue.key)));
        }
        for step in &issue.moves {
            issue.step(stage, step, album)?;
        }
    }
    Ok(())
}

impl Issue {
    fn id(&self) -> CaseId {
        CaseId(id("case", &self.key))
    }

    fn file(
        &self,
        stage: &mut Stage,
        by: MemberId,
        at: At,
        found_in: Option<FoundIn>,
        album: &Album,
    ) -> Result<(), DemoFault> {
        let mutation = Mutation::FileIssue {
            case: self.id(),
            place: Some(place_id(&self.place)),
            spot: self.spot.clone(),
            title: self.title.clone(),
            category: self.category.clone(),
            severity: self.severity,
            photos: shown(&self.photo, at, album)?,
            found_in,
            department: None,
            sound: None,
        };
        stage.act(by, at, mutation, FILE)
    }

    fn step(&self, stage: &mut Stage, step: &Step, album: &Album) -> Result<(), DemoFault> {
        let at = step.at(stage)?;
        let point = checkpoint_at(stage, place_id(&self.place)).filter(|_| step.scan);
        let mutation = Mutation::MoveCase {
            case: self.id(),
            mv: step.verb.clone(),
            note: step.note.clone(),
            photos: shown(&step.photo, at, album)?,
            handler: step.handler.as_deref().map(member_id),
            presence: point.map(|checkpoint| Presence::new(checkpoint, PresenceHow::Qr, at)),
            sealed: step.scan,
            brings: Box::default(),
        };
        stage.act(member_id(&step.by), at, mutation, FILE)
    }
}

fn shown(name: &Option<String>, at: At, album: &Album) -> Result<Vec<PhotoRef>, DemoFault> {
    name.iter().map(|name| Ok(taken(album.photo(name)?, at))).collect()
}
