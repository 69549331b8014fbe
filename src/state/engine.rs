//! The sync loop: one holder across tabs, back-off, watchdog. It never stops work and never
//! decides about a write.

use super::phone::{Phone, Seat, Wake};
use super::sync_view::Trouble;
use crate::platform::{events, locks};
use futures_channel::mpsc::UnboundedReceiver;
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use patrol_domain::ids::SiteId;
use patrol_sync::device::AllSites;
use patrol_sync::pace::{Next, Pace};
use patrol_sync::ports::TransportError;
use patrol_sync::{Progress, SyncError};
use std::cell::RefCell;
use std::pin::pin;
use std::rc::Rc;

/// How often the watchdog looks.
const WATCH_MS: u32 = 5_000;
/// Another tab is sending: look again then.
const OTHER_TAB_MS: u64 = 3_000;
/// Taps in quick succession travel together, once the person has paused; a hint that follows our
/// own push costs no pull more.
const QUIET_MS: u64 = 800;
/// Who never pauses is sent all the same.
const BUSY_MS: u64 = 30_000;
/// With a hidden page there is no hurry.
const HIDDEN_MS: u64 = 10 * 60_000;

/// Runs for the life of the page.
pub async fn run(phone: Rc<Phone>, mut wakes: UnboundedReceiver<Wake>) {
    send_when_hidden(&phone);
    let pace = RefCell::new(Pace::default());
    let mut next = Next::After(0);
    loop {
        let Some(woken) = sleep(&phone, &mut wakes, next).await else { return };
        if woken == Some(Wake::Fresh) {
            pace.borrow_mut().woken();
        } else if matches!(woken, Some(Wake::Wrote | Wake::Hint)) && !matches!(next, Next::After(_))
        {
            // Only signing in, or a newer app, helps now.
            continue;
        }
        let Some((seat, sites)) = whose(&phone) else {
            next = Next::WhenSignedIn;
            continue;
        };
        let lock = format!("patrolbook-sync-{}", seat.member);
        let Some(_held) = locks::take(&lock).await else {
            next = Next::After(OTHER_TAB_MS);
            continue;
        };
        let outcome = watched(&phone, &pace, sync_all(&phone, &seat, &sites, &pace)).await;
        let jitter = phone.clock.random()[0];
        next = match &outcome {
            Some(outcome) => pace.borrow_mut().ended(&outcome.here, jitter),
            None => pace.borrow_mut().dropped(jitter),
        };
        let offline = || AllSites { here: Err(TransportError::Offline.into()), left: Ok(()) };
        phone.synced(&outcome.unwrap_or_else(offline)).await;
    }
}

/// A phone that is put away may run no more in a second: its last tap does not wait for a pause.
fn send_when_hidden(phone: &Rc<Phone>) {
    let phone = Rc::downgrade(phone);
    events::on_shown(move |shown| {
        if let (false, Some(phone)) = (shown, phone.upgrade())
            && phone.seat().is_some_and(|seat| seat.device.has_unsent_facts())
        {
            phone.wake(Wake::Fresh);
        }
    });
}

/// Waits for the next try or a wake; `None` when the page is gone, `Some(None)` by the clock.
async fn sleep(
    phone: &Phone,
    wakes: &mut UnboundedReceiver<Wake>,
    next: Next,
) -> Option<Option<Wake>> {
    let wait = match next {
        Next::After(ms) if events::visible() => ms,
        Next::After(ms) => ms.max(HIDDEN_MS),
        Next::WhenSignedIn | Next::WhenUpdated => u64::from(u32::MAX >> 1),
    };
    let timer = TimeoutFuture::new(u32::try_from(wait).unwrap_or(u32::MAX >> 1));
    let mut woken = match select(wakes.next(), timer).await {
        Either::Left((woken, _)) => Some(woken?),
        Either::Right(_) => None,
    };
    let mut calm = pin!(phone.calm(QUIET_MS, BUSY_MS));
    while woken != Some(Wake::Fresh) {
        match select(wakes.next(), calm.as_mut()).await {
            Either::Left((more, _)) => woken = Some(more?),
            Either::Right(_) => break,
        }
    }
    while let Ok(more) = wakes.try_recv() {
        if woken != Some(Wake::Fresh) {
            woken = Some(more);
        }
    }
    Some(woken)
}

