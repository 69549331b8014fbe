//! The log of one shift as the paper has it: a row an hour or a round, a column a reading (R67, R72,
//! R74, R75). Computed from rounds alone; asks nobody and stores nothing.

use crate::checklist::{AnswerKind, Checklist, Item, Log};
use crate::decimal::Decimal;
use crate::ids::{MemberId, RoundId};
use crate::place::{Limits, Place};
use crate::round::{AnswerValue, Flag, Round, RoundState, Verdict};
use crate::shift::{Shift, Shifts};
use crate::time::At;
use crate::verdict::{limits, verdict};

/// A round this many minutes before its row still fills it (R67, proposed).
const EARLY_MIN: i64 = 15;
/// Where a row is a round and no hour: yesterday's row is no further off than this, in minutes.
const SAME_HOUR_MIN: i64 = 60;

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRow {
    /// When it was to be written: the opening of its round, the hour of an empty row.
    pub due: At,
    pub round: Option<RoundId>,
    pub state: RowState,
    pub by: Option<MemberId>,
    /// Begun or handed in outside its time.
    pub late: bool,
    /// As many as the log has columns; `None` where nothing was written.
    pub cells: Vec<Option<Cell>>,
    /// Yesterday's row of the same hour.
    pub yesterday: Option<Earlier>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    pub due: At,
    pub round: RoundId,
    pub cells: Vec<Option<Cell>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowState {
    /// Handed in.
    Written,
    /// Its round is in somebody's hands.
    UnderWay,
    /// Its hour has not come.
    ToCome,
    /// Now is its time.
    Due,
    /// Its time is over and nothing is here; what another phone holds back is not known.
    Blank,
    /// The server has counted the round as missed.
    Missed,
}

/// One reading in its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// `None`: not applicable.
    pub reading: Option<Decimal>,
    pub verdict: Verdict,
    pub off: Option<Off>,
}

/// By how much a reading is out of its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Off {
    Below(Decimal),
    Above(Decimal),
}

/// What a log is written from.
pub struct Book<'a> {
    /// The version whose columns are shown.
    pub list: &'a Checklist,
    pub log: &'a Log,
    pub place: &'a Place,
    /// Rounds of this shift and of the day before; others are passed over.
    pub rounds: Vec<&'a Round>,
    /// The checklist in the version that a round was walked with, where it is at hand.
    pub version: &'a dyn Fn(u32) -> Option<&'a Checklist>,
}

/// The rows of a shift, in order of time.
pub fn rows(book: &Book, shift: &Shift, now: At) -> Vec<LogRow> {
    let mut rounds: Vec<(At, &Round)> = book
        .rounds
        .iter()
        .filter(|round| book.has(round))
        .filter_map(|r| Some((due(r)?, *r)))
        .collect();
    rounds.sort_by_key(|(due, round)| (*due, round.id));
    let mut rows: Vec<LogRow> = Vec::new();
    for (from, to) in book.hours(shift) {
        let early =
            |at: At| if book.log.every_min.is_some() { at.plus_minutes(-EARLY_MIN) } else { at };
        let here = rounds.iter().filter(|(due, _)| early(from) <= *due && *due < early(to));
        let before = rows.len();
        rows.extend(here.map(|(due, round)| book.row(*due, round, now)));
        if rows.len() == before && book.log.every_min.is_some() {
            rows.push(book.empty(from, to, now));
        }
    }
    for row in &mut rows {
        row.yesterday = book.yesterday(&rounds, row.due);
    }
    rows
}

/// When a round was to be walked; begun without a plan, when it was begun.
pub fn due(round: &Round) -> Option<At> {
    round.window.map(|window| window.opens).or(round.started_at)
}

/// The shift in whose log a round stands.
pub fn shift_of(round: &Round, log: &Log, shifts: &Shifts) -> Option<Shift> {
    let early = if log.every_min.is_some() { EARLY_MIN } else { 0 };
    shifts.at(due(round)?.plus_minutes(early), round.offset_min)
}

