//! 导出备份: hands the file that `Actions` made to the browser's downloads.

use crate::state::App;
use crate::state::StoreError;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Saves everything unsent as one file.
pub async fn save(app: App) -> Result<(), StoreError> {
    let address = app.actions.export_backup().await?;
    let day = app.actions.now().local(0).unwrap_or_default().format("%Y-%m-%d-%H%M");
    let refused = || StoreError::Broken("download".to_owned());
    let link = document()
        .create_element("a")
        .ok()
        .and_then(|link| link.dyn_into::<web_sys::HtmlElement>().ok())
        .ok_or_else(refused)?;
    let set = |name: &str, value: &str| link.set_attribute(name, value).map_err(|_| refused());
    set("href", &address)?;
    set("download", &format!("patrolbook-{day}.json"))?;
    link.click();
    Ok(())
}
