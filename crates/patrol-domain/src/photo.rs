//! What an operation says about a photo. The bytes travel on their own lane, named by their hash.

use crate::ids::PhotoId;
use crate::time::At;
use serde::{Deserialize, Serialize};

/// Most marks on one photo.
pub const MARK_LIMIT: u32 = 20;
/// Longest text of one mark, in characters.
pub const MARK_TEXT_LIMIT: u32 = 30;
/// The far edge of a photo in the coordinates of its marks.
pub const MARK_EDGE: u16 = 1000;

/// A photo as named in an answer or a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoRef {
    /// SHA-256 of the stored JPEG, evidence strip included.
    pub id: PhotoId,
    /// Length of the stored JPEG in bytes.
    pub bytes: u32,
    pub width: u16,
    pub height: u16,
    /// SHA-256 of the file as the camera gave it.
    pub original: PhotoId,
    pub taken_at: At,
    /// What the person drew over it, oldest first; the bytes never change.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
}

/// A point of a photo in thousandths of its width and height, strip included.
pub type Spot = (u16, u16);

/// 圈画: one thing drawn over a photo.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "shape", rename_all = "snake_case")]
pub enum Mark {
    /// The ellipse in the box between two corners.
    Circle { from: Spot, to: Spot },
    /// The head stands at `to`.
    Arrow { from: Spot, to: Spot },
    /// The text begins at `at`, its middle on that height.
    Text { at: Spot, text: String },
}

impl Mark {
    /// Whether all of it begins and ends on the photo.
    pub fn is_inside(&self) -> bool {
        let inside = |spot: &Spot| spot.0 <= MARK_EDGE && spot.1 <= MARK_EDGE;
        match self {
            Mark::Circle { from, to } | Mark::Arrow { from, to } => inside(from) && inside(to),
            Mark::Text { at, .. } => inside(at),
        }
    }

    pub fn text(&self) -> &str {
        match self {
            Mark::Text { text, .. } => text,
            _ => "",
        }
    }
}
