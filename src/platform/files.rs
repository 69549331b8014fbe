//! A chosen file as text, looked at before all of it is read.

use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File};

/// More than any phone keeps unsent; reading it would take the page with it.
const MAX_BYTES: f64 = 1024.0 * 1024.0 * 1024.0;

/// The text of a file that begins with `first`; `None` for any other.
pub async fn text(file: &File, first: &str) -> Option<String> {
    if file.size() > MAX_BYTES {
        return None;
    }
    let length = i32::try_from(first.len()).ok()?;
    let head = file.slice_with_i32_and_i32(0, length).ok()?;
    if read(&head).await? != first {
        return None;
    }
    read(file).await
}

async fn read(blob: &Blob) -> Option<String> {
    JsFuture::from(blob.text()).await.ok()?.as_string()
}
