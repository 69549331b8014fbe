//! A round in hand: which item is in focus, what is half-done, and the path of an answer.

use crate::i18n::*;
use crate::pages::frame::{Toasts, use_toasts};
use crate::pages::round::draft::{ItemDraft, Place as Stand, item_name, place_name};
use crate::pages::round::{Records, facts};
use crate::pages::troubles;
use crate::state::actions::{Given, Touch};
use crate::state::{App, PerformError};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::Decimal;
use patrol_domain::checklist::{Checklist, Item};
use patrol_domain::ids::RoundId;
use patrol_domain::place::{Limits, Place};
use patrol_domain::round::{Answer, AnswerValue, History, Round, Verdict};
use patrol_domain::verdict::limits;
use std::sync::Arc;

/// Milliseconds between an answer's stamp and the next item (design.md §8).
const ADVANCE_MS: u32 = 180;

/// What lies over the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// 异常 of an item.
    Problem(usize),
    /// Why an item is not applicable.
    Reason(usize),
    /// A note to an item.
    Note(usize),
    /// 摸: how it felt.
    Feel(usize),
    /// 问: who was asked.
    Asked(usize),
}

/// Everything the parts of the page share. Copy.
#[derive(Clone, Copy)]
pub struct Walk {
    pub app: App,
    pub id: RoundId,
    pub round: Memo<Arc<Round>>,
    pub checklist: StoredValue<Arc<Checklist>>,
    pub place: Memo<Option<Place>>,
    pub history: Memo<Option<Arc<History>>>,
    /// The item in hand; `None` when all are answered.
    pub focus: RwSignal<Option<usize>>,
    pub open: RwSignal<Option<Open>>,
    /// An answer is on its way to the disk, or its stamp is being shown.
    pub busy: RwSignal<bool>,
    /// Why the last tap did not work.
    pub trouble: RwSignal<Option<String>>,
    /// What the live region says.
    pub spoken: RwSignal<String>,
    /// The reading, text or strokes in hand.
    pub draft: RwSignal<ItemDraft>,
    pub draft_saved: RwSignal<bool>,
    /// What was half-done at the item in hand has been read.
    pub(super) draft_read: StoredValue<bool>,
    /// Whether the place the person chose is kept as a draft.
    stood: StoredValue<bool>,
    /// A change waits to be taken up by its answer.
    pub(super) settling: StoredValue<bool>,
    pub i18n: Words,
    pub toasts: Toasts,
}

impl Walk {
    /// Goes on where the round was left: the item the person stood at, else the next open one.
    pub fn new(records: Records, round: Arc<Round>, list: Arc<Checklist>) -> Walk {
        let focus = facts::resume_at(&list, &round);
        let walk = Walk {
            app: records.app,
            id: records.id,
            place: records.place(&round),
            history: records.history(&round),
            round: records.follow(round),
            checklist: StoredValue::new(list),
            focus: RwSignal::new(None),
            open: RwSignal::new(None),
            busy: RwSignal::new(false),
            trouble: RwSignal::new(None),
            spoken: RwSignal::new(String::new()),
            draft: RwSignal::new(ItemDraft::default()),
            draft_saved: RwSignal::new(true),
            draft_read: StoredValue::new(false),
            stood: StoredValue::new(false),
            settling: StoredValue::new(false),
            i18n: use_i18n(),
            toasts: use_toasts(),
        };
        if untrack(|| walk.is_closed()) {
            return walk;
        }
        walk.focus_on(focus);
        spawn_local(async move {
            let Ok(Some(body)) = walk.app.actions.draft(&place_name(walk.id)).await else { return };
            let Ok(stand) = serde_json::from_str::<Stand>(&body) else { return };
            let place = walk
                .checklist
                .try_with_value(|list| list.items.iter().position(|item| item.id == stand.item));
            let Some(Some(place)) = place else { return };
            walk.stood.set_value(true);
            walk.focus_on(Some(place));
            if stand.sheet {
                walk.open.set(Some(Open::Problem(place)));
            }
        });
        walk
    }

