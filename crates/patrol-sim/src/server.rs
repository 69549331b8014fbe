//! The real server in this process: its router, its database on disk, and the power switch.

use crate::oracle::stored;
use crate::world;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use patrol_domain::people::Member;
use patrol_domain::{At, MemberId, Record, SiteId};
use patrol_server::config::PasswordCost;
use patrol_server::store::{Fault, Faults};
use patrol_server::{App, Config};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;

/// Sessions prepared for each person: signing in anew takes the next.
const SESSIONS: usize = 40;

/// Small pages, so that a fresh base takes several.
const PAGE_ROWS: i64 = 20;

/// Where the next transaction dies.
const LIVES: u8 = 0;
pub const BEFORE_COMMIT: u8 = 1;
pub const AFTER_COMMIT: u8 = 2;
/// A planted bug: it answers first, and dies before it commits.
pub const ACK_BEFORE_COMMIT: u8 = 3;

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

pub struct SimServer {
    folder: RefCell<Folder>,
    pub cookies: Arc<BTreeMap<MemberId, Vec<String>>>,
    clock: Arc<AtomicI64>,
    strike: Arc<AtomicU8>,
    running: RefCell<Option<(App, Runtime)>>,
    /// Database and photos as they once stood.
    backup: RefCell<Folder>,
}

/// A folder of one run, gone with it.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Folder {
    /// In memory where the system has such a place: a killed process loses nothing there either.
    fn new() -> std::io::Result<Folder> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let memory = Path::new("/dev/shm");
        let base = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let n = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = base.join(format!("patrol-sim-{}-{n}", std::process::id()));
        std::fs::create_dir_all(path.join("photos"))?;
        Ok(Folder(path))
    }
}

fn copy_files(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("room for a folder");
    for entry in std::fs::read_dir(from).expect("a folder of our own").flatten() {
        let (path, copy) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_files(&path, &copy);
        } else {
            std::fs::copy(&path, &copy).expect("room for a backup");
        }
    }
}

/// A database with both estates in it, made once and copied for every run.
struct Template {
    files: Vec<(String, Vec<u8>)>,
    cookies: Arc<BTreeMap<MemberId, Vec<String>>>,
}

fn template() -> &'static Template {
    static TEMPLATE: OnceLock<Template> = OnceLock::new();
    TEMPLATE.get_or_init(make_template)
}

fn make_template() -> Template {
    let folder = Folder::new().expect("a folder for the database");
    let clock = Arc::new(AtomicI64::new(world::MORNING.0));
    let runtime = runtime();
    let cookies = runtime.block_on(async {
        let app = open(&folder.0, &clock, &Arc::default()).await;
        for n in [1, 2] {
            app.store.put(world::site(n), world::records(n)).await.expect("the estates fit");
        }
        let mut cookies = BTreeMap::new();
        for member in world::members() {
            let mut own = Vec::new();
            for _ in 0..SESSIONS {
                own.push(app.session_cookie(member.id).await.expect("a session"));
            }
            cookies.insert(member.id, own);
        }
        cookies
    });
    drop(runtime);
    let names = ["patrol.db", "patrol.db-wal"];
    let read = |name: &str| Some((name.to_owned(), std::fs::read(folder.0.join(name)).ok()?));
    let files = names.into_iter().filter_map(read).collect();
    Template { files, cookies: Arc::new(cookies) }
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime")
}

