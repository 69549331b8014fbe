//! Rows as JavaScript objects: fields by name, keys as arrays, ranges over them.

use super::errors::{broken, store_error, unreadable};
use js_sys::{Array, Object, Reflect};
use patrol_sync::ports::StoreError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Display;
use wasm_bindgen::JsValue;
use web_sys::IdbKeyRange;

/// An object under construction.
pub struct Row(Object);

impl Row {
    pub fn new() -> Row {
        Row(Object::new())
    }

    pub fn with(self, field: &str, value: impl Into<JsValue>) -> Row {
        // Setting a field of a plain object of ours cannot throw.
        Reflect::set(&self.0, &field.into(), &value.into()).unwrap_or_default();
        self
    }

    /// Keeps a value as JSON text.
    pub fn body(self, field: &str, value: &impl Serialize) -> Result<Row, StoreError> {
        let body = serde_json::to_string(value).map_err(unreadable)?;
        Ok(self.with(field, body))
    }

    pub fn value(self) -> JsValue {
        self.0.into()
    }
}

pub fn field(row: &JsValue, name: &str) -> JsValue {
    Reflect::get(row, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

pub fn number(row: &JsValue, name: &str) -> f64 {
    field(row, name).as_f64().unwrap_or_default()
}

pub fn flag(row: &JsValue, name: &str) -> bool {
    field(row, name).is_truthy()
}

/// Reads a field that holds JSON text; `None` when the field is absent.
pub fn body<T: DeserializeOwned>(row: &JsValue, name: &str) -> Result<Option<T>, StoreError> {
    match field(row, name).as_string() {
        None => Ok(None),
        Some(text) => serde_json::from_str(&text).map(Some).map_err(unreadable),
    }
}

/// Reads a field that must be there.
pub fn whole<T: DeserializeOwned>(row: &JsValue, name: &str) -> Result<T, StoreError> {
    body(row, name)?.ok_or_else(|| broken("a stored row lacks its body"))
}

/// Anything with a text form as a key part.
pub fn part(value: impl Display) -> JsValue {
    value.to_string().into()
}

pub fn key(parts: &[JsValue]) -> JsValue {
    parts.iter().collect::<Array>().into()
}

/// Every key that begins with these parts.
pub fn below(parts: &[JsValue]) -> Result<IdbKeyRange, StoreError> {
    let upper: Array = parts.iter().cloned().collect();
    // An array sorts after every number and text.
    upper.push(&Array::new());
    span(&key(parts), &upper.into(), true)
}

/// Every row of a table whose keys have parts: arrays sort after every text.
pub fn everything() -> Result<IdbKeyRange, StoreError> {
    IdbKeyRange::lower_bound(&"".into()).map_err(|thrown| store_error(&thrown))
}

/// From `lower` on, to `upper`, without it when `open`.
pub fn span(lower: &JsValue, upper: &JsValue, open: bool) -> Result<IdbKeyRange, StoreError> {
    IdbKeyRange::bound_with_lower_open_and_upper_open(lower, upper, false, open)
        .map_err(|thrown| store_error(&thrown))
}
