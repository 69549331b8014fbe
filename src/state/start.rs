//! The start of the app and of a person's seat: from the phone's store, never waiting for the
//! network.

use super::doors::Doors;
use super::engine;
use super::phone::{Phone, Seat, Wake, step};
use super::sync_view::{Pill, Trouble, pill};
use super::{Actions, App, Opening, Reference, Session, Settings};
use crate::platform::tabs::Tabs;
use crate::platform::{events, install, worker};
use futures_channel::mpsc;
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::ids::{MemberId, SiteId};
use patrol_sync::Device;
use patrol_sync::device::waiting::{Mark, Waiting};
use patrol_sync::ports::StoreError;
use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

/// Note with the site that was in front last.
const SITE_NOTE: &str = "site";
const TICK_MS: u32 = 15_000;

impl App {
    /// Builds the state and begins to open the phone. Call once, at the root.
    pub fn start(doors: Rc<dyn Doors>, settings: RwSignal<Settings>) -> App {
        let (wake, wakes) = mpsc::unbounded();
        let phone = Phone::new(doors, wake);
        let signals = phone.signals;
        phone.follow();
        spawn_local(open_last(phone.clone()));
        spawn_local(engine::run(phone.clone(), wakes));
        App {
            opening: signals.opening.into(),
            session: signals.session.into(),
            site: signals.site.into(),
            settings,
            now: signals.now.into(),
            reference: signals.reference.into(),
            sync: signals.sync.into(),
            actions: Actions::new(phone),
        }
    }
}

/// Sits down whoever was here when the app was closed.
async fn open_last(phone: Rc<Phone>) {
    let opened = match phone.doors.current().await {
        Ok(Some(member)) => phone.sit_down(member, None).await,
        Ok(None) => Ok(()),
        Err(error) => Err(error),
    };
    phone.signals.opening.set(match opened {
        Ok(()) => Opening::Ready,
        Err(error) => Opening::Failed(error),
    });
    install::persist().await;
}

impl Phone {
    /// Opens a person's store and shows it. `session` is new from the server, or else the one kept.
    pub async fn sit_down(
        self: &Rc<Self>,
        member: MemberId,
        session: Option<Session>,
    ) -> Result<(), StoreError> {
        let new = session.is_some();
        let store = self.doors.open(member).await?;
        let transport = self.doors.transport(Some(member));
        let device = Device::open(store.clone(), transport, self.clock.clone(), member).await?;
        let session = match session {
            Some(session) => {
                device.keep_session(&session).await?;
                Some(session)
            }
            None => device.session().await?,
        };
        let Some(session) = session else { return Ok(()) };
        if new {
            self.doors.set_current(Some(member)).await?;
        }
        let last = store.note(SITE_NOTE).await?.and_then(|id| id.parse::<SiteId>().ok());
        let site = device.stands_at(&session.sites, last).await?;
        self.signals.now.set(device.now());
        self.signals.reference.set(Arc::default());
        self.signals.session.set(Some(session));
        self.signals.site.set(site);
        self.sit(Some(Seat { device, store, member }));
        self.wake(Wake::Fresh);
        Ok(())
    }

    pub async fn keep_site(&self, site: SiteId) -> Result<(), StoreError> {
        let Some(seat) = self.seat() else { return Ok(()) };
        seat.store.put_note(SITE_NOTE, &site.to_string()).await
    }

    /// What runs by itself as long as the page lives.
    fn follow(self: &Rc<Self>) {
        let phone = self.clone();
        events::every(TICK_MS, move || {
            if events::visible() {
                phone.signals.now.set(phone.now());
            }
        });
        let phone = self.clone();
        events::on_online(move || phone.wake(Wake::Fresh));
        let phone = self.clone();
        events::on_shown(move |shown| {
            if !shown {
                return phone.hang_up();
            }
            phone.signals.now.set(phone.now());
            phone.wake(Wake::Fresh);
        });
        let phone = self.clone();
        self.connect_tabs(Tabs::open(move |whose| phone.other_tab_wrote(&whose)));
        self.follow_update();
        self.follow_reference();
        self.follow_waiting();
    }

