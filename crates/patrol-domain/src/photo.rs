//! What an operation says about a photo. The bytes travel on their own lane, named by their hash.

use crate::ids::PhotoId;
use crate::time::At;
use serde::{Deserialize, Serialize};

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
}
