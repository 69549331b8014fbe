//! 可以下去了: whether everything for a round without network is on this phone.

use super::phone::{Phone, Seat};
use super::{App, StoreError};
use crate::platform::{install, worker};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::asked::asked;
use patrol_domain::checklist::{AnswerKind, Item, PhotoRule};
use patrol_domain::ids::SiteId;
use patrol_domain::record::{Shelf, Slice};
use patrol_domain::round::Round;
use patrol_domain::{Key, Kind, Record, View};
use std::collections::BTreeSet;
use std::rc::Rc;

/// A photo as phones make them, for counting room.
const PHOTO_BYTES: u32 = 600 * 1024;
/// The probe proves room for so many photos at least, where there is that much.
const PROBED_PHOTOS: u32 = 10;
/// It looks no further than this, whatever the rounds ask for.
const MOST_PROBED: u32 = 60;
/// With less in the battery, and no charger, a round may end in the dark.
const LOW_BATTERY: u8 = 20;
/// Fewer than this is not enough to go underground with.
const FEWEST_PHOTOS: u32 = 2;
/// An answer about room holds for so long.
const ROOM_HOLDS_MS: u64 = 10 * 60_000;
/// The first screen comes before the look around.
const LOOK_AFTER_MS: u32 = 700;

/// Answer to "can I go underground now?".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Readiness {
    /// The answer is known; until then say nothing.
    pub known: bool,
    /// What is missing, the gravest first; empty means 可以下去了.
    pub missing: Vec<Missing>,
    pub rounds: u32,
    pub checklists: u32,
    /// Last readings kept for the due rounds.
    pub histories: u32,
    /// Photos that the items of the due rounds demand whatever is found.
    pub needed_photos: u32,
    /// Photos for which a write-read-delete probe just proved room, capped.
    pub free_photos: u32,
    /// Percent, where the browser tells.
    pub battery: Option<u8>,
    /// The browser promised not to evict this site's storage.
    pub persisted: bool,
    pub installed: bool,
}

impl Readiness {
    pub fn ready(&self) -> bool {
        self.known && self.missing.is_empty()
    }
}

/// Each needs its own sentence with what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missing {
    /// Private mode or blocked site data: nothing can be kept.
    Storage,
    /// WeChat and other browsers inside apps: open in the real browser.
    InAppBrowser,
    /// iOS, in a Safari tab: add to the home screen first (C01, C35).
    HomeScreen,
    /// The site has never been pulled.
    FirstPull,
    /// A due round's checklist is not on the phone.
    Checklist,
    /// The probe found no room for two photos.
    Room,
    /// The service worker does not hold the app yet: a reload without network would fail.
    OfflineApp,
    /// Little charge and no charger.
    Battery,
}

impl App {
    /// Whether the phone can go underground now; looks again after each pull.
    pub fn readiness(self) -> Signal<Readiness> {
        let phone = self.actions.phone();
        let out = RwSignal::new(Readiness::default());
        let signals = phone.signals;
        Effect::new(move |_| {
            signals.ticks.seat.track();
            signals.ticks.records.track();
            let site = signals.site.with(|site| site.as_ref().map(|site| site.id));
            let Some((seat, site)) = phone.seat().zip(site) else { return };
            let phone = phone.clone();
            spawn_local(async move {
                TimeoutFuture::new(LOOK_AFTER_MS).await;
                let found = look(&phone, &seat, site).await;
                out.try_set(found);
            });
        });
        out.into()
    }
}

async fn look(phone: &Rc<Phone>, seat: &Seat, site: SiteId) -> Readiness {
    let mut found = Readiness {
        known: true,
        persisted: install::persisted().await,
        installed: install::standalone(),
        ..Readiness::default()
    };
    if install::in_app() {
        found.missing.push(Missing::InAppBrowser);
    }
    if install::ios() && !found.installed {
        found.missing.push(Missing::HomeScreen);
    }
    if records(seat, site, &mut found).await.is_err() {
        found.missing.push(Missing::Storage);
    }
    found.free_photos = room(phone, found.needed_photos).await;
    if found.free_photos == 0 || found.free_photos < found.needed_photos.min(MOST_PROBED) {
        found.missing.push(Missing::Room);
    }
    if let Some((percent, charging)) = install::battery().await {
        found.battery = Some(percent);
        if percent < LOW_BATTERY && !charging {
            found.missing.push(Missing::Battery);
        }
    }
    if !worker::holds_app().await {
        found.missing.push(Missing::OfflineApp);
    }
    found.missing.sort();
    found
}

/// For how many photos there is room, by probe; remembered for a while, because it writes.
async fn room(phone: &Phone, needed: u32) -> u32 {
    let now = phone.clock.monotonic_ms();
    let most = needed.clamp(PROBED_PHOTOS, MOST_PROBED);
    if let Some((asked, photos)) = phone.room.get()
        && now.saturating_sub(asked) < ROOM_HOLDS_MS
        && photos >= needed.min(MOST_PROBED)
    {
        return photos;
    }
    for photos in [most, PROBED_PHOTOS, FEWEST_PHOTOS] {
        if phone.doors.room_for(photos * PHOTO_BYTES).await.unwrap_or(false) {
            phone.room.set(Some((now, photos)));
            if photos >= PROBED_PHOTOS {
                // Without ballast the last photos find no room, and that is said then.
                phone.doors.lay_ballast().await.unwrap_or_default();
            }
            return photos;
        }
    }
    0
}

/// Counts due rounds, the checklists they need and the last readings that are here.
async fn records(seat: &Seat, site: SiteId, found: &mut Readiness) -> Result<(), StoreError> {
    if seat.store.cursor(site).await?.is_none() {
        found.missing.push(Missing::FirstPull);
        return Ok(());
    }
    let rounds = seat.device.list(site, Kind::Round, Slice::all(Shelf::Live)).await?;
    let rounds: Vec<&Round> = rounds
        .iter()
        .filter_map(|record| if let Record::Round(round) = record { Some(round) } else { None })
        .collect();
    let lists: BTreeSet<Key> = rounds.iter().map(|round| checklist_of(round)).collect();
    let past: BTreeSet<Key> = rounds.iter().map(|round| history_of(round)).collect();
    let held = async |keys: &BTreeSet<Key>| {
        let keys: Vec<Key> = keys.iter().cloned().collect();
        seat.device.view(site, &keys).await
    };
    let count = |view: &View| view.records.values().filter(|record| record.is_some()).count();
    let here = held(&lists).await?;
    found.checklists = number(count(&here));
    found.histories = number(count(&held(&past).await?));
    found.rounds = number(rounds.len());
    found.needed_photos = number(rounds.iter().map(|round| photos_of(&here, round)).sum());
    if count(&here) < lists.len() {
        found.missing.push(Missing::Checklist);
    }
    Ok(())
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Items of the round that want a photo whatever is found.
fn photos_of(view: &View, round: &Round) -> usize {
    let Ok(list) = view.checklist(&round.checklist, round.version) else { return 0 };
    let wants = |item: &&Item| item.answer == AnswerKind::Photo || item.photo == PhotoRule::Always;
    let open = asked(list, round).filter(|item| !round.answers.contains_key(&item.id));
    open.filter(wants).count()
}

fn checklist_of(round: &Round) -> Key {
    Key::Checklist { id: round.checklist.clone(), version: round.version }
}

fn history_of(round: &Round) -> Key {
    Key::History { place: round.place, checklist: round.checklist.clone() }
}