    pub fn locale(self) -> Locale {
        self.i18n.get_locale()
    }

    pub fn count(self) -> usize {
        self.checklist.with_value(|list| list.items.len())
    }

    /// `3/22`: which of the items that are asked.
    pub fn step(self, place: usize) -> String {
        let (here, of) = self.number(place);
        format!("{here}/{of}")
    }

    fn number(self, place: usize) -> (usize, usize) {
        self.checklist
            .with_value(|list| self.round.with(|round| facts::step_at(list, round, place)))
    }

    pub fn item(self, place: usize) -> Option<Item> {
        self.checklist.with_value(|list| list.items.get(place).cloned())
    }

    pub fn item_id(self, place: usize) -> String {
        self.checklist
            .with_value(|list| list.items.get(place).map(|item| item.id.clone()))
            .unwrap_or_default()
    }

    pub fn title(self, place: usize) -> String {
        let locale = self.locale();
        self.checklist
            .with_value(|list| list.items.get(place).map(|item| say(locale, &item.title)))
            .unwrap_or_default()
    }

    pub fn limits(self, item: &Item) -> Limits {
        self.place.with(|place| limits(item, place.as_ref()))
    }

    /// The readings of earlier rounds, oldest first, followed.
    pub fn past(self, item: &str) -> Vec<Decimal> {
        let past = self.round.with(|round| {
            self.history.with(|history| facts::readings(item, history.as_deref(), round))
        });
        past.into_iter().map(|(_, reading)| reading).collect()
    }

    /// The reading before this one, followed.
    pub fn before(self, item: &str) -> Option<Decimal> {
        self.past(item).pop()
    }

    /// The answer of an item, followed.
    pub fn answer(self, place: usize) -> Option<Answer> {
        let id = self.item_id(place);
        self.round.with(|round| round.answers.get(&id).cloned())
    }

    /// What an item's answer means, followed.
    pub fn verdict(self, place: usize) -> Option<Verdict> {
        self.checklist.with_value(|list| {
            let item = list.items.get(place)?;
            self.round.with(|round| {
                let answer = round.answers.get(&item.id)?;
                Some(self.meaning(round, item, &answer.value))
            })
        })
    }

    fn meaning(self, round: &Round, item: &Item, value: &AnswerValue) -> Verdict {
        self.place.with(|place| {
            self.history.with(|history| {
                facts::meaning(item, place.as_ref(), history.as_deref(), round, value)
            })
        })
    }

    /// Goes to an item that the person chose, and remembers it.
    pub fn go(self, place: usize) {
        self.focus_on(Some(place));
        self.stand(place, false);
    }

    /// 上一项: the item before this one, or the last when all are answered.
    pub fn back(self) {
        let here = self.focus.get_untracked().unwrap_or_else(|| self.count());
        let before = self.checklist.with_value(|list| {
            self.round.with_untracked(|round| facts::asked_before(list, round, here))
        });
        self.go(before.unwrap_or(here));
    }

    /// Opens a sheet; where it belongs is durable before anything is typed or photographed.
    pub fn open_sheet(self, open: Open) {
        self.trouble.set(None);
        self.open.set(Some(open));
        if let Open::Problem(place) = open {
            self.stand(place, true);
        }
    }

    /// Closes without asking: words and photos go to the answer that stands, or stay a draft.
    pub fn close_sheet(self) {
        self.open.set(None);
        let Some(place) = self.focus.get_untracked() else { return };
        self.stand(place, false);
        let sketched = self.draft.with_untracked(|d| !d.note.is_empty() || !d.photos.is_empty());
        let problem = self.verdict_untracked(place) == Some(Verdict::Problem);
        if let Some(answer) = untrack(|| self.answer(place)).filter(|_| sketched && problem) {
            self.record(place, self.given(place, answer.value), After::Stay);
        }
    }

