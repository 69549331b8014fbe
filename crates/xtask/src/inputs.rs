//! A fingerprint over the files something is built from, so that an unchanged build is skipped.

use crate::project;
use crate::step::Done;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// Every file below `folder`, in order of name. A file is its own only entry.
pub fn files(folder: &Path) -> Done<Vec<PathBuf>> {
    let mut found = Vec::new();
    if folder.is_file() {
        found.push(folder.to_owned());
    } else if folder.is_dir() {
        for entry in fs::read_dir(folder)? {
            found.extend(files(&entry?.path())?);
        }
    }
    found.sort();
    Ok(found)
}

pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// One hash over names and contents of all files below `places`, which lie in the project.
pub fn fingerprint(places: &[&str]) -> Done<String> {
    let mut all = Sha256::new();
    for place in places {
        for file in files(&project::root().join(place))? {
            all.update(file.to_string_lossy().as_bytes());
            all.update(sha256(&fs::read(&file)?).as_bytes());
        }
    }
    Ok(all.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}
