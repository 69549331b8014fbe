//! Drafts and notes: texts by name.

use super::IdbStore;
use super::errors::broken;
use super::row;
use super::transaction::Mode::{Read, Write};
use patrol_sync::ports::StoreError;
use wasm_bindgen::JsValue;

impl IdbStore {
    pub(super) async fn put_text(
        &self,
        store: &str,
        name: &str,
        body: &str,
    ) -> Result<(), StoreError> {
        self.connection
            .run(&[store], Write, async |tx| tx.store(store)?.put_at(&name.into(), &body.into()))
            .await
    }

    pub(super) async fn text(&self, store: &str, name: &str) -> Result<Option<String>, StoreError> {
        self.connection
            .run(&[store], Read, async |tx| {
                Ok(tx.store(store)?.get(&name.into()).await?.as_string())
            })
            .await
    }

    pub(super) async fn drop_text(&self, store: &str, name: &str) -> Result<(), StoreError> {
        self.connection.run(&[store], Write, async |tx| tx.store(store)?.delete(&name.into())).await
    }

    pub(super) async fn texts(
        &self,
        store: &str,
        prefix: &str,
    ) -> Result<Vec<(String, String)>, StoreError> {
        let last: JsValue = format!("{prefix}\u{ffff}").into();
        let range = row::span(&prefix.into(), &last, false)?;
        self.connection
            .run(&[store], Read, async |tx| {
                let table = tx.store(store)?;
                let names = table.keys(&range, u32::MAX).await?;
                let bodies = table.all(&range).await?;
                if names.length() != bodies.length() {
                    return Err(broken("names and bodies differ"));
                }
                let pairs = names.iter().zip(bodies.iter());
                Ok(pairs.filter_map(|(n, b)| Some((n.as_string()?, b.as_string()?))).collect())
            })
            .await
    }
}
