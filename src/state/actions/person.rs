//! Signing in and out, choosing the site, sending by hand, and the ways out of a refusal.

use super::{Actions, PerformError, SignInError, SignOutError};
use crate::platform::worker;
use crate::state::phone::Wake;
use leptos::prelude::*;
use patrol_domain::Mutation;
use patrol_domain::ids::{OpId, PhotoId, SiteId};
use patrol_sync::SignIn;
use patrol_sync::ports::{StoreError, TransportError};

impl Actions {
    /// The only action that needs the network. The same person goes on where they stopped; another
    /// person gets their own database, and the first one's unsent work stays (C22).
    pub async fn sign_in(self, login: &str, password: &str) -> Result<(), SignInError> {
        let phone = self.phone();
        let body = SignIn { login: login.trim().to_owned(), password: password.to_owned() };
        let session = phone.doors.transport().sign_in(&body).await.map_err(refused)?;
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
        phone.doors.transport().sign_out().await.unwrap_or_default();
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

    /// Writes a mended operation in place of a refused one.
    pub async fn mend(
        self,
        site: SiteId,
        parked: OpId,
        mutation: Mutation,
    ) -> Result<(), PerformError> {
        let phone = self.phone();
        let seat = phone.seat().ok_or(StoreError::Denied)?;
        let performed = seat.device.mend(site, parked, mutation).await?;
        phone.wrote(&performed.changed);
        Ok(())
    }

    /// Sends a refused operation again as it stands.
    pub async fn retry(self, site: SiteId, parked: OpId) -> Result<(), PerformError> {
        let phone = self.phone();
        let seat = phone.seat().ok_or(StoreError::Denied)?;
        let performed = seat.device.retry(site, parked).await?;
        phone.wrote(&performed.changed);
        Ok(())
    }

    pub async fn give_up(self, parked: OpId) -> Result<(), PerformError> {
        let phone = self.phone();
        let seat = phone.seat().ok_or(StoreError::Denied)?;
        seat.device.give_up(parked).await?;
        phone.wrote(&[]);
        Ok(())
    }

    /// Lets photos that were refused too often try again.
    pub async fn retry_photos(self, site: SiteId, photos: &[PhotoId]) -> Result<(), PerformError> {
        let phone = self.phone();
        let seat = phone.seat().ok_or(StoreError::Denied)?;
        for photo in photos {
            seat.device.retry_photo(site, *photo).await?;
        }
        phone.wrote(&[]);
        Ok(())
    }

    /// Takes the waiting version of the app; refused (`false`) while a draft is open (C11).
    pub async fn update_app(self) -> bool {
        let drafts = match self.phone().seat() {
            Some(seat) => seat.store.drafts("").await,
            None => Ok(Vec::new()),
        };
        // Where the person stood is not work; words and photos are.
        let work = |(name, _): &(String, String)| !name.starts_with("place/");
        matches!(drafts, Ok(open) if !open.iter().any(work)) && worker::take_update().await
    }
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
