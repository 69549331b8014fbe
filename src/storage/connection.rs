//! The one handle on a database. A dead handle is dropped and opened anew, never used again (C07);
//! another tab's newer version ends this one (C08).

use super::errors::{broken, store_error};
use super::request::answer;
use super::transaction::{Mode, Tx};
use futures_util::future::{Either, select};
use futures_util::lock::Mutex;
use gloo_timers::future::TimeoutFuture;
use patrol_sync::ports::StoreError;
use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{IdbDatabase, IdbFactory, IdbOpenDbRequest, IdbTransaction};
use web_sys::{IdbVersionChangeEvent, VisibilityState};

const OPEN_LIMIT_MS: u32 = 3_000;
const PROBE_LIMIT_MS: u32 = 1_000;

/// Makes the stores of a database that is at version `from`, inside the upgrade's transaction.
pub type Upgrade = fn(&IdbDatabase, &IdbTransaction, u32) -> Result<(), JsValue>;

pub struct Connection {
    name: String,
    version: u32,
    upgrade: Upgrade,
    /// A store that every version has, for the probe.
    probe: &'static str,
    handle: RefCell<Option<Handle>>,
    opening: Mutex<()>,
    /// A newer app wants the database: only a reload helps.
    outdated: Rc<Cell<bool>>,
    visible: RefCell<Option<Closure<dyn FnMut()>>>,
}

struct Handle {
    db: IdbDatabase,
    /// Set by the browser's `close` event.
    dead: Rc<Cell<bool>>,
    _handlers: [Closure<dyn FnMut()>; 2],
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.db.set_onclose(None);
        self.db.set_onversionchange(None);
        self.db.close();
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if let (Some(seen), Some(document)) = (self.visible.take(), document()) {
            let listener = seen.as_ref().unchecked_ref();
            document
                .remove_event_listener_with_callback("visibilitychange", listener)
                .unwrap_or_default();
        }
    }
}

impl Connection {
    pub async fn open(
        name: String,
        version: u32,
        upgrade: Upgrade,
        probe: &'static str,
    ) -> Result<Rc<Connection>, StoreError> {
        let connection = Rc::new(Connection {
            name,
            version,
            upgrade,
            probe,
            handle: RefCell::new(None),
            opening: Mutex::new(()),
            outdated: Rc::default(),
            visible: RefCell::new(None),
        });
        connection.database().await?;
        connection.watch();
        Ok(connection)
    }

    /// Runs one transaction. When the handle turns out dead, once more on a new one: the work must
    /// give the same result when it is done twice.
    pub async fn run<T>(
        &self,
        stores: &[&str],
        mode: Mode,
        work: impl AsyncFn(&Tx) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut again = true;
        // A loop and not two calls: each caller's work is compiled in here once.
        loop {
            match self.attempt(stores, mode, &work).await {
                Err(StoreError::Broken(_)) if again => drop(self.handle.take()),
                done => return done,
            }
            again = false;
        }
    }

    async fn attempt<T>(
        &self,
        stores: &[&str],
        mode: Mode,
        work: &impl AsyncFn(&Tx) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let db = self.database().await?;
        let tx = Tx::begin(&db, stores, mode)?;
        // A write that met the wall ends the transaction; later questions only hear that it ended.
        let done = work(&tx).await.map_err(|error| tx.cause().unwrap_or(error))?;
        tx.finish().await?;
        Ok(done)
    }

    async fn database(&self) -> Result<IdbDatabase, StoreError> {
        let _one_at_a_time = self.opening.lock().await;
        if self.outdated.get() {
            return Err(StoreError::OtherVersion);
        }
        if let Some(handle) = self.handle.borrow().as_ref()
            && !handle.dead.get()
        {
            return Ok(handle.db.clone());
        }
        let handle = self.open_handle().await?;
        let db = handle.db.clone();
        self.handle.replace(Some(handle));
        Ok(db)
    }