impl Book<'_> {
    /// The columns: the items of the log, in its order.
    pub fn columns(&self) -> Vec<&Item> {
        let find = |id: &String| self.list.items.iter().find(|item| item.id == *id);
        self.log.columns.iter().filter_map(find).collect()
    }

    fn has(&self, round: &Round) -> bool {
        round.checklist == self.list.id
            && round.place == self.place.id
            && round.state != RoundState::Void
    }

    /// The hours of the shift, from its beginning (R67); the whole shift where a row is a round.
    fn hours(&self, shift: &Shift) -> Vec<(At, At)> {
        let Some(every) = self.log.every_min.filter(|every| *every > 0) else {
            return vec![(shift.from, shift.to)];
        };
        let count = shift.to.minutes_since(shift.from).div_euclid(i64::from(every)).max(1);
        let hour = |k: i64| shift.from.plus_minutes(k * i64::from(every));
        (0..count).map(|k| (hour(k), if k + 1 == count { shift.to } else { hour(k + 1) })).collect()
    }

    fn row(&self, due: At, round: &Round, now: At) -> LogRow {
        LogRow {
            due,
            round: Some(round.id),
            state: state(round, now),
            by: round.inspector,
            late: [Flag::OffWindow, Flag::MakeUp].iter().any(|flag| round.flags.contains(flag)),
            cells: self.cells(round),
            yesterday: None,
        }
    }

    fn empty(&self, from: At, to: At, now: At) -> LogRow {
        let state = match now {
            now if now < from => RowState::ToCome,
            now if now < to => RowState::Due,
            _ => RowState::Blank,
        };
        let cells = vec![None; self.columns().len()];
        LogRow { due: from, round: None, state, by: None, late: false, cells, yesterday: None }
    }

    /// Judged by the version that the round was walked with.
    fn cells(&self, round: &Round) -> Vec<Option<Cell>> {
        let walked = (self.version)(round.version).unwrap_or(self.list);
        let cell = |shown: &Item| {
            let item = walked.items.iter().find(|item| item.id == shown.id).unwrap_or(shown);
            let answer = round.answers.get(&item.id)?;
            let before = self.reading_before(&item.id, round, answer.at);
            judged(item, limits(item, Some(self.place)), before, &answer.value)
        };
        self.columns().into_iter().map(cell).collect()
    }

    /// R79: what a counter stood at before, as far as the rows at hand say.
    fn reading_before(&self, item: &str, round: &Round, at: At) -> Option<Decimal> {
        let others = self.rounds.iter().filter(|other| other.id != round.id && self.has(other));
        let answers = others.filter_map(|other| other.answers.get(item)).filter(|a| a.at <= at);
        let readings = answers.filter_map(|answer| match answer.value {
            AnswerValue::Number { reading } => Some((answer.at, reading)),
            _ => None,
        });
        readings.max_by_key(|(at, _)| *at).map(|(_, reading)| reading)
    }

    fn yesterday(&self, rounds: &[(At, &Round)], due: At) -> Option<Earlier> {
        let hour = due.plus_days(-1);
        let reach = self.log.every_min.map_or(SAME_HOUR_MIN, |every| i64::from(every) / 2);
        let apart = |at: At| at.minutes_since(hour).abs();
        let walked = rounds.iter().filter(|(at, round)| {
            round.started_at.is_some() && !round.answers.is_empty() && apart(*at) <= reach
        });
        let (due, round) = walked.min_by_key(|(at, round)| (apart(*at), round.id))?;
        Some(Earlier { due: *due, round: round.id, cells: self.cells(round) })
    }
}

fn state(round: &Round, now: At) -> RowState {
    match round.state {
        RoundState::Started | RoundState::Paused | RoundState::Returned => RowState::UnderWay,
        RoundState::Missed => RowState::Missed,
        RoundState::Planned => match round.window {
            Some(window) if now < window.opens => RowState::ToCome,
            Some(window) if !window.holds(now) => RowState::Blank,
            _ => RowState::Due,
        },
        _ => RowState::Written,
    }
}

fn judged(
    item: &Item,
    range: Limits,
    before: Option<Decimal>,
    value: &AnswerValue,
) -> Option<Cell> {
    if !matches!(item.answer, AnswerKind::Number { .. }) {
        return None;
    }
    let verdict = verdict(item, range, before, value);
    let AnswerValue::Number { reading } = *value else {
        return Some(Cell { reading: None, verdict, off: None });
    };
    let below = range.min.filter(|min| reading < *min).map(|min| Off::Below(min.minus(reading)));
    let above = range.max.filter(|max| reading > *max).map(|max| Off::Above(reading.minus(max)));
    Some(Cell { reading: Some(reading), verdict, off: below.or(above) })
}
