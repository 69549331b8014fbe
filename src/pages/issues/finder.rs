//! The words of the cases on this phone, read in little by little, so that a search answers at once
//! and without network. Stands as long as the app does; one person's at one site.

use crate::pages::issues::Cases;
use crate::pages::issues::card::number_of;
use crate::state::{App, Reference};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::Text;
use patrol_domain::case::{Case, FieldValue};
use patrol_domain::ids::{CaseId, MemberId, PlaceId};
use patrol_domain::search::{Field, Index, Query};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Cases read in before the page may do something else.
const AT_ONCE: usize = 50;
/// Between two moments at which what has been read in is shown.
const SHOWN_EVERY: usize = 1_000;
/// No tree of places is deeper.
const DEEPEST_PLACE: usize = 16;

/// What tells that a case's words may be others.
type Trace = (usize, bool, Option<MemberId>, Option<PlaceId>, String);

#[derive(Default)]
struct Stock {
    index: Index<CaseId>,
    cases: BTreeMap<CaseId, Arc<Case>>,
    read: BTreeMap<CaseId, Trace>,
    unread: Vec<CaseId>,
    reference: Arc<Reference>,
    /// Counts lists that came in: an older reading stops.
    turn: u32,
}

#[derive(Clone, Copy)]
pub struct Finder {
    stock: StoredValue<Stock>,
    /// Steps when more can be found.
    grown: RwSignal<u32>,
    /// Cases that are still to be read in.
    pub unread: RwSignal<usize>,
}

impl Default for Finder {
    fn default() -> Finder {
        let stock = StoredValue::new(Stock::default());
        Finder { stock, grown: RwSignal::new(0), unread: RwSignal::new(0) }
    }
}

impl Finder {
    /// Forgets everything: another person, another site.
    pub fn forget(self) {
        self.stock.update_value(|stock| {
            *stock = Stock { turn: stock.turn.wrapping_add(1), ..Stock::default() };
        });
        self.unread.set(0);
        self.grown.update(|grown| *grown = grown.wrapping_add(1));
    }

    /// Follows these lists for as long as the page stands.
    pub fn follow(self, app: App, lists: [Cases; 2]) {
        Effect::new(move |_| {
            let mut all = BTreeMap::new();
            for list in lists {
                let came = list.with(|list| {
                    list.ready().map(|cases| {
                        all.extend(cases.iter().map(|case| (case.id, case.clone())));
                    })
                });
                if came.is_none() {
                    return;
                }
            }
            let turn = self.take(all, app.reference.get());
            spawn_local(self.read(turn));
        });
    }

    fn take(self, all: BTreeMap<CaseId, Arc<Case>>, reference: Arc<Reference>) -> u32 {
        let turn = self.stock.try_update_value(|stock| {
            if !Arc::ptr_eq(&stock.reference, &reference) {
                stock.read.clear();
                stock.reference = reference;
            }
            stock.index.retain(|id| all.contains_key(id));
            stock.read.retain(|id, _| all.contains_key(id));
            let other = |case: &&Arc<Case>| stock.read.get(&case.id) != Some(&trace(case));
            stock.unread = all.values().filter(other).map(|case| case.id).collect();
            stock.cases = all;
            stock.turn = stock.turn.wrapping_add(1);
            (stock.turn, stock.unread.len())
        });
        let (turn, unread) = turn.unwrap_or_default();
        self.unread.set(unread);
        self.grown.update(|grown| *grown = grown.wrapping_add(1));
        turn
    }

    async fn read(self, turn: u32) {
        let mut shown = 0;
        loop {
            TimeoutFuture::new(0).await;
            let left = self.stock.try_update_value(|stock| {
                (stock.turn == turn).then(|| {
                    let from = stock.unread.len().saturating_sub(AT_ONCE);
                    for id in stock.unread.split_off(from) {
                        stock.read_in(id);
                    }
                    stock.unread.len()
                })
            });
            let Some(Some(left)) = left else { return };
            shown += AT_ONCE;
            if left == 0 || shown >= SHOWN_EVERY {
                shown = 0;
                self.unread.set(left);
                self.grown.update(|grown| *grown = grown.wrapping_add(1));
            }
            if left == 0 {
                return;
            }
        }
    }