    async fn open_handle(&self) -> Result<Handle, StoreError> {
        let factory = factory()?;
        let request = factory.open_with_u32(&self.name, self.version).map_err(refused)?;
        let upgrade = self.upgrade;
        let asked = request.clone();
        let upgrading = Closure::<dyn FnMut(_)>::new(move |event: IdbVersionChangeEvent| {
            if upgrade_now(&asked, upgrade, event.old_version() as u32).is_err()
                && let Some(transaction) = asked.transaction()
            {
                transaction.abort().unwrap_or_default();
            }
        });
        request.set_onupgradeneeded(Some(upgrading.as_ref().unchecked_ref()));
        let is_blocked = Rc::new(Cell::new(false));
        let noticed = is_blocked.clone();
        let blocked = Closure::<dyn FnMut()>::new(move || noticed.set(true));
        request.set_onblocked(Some(blocked.as_ref().unchecked_ref()));
        let opened = match select(pin!(answer(&request)), TimeoutFuture::new(OPEN_LIMIT_MS)).await {
            Either::Left((opened, _)) => Some(opened.map_err(not_open)),
            Either::Right(_) => None,
        };
        request.set_onblocked(None);
        let Some(opened) = opened else {
            close_when_it_comes(&request);
            // Without its handler a late upgrade would leave the new version with no stores (C09).
            upgrading.forget();
            let blocked = is_blocked.get();
            return Err(if blocked {
                StoreError::OtherVersion
            } else {
                broken("opening takes too long")
            });
        };
        request.set_onupgradeneeded(None);
        let db = opened?.dyn_into().map_err(|_| broken("not a database"))?;
        Ok(self.handle_of(db))
    }

    fn handle_of(&self, db: IdbDatabase) -> Handle {
        let dead = Rc::new(Cell::new(false));
        let closed = dead.clone();
        let on_close = Closure::<dyn FnMut()>::new(move || closed.set(true));
        let (handle, outdated, gone) = (db.clone(), self.outdated.clone(), dead.clone());
        let on_change = Closure::<dyn FnMut()>::new(move || {
            handle.close();
            gone.set(true);
            outdated.set(true);
        });
        db.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        db.set_onversionchange(Some(on_change.as_ref().unchecked_ref()));
        Handle { db, dead, _handlers: [on_close, on_change] }
    }

    /// Whenever the page is shown again, asks the handle for a sign of life.
    fn watch(self: &Rc<Self>) {
        let Some(document) = document() else { return };
        let weak = Rc::downgrade(self);
        let seen = Closure::<dyn FnMut()>::new(move || {
            let shown = web_sys::window()
                .and_then(|window| window.document())
                .is_some_and(|document| document.visibility_state() == VisibilityState::Visible);
            if let (true, Some(connection)) = (shown, weak.upgrade()) {
                spawn_local(async move { connection.look().await });
            }
        });
        let listener = seen.as_ref().unchecked_ref();
        if document.add_event_listener_with_callback("visibilitychange", listener).is_ok() {
            self.visible.replace(Some(seen));
        }
    }

    async fn look(&self) {
        let Some(db) = self.handle.borrow().as_ref().map(|handle| handle.db.clone()) else {
            return;
        };
        let probe = pin!(async {
            let tx = Tx::begin(&db, &[self.probe], Mode::Read)?;
            tx.store(self.probe)?.get(&"probe".into()).await?;
            tx.finish().await
        });
        match select(probe, TimeoutFuture::new(PROBE_LIMIT_MS)).await {
            Either::Left((Ok(()), _)) => {}
            _ => drop(self.handle.take()),
        }
    }
}

fn upgrade_now(request: &IdbOpenDbRequest, upgrade: Upgrade, from: u32) -> Result<(), JsValue> {
    let db: IdbDatabase = request.result()?.dyn_into()?;
    let transaction = request.transaction().ok_or("no transaction to upgrade in")?;
    upgrade(&db, &transaction, from)
}

fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}

fn factory() -> Result<IdbFactory, StoreError> {
    let window = web_sys::window().ok_or(StoreError::Denied)?;
    match window.indexed_db() {
        Ok(Some(factory)) => Ok(factory),
        _ => Err(StoreError::Denied),
    }
}

fn refused(thrown: JsValue) -> StoreError {
    match store_error(&thrown) {
        StoreError::Broken(_) => StoreError::Denied,
        known => known,
    }
}

/// Private windows of some browsers let the request begin and then refuse it so.
fn not_open(error: StoreError) -> StoreError {
    match error {
        StoreError::Broken(what) if what.starts_with("InvalidStateError") => StoreError::Denied,
        other => other,
    }
}

/// A database that opens after nobody waits any more is closed again, so that it blocks no other tab.
fn close_when_it_comes(request: &IdbOpenDbRequest) {
    let late = request.clone();
    let close = Closure::once_into_js(move || {
        if let Some(db) = late.result().ok().and_then(|db| db.dyn_into::<IdbDatabase>().ok()) {
            db.close();
        }
    });
    request.set_onsuccess(Some(close.unchecked_ref()));
}
