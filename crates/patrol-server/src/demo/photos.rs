//! The demo's pictures: finished JPEGs, marked as samples in their own strip.

use crate::demo::DemoFault;
use patrol_domain::photo::PhotoRef;
use patrol_domain::{At, PhotoId};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;

pub(super) struct Album {
    pictures: BTreeMap<String, (PhotoRef, Vec<u8>)>,
}

impl Album {
    pub fn open(folder: &Path) -> Result<Album, DemoFault> {
        let unreadable = |fault: std::io::Error| DemoFault::new("photos", fault);
        let mut pictures = BTreeMap::new();
        for entry in std::fs::read_dir(folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            let Some(name) = path.file_stem().map(|name| name.to_string_lossy().into_owned())
            else {
                continue;
            };
            let bytes = std::fs::read(&path).map_err(unreadable)?;
            let photo = describe(&bytes)
                .ok_or_else(|| DemoFault::new("photos", format!("{name} is no JPEG")))?;
            pictures.insert(name, (photo, bytes));
        }
        Ok(Album { pictures })
    }

    pub fn photo(&self, name: &str) -> Result<&PhotoRef, DemoFault> {
        let found = self.pictures.get(name).map(|(photo, _)| photo);
        found.ok_or_else(|| DemoFault::new("photos", format!("there is no picture {name}")))
    }

    /// The bytes of the pictures that were shown.
    pub fn pictures(&self, shown: &[PhotoId]) -> Vec<(PhotoId, Vec<u8>)> {
        let all = self.pictures.values().filter(|(photo, _)| shown.contains(&photo.id));
        all.map(|(photo, bytes)| (photo.id, bytes.clone())).collect()
    }
}

fn describe(bytes: &[u8]) -> Option<PhotoRef> {
    let (width, height) = jpeg_size(bytes)?;
    let id = PhotoId(Sha256::digest(bytes).into());
    let bytes = u32::try_from(bytes.len()).ok()?;
    let marks = Vec::new();
    Some(PhotoRef { id, bytes, width, height, original: id, taken_at: At(0), marks })
}

/// Width and height from a JPEG's frame header.
fn jpeg_size(bytes: &[u8]) -> Option<(u16, u16)> {
    let mut rest = bytes.strip_prefix(&[0xFF, 0xD8])?;
    loop {
        let [0xFF, marker, high, low, body @ ..] = rest else { return None };
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        // SOF0 to SOF15, without the tables DHT, JPG and DAC that stand between them.
        if matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC) {
            let [_, h1, h0, w1, w0, ..] = body else { return None };
            return Some((u16::from_be_bytes([*w1, *w0]), u16::from_be_bytes([*h1, *h0])));
        }
        rest = rest.get(length + 2..)?;
    }
}
