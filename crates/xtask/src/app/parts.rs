//! Takes the built app apart: what walks a round stays in the first file, and the pages of
//! `src/later.rs` come in files of their own. See docs/decisions/0016-parts.md.

use crate::inputs::sha256;
use crate::project::{self, tool};
use crate::step::{Done, quiet};
use std::fs;
use std::path::Path;

/// What every browser of the last years runs. `--all-features` makes a file that Chromium refuses.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-multivalue",
];

/// Puts the parts in the place of the one file that Trunk made.
pub fn take_apart(dist: &Path) -> Done {
    let whole = project::app_target().join("wasm32-unknown-unknown/app/patrolbook.wasm");
    let hash = sha256(&fs::read(&whole)?)[..16].to_owned();
    let name = format!("patrolbook-{hash}");
    let work = project::app_target().join("parts");
    if work.exists() {
        fs::remove_dir_all(&work)?;
    }
    fs::create_dir_all(&work)?;
    let mut split = tool("wasm-split-cli");
    split.arg(&whole).arg(&work).args(["--target", "web", "--out-name", &name]);
    quiet(&mut split)?;
    let mut bindgen = tool("wasm-bindgen");
    bindgen.args([
        "--target",
        "web",
        "--no-typescript",
        "--keep-lld-exports",
        "--out-name",
        &name,
        "--out-dir",
    ]);
    quiet(bindgen.arg(dist).arg(work.join(format!("{name}.wasm"))))?;
    let page = fs::read_to_string(dist.join("index.html"))?;
    let old = built(&page).ok_or("index.html names no app: `data-js=\"/…js\"` is missing.")?;
    fs::write(dist.join("index.html"), point_at(&page, old, &name))?;
    fs::remove_file(dist.join(format!("{old}.js")))?;
    fs::remove_file(dist.join(format!("{old}_bg.wasm")))?;
    let mut loader = fs::read_to_string(work.join("__wasm_split.js"))?;
    for file in crate::inputs::files(&work)? {
        let part = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let wasm = file.extension().is_some_and(|ending| ending == "wasm");
        if !wasm || part == name {
            continue;
        }
        loader = loader.replace(&format!("./{part}.wasm"), &format!("./{part}-{hash}.wasm"));
        shrink(&file, &dist.join(format!("{part}-{hash}.wasm")))?;
    }
    fs::write(dist.join(format!("parts-{hash}.js")), loader)?;
    let glue = dist.join(format!("{name}.js"));
    let text = fs::read_to_string(&glue)?;
    fs::write(
        glue,
        text.replace("from \"./__wasm_split.js\"", &format!("from \"./parts-{hash}.js\"")),
    )?;
    let first = dist.join(format!("{name}_bg.wasm"));
    shrink(&first, &first)
}

/// The name that Trunk gave the app, as the page says it.
fn built(page: &str) -> Option<&str> {
    let (_, rest) = page.split_once("data-js=\"/")?;
    rest.split_once(".js\"").map(|(name, _)| name)
}

/// The page with the new name; what was said of the old files' bytes goes.
fn point_at(page: &str, old: &str, new: &str) -> String {
    let mut out = String::new();
    for line in page.split_inclusive('\n') {
        if !line.contains(old) {
            out += line;
            continue;
        }
        let mut parts = line.split(" integrity=\"");
        out += parts.next().unwrap_or_default();
        for part in parts {
            out += part.split_once('"').map_or(part, |(_, after)| after);
        }
    }
    out.replace(old, new)
}

fn shrink(from: &Path, to: &Path) -> Done {
    quiet(
        tool("wasm-opt")
            .args(["-Oz", "--strip-debug", "--strip-producers"])
            .args(FEATURES)
            .arg(from)
            .arg("-o")
            .arg(to),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_the_parts_and_not_what_trunk_made() {
        let page = "<p>1</p>\n<script data-js=\"/patrolbook-1.js\" data-wasm=\"/patrolbook-1_bg.wasm\"></script>\n\
                    <link href=\"/patrolbook-1.js\" integrity=\"sha384-x\"><link href=\"/patrolbook-1_bg.wasm\" integrity=\"y\" as=\"fetch\">\n\
                    <link href=\"/a.css\" integrity=\"z\">";
        let old = built(page);
        assert_eq!(old, Some("patrolbook-1"));
        let named = point_at(page, "patrolbook-1", "patrolbook-2");
        assert_eq!(
            named,
            "<p>1</p>\n<script data-js=\"/patrolbook-2.js\" data-wasm=\"/patrolbook-2_bg.wasm\"></script>\n\
             <link href=\"/patrolbook-2.js\"><link href=\"/patrolbook-2_bg.wasm\" as=\"fetch\">\n\
             <link href=\"/a.css\" integrity=\"z\">"
        );
        assert_eq!(built("<p>nothing</p>"), None);
    }
}
