//! 可疑: what in a handed-in round is worth a question, with the figures it rests on. It is asked,
//! it can be answered, and it is never a penalty by itself. Asks no clock and changes nothing.

use crate::ids::{CheckpointId, PhotoId, PlaceId, RoundId};
use crate::round::{AnswerValue, Copied, Flag, Frame, History, Past, PresenceHow, Reused, Round};
use crate::route::{Late, Short};
use crate::time::At;
use std::collections::BTreeMap;

/// Answers that follow each other faster than this look made up, in milliseconds.
pub const HASTE_MS: i64 = 5_000;
/// Nobody walks from one place to another in less, in milliseconds.
pub const WALK_MS: i64 = 10_000;
/// Fewer answers than this say nothing about haste.
const HASTE_FROM: usize = 3;
/// Fewer readings than this may well be the same twice.
const COPIED_FROM: usize = 3;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// Every answer came within five seconds of the one before it; the longest wait, in seconds.
    Haste { answers: usize, longest_s: i64 },
    /// One picture, by the hash of its file, under several items; `photo` is the first of them.
    SamePhoto { photo: PhotoId, items: Vec<String> },
    /// A picture that an earlier round of this checklist here was answered with.
    Reused { photo: PhotoId, item: String, at: At },
    /// Every reading is the one of the round before (W17).
    Copied { readings: u16, at: At },
    /// Points of two places were scanned sooner after each other than anybody walks.
    Walk { from: CheckpointId, to: CheckpointId, seconds: i64 },
    /// After these of the round's camera scans no live frame was kept: what was scanned may have
    /// been a photo of the code.
    NoFrame { points: Vec<CheckpointId>, scans: usize },
    /// Stops of a fixed order reached after later ones.
    OutOfOrder { late: Vec<Late> },
    /// Left sooner than looking around takes.
    ShortStay(Short),
    /// Points of the route without a presence, of so many (W01: coverage).
    Unvisited { points: Vec<CheckpointId>, stops: usize },
    /// The phone's clock was more than five minutes off: the times are a best guess.
    Clock,
}

/// The doubts of a round, none while it is under way. `place_of` tells where a checkpoint is.
pub fn doubts(round: &Round, place_of: impl Fn(CheckpointId) -> Option<PlaceId>) -> Vec<Doubt> {
    if round.submitted_at.is_none() {
        return Vec::new();
    }
    let longest = round.flags.contains(&Flag::TooFast).then(|| longest_wait_ms(round)).flatten();
    let haste = longest
        .map(|longest| Doubt::Haste { answers: round.answers.len(), longest_s: longest / 1000 });
    let clock = round.flags.contains(&Flag::ClockSkew).then_some(Doubt::Clock);
    let copied = round.copied.as_ref();
    let copied = copied.map(|c| Doubt::Copied { readings: c.readings, at: c.at });
    let said = haste.into_iter().chain(copied).chain(photos_asked(round));
    let standing = said.chain(walks(round, place_of));
    standing.chain(no_frame(round)).chain(off_route(round)).chain(clock).collect()
}

/// Pictures that stand twice: in this round, or in an earlier one.
fn photos_asked(round: &Round) -> Vec<Doubt> {
    let reused = round.reused.iter().map(|reused| Doubt::Reused {
        photo: reused.photo,
        item: reused.item.clone(),
        at: reused.at,
    });
    same_photos(round).into_iter().chain(reused).collect()
}

fn off_route(round: &Round) -> Vec<Doubt> {
    let route = &round.route;
    let late = route.late(round);
    let points: Vec<CheckpointId> = route.open(round).map(|stop| stop.checkpoint).collect();
    let stops = route.stops.len();
    let order = (!late.is_empty()).then_some(Doubt::OutOfOrder { late });
    let open = (!points.is_empty()).then_some(Doubt::Unvisited { points, stops });
    let short = route.short(round).into_iter().map(Doubt::ShortStay);
    order.into_iter().chain(open).chain(short).collect()
}

