//! One module per database version. Each only adds; none is ever edited after its release.

pub mod v1;
pub mod v2;

use wasm_bindgen::JsValue;
use web_sys::{IdbDatabase, IdbTransaction};

/// The newest version.
pub const VERSION: u32 = 2;

/// Brings a database from `from` (0: new) to `VERSION`. An error aborts the whole upgrade.
pub fn upgrade(db: &IdbDatabase, upgrade: &IdbTransaction, from: u32) -> Result<(), JsValue> {
    if from < 1 {
        v1::upgrade(db)?;
    }
    if from < 2 {
        v2::upgrade(upgrade)?;
    }
    Ok(())
}