    fn follow_update(self: &Rc<Self>) {
        let sync = self.signals.sync;
        let told = move || sync.update(|sync| sync.update_waiting = true);
        worker::on_update(told);
        spawn_local(async move {
            if worker::update_waits().await {
                told();
            }
        });
    }

    fn follow_reference(self: &Rc<Self>) {
        let phone = self.clone();
        let signals = self.signals;
        Effect::new(move |_| {
            signals.ticks.seat.track();
            signals.ticks.reference.track();
            let site = signals.site.with(|site| site.as_ref().map(|site| site.id));
            let Some((seat, site)) = phone.seat().zip(site) else { return };
            spawn_local(async move {
                // A store that does not read shows itself on the page's own lists.
                if let Ok(found) = Reference::read(&seat.device, site).await
                    && signals.reference.with_untracked(|shown| **shown != found)
                {
                    signals.reference.set(Arc::new(found));
                }
            });
        });
    }

    /// Keeps the pill true, once the person pauses: it reads all that waits.
    fn follow_waiting(self: &Rc<Self>) {
        const QUIET_MS: u64 = 300;
        const BUSY_MS: u64 = 1_500;
        let phone = self.clone();
        let signals = self.signals;
        let looking = Rc::new(Cell::new(false));
        Effect::new(move |_| {
            signals.ticks.seat.track();
            signals.ticks.waiting.track();
            signals.session.track();
            if looking.replace(true) {
                return;
            }
            let (phone, looking) = (phone.clone(), looking.clone());
            spawn_local(async move {
                phone.calm(QUIET_MS, BUSY_MS).await;
                looking.set(false);
                let Some(seat) = phone.seat() else { return };
                match seat.device.waiting_at_all(&phone.sites()).await {
                    Ok(all) => phone.show_waiting(&all),
                    // What cannot be read is not called sent.
                    Err(_) => phone.signals.sync.update(|sync| sync.pill = Pill::SavedHere),
                }
            });
        });
    }

    /// A session that is new from the server. Whoever lost the site in front of them stands at
    /// another one, unless their work there is still open.
    pub async fn show_session(&self, session: Session) -> Result<(), StoreError> {
        let here = self.signals.site.with_untracked(|site| site.as_ref().map(|site| site.id));
        if let Some(seat) = self.seat() {
            let site = seat.device.stands_at(&session.sites, here).await?;
            let now = self.signals.site.with_untracked(|site| site.as_ref().map(|site| site.id));
            if now == here && site.as_ref().map(|site| site.id) != here {
                self.signals.site.set(site);
            }
        }
        self.signals.session.set(Some(session));
        Ok(())
    }

    /// Where the person works.
    pub fn sites(&self) -> Vec<SiteId> {
        self.signals.session.with_untracked(|session| {
            session.iter().flat_map(|session| session.sites.iter().map(|site| site.id)).collect()
        })
    }

    fn show_waiting(&self, waiting: &Waiting) {
        let sites = self.sites();
        let trouble = self.signals.sync.with_untracked(|sync| sync.trouble.clone());
        let shut = trouble == Some(Trouble::NoAccess);
        let stuck = waiting
            .groups
            .iter()
            .filter(|group| group.mark == Mark::Blocked || (shut && !sites.contains(&group.site)));
        let blocked = count(waiting.parked.len() + stuck.count());
        let shown = pill(
            count(waiting.groups.len() + waiting.parked.len()),
            blocked,
            self.sending.get(),
            self.offline.get(),
            trouble.as_ref(),
        );
        let off = self
            .seat()
            .filter(|seat| seat.device.clock_offset_known())
            .map(|seat| seat.device.now().minutes_since(self.clock.wall()));
        let mut view = self.signals.sync.get_untracked();
        view.pill = shown;
        view.last_contact = waiting.last_contact;
        view.clock_off_min = off;
        if self.signals.sync.with_untracked(|old| *old != view) {
            self.signals.sync.set(view);
        }
    }

    /// Reads everything again.
    pub fn refresh(&self) {
        step(self.signals.ticks.seat);
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
