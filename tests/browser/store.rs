//! The conformance suite of every store, on IndexedDB in a real browser.
//!
//! By hand: `CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner cargo test
//! --target wasm32-unknown-unknown --test store`, with `chromedriver` on the PATH; `webdriver.json`
//! beside `Cargo.toml` holds the browser's switches.

#![allow(clippy::expect_used)]
#![cfg(target_arch = "wasm32")]

use async_trait::async_trait;
use patrol_domain::Op;
use patrol_sync::conformance::{self, Bench};
use patrol_sync::for_each_store_fact;
use patrol_sync::ports::{LocalStore, PhotoState, StoreError};
use patrolbook::storage::IdbStore;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
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

const UNSENT: &str = "00000000-0000-0000-0000-00000000000a";
const SENT: &str = "00000000-0000-0000-0000-00000000000b";
const DEVICE: &str = "00000000-0000-0000-0000-0000000000d0";

/// A database as version 1 left it: one operation, one photo on the way, one that arrived.
const VERSION_1: &str = r#"
const [name, op, site, unsent, sent, device, keepOpen] = given;
return new Promise((done, failed) => {
    const asked = indexedDB.open(name, 1);
    asked.onerror = () => failed(asked.error);
    asked.onupgradeneeded = () => {
        const db = asked.result;
        const table = (name, key, indexes) => {
            const table = db.createObjectStore(name, key && { keyPath: key });
            for (const [index, path, unique] of indexes) table.createIndex(index, path, { unique });
        };
        table("meta", null, []);
        table("base", ["site", "kind", "name"], [
            ["shelf", ["site", "kind", "shelf", "order", "name"], false],
            ["generation", ["site", "generation"], false]]);
        for (const name of ["outbox", "parked", "receipts"]) {
            table(name, ["site", "seq"], [["id", ["id"], true]]);
        }
        table("photos", ["id"], [["site", ["site", "id"], false]]);
        table("photo_bytes", null, []);
        table("drafts", null, []);
    };
    asked.onsuccess = () => {
        const db = asked.result;
        const all = db.transaction(["meta", "outbox", "photos", "photo_bytes"], "readwrite");
        all.objectStore("meta").put(device, "device");
        all.objectStore("meta").put(1, `seq/${site}`);
        const { id, seq } = JSON.parse(op);
        all.objectStore("outbox").put({ site, seq, id, op });
        for (const [n, where, arrived] of [[1, unsent, false], [2, sent, true]]) {
            const id = String(n).repeat(64);
            const state = { id, site: where, bytes: 3, queued: true, sent: arrived,
                confirmed: arrived, failures: 0 };
            all.objectStore("photos").put({ id, site: where, kept: n, named_by: "[]",
                state: JSON.stringify(state) });
            all.objectStore("photo_bytes").put(new Uint8Array([n, n, n]).buffer, id);
        }
        all.oncomplete = () => {
            if (keepOpen) { globalThis.oldApp = db; } else { db.close(); }
            done();
        };
        all.onerror = () => failed(all.error);
    };
});
"#;

async fn version_1(name: &str, keep_open: bool) -> Op {
    let text = include_str!("../../crates/patrol-protocol/golden/op-resume_round.json");
    let op: Op = serde_json::from_str(text).expect("reads");
    let words = [name, text, &op.site.to_string(), UNSENT, SENT, DEVICE].map(JsValue::from_str);
    let given: js_sys::Array = words.into_iter().chain([keep_open.into()]).collect();
    let made = js_sys::Function::new_with_args("given", VERSION_1).call1(&JsValue::NULL, &given);
    let made: js_sys::Promise = made.expect("runs").dyn_into().expect("a promise");
    wasm_bindgen_futures::JsFuture::from(made).await.expect("made");
    op
}

#[wasm_bindgen_test]
async fn a_database_of_version_1_is_brought_along_with_all_that_it_holds() {
    let op = version_1("upgrade", false).await;
    let store = IdbStore::open("upgrade".to_owned()).await.expect("opens");
    assert_eq!(store.device().await.expect("device").to_string(), DEVICE);
    let outbox = store.outbox(op.site).await.expect("outbox");
    assert_eq!(outbox.into_iter().map(|queued| queued.op).collect::<Vec<_>>(), [op.clone()]);
    let (unsent, sent) = (UNSENT.parse().expect("an id"), SENT.parse().expect("an id"));
    let mut expected = vec![unsent, op.site];
    expected.sort_unstable();
    assert_eq!(store.sites_with_work().await.expect("sites"), expected);
    let arrived = store.photos(sent).await.expect("photos");
    assert!(arrived.len() == 1 && arrived[0].confirmed);
    let waits = store.photos(unsent).await.expect("photos").remove(0);
    assert_eq!(store.photo(waits.id).await.expect("bytes"), Some(vec![1, 1, 1]));
    store.mark_photo(PhotoState { sent: true, ..waits }).await.expect("mark");
    drop(store);
    let store = IdbStore::open("upgrade".to_owned()).await.expect("opens again");
    assert_eq!(store.sites_with_work().await.expect("sites"), [op.site]);
}

#[wasm_bindgen_test]
async fn an_upgrade_that_an_older_tab_holds_up_says_so_and_loses_nothing() {
    let op = version_1("held up", true).await;
    let held = IdbStore::open("held up".to_owned()).await;
    assert_eq!(held.err(), Some(StoreError::OtherVersion));
    js_sys::Function::new_no_args("globalThis.oldApp.close()")
        .call0(&JsValue::NULL)
        .expect("closes");
    let store = IdbStore::open("held up".to_owned()).await.expect("opens");
    assert_eq!(store.outbox(op.site).await.expect("outbox").len(), 1);
    assert_eq!(store.sites_with_work().await.expect("sites").len(), 2);
}
