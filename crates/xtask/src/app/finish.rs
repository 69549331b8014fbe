//! What Trunk leaves undone: the look that nothing stands inline in the page, the service worker's
//! list of files with one version over all of them, and the compressed copies that the server sends.

use crate::inputs::{files, sha256};
use crate::project::tool;
use crate::step::{Done, quiet};
use std::fs;
use std::path::Path;

const COMPRESS: &str = include_str!("compress.mjs");
/// Not fetched in advance: the worker itself, and what is only shown outside the app.
const LEFT_OUT: &[&str] = &["sw.js", "robots.txt"];

pub fn finish(dist: &Path) -> Done {
    let page = fs::read_to_string(dist.join("index.html"))?;
    if let Some(inline) = inline(&page) {
        return Err(format!(
            "index.html holds `{inline}`: the content security policy allows nothing inline."
        )
        .into());
    }
    let worker = dist.join("sw.js");
    let listed = list_files(&fs::read_to_string(&worker)?, dist)?;
    fs::write(&worker, listed)?;
    quiet(tool("node").args(["--input-type=module", "--eval", COMPRESS, "--"]).arg(dist))
}

/// The first thing in a page that the content security policy would refuse.
fn inline(html: &str) -> Option<&str> {
    let scripts = html.match_indices("<script").filter_map(|(start, _)| {
        let from = &html[start..];
        let (open, close) = (from.find('>')?, from.find("</script>")?);
        (!from[open + 1..close].trim().is_empty()).then(|| from.get(..close.min(80))).flatten()
    });
    let others = ["<style", " style=\"", " onload=", " onclick=", "javascript:"];
    let others = others.into_iter().filter_map(|what| html.find(what).map(|_| what));
    scripts.chain(others).next()
}

/// Fills `const VERSION = "dev"` and `const FILES = []` of the service worker. The version changes
/// with any byte of any file, the worker's own included.
fn list_files(worker: &str, dist: &Path) -> Done<String> {
    let mut listed = Vec::new();
    let mut all = sha256(worker.as_bytes());
    for file in files(dist)? {
        let name = file.strip_prefix(dist).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        if LEFT_OUT.contains(&name.as_str()) {
            continue;
        }
        let hash = sha256(&fs::read(&file)?);
        all = sha256(format!("{all} {name} {hash}").as_bytes());
        let address = if name == "index.html" { "/".to_owned() } else { format!("/{name}") };
        listed.push(format!("  [\"{address}\", \"{hash}\"]"));
    }
    let filled = worker
        .replacen("const VERSION = \"dev\";", &format!("const VERSION = \"{}\";", &all[..16]), 1)
        .replacen("const FILES = [];", &format!("const FILES = [\n{},\n];", listed.join(",\n")), 1);
    if filled.contains(&all[..16]) && filled.contains(&listed[0]) {
        Ok(filled)
    } else {
        Err("public/sw.js must contain `const VERSION = \"dev\";` and `const FILES = [];`.".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_stands_inline_in_the_page_is_found() {
        let clean = "<head><script type=\"module\" src=\"/boot.js\"></script></head><body></body>";
        assert_eq!(inline(clean), None);
        assert!(inline("<script type=module>\nimport a;\n</script>").is_some());
        assert!(inline("<body style=\"color: red\">").is_some());
        assert!(inline("<script src=\"/a.js\"></script><script>b()</script>").is_some());
    }

    #[test]
    fn the_worker_lists_every_file_and_its_version_follows_the_bytes() -> Done {
        let dist = std::env::temp_dir().join(format!("finish-{}", std::process::id()));
        fs::create_dir_all(dist.join("icons"))?;
        fs::write(dist.join("index.html"), "a")?;
        fs::write(dist.join("icons/one.svg"), "b")?;
        let worker = "const VERSION = \"dev\";\nconst FILES = [];\n";
        let first = list_files(worker, &dist)?;
        assert!(first.contains("[\"/\", \""));
        assert!(first.contains("[\"/icons/one.svg\", \""));
        fs::write(dist.join("icons/one.svg"), "c")?;
        let second = list_files(worker, &dist)?;
        assert_ne!(first.lines().next(), second.lines().next());
        assert!(list_files("nothing to fill", &dist).is_err());
        fs::remove_dir_all(dist)?;
        Ok(())
    }
}
