//! Names of things. Made on the phone (UUIDv7) or by the server, never here: this crate has no dice.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

id!(/// A managed project 项目: the tenant key of all data.
    SiteId);
id!(/// A person with an account.
    MemberId);
id!(/// A building, room, plant room or outdoor area.
    PlaceId);
id!(/// A point with a code to scan 巡查点.
    CheckpointId);
id!(/// A recurring plan that the server expands into due rounds.
    PlanId);
id!(/// One walk of one checklist 巡查.
    RoundId);
id!(/// One case of a flow: an issue, a ticket, a work order.
    CaseId);
id!(/// One written operation. Made before its first save, so that a repeat is recognised.
    OpId);
id!(/// One local database: one (server, person, browser).
    DeviceId);

impl MemberId {
    /// The server itself, author of moves that time makes (for example a missed round).
    pub const SYSTEM: MemberId = MemberId(Uuid::nil());
}

/// A photo's name: SHA-256 of the stored bytes, 64 hex digits in text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PhotoId(pub [u8; 32]);

/// The text was not 64 hex digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a photo id is 64 hex digits")]
pub struct BadPhotoId;

impl PhotoId {
    /// The eight digits people compare by eye, as printed in the evidence strip: `7F3A-92C1`.
    pub fn check_code(&self) -> String {
        let [a, b, c, d, ..] = self.0;
        format!("{a:02X}{b:02X}-{c:02X}{d:02X}")
    }
}

impl fmt::Display for PhotoId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for PhotoId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PhotoId({})", self.check_code())
    }
}

impl FromStr for PhotoId {
    type Err = BadPhotoId;
    fn from_str(text: &str) -> Result<Self, BadPhotoId> {
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return Err(BadPhotoId);
        }
        let mut bytes = [0u8; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| BadPhotoId)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| BadPhotoId)?;
        }
        Ok(PhotoId(bytes))
    }
}

impl Serialize for PhotoId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PhotoId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
