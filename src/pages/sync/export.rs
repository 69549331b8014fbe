//! 导出备份: hands the file that `Actions` made to the browser's downloads.

use crate::i18n::*;
use crate::pages::frame::Toasts;
use crate::state::{App, StoreError};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

/// Saves everything unsent as one file, and says how that went.
pub fn export(app: App, i18n: Words, toasts: Toasts) {
    spawn_local(async move {
        let saved = save(app).await;
        let locale = i18n.get_locale_untracked();
        toasts.say(match saved {
            Ok(()) => td_string!(locale, sync.exported),
            Err(_) => td_string!(locale, sync.export_failed),
        });
    });
}

async fn save(app: App) -> Result<(), StoreError> {
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
