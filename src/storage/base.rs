//! The confirmed base: records as the server last showed them, written by pulls only.

use super::IdbStore;
use super::errors::store_error;
use super::request::answer;
use super::row::{self, Row, part};
use super::transaction::Mode::{Read, Write};
use super::transaction::{Index, Tx};
use patrol_domain::ids::{OpId, SiteId};
use patrol_domain::record::{Shelf, Slice};
use patrol_domain::{Key, Kind, Record};
use patrol_protocol::Pull;
use patrol_sync::ports::StoreError;
use wasm_bindgen::prelude::*;
use web_sys::{IdbCursor, IdbCursorDirection, IdbKeyRange};

const CONFIRM: [&str; 6] = ["meta", "base", "outbox", "parked", "receipts", "photos"];

impl IdbStore {
    pub(super) async fn load_records(
        &self,
        site: SiteId,
        keys: &[Key],
    ) -> Result<Vec<Option<Record>>, StoreError> {
        self.connection
            .run(&["base"], Read, async |tx| {
                let base = tx.store("base")?;
                let asked: Result<Vec<_>, _> =
                    keys.iter().map(|key| base.ask(&record_key(site, key))).collect();
                let mut records = Vec::with_capacity(keys.len());
                for request in asked? {
                    let found = answer(&request).await?;
                    records.push(row::body(&found, "body")?);
                }
                Ok(records)
            })
            .await
    }

    pub(super) async fn list_records(
        &self,
        site: SiteId,
        kind: Kind,
        slice: Slice,
    ) -> Result<Vec<Record>, StoreError> {
        if slice.limit == 0 || slice.from >= slice.to {
            return Ok(Vec::new());
        }
        let bound = |order: i64| {
            let shelf = shelf_name(slice.shelf);
            row::key(&[part(site), kind.name().into(), shelf.into(), (order as f64).into()])
        };
        let (lower, upper) = (bound(slice.from), bound(slice.to));
        self.connection
            .run(&["base"], Read, async |tx| {
                let index = tx.store("base")?.index("shelf")?;
                let rows = if slice.newest_first && slice.limit < u32::MAX {
                    let whole = row::span(&lower, &upper, true)?;
                    match nth_from_end(&index, &whole, slice.limit).await? {
                        Some(first) => {
                            index.all(&row::span(&first, &upper, true)?, u32::MAX).await?
                        }
                        None => index.all(&whole, u32::MAX).await?,
                    }
                } else {
                    index.all(&row::span(&lower, &upper, true)?, slice.limit).await?
                };
                let records: Result<Vec<Record>, _> =
                    rows.iter().map(|found| row::whole(&found, "body")).collect();
                let mut records = records?;
                if slice.newest_first {
                    records.reverse();
                }
                Ok(records)
            })
            .await
    }

    pub(super) async fn confirm_pull(
        &self,
        pull: &Pull,
        settled: &[OpId],
    ) -> Result<(), StoreError> {
        self.connection
            .run(&CONFIRM, Write, async |tx| {
                put_rows(tx, pull).await?;
                super::photos::note_shown(tx, pull).await?;
                super::settled::leave_outbox(tx, pull.site, settled).await?;
                tx.store("meta")?.put_at(&cursor_key(pull.site), &pull.cursor.as_str().into())
            })
            .await
    }
}

/// The key of the `nth` row counted from the end; `None` when there are fewer.
async fn nth_from_end(
    index: &Index,
    range: &IdbKeyRange,
    nth: u32,
) -> Result<Option<JsValue>, StoreError> {
    let thrown = |thrown: JsValue| store_error(&thrown);
    let request = index
        .0
        .open_key_cursor_with_range_and_direction(range, IdbCursorDirection::Prev)
        .map_err(thrown)?;
    let Ok(cursor) = answer(&request).await?.dyn_into::<IdbCursor>() else { return Ok(None) };
    if nth > 1 {
        cursor.advance(nth - 1).map_err(thrown)?;
        if answer(&request).await?.is_null() {
            return Ok(None);
        }
    }
    cursor.key().map(Some).map_err(thrown)
}

async fn put_rows(tx: &Tx, pull: &Pull) -> Result<(), StoreError> {
    let meta = tx.store("meta")?;
    let base = tx.store("base")?;
    let state_key: JsValue = format!("generation/{}", pull.site).into();
    let state = meta.get(&state_key).await?;
    let mut generation = row::number(&state, "generation");
    let mut sweeping = row::flag(&state, "sweeping");
    if pull.fresh {
        generation += 1.0;
        sweeping = true;
    }
    for changed in &pull.rows {
        match &changed.record {
            Some(record) => base.put(&record_row(pull.site, record, generation)?)?,
            None => base.delete(&record_key(pull.site, &changed.key))?,
        }
    }
    if sweeping && !pull.more {
        let site = part(pull.site);
        let older = row::span(
            &row::key(std::slice::from_ref(&site)),
            &row::key(&[site.clone(), generation.into()]),
            true,
        )?;
        for gone in base.index("generation")?.keys(&older).await?.iter() {
            base.delete(&gone)?;
        }
        sweeping = false;
    }
    let state = Row::new().with("generation", generation).with("sweeping", sweeping);
    meta.put_at(&state_key, &state.value())
}

fn record_row(site: SiteId, record: &Record, generation: f64) -> Result<JsValue, StoreError> {
    let key = record.key();
    let row = Row::new()
        .with("site", part(site))
        .with("kind", key.kind().name())
        .with("name", key.name())
        .with("shelf", shelf_name(record.shelf()))
        .with("order", record.order() as f64)
        .with("generation", generation);
    Ok(row.body("body", record)?.value())
}

fn record_key(site: SiteId, key: &Key) -> JsValue {
    row::key(&[part(site), key.kind().name().into(), key.name().into()])
}

pub fn cursor_key(site: SiteId) -> JsValue {
    format!("cursor/{site}").into()
}

fn shelf_name(shelf: Shelf) -> &'static str {
    match shelf {
        Shelf::Live => "live",
        Shelf::Past => "past",
    }
}
