//! Signing in and out, choosing the site, sending by hand, and the ways out of a refusal.

use super::{Actions, SignInError, SignOutError};
use crate::platform::worker;
use crate::state::phone::Wake;
use leptos::prelude::*;
use patrol_domain::ids::SiteId;
use patrol_sync::SignIn;
use patrol_sync::ports::{StoreError, TransportError};

impl Actions {
    /// The only action that needs the network. The same person goes on where they stopped; another
    /// person gets their own database, and the first one's unsent work stays (C22).
    pub async fn sign_in(self, login: &str, password: &str) -> Result<(), SignInError> {
        let phone = self.phone();
        let body = SignIn { login: login.trim().to_owned(), password: password.to_owned() };
        let session = phone.doors.transport(None).sign_in(&body).await.map_err(refused)?;
        if session.must_change_password {
            return Err(SignInError::MustChange);
        }
        let member = session.member.id;
        phone.sit_down(member, Some(session)).await.map_err(SignInError::Store)?;
        phone.signals.sync.update(|sync| sync.signed_out = false);
        Ok(())
    }

    /// Refused while work is unsent (C21). The person's database stays on the phone.
    pub async fn sign_out(self) -> Result<(), SignOutError> {
        let phone = self.phone();
        let Some(seat) = phone.seat() else { return Ok(()) };
        let sites = phone.sites();
        let waiting = seat.device.waiting_at_all(&sites).await.map_err(SignOutError::Store)?;
        let records = waiting.groups.len() + waiting.parked.len();
        if records > 0 {
            return Err(SignOutError::Unsent {
                records: u32::try_from(records).unwrap_or(u32::MAX),
            });
        }
        phone.doors.set_current(None).await.map_err(SignOutError::Store)?;
        seat.device.forget_session().await.map_err(SignOutError::Store)?;
        phone.sit(None);
        phone.signals.session.set(None);
        phone.signals.site.set(None);
        // Without network the cookie stays until the next sign-in replaces it; nobody is seated.
        phone.doors.transport(None).sign_out().await.unwrap_or_default();
        Ok(())
    }

    pub fn choose_site(self, site: SiteId) {
        let phone = self.phone();
        let found = phone.signals.session.with_untracked(|session| {
            let sites = session.as_ref().map(|session| &session.sites)?;
            sites.iter().find(|candidate| candidate.id == site).cloned()
        });
        if found.is_some() {
            phone.signals.site.set(found);
            phone.refresh();
            phone.wake(Wake::Fresh);
            leptos::task::spawn_local(async move {
                // Forgetting it costs one tap at the next start.
                phone.keep_site(site).await.unwrap_or_default();
            });
        }
    }

    /// Sends and fetches now; the pill shows how it goes.
    pub fn sync_now(self) {
        self.phone().wake(Wake::Fresh);
    }

    /// Takes the waiting version of the app; refused (`false`) while a draft is open (C11).
    pub async fn update_app(self) -> bool {
        let drafts = match self.phone().seat() {
            Some(seat) => seat.store.drafts("").await,
            None => Ok(Vec::new()),
        };
        matches!(drafts, Ok(open) if !open.iter().any(is_work)) && worker::take_update().await
    }
}

/// Words and photos are work; where the person stood, what the camera was opened for, what was taken
/// away, and a 随手拍 that only knows its place, are not.
fn is_work((name, body): &(String, String)) -> bool {
    let empty = |field: &str, found: &serde_json::Value| match &found[field] {
        serde_json::Value::Array(all) => all.is_empty(),
        other => other.as_str().unwrap_or_default().is_empty(),
    };
    let bare = name == "snap"
        && serde_json::from_str(body)
            .is_ok_and(|found| empty("photos", &found) && empty("words", &found));
    !bare && name != "camera" && !["place/", "gone/"].iter().any(|kind| name.starts_with(kind))
}

fn refused(error: TransportError) -> SignInError {
    match error {
        TransportError::WrongPassword | TransportError::SignedOut => SignInError::WrongPassword,
        TransportError::TooManyTries => SignInError::TooManyTries,
        TransportError::TooOld => SignInError::TooOld,
        TransportError::Busy(seconds) => SignInError::Busy(seconds),
        _ => SignInError::Offline,
    }
}

impl From<StoreError> for SignInError {
    fn from(error: StoreError) -> Self {
        SignInError::Store(error)
    }
}