async fn open(folder: &Path, clock: &Arc<AtomicI64>, strike: &Arc<AtomicU8>) -> App {
    let mut config = Config::in_folder(folder);
    let clock = clock.clone();
    config.clock = Arc::new(move || At(clock.load(Ordering::Relaxed)));
    let strike = strike.clone();
    config.faults = Faults::new(move |moment| {
        let wanted = match moment {
            Fault::BeforeCommit => BEFORE_COMMIT,
            Fault::AfterCommit => AFTER_COMMIT,
            Fault::AckedBeforeCommit => ACK_BEFORE_COMMIT,
            // A rule that breaks off is shown by the server's own tests.
            Fault::Deciding => return false,
        };
        strike.load(Ordering::Relaxed) == wanted
    });
    config.faults.page_rows = Some(PAGE_ROWS);
    // Nobody signs in by password here, and every start of a server hashes one.
    config.password_cost = PasswordCost { memory_kib: 8, rounds: 1 };
    let app = patrol_server::app(config).await.expect("the server starts on its own database");
    app.begin_life().await.expect("nobody else writes");
    app
}

impl SimServer {
    /// A server on a fresh copy of the estates.
    pub fn new() -> Self {
        let template = template();
        let folder = || {
            let folder = Folder::new().expect("a folder for the database");
            for (name, bytes) in &template.files {
                std::fs::write(folder.0.join(name), bytes).expect("room for a database");
            }
            folder
        };
        let server = SimServer {
            folder: RefCell::new(folder()),
            cookies: template.cookies.clone(),
            clock: Arc::new(AtomicI64::new(world::MORNING.0)),
            strike: Arc::default(),
            running: RefCell::new(None),
            backup: RefCell::new(folder()),
        };
        server.start();
        server
    }

    /// Where its database and photos are; a restored server has another place.
    pub fn folder(&self) -> PathBuf {
        self.folder.borrow().0.clone()
    }

    pub fn start(&self) {
        let runtime = runtime();
        let app = runtime.block_on(open(&self.folder(), &self.clock, &self.strike));
        *self.running.borrow_mut() = Some((app, runtime));
    }

    /// Power off: whatever was not committed is gone.
    pub fn kill(&self) {
        if let Some((app, runtime)) = self.running.borrow_mut().take() {
            drop(app);
            runtime.shutdown_background();
        }
    }

    /// Takes a backup by the database's own means: threads of a life that was killed may still be
    /// closing its files.
    pub fn back_up(&self) {
        let saved = Folder::new().expect("a folder for a backup");
        stored::copy(&self.folder(), &saved.0);
        copy_files(&self.folder().join("photos"), &saved.0.join("photos"));
        *self.backup.borrow_mut() = saved;
    }

    /// Puts the last backup back, in a new place: nothing of the old life reaches there.
    pub fn put_back(&self) {
        let place = Folder::new().expect("a folder for the database");
        copy_files(&self.backup.borrow().0, &place.0);
        *self.folder.borrow_mut() = place;
    }

    pub fn is_up(&self) -> bool {
        self.running.borrow().is_some()
    }

    /// Writes a person's record at a site; `false`: nobody is up.
    pub fn put_member(&self, now: At, site: SiteId, member: Member) -> bool {
        self.clock.store(now.0, Ordering::Relaxed);
        let running = self.running.borrow();
        let Some((app, runtime)) = running.as_ref() else { return false };
        let store = app.store.clone();
        runtime.block_on(store.put(site, vec![Record::Member(member)])).is_ok()
    }

    /// One request at `now`. The writer dies at `strike`, if it comes to that.
    /// `None`: nobody answers.
    pub fn call(&self, now: At, strike: Option<u8>, request: Request<Body>) -> Option<Answer> {
        self.clock.store(now.0, Ordering::Relaxed);
        self.strike.store(strike.unwrap_or(LIVES), Ordering::Relaxed);
        let running = self.running.borrow();
        let (app, runtime) = running.as_ref()?;
        let router = app.router.clone();
        let answer = runtime.block_on(async move {
            let answer = router.oneshot(request).await.ok()?;
            let (parts, body) = answer.into_parts();
            let body = body.collect().await.ok()?.to_bytes().to_vec();
            Some(Answer { status: parts.status, headers: parts.headers, body })
        });
        self.strike.store(LIVES, Ordering::Relaxed);
        answer
    }
}
