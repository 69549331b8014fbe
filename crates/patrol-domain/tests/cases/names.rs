//! Names in case files: from `@pump` to an id and back, so that a failure reads like the case.

use serde_json::{Value, json};

/// Midnight of 19 November 2026 at +08:00.
pub const MIDNIGHT: i64 = 1_795_017_600_000;
const DAY: i64 = 86_400_000;

/// Replaces every `@…` inside a value.
pub fn named(value: &Value) -> Value {
    match value {
        Value::String(text) => match text.strip_prefix('@') {
            Some(name) => resolve(name),
            None => value.clone(),
        },
        Value::Array(list) => list.iter().map(named).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(key, field)| (key.clone(), named(field))).collect()
        }
        _ => value.clone(),
    }
}

fn resolve(name: &str) -> Value {
    if let Some(photo) = name.strip_prefix("photo:") {
        return photo_ref(photo);
    }
    time(name).map_or_else(|| json!(id(name)), Value::from)
}

/// An id whose bytes are the letters of the name.
pub fn id(name: &str) -> String {
    assert!(name.len() <= 16, "names have at most 16 letters: {name}");
    let mut bytes = [0u8; 16];
    bytes[..name.len()].copy_from_slice(name.as_bytes());
    uuid::Uuid::from_bytes(bytes).to_string()
}

/// `10:05`, `10:05:30` or `+2d 10:05`, in milliseconds.
pub fn time(text: &str) -> Option<i64> {
    let (days, clock) = match text.strip_prefix('+').and_then(|rest| rest.split_once("d ")) {
        Some((days, clock)) => (days.parse().ok()?, clock),
        None => (0, text),
    };
    let parts: Vec<i64> = clock.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let seconds = match parts[..] {
        [h, m] => h * 3600 + m * 60,
        [h, m, s] => h * 3600 + m * 60 + s,
        _ => return None,
    };
    Some(MIDNIGHT + days * DAY + seconds * 1000)
}

fn photo_ref(name: &str) -> Value {
    let mut bytes = [b'.'; 32];
    bytes[..name.len()].copy_from_slice(name.as_bytes());
    let hash: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    json!({ "id": hash, "bytes": 300_000, "width": 2048, "height": 1536,
            "original": hash, "taken_at": MIDNIGHT })
}

/// The value with its names put back.
pub fn readable(value: &Value) -> String {
    let mut text = value.to_string();
    while let Some(found) = text.match_indices('-').find_map(|(at, _)| {
        let start = at.checked_sub(8)?;
        let raw = text.get(start..start + 36)?;
        let id = uuid::Uuid::parse_str(raw).ok()?;
        let name = String::from_utf8(id.into_bytes().to_vec()).ok()?;
        Some((raw.to_owned(), format!("@{}", name.trim_end_matches('\0'))))
    }) {
        text = text.replace(&found.0, &found.1);
    }
    text
}
