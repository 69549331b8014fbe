//! Reads a JSON value field by field, so that an error names the field and never what stands there.

use serde::de::DeserializeOwned;
use serde_json::Value;

/// A field that is not what it should be.
#[derive(Debug)]
pub struct Fault {
    pub place: String,
    pub reason: String,
}

/// A value and the way to it, for example `robots[1]`.
pub struct Place<'a> {
    way: String,
    value: &'a Value,
}

impl<'a> Place<'a> {
    pub fn top(value: &'a Value) -> Place<'a> {
        Place { way: String::new(), value }
    }

    /// The field; null where there is none.
    pub fn at(&self, key: &str) -> Place<'a> {
        let dot = if self.way.is_empty() { "" } else { "." };
        let value = self.value.get(key).unwrap_or(&Value::Null);
        Place { way: format!("{}{dot}{key}", self.way), value }
    }

    pub fn some(&self, key: &str) -> Option<Place<'a>> {
        let place = self.at(key);
        (!place.value.is_null()).then_some(place)
    }

    pub fn fault(&self, reason: &str) -> Fault {
        let place = if self.way.is_empty() { "the whole".to_owned() } else { self.way.clone() };
        Fault { place, reason: reason.to_owned() }
    }

    /// An object with these fields and no others.
    pub fn only(&self, keys: &[&str]) -> Result<(), Fault> {
        let Some(object) = self.value.as_object() else {
            return Err(self.fault("an object { … } is wanted"));
        };
        match object.keys().find(|key| !keys.contains(&key.as_str())) {
            Some(_) => Err(self.fault(&format!("a field that is none of: {}", keys.join(", ")))),
            None => Ok(()),
        }
    }

    pub fn list(&self, key: &str) -> Result<Vec<Place<'a>>, Fault> {
        let Some(place) = self.some(key) else { return Ok(Vec::new()) };
        let all = place.value.as_array().ok_or_else(|| place.fault("a list [ … ] is wanted"))?;
        let numbered = all.iter().enumerate();
        Ok(numbered.map(|(n, value)| Place { way: format!("{}[{n}]", place.way), value }).collect())
    }

    pub fn as_text(&self) -> Result<&'a str, Fault> {
        let text = self.value.as_str().filter(|text| !text.trim().is_empty());
        text.ok_or_else(|| self.fault("a text is wanted"))
    }

    pub fn text(&self, key: &str) -> Result<&'a str, Fault> {
        self.at(key).as_text()
    }

    pub fn text_or(&self, key: &str, other: &'a str) -> Result<&'a str, Fault> {
        self.some(key).map_or(Ok(other), |place| place.as_text())
    }

    /// A value of this type; `other` where there is none.
    pub fn or<T: DeserializeOwned>(&self, key: &str, other: T, wanted: &str) -> Result<T, Fault> {
        let Some(place) = self.some(key) else { return Ok(other) };
        T::deserialize(place.value).map_err(|_| place.fault(wanted))
    }
}
