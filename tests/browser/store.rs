//! The conformance suite of every store, on IndexedDB.

use async_trait::async_trait;
use patrol_sync::conformance::{self, Bench};
use patrol_sync::for_each_store_fact;
use patrol_sync::ports::LocalStore;
use patrolbook::storage::IdbStore;
use std::rc::Rc;
use wasm_bindgen_test::wasm_bindgen_test;

struct Idb;

#[async_trait(?Send)]
impl Bench for Idb {
    async fn open(&self, name: &str) -> Rc<dyn LocalStore> {
        Rc::new(IdbStore::open(format!("conformance {name}")).await.expect("opens"))
    }

    /// A page cannot set its own quota; the journeys do it from outside.
    async fn open_small(&self, _name: &str, _bytes: usize) -> Option<Rc<dyn LocalStore>> {
        None
    }
}

macro_rules! facts {
    ($($fact:ident,)*) => {
        $(
            #[wasm_bindgen_test]
            async fn $fact() {
                conformance::$fact(&Idb).await;
            }
        )*
    };
}

for_each_store_fact!(facts);
