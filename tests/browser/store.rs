//! The conformance suite of every store, on IndexedDB in a real browser.
//!
//! By hand: `CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner cargo test
//! --target wasm32-unknown-unknown --test store`, with `chromedriver` on the PATH; `webdriver.json`
//! beside `Cargo.toml` holds the browser's switches.

#![allow(clippy::expect_used)]
#![cfg(target_arch = "wasm32")]

use async_trait::async_trait;
use patrol_sync::conformance::{self, Bench};
use patrol_sync::for_each_store_fact;
use patrol_sync::ports::LocalStore;
use patrolbook::storage::IdbStore;
use std::rc::Rc;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

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