/// Who sits here, and their sites, the one in front first.
fn whose(phone: &Phone) -> Option<(Seat, Vec<SiteId>)> {
    let first = phone.signals.site.with_untracked(|site| site.as_ref().map(|site| site.id));
    let all = phone.signals.session.with_untracked(|session| {
        session.as_ref().map(|session| session.sites.iter().map(|site| site.id).collect::<Vec<_>>())
    })?;
    // Who left the site in front of them has work there that is delivered, and nothing to fetch.
    let first = first.filter(|site| all.contains(site));
    let others = all.into_iter().filter(|site| Some(*site) != first);
    Some((phone.seat()?, first.into_iter().chain(others).collect()))
}

/// Runs a sync until it ends, or until it has been silent for two minutes (C28): `None`.
async fn watched(
    phone: &Phone,
    pace: &RefCell<Pace>,
    sync: impl Future<Output = AllSites>,
) -> Option<AllSites> {
    let mut sync = pin!(sync);
    pace.borrow_mut().started(phone.clock.monotonic_ms());
    loop {
        match select(sync.as_mut(), TimeoutFuture::new(WATCH_MS)).await {
            Either::Left((outcome, _)) => return Some(outcome),
            Either::Right(_) if pace.borrow().stuck(phone.clock.monotonic_ms()) => return None,
            Either::Right(_) => {}
        }
    }
}

/// Each site has its own try. Work at a site that the person left is delivered all the same.
async fn sync_all(
    phone: &Rc<Phone>,
    seat: &Seat,
    sites: &[SiteId],
    pace: &RefCell<Pace>,
) -> AllSites {
    if let Err(why) = phone.verify(seat).await {
        return AllSites { here: Err(why), left: Ok(()) };
    }
    let report = |progress| {
        pace.borrow_mut().progressed(phone.clock.monotonic_ms());
        phone.progressed(progress);
    };
    seat.device.sync_all(sites, &report).await
}

impl Phone {
    /// Whose cookie is it? Another person's would send this one's work under a wrong name (C22).
    async fn verify(&self, seat: &Seat) -> Result<(), SyncError> {
        if self.verified.get() {
            return Ok(());
        }
        let session = self.doors.transport(None).session().await?;
        if session.member.id != seat.member {
            return Err(TransportError::SignedOut.into());
        }
        self.verified.set(true);
        seat.device.keep_session(&session).await?;
        Ok(self.show_session(session).await?)
    }

    fn progressed(self: &Rc<Self>, progress: Progress) {
        match progress {
            Progress::Facts { done, of } | Progress::Photos { done, of, .. } => {
                self.sending.set((done < of).then_some((done, of)));
            }
            Progress::Changed { keys } => {
                self.read_again(&keys);
                self.tell_tabs();
            }
            // What was refused is no longer part of what is shown.
            Progress::Parked { .. } => self.read_again(&[]),
        }
        self.offline.set(false);
        super::phone::step(self.signals.ticks.waiting);
    }

    /// Who left a site is told of the work that stays there; nothing else follows from it.
    async fn synced(self: &Rc<Self>, AllSites { here: outcome, left }: &AllSites) {
        use TransportError::{NotFound, Offline, SignedOut};
        let is = |error: TransportError| *outcome == Err(SyncError::Transport(error));
        self.sending.set(None);
        self.offline.set(is(Offline));
        if is(SignedOut) || is(NotFound) {
            // With the next sync: who is here, and at which sites?
            self.verified.set(false);
        }
        let known = outcome.is_ok();
        match self.place() {
            Ok((_, site)) if known && self.sites().contains(&site) => self.listen(site),
            Ok(_) if !is(SignedOut) => {}
            _ => self.hang_up(),
        }
        self.signals.sync.update(|sync| {
            sync.signed_out = is(SignedOut) || (sync.signed_out && !known);
            let errors = [outcome, left].into_iter().filter_map(|one| one.as_ref().err());
            let trouble = errors.filter_map(Trouble::of).next();
            if known || trouble.is_some() {
                sync.trouble = trouble;
            }
        });
        super::phone::step(self.signals.ticks.waiting);
    }
}