    /// The cases that hold the words, each with its weight, the weightiest first.
    pub fn find(self, query: &Query) -> Vec<(Arc<Case>, u32)> {
        self.grown.track();
        self.stock.with_value(|stock| {
            let hits = stock.index.find(query).into_iter();
            hits.filter_map(|hit| Some((stock.cases.get(&hit.key)?.clone(), hit.score))).collect()
        })
    }
}

impl Stock {
    fn read_in(&mut self, id: CaseId) {
        let Some(case) = self.cases.get(&id) else { return };
        let words = words_of(&self.reference, case);
        let words: Vec<(Field, &str)> = words.iter().map(|(at, words)| (*at, &**words)).collect();
        self.index.put(id, &words);
        self.read.insert(id, trace(case));
    }
}

fn trace(case: &Case) -> Trace {
    let state = format!("{}{}", case.state, case.spot);
    (case.timeline.len(), case.number.is_some(), case.handler, case.place, state)
}

/// What a case is found by; names in all three languages, so that the language of the page is all one.
fn words_of(all: &Reference, case: &Case) -> Vec<(Field, String)> {
    let mut words = vec![
        (Field::Number, number_of(case)),
        (Field::Title, case.title.clone()),
        (Field::Place, case.spot.clone()),
    ];
    let place = |id: PlaceId| all.places.get(&id);
    let above = std::iter::successors(case.place.and_then(place), |of| of.parent.and_then(place));
    for place in above.take(DEEPEST_PLACE) {
        words.push((Field::Place, format!("{} {}", place.name, place.floor)));
    }
    let people = [Some(case.finder), case.handler, case.verifier, case.owner];
    let people = people.into_iter().flatten().filter_map(|id| all.members.get(&id));
    words.extend(people.map(|member| (Field::People, member.name.clone())));
    let mut name = |text: &Text| {
        let all = format!("{} {} {}", text.zh_hans, text.zh_hant, text.en);
        words.push((Field::Category, all));
    };
    if let Some(category) = all.category(&case.category) {
        name(&category.name);
    }
    if let Some(flow) = all.flow(&case.flow, case.flow_version) {
        name(&flow.name);
        if let Some(state) = flow.state(&case.state) {
            name(&state.name);
        }
    }
    words.extend(case.timeline.iter().map(|event| (Field::Note, event.note.clone())));
    words.extend(case.fields.values().filter_map(|held| match held.value()? {
        FieldValue::Text { text } => Some((Field::Note, text.clone())),
        _ => None,
    }));
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::issues::sample::{case, flow, person, site};
    use patrol_domain::people::{Department, Role};
    use patrol_domain::place::Place;
    use uuid::Uuid;

    fn place(id: u128, parent: Option<u128>, name: &str) -> Place {
        let id = PlaceId(Uuid::from_u128(id));
        let parent = parent.map(|id| PlaceId(Uuid::from_u128(id)));
        let (name, floor, kind) = (name.into(), String::new(), "room".into());
        Place { id, site: site(), parent, kind, name, floor, limits: BTreeMap::new() }
    }

    #[test]
    fn a_case_is_found_by_its_places_people_flow_and_state_in_every_language() {
        let (house, room) = (place(20, None, "3 栋"), place(21, Some(20), "配电间"));
        let mut case = case();
        case.place = Some(room.id);
        let finder = person(10, Role::Guard, Department::Sec);
        let flow = Arc::new(flow());
        case.flow_version = flow.version;
        let mut all = Reference::default();
        all.members.insert(finder.id, finder);
        all.places.extend([house, room].map(|place| (place.id, place)));
        all.flows.insert((flow.key.clone(), flow.version), flow);
        let words = words_of(&all, &case);
        let words: Vec<(Field, &str)> = words.iter().map(|(at, words)| (*at, &**words)).collect();
        let mut index = Index::default();
        index.put(case.id, &words);
        for asked in ["法兰", "3栋", "配电间 法兰", "P10", "待派", "待派 P10", "Issue"]
        {
            assert_eq!(index.find(&Query::of(asked)).len(), 1, "{asked}");
        }
        assert_eq!(index.find(&Query::of("电梯")), []);
    }

    #[test]
    fn a_step_a_number_and_another_handler_are_read_in_again() {
        let before = case();
        let mut after = before.clone();
        after.handler = Some(MemberId(Uuid::from_u128(2)));
        assert_ne!(trace(&before), trace(&after));
        after = before.clone();
        after.number = Some("1119-03".into());
        assert_ne!(trace(&before), trace(&after));
        assert_eq!(trace(&before), trace(&before.clone()));
    }
}
