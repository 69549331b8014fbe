//! What a phone loads to walk a round: page, wasm, scripts and styles of the built app; and the whole
//! app, with the parts of other pages that the service worker keeps.

use crate::figure::Figure;
use patrol_e2e::{Told, surroundings};
use std::fs;
use std::path::Path;

const LOADED: &[&str] = &["html", "wasm", "js", "css"];

pub fn sizes() -> Told<Vec<Figure>> {
    let (mut raw, mut brotli, mut files) = (0, 0, 0);
    let (mut whole, mut whole_files) = (0, 0);
    for file in all(&surroundings::dist())? {
        let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        // The service worker is fetched after the page stands.
        if !LOADED.contains(&ending) || file.ends_with("sw.js") {
            continue;
        }
        let compressed = file.with_extension(format!("{ending}.br"));
        let small = fs::metadata(&compressed)?.len();
        whole += small;
        whole_files += 1;
        if !is_part(&file) {
            raw += fs::metadata(&file)?.len();
            brotli += small;
            files += 1;
        }
    }
    Ok(vec![
        Figure::new("bundle_raw", raw as f64 / 1024.0, "KiB", files),
        Figure::new("bundle_brotli", brotli as f64 / 1024.0, "KiB", files).at_most(250.0),
        Figure::new("bundle_whole_brotli", whole as f64 / 1024.0, "KiB", whole_files),
    ])
}

/// Code of pages that walk no round; fetched when one of them opens, or by the service worker.
fn is_part(file: &Path) -> bool {
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.starts_with("split_") || name.starts_with("chunk_")
}

fn all(folder: &Path) -> Told<Vec<std::path::PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(all(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}