    fn stand(self, place: usize, sheet: bool) {
        self.stood.set_value(true);
        let stand = Stand { item: self.item_id(place), sheet };
        let (actions, name) = (self.app.actions, place_name(self.id));
        spawn_local(async move {
            if let Ok(body) = serde_json::to_string(&stand) {
                let _ = actions.put_draft(&name, &body).await;
            }
        });
    }

    fn focus_on(self, place: Option<usize>) {
        self.trouble.set(None);
        self.load_draft(place);
        self.focus.set(place);
    }

    /// Stores an answer; the page moves only after the phone has it.
    pub fn record(self, place: usize, given: Given, then: After) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.trouble.set(None);
        let read = self.draft_read.get_value();
        spawn_local(async move {
            let item = self.item_id(place);
            let name = item_name(self.id, &item);
            let done = matches!(then, After::Advance).then_some(name.as_str());
            let signed = self.signatures();
            // What ends the draft must not end what nobody has read of it.
            let given = match done {
                Some(_) if !read => self.with_kept(&item, given).await,
                _ => Ok(given),
            };
            let stored = match given {
                Ok(given) => self.app.actions.record_answer(self.id, &item, given, done).await,
                Err(why) => Err(PerformError::Store(why)),
            };
            match stored {
                Ok(_) => {
                    self.tell_void(signed, &item);
                    self.stored(place, then);
                }
                Err(why) => self.refused(&why),
            }
        });
    }

    /// What follows once the phone has the answer.
    fn stored(self, place: usize, then: After) {
        let bad = self.verdict_untracked(place) == Some(Verdict::Problem);
        self.app.actions.feel(if bad { Touch::Problem } else { Touch::Ok });
        match then {
            After::Stay => {
                self.busy.try_set(false);
            }
            After::Sheet => {
                self.busy.try_set(false);
                self.open_sheet(Open::Problem(place));
            }
            After::Advance => self.advance(place),
        }
    }

    pub fn refused(self, why: &PerformError) {
        self.busy.try_set(false);
        self.app.actions.feel(Touch::Refused);
        let words = troubles::perform(self.i18n.get_locale_untracked(), why);
        self.trouble.try_set(Some(words));
    }

    /// The next open item is found from the answers again: nothing to remember.
    fn leave(self) {
        if self.stood.get_value() {
            self.stood.set_value(false);
            let (actions, name) = (self.app.actions, place_name(self.id));
            spawn_local(async move {
                let _ = actions.drop_draft(&name).await;
            });
        }
    }

    /// Shows the stamp, then rises the next open item.
    pub fn advance(self, place: usize) {
        self.leave();
        let said = self.say_answer(place);
        Timeout::new(ADVANCE_MS, move || {
            if self.busy.try_set(false).is_some() {
                return; // The page is gone.
            }
            let next = self.checklist.with_value(|list| {
                self.round.with_untracked(|round| facts::next_open(list, round, place + 1))
            });
            self.focus_on(next);
            self.spoken.set(format!("{said}{}", self.say_item(next)));
        })
        .forget();
    }

    fn verdict_untracked(self, place: usize) -> Option<Verdict> {
        untrack(|| self.verdict(place))
    }

    fn say_answer(self, place: usize) -> String {
        let locale = self.i18n.get_locale_untracked();
        let what = self.verdict_untracked(place).map_or("", |v| words::verdict(locale, v));
        td_string!(locale, round.announce, n = untrack(|| self.number(place).0), what = what)
    }

    fn say_item(self, place: Option<usize>) -> String {
        let locale = self.i18n.get_locale_untracked();
        let Some(place) = place else {
            return td_string!(locale, round.all_answered).to_owned();
        };
        let Some(item) = self.item(place) else { return String::new() };
        let how = facts::methods_words(locale, &item);
        let title = say(locale, &item.title);
        let n = untrack(|| self.number(place).0);
        td_string!(locale, round.announce_next, n = n, how = how, title = title)
    }
}

/// What the page does once an answer is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    Advance,
    /// Ask for words and a photo of the problem.
    Sheet,
    Stay,
}