/// Only scans whose app promised a frame: one that never takes any says nothing about the person.
fn no_frame(round: &Round) -> Option<Doubt> {
    let scans = round.presence.iter().filter(|presence| presence.how == PresenceHow::Qr).count();
    let bare = round.presence.iter().filter(|presence| presence.frame == Frame::Awaited);
    let points: Vec<CheckpointId> = bare.map(|presence| presence.checkpoint).collect();
    (!points.is_empty()).then_some(Doubt::NoFrame { points, scans })
}

/// Milliseconds of the longest wait before an answer, the first counted from the start; `None`
/// when too few answers say anything.
pub(crate) fn longest_wait_ms(round: &Round) -> Option<i64> {
    let mut times: Vec<At> = round.answers.values().map(|answer| answer.at).collect();
    if times.len() < HASTE_FROM {
        return None;
    }
    times.extend(round.started_at);
    times.sort_unstable();
    times.windows(2).map(|pair| pair[1].0.saturating_sub(pair[0].0)).max()
}

pub(crate) fn same_photos(round: &Round) -> Vec<Doubt> {
    // By the file it was made of: the strip under a picture differs each time it is put in.
    let mut under: BTreeMap<PhotoId, (PhotoId, Vec<String>)> = BTreeMap::new();
    for (item, answer) in &round.answers {
        for photo in &answer.photos {
            let (_, items) = under.entry(photo.original).or_insert((photo.id, Vec::new()));
            if items.last() != Some(item) {
                items.push(item.clone());
            }
        }
    }
    let several = under.into_values().filter(|(_, items)| items.len() > 1);
    several.map(|(photo, items)| Doubt::SamePhoto { photo, items }).collect()
}

/// The pictures of this round that earlier ones of the place's history were answered with.
pub(crate) fn reused(round: &Round, history: &History) -> Vec<Reused> {
    let earlier: BTreeMap<PhotoId, (RoundId, At)> = history
        .items
        .values()
        .flatten()
        .filter(|past| past.round != round.id)
        .flat_map(|past| past.originals.iter().map(|file| (*file, (past.round, past.at))))
        .collect();
    let shown = round.answers.iter().flat_map(|(item, a)| a.photos.iter().map(move |p| (item, p)));
    let found = shown.filter_map(|(item, photo)| {
        let (round, at) = *earlier.get(&photo.original)?;
        Some(Reused { item: item.clone(), photo: photo.id, round, at })
    });
    found.collect()
}

/// The round before this one, when every reading of this one is its reading too.
pub(crate) fn copied(round: &Round, history: &History) -> Option<Copied> {
    let mut last: Option<&Past> = None;
    let mut readings = 0;
    for (item, answer) in &round.answers {
        let AnswerValue::Number { reading } = answer.value else { continue };
        let earlier = history.items.get(item)?.iter();
        let earlier = earlier.filter(|past| past.round != round.id && past.at <= answer.at);
        let before = earlier.max_by_key(|past| past.at)?;
        if before.reading != Some(reading) || last.is_some_and(|last| last.round != before.round) {
            return None;
        }
        last = last.into_iter().chain([before]).max_by_key(|past| past.at);
        readings += 1;
    }
    let last = last.filter(|_| readings >= COPIED_FROM)?;
    let readings = u16::try_from(readings).unwrap_or(u16::MAX);
    Some(Copied { readings, round: last.round, at: last.at })
}

/// Scans only: a typed code or a photo may be written down later than the person stood there.
fn walks(round: &Round, place_of: impl Fn(CheckpointId) -> Option<PlaceId>) -> Vec<Doubt> {
    let scanned = |how| matches!(how, PresenceHow::Qr | PresenceHow::Nfc);
    let mut scans: Vec<_> = round.presence.iter().filter(|p| scanned(p.how)).collect();
    scans.sort_by_key(|presence| presence.at);
    let pairs = scans.windows(2).filter_map(|pair| {
        let (from, to) = (pair[0], pair[1]);
        let took = to.at.0.saturating_sub(from.at.0);
        let apart = place_of(from.checkpoint)? != place_of(to.checkpoint)?;
        (apart && took < WALK_MS).then_some(Doubt::Walk {
            from: from.checkpoint,
            to: to.checkpoint,
            seconds: took / 1000,
        })
    });
    pairs.collect()
}
