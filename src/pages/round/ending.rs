//! What stands between a walked round and its handing in. Draws nothing.

use crate::components::ItemState;
use crate::i18n::*;
use crate::pages::round::draft::{ItemDraft, item_names};
use crate::pages::round::top::round_title;
use crate::pages::round::{Records, facts};
use crate::state::StoreError;
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::checklist::{Checklist, Item};
use patrol_domain::place::Place;
use patrol_domain::round::{EarlyReason, History, Round, RoundState, Verdict};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The overall word and the reason for an early end, kept while typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EndDraft {
    pub overall: String,
    pub reason: Option<EarlyReason>,
    pub note: String,
    /// Words, readings and photos that no answer took up may go.
    pub leave_out: bool,
}

/// What the parts of the page share. Copy.
#[derive(Clone, Copy)]
pub struct End {
    pub records: Records,
    pub round: Memo<Arc<Round>>,
    pub list: StoredValue<Arc<Checklist>>,
    pub place: Memo<Option<Place>>,
    pub history: Memo<Option<Arc<History>>>,
    pub draft: RwSignal<EndDraft>,
    /// Items at which something was written or photographed that no answer took up.
    pub left: RwSignal<Vec<String>>,
    pub busy: RwSignal<bool>,
    pub trouble: RwSignal<Option<String>>,
    pub i18n: Words,
}

impl End {
    pub fn new(records: Records, round: Arc<Round>, list: Arc<Checklist>) -> End {
        let end = End {
            records,
            place: records.place(&round),
            history: records.history(&round),
            round: records.follow(round),
            list: StoredValue::new(list),
            draft: RwSignal::new(EndDraft::default()),
            left: RwSignal::new(Vec::new()),
            busy: RwSignal::new(false),
            trouble: RwSignal::new(None),
            i18n: use_i18n(),
        };
        spawn_local(async move {
            if let Ok(Some(body)) = records.app.actions.draft(&end.draft_name()).await {
                end.draft.try_set(serde_json::from_str(&body).unwrap_or_default());
            }
            let _ = end.look_for_left().await;
        });
        end
    }

    pub fn draft_name(self) -> String {
        format!("end/{}", self.records.id)
    }

    pub fn sketch(self, change: impl FnOnce(&mut EndDraft)) {
        self.trouble.set(None);
        self.draft.update(change);
        let body = self.draft.with_untracked(serde_json::to_string).unwrap_or_default();
        let (actions, name) = (self.records.app.actions, self.draft_name());
        spawn_local(async move {
            let _ = actions.put_draft(&name, &body).await;
        });
    }

    /// Reads what was begun at the items and is in no answer; handing in would throw it away.
    pub async fn look_for_left(self) -> Result<bool, StoreError> {
        let names = item_names(self.records.id);
        let drafts = self.records.app.actions.drafts(&names).await?;
        let begun = drafts.into_iter().filter_map(|(name, body)| {
            let draft: ItemDraft = serde_json::from_str(&body).ok()?;
            let item = name.strip_prefix(&names)?.to_owned();
            let holds = self
                .round
                .try_with_untracked(|round| draft.holds_more_than(round.answers.get(&item)));
            (holds == Some(true)).then_some(item)
        });
        let begun: Vec<String> = begun.collect();
        let any = !begun.is_empty();
        self.left.try_set(begun);
        Ok(any)
    }

    pub fn left_over(self) -> Vec<(usize, Item, ItemState)> {
        self.items(|item, _| self.left.with(|left| left.contains(&item.id)))
    }

    pub fn states(self) -> Vec<ItemState> {
        self.list.with_value(|list| {
            self.round.with(|round| {
                self.place.with(|place| {
                    self.history.with(|history| {
                        facts::states(list, place.as_ref(), history.as_deref(), round)
                    })
                })
            })
        })
    }

    /// Items in a state, with their place in the list.
    pub fn items(self, wanted: impl Fn(&Item, ItemState) -> bool) -> Vec<(usize, Item, ItemState)> {
        let states = self.states();
        self.list.with_value(|list| {
            let all = list.items.iter().zip(states).enumerate();
            all.filter(|(_, (item, state))| wanted(item, *state))
                .map(|(place, (item, state))| (place, item.clone(), state))
                .collect()
        })
    }

    pub fn unanswered(self) -> Vec<(usize, Item, ItemState)> {
        self.items(|_, state| state == ItemState::Todo)
    }

    /// Problems without the photo or the words that handing in demands.
    pub fn lacking(self) -> Vec<(usize, Item, ItemState)> {
        let round = self.round.get();
        self.items(|item, state| {
            let verdict = match state {
                ItemState::Ok => Verdict::Ok,
                ItemState::Problem => Verdict::Problem,
                ItemState::NotApplicable => Verdict::NotApplicable,
                ItemState::Todo | ItemState::Current | ItemState::Unasked => return false,
            };
            round.answers.get(&item.id).is_some_and(|answer| {
                facts::lacks_photo(item, verdict, answer) || facts::is_silent(verdict, answer)
            })
        })
    }

    pub fn count(self, wanted: ItemState) -> usize {
        self.states().into_iter().filter(|state| *state == wanted).count()
    }

    pub fn is_open(self) -> bool {
        self.round.with(|round| matches!(round.state, RoundState::Started | RoundState::Returned))
    }

    /// 生活水泵房 已交卷，存在本机.
    pub fn submitted_words(self) -> String {
        let locale = self.i18n.get_locale();
        let name = self.place.with(|place| {
            self.list.with_value(|list| round_title(locale, place.as_ref(), Some(list)))
        });
        td_string!(locale, summary.submitted, name = name)
    }

    /// What is still missing before 交卷, in words.
    pub fn missing(self) -> Option<String> {
        let locale = self.i18n.get_locale_untracked();
        let open = self.unanswered().len();
        if open > 0 && self.draft.with(|draft| draft.reason.is_none()) {
            return Some(td_string!(locale, summary.early_missing, n = open));
        }
        if let Some((_, item, _)) = self.lacking().first() {
            let title = say(locale, &item.title);
            return Some(td_string!(locale, summary.lacking_missing, title = title));
        }
        let silent = self.draft.with(|draft| draft.overall.trim().is_empty());
        silent.then(|| td_string!(locale, summary.overall_missing).to_owned())
    }
}
