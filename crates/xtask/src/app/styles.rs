//! Joins the style sheets of the page: one request and one dictionary for all of them.

use crate::inputs::sha256;
use crate::step::Done;
use std::fs;
use std::path::Path;

const LINK: &str = "<link rel=\"stylesheet\" href=\"/";

/// Puts one sheet, in the order of the page, in the place of those that Trunk wrote.
pub fn join(dist: &Path) -> Done {
    let page = fs::read_to_string(dist.join("index.html"))?;
    let mut sheet = String::new();
    for name in sheets(&page) {
        sheet += &without_comments(&fs::read_to_string(dist.join(name))?);
        fs::remove_file(dist.join(name))?;
    }
    if sheet.is_empty() {
        return Err("index.html links no style sheet.".into());
    }
    let name = format!("style-{}.css", &sha256(sheet.as_bytes())[..16]);
    fs::write(dist.join(&name), sheet)?;
    Ok(fs::write(dist.join("index.html"), linked(&page, &name))?)
}

fn sheets(page: &str) -> impl Iterator<Item = &str> {
    page.lines().filter_map(|line| line.trim().strip_prefix(LINK)?.split('"').next())
}

/// The page with one link where the first one stood.
fn linked(page: &str, name: &str) -> String {
    let mut out = String::new();
    let mut stands = false;
    for line in page.split_inclusive('\n') {
        if !line.trim().starts_with(LINK) {
            out += line;
        } else if !stands {
            stands = true;
            out += &format!("    {LINK}{name}\" />\n");
        }
    }
    out
}

fn without_comments(sheet: &str) -> String {
    let mut parts = sheet.split("/*");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out += part.split_once("*/").map_or("", |(_, after)| after.trim_start());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheets_are_joined_in_the_order_of_the_page() -> Done {
        let dist = std::env::temp_dir().join(format!("styles-{}", std::process::id()));
        fs::create_dir_all(&dist)?;
        let page = "<head>\n  <link rel=\"stylesheet\" href=\"/b-1.css\" integrity=\"x\"/>\n  \
                    <link rel=\"stylesheet\" href=\"/a-2.css\"/>\n<p>\n";
        fs::write(dist.join("index.html"), page)?;
        fs::write(dist.join("b-1.css"), "/* first */\nb{ top:0; }\n")?;
        fs::write(dist.join("a-2.css"), "a{ top:1px; }/* end */")?;
        join(&dist)?;
        let page = fs::read_to_string(dist.join("index.html"))?;
        let name = sheets(&page).next().unwrap_or_default().to_owned();
        assert_eq!(page.matches("stylesheet").count(), 1);
        assert_eq!(fs::read_to_string(dist.join(name))?, "b{ top:0; }\na{ top:1px; }");
        assert!(!dist.join("a-2.css").exists());
        fs::remove_dir_all(dist)?;
        Ok(())
    }
}
