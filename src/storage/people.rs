//! Who is signed in on this phone: one small database beside each person's own.

use super::connection::Connection;
use super::transaction::Mode::{Read, Write};
use patrol_sync::ports::StoreError;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::IdbDatabase;

/// The registry. The session itself is kept by `patrol_sync::Device` in the person's database.
pub struct People {
    connection: Rc<Connection>,
}

const CURRENT: &str = "current";

impl People {
    pub async fn open() -> Result<People, StoreError> {
        let connection = Connection::open("patrolbook".to_owned(), 1, upgrade, "people").await?;
        Ok(People { connection })
    }

    /// The id of the person in front of the phone.
    pub async fn current(&self) -> Result<Option<String>, StoreError> {
        self.connection
            .run(&["people"], Read, async |tx| {
                Ok(tx.store("people")?.get(&CURRENT.into()).await?.as_string())
            })
            .await
    }

    /// `None` signs out: the person's database stays.
    pub async fn set_current(&self, member: Option<&str>) -> Result<(), StoreError> {
        self.connection
            .run(&["people"], Write, async |tx| {
                let people = tx.store("people")?;
                match member {
                    Some(member) => people.put_at(&CURRENT.into(), &member.into()),
                    None => people.delete(&CURRENT.into()),
                }
            })
            .await
    }
}

fn upgrade(db: &IdbDatabase, from: u32) -> Result<(), JsValue> {
    if from < 1 {
        db.create_object_store("people")?;
    }
    Ok(())
}
