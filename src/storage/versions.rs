//! One module per database version. Each only adds; none is ever edited after its release.

pub mod v1;

use wasm_bindgen::JsValue;
use web_sys::IdbDatabase;

/// The newest version.
pub const VERSION: u32 = 1;

/// Brings a database from `from` (0: new) to `VERSION`. An error aborts the whole upgrade.
pub fn upgrade(db: &IdbDatabase, from: u32) -> Result<(), JsValue> {
    if from < 1 {
        v1::upgrade(db)?;
    }
    Ok(())
}
