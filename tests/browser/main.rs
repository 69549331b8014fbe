//! What needs a real browser: the store's conformance on IndexedDB, photos on a canvas.
//!
//! Run headless from the project's folder, with `chromedriver` on the PATH:
//! `CHROMEDRIVER=$(which chromedriver) CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner
//! cargo test --target wasm32-unknown-unknown --test browser`; `webdriver.json` beside `Cargo.toml`
//! holds the browser's switches.

#![cfg(target_arch = "wasm32")]

mod store;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
