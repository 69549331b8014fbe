//! Queries that keep themselves fresh: they read again when a write or a pull may have changed them.

use super::phone::{Phone, Seat};
use super::{App, Loaded};
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::case::Case;
use patrol_domain::ids::{CaseId, PlaceId, RoundId, SiteId};
use patrol_domain::record::Slice;
use patrol_domain::round::{History, Round};
use patrol_domain::{Key, Kind, Record};
use patrol_sync::device::waiting::Waiting;
use patrol_sync::ports::StoreError;
use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

impl App {
    /// Rounds of a shelf; follows every write and every pull.
    pub fn rounds(self, slice: Slice) -> Signal<Loaded<Vec<Arc<Round>>>> {
        self.list(self.ticks().rounds, Kind::Round, slice, |record| match record {
            Record::Round(round) => Some(Arc::new(round)),
            _ => None,
        })
    }

    pub fn cases(self, slice: Slice) -> Signal<Loaded<Vec<Arc<Case>>>> {
        self.list(self.ticks().cases, Kind::Case, slice, |record| match record {
            Record::Case(case) => Some(Arc::new(case)),
            _ => None,
        })
    }

    pub fn round(self, id: RoundId) -> Signal<Loaded<Arc<Round>>> {
        self.one(self.ticks().records, Key::Round { id }, |record| match record {
            Record::Round(round) => Some(round.clone()),
            _ => None,
        })
    }

    pub fn case(self, id: CaseId) -> Signal<Loaded<Arc<Case>>> {
        self.one(self.ticks().records, Key::Case { id }, |record| match record {
            Record::Case(case) => Some(case.clone()),
            _ => None,
        })
    }

    /// Earlier answers of a checklist at a place.
    pub fn history(self, place: PlaceId, checklist: String) -> Signal<Loaded<Arc<History>>> {
        let key = Key::History { place, checklist };
        self.one(self.ticks().histories, key, |record| match record {
            Record::History(history) => Some(history.clone()),
            _ => None,
        })
    }

    /// What waits on this phone, record by record, also of sites that the person left; follows
    /// every write and every sync.
    pub fn waiting(self) -> Signal<Loaded<Waiting>> {
        let actions = self.actions;
        let (out, _) = self.live_anywhere(self.ticks().waiting, async move |seat: Seat, _| {
            let sites = actions.phone().sites();
            loaded(seat.device.waiting_at_all(&sites).await.map(Some))
        });
        out.into()
    }

    fn ticks(self) -> super::phone::Ticks {
        self.actions.phone().signals.ticks
    }

    fn list<T>(
        self,
        follows: RwSignal<u32>,
        kind: Kind,
        slice: Slice,
        pick: fn(Record) -> Option<Arc<T>>,
    ) -> Signal<Loaded<Vec<Arc<T>>>>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        let (out, _) = self.live(follows, async move |seat: Seat, site| {
            let records = seat.device.list(site, kind, slice).await;
            loaded(records.map(|records| Some(records.into_iter().filter_map(pick).collect())))
        });
        out.into()
    }

    /// One record: set at once by a write of this page, read again after a pull.
    fn one<T>(
        self,
        follows: RwSignal<u32>,
        key: Key,
        pick: fn(&Record) -> Option<T>,
    ) -> Signal<Loaded<Arc<T>>>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        let asked = key.clone();
        let (out, turn) = self.live(follows, async move |seat: Seat, site| {
            let view = seat.device.view(site, std::slice::from_ref(&asked)).await;
            loaded(view.map(|view| {
                let found = view.records.get(&asked).and_then(Option::as_ref);
                found.and_then(pick).map(Arc::new)
            }))
        });
        let phone = self.actions.phone();
        let told = move |record: &Record| {
            // What a read that is still under way brings is older.
            turn.set(turn.get() + 1);
            if let Some(value) = pick(record) {
                out.try_set(Loaded::Ready(Arc::new(value)));
            }
        };
        let number = phone.watch(key, Rc::new(told));
        let actions = self.actions;
        on_cleanup(move || actions.phone().unwatch(number));
        out.into()
    }

    /// Reads at once and whenever `follows`, the person or the site changes; the newest read wins.
    fn live<T>(
        self,
        follows: RwSignal<u32>,
        load: impl AsyncFn(Seat, SiteId) -> Loaded<T> + 'static,
    ) -> (RwSignal<Loaded<T>>, Rc<Cell<u32>>)
    where
        T: PartialEq + Send + Sync + 'static,
    {
        self.live_anywhere(follows, async move |seat, site: Option<SiteId>| match site {
            Some(site) => load(seat, site).await,
            None => Loaded::Loading,
        })
    }

    /// The same for a person without a site too.
    fn live_anywhere<T>(
        self,
        follows: RwSignal<u32>,
        load: impl AsyncFn(Seat, Option<SiteId>) -> Loaded<T> + 'static,
    ) -> (RwSignal<Loaded<T>>, Rc<Cell<u32>>)
    where
        T: PartialEq + Send + Sync + 'static,
    {
        let phone: Rc<Phone> = self.actions.phone();
        let signals = phone.signals;
        let out = RwSignal::new(Loaded::Loading);
        let turn = Rc::new(Cell::new(0));
        let (mine, load) = (turn.clone(), Rc::new(load));
        Effect::new(move |_| {
            follows.track();
            signals.ticks.seat.track();
            let site = signals.site.with(|site| site.as_ref().map(|site| site.id));
            let Some(seat) = phone.seat() else { return };
            let number = mine.get() + 1;
            mine.set(number);
            let (mine, load) = (mine.clone(), load.clone());
            spawn_local(async move {
                let value = load(seat, site).await;
                let newest = mine.get() == number;
                if newest && out.try_with_untracked(|shown| *shown != value) == Some(true) {
                    out.try_set(value);
                }
            });
        });
        (out, turn)
    }
}

fn loaded<T>(read: Result<Option<T>, StoreError>) -> Loaded<T> {
    match read {
        Ok(Some(value)) => Loaded::Ready(value),
        Ok(None) => Loaded::Absent,
        Err(error) => Loaded::Failed(error),
    }
}
