//! One transaction with strict durability. Written means its `complete` event, nothing earlier.

use super::errors::{broken, store_error};
use super::request::{answer, exception};
use futures_channel::oneshot;
use js_sys::{Array, Function, Object, Reflect};
use patrol_sync::ports::StoreError;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{IdbDatabase, IdbIndex, IdbKeyRange, IdbObjectStore, IdbRequest, IdbTransaction};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Read,
    Write,
}

/// Dropped before `finish`, it is rolled back.
pub struct Tx {
    inner: IdbTransaction,
    ended: RefCell<Option<oneshot::Receiver<bool>>>,
    finished: Cell<bool>,
    _complete: Closure<dyn FnMut()>,
    _abort: Closure<dyn FnMut()>,
}

impl Drop for Tx {
    fn drop(&mut self) {
        self.inner.set_oncomplete(None);
        self.inner.set_onabort(None);
        if !self.finished.get() {
            // An error says that it has ended by itself.
            self.inner.abort().unwrap_or_default();
        }
    }
}

impl Tx {
    pub fn begin(db: &IdbDatabase, stores: &[&str], mode: Mode) -> Result<Tx, StoreError> {
        let inner = open(db, stores, mode).map_err(|thrown| store_error(&thrown))?;
        let (send, ended) = oneshot::channel();
        let send = Rc::new(RefCell::new(Some(send)));
        let [complete, abort] = [true, false].map(|kept| {
            let send = send.clone();
            Closure::<dyn FnMut()>::new(move || {
                if let Some(send) = send.borrow_mut().take() {
                    send.send(kept).unwrap_or_default();
                }
            })
        });
        inner.set_oncomplete(Some(complete.as_ref().unchecked_ref()));
        inner.set_onabort(Some(abort.as_ref().unchecked_ref()));
        Ok(Tx {
            inner,
            ended: RefCell::new(Some(ended)),
            finished: Cell::new(false),
            _complete: complete,
            _abort: abort,
        })
    }

    /// Commits and waits for `complete`.
    pub async fn finish(&self) -> Result<(), StoreError> {
        let Some(ended) = self.ended.take() else { return Err(broken("finished twice")) };
        self.finished.set(true);
        // A browser without `commit`, or a transaction that is ending by itself: wait all the same.
        let commit = Reflect::get(&self.inner, &"commit".into());
        if let Some(commit) = commit.ok().and_then(|commit| commit.dyn_into::<Function>().ok()) {
            commit.call0(&self.inner).map(drop).unwrap_or_default();
        }
        match ended.await {
            Ok(true) => Ok(()),
            _ => Err(self.cause().unwrap_or_else(|| broken("transaction aborted"))),
        }
    }

    /// Why the browser has ended it, when it has.
    pub fn cause(&self) -> Option<StoreError> {
        self.inner.error().map(|error| exception(&error))
    }

    pub fn store(&self, name: &str) -> Result<Table, StoreError> {
        let store = self.inner.object_store(name).map_err(|thrown| store_error(&thrown))?;
        Ok(Table(store))
    }
}

fn open(db: &IdbDatabase, stores: &[&str], mode: Mode) -> Result<IdbTransaction, JsValue> {
    let names: Array = stores.iter().map(|name| JsValue::from_str(name)).collect();
    let mode = if mode == Mode::Read { "readonly" } else { "readwrite" };
    let options = Object::new();
    Reflect::set(&options, &"durability".into(), &"strict".into())?;
    let transaction: Function = Reflect::get(db, &"transaction".into())?.dyn_into()?;
    transaction.call3(db, &names, &mode.into(), &options)?.dyn_into()
}

/// An object store inside a transaction. Writes are not waited for: `Tx::finish` tells.
pub struct Table(IdbObjectStore);

type Asked = Result<IdbRequest, JsValue>;

fn asked(request: Asked) -> Result<IdbRequest, StoreError> {
    request.map_err(|thrown| store_error(&thrown))
}

impl Table {
    pub fn put(&self, value: &JsValue) -> Result<(), StoreError> {
        asked(self.0.put(value)).map(drop)
    }

    pub fn put_at(&self, key: &JsValue, value: &JsValue) -> Result<(), StoreError> {
        asked(self.0.put_with_key(value, key)).map(drop)
    }

    pub fn delete(&self, key: &JsValue) -> Result<(), StoreError> {
        asked(self.0.delete(key)).map(drop)
    }

    /// Asks without waiting, so that several questions travel together.
    pub fn ask(&self, key: &JsValue) -> Result<IdbRequest, StoreError> {
        asked(self.0.get(key))
    }

    pub async fn get(&self, key: &JsValue) -> Result<JsValue, StoreError> {
        answer(&self.ask(key)?).await
    }

    pub async fn all(&self, range: &IdbKeyRange) -> Result<Array, StoreError> {
        list(asked(self.0.get_all_with_key(range))?).await
    }

    pub async fn keys(&self, range: &IdbKeyRange, limit: u32) -> Result<Array, StoreError> {
        list(asked(self.0.get_all_keys_with_key_and_limit(range, limit))?).await
    }

    pub async fn count(&self, range: &IdbKeyRange) -> Result<u32, StoreError> {
        let count = answer(&asked(self.0.count_with_key(range))?).await?;
        Ok(count.as_f64().unwrap_or_default() as u32)
    }

    pub fn index(&self, name: &str) -> Result<Index, StoreError> {
        Ok(Index(self.0.index(name).map_err(|thrown| store_error(&thrown))?))
    }
}

pub struct Index(pub IdbIndex);

impl Index {
    pub fn ask(&self, key: &JsValue) -> Result<IdbRequest, StoreError> {
        asked(self.0.get(key))
    }

    pub async fn all(&self, range: &IdbKeyRange, limit: u32) -> Result<Array, StoreError> {
        list(asked(self.0.get_all_with_key_and_limit(range, limit))?).await
    }

    /// Primary keys.
    pub async fn keys(&self, range: &IdbKeyRange) -> Result<Array, StoreError> {
        list(asked(self.0.get_all_keys_with_key(range))?).await
    }
}

async fn list(request: IdbRequest) -> Result<Array, StoreError> {
    answer(&request).await?.dyn_into().map_err(|_| broken("not a list"))
}
