//! Puts the server together: store, passwords, routes. Listens to nothing: the binary does.

use crate::auth::password::Passwords;
use crate::config::{Clock, Config};
use crate::jobs;
use crate::notices::{self, Notices, WayError};
use crate::photos::{Photos, PhotosError};
use crate::router;
use crate::store::{OpenError, Refusal, SeedError, Store};
use axum::Router;
use patrol_domain::{MemberId, PhotoId, SiteId};
use std::path::Path;
use std::sync::Arc;

/// What every route can reach.
#[derive(Clone)]
pub struct Server {
    pub store: Store,
    pub passwords: Passwords,
    pub photos: Photos,
    pub dist: Option<Arc<Path>>,
    pub clock: Clock,
    pub https: bool,
    /// Scheme and host that people type.
    pub origin: Option<Arc<str>>,
    /// The ways out for notices, where there are any.
    pub notices: Option<Arc<Notices>>,
}

/// A server that can be called, in this process or through a socket.
pub struct App {
    pub router: Router,
    pub store: Store,
    server: Server,
}

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Database(#[from] OpenError),
    #[error(transparent)]
    Photos(#[from] PhotosError),
    #[error(transparent)]
    Notices(#[from] WayError),
}

/// Opens the database and builds the routes.
pub async fn app(config: Config) -> Result<App, StartError> {
    let store = Store::open(&config).await?;
    let server = Server {
        store: store.clone(),
        passwords: Passwords::new(config.password_cost),
        photos: Photos::open(&config)?,
        dist: config.dist.as_deref().map(Arc::from),
        clock: config.clock.clone(),
        https: config.https(),
        origin: config.public_url.as_deref().map(origin_of),
        notices: config.notices.as_ref().map(Notices::open).transpose()?.map(Arc::new),
    };
    Ok(App { router: router::router(server.clone()), store, server })
}

fn origin_of(url: &str) -> Arc<str> {
    let end = url.find("://").map_or(0, |at| at + 3);
    let path = url[end..].find('/').map_or(url.len(), |at| end + at);
    url[..path].into()
}

impl App {
    /// Makes an account, or gives it a new password.
    pub async fn put_account(
        &self,
        login: &str,
        password: &str,
        member: MemberId,
    ) -> Result<(), SeedError> {
        self.put_password(login, password, member, false).await
    }

    /// Gives an account a password that its person changes at the next sign-in.
    pub(crate) async fn put_one_time(
        &self,
        login: &str,
        password: &str,
        member: MemberId,
    ) -> Result<(), SeedError> {
        self.put_password(login, password, member, true).await
    }

    async fn put_password(
        &self,
        login: &str,
        password: &str,
        member: MemberId,
        once: bool,
    ) -> Result<(), SeedError> {
        let refused = SeedError(Refusal::Malformed);
        let hash = self.server.passwords.hash(password).await.ok_or(refused)?;
        let kept = self.store.put_account(login, &hash, member, once, MemberId::SYSTEM).await;
        kept.map_err(SeedError)
    }

    /// A server begins to answer on this database: by its lives a restored backup is noticed.
    /// Called once, before the first answer; commands beside a running server begin none.
    pub async fn begin_life(&self) -> Result<(), Refusal> {
        self.store.begin_life().await
    }

    /// Does once what time asks for: plans into rounds, missed rounds, what has grown too old.
    pub async fn do_jobs(&self) -> Result<jobs::Report, Refusal> {
        jobs::run(&self.server).await
    }

    /// Sends the notices that are due. Apart from the jobs: a way out that hangs holds up nothing else.
    pub async fn send_notices(&self) -> Result<notices::Report, Refusal> {
        notices::send(&self.server).await
    }

    /// Keeps a photo that no phone brings, for example of the demo.
    pub(crate) async fn keep_photo(
        &self,
        site: SiteId,
        id: PhotoId,
        bytes: Vec<u8>,
    ) -> Result<(), object_store::Error> {
        self.server.photos.keep(site, id, bytes).await
    }

    /// A signed-in session without a password, for tests and the simulator: the cookie to send.
    pub async fn session_cookie(&self, member: MemberId) -> Result<String, SeedError> {
        let token = crate::auth::new_token();
        self.store.open_session(&token, member, "", false).await.map_err(SeedError)?;
        let cookie = self.server.cookie(&token);
        Ok(cookie.split(';').next().unwrap_or_default().to_owned())
    }
}
