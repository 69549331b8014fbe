//! Who is signed in on this phone: one small database beside each person's own.

use super::connection::Connection;
use super::transaction::Mode::{Read, Write};
use js_sys::Uint8Array;
use patrol_sync::ports::StoreError;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::{IdbDatabase, IdbTransaction};

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

/// Bytes of one piece of the probe.
const PIECE: u32 = 1024 * 1024;

impl People {
    /// Whether this many bytes can be written now. They are deleted again at once.
    pub async fn room_for(&self, bytes: u32) -> Result<bool, StoreError> {
        let written = self
            .connection
            .run(&["probe"], Write, async |tx| {
                let probe = tx.store("probe")?;
                let noise = noise(PIECE);
                for piece in 0..bytes.div_ceil(PIECE) {
                    probe.put_at(&piece.into(), &noise)?;
                }
                Ok(())
            })
            .await;
        self.connection
            .run(&["probe"], Write, async |tx| {
                let probe = tx.store("probe")?;
                for piece in 0..bytes.div_ceil(PIECE) {
                    probe.delete(&piece.into())?;
                }
                Ok(())
            })
            .await?;
        match written {
            Ok(()) => Ok(true),
            Err(StoreError::Full) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// Pieces of ballast: room for the last photos of a phone that runs full underground.
const BALLAST: u32 = 10;

fn ballast(piece: u32) -> JsValue {
    format!("ballast/{piece}").into()
}

impl People {
    /// Keeps 10 MB of nothing, unless they are there already.
    pub async fn lay_ballast(&self) -> Result<(), StoreError> {
        self.connection
            .run(&["probe"], Write, async |tx| {
                let probe = tx.store("probe")?;
                if !probe.get(&ballast(BALLAST - 1)).await?.is_undefined() {
                    return Ok(());
                }
                let noise = noise(PIECE);
                (0..BALLAST).try_for_each(|piece| probe.put_at(&ballast(piece), &noise))
            })
            .await
    }

    /// Gives the ballast up.
    pub async fn drop_ballast(&self) -> Result<(), StoreError> {
        self.connection
            .run(&["probe"], Write, async |tx| {
                let probe = tx.store("probe")?;
                (0..BALLAST).try_for_each(|piece| probe.delete(&ballast(piece)))
            })
            .await
    }
}

/// Bytes that no disk can press together.
fn noise(length: u32) -> JsValue {
    let mut state = 0x2545_F491_u32;
    let bytes: Vec<u8> = (0..length)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            state as u8
        })
        .collect();
    Uint8Array::from(bytes.as_slice()).buffer().into()
}

fn upgrade(db: &IdbDatabase, _: &IdbTransaction, from: u32) -> Result<(), JsValue> {
    if from < 1 {
        db.create_object_store("people")?;
        db.create_object_store("probe")?;
    }
    Ok(())
}
