//! axe-core on the page as it stands.

use crate::browser::Browser;
use crate::{Told, surroundings};
use serde_json::{Value, json};

/// Serious and critical violations, one line each; empty when there is none.
pub async fn violations(browser: &Browser) -> Told<Vec<String>> {
    browser.js(&surroundings::axe()?, vec![]).await?;
    let run = "const done = arguments[arguments.length - 1]; \
               axe.run(document, { resultTypes: ['violations'] }) \
                  .then((r) => done(r.violations), (e) => done([{ id: String(e), impact: 'critical', nodes: [] }]));";
    let found = browser.js_async(run, vec![]).await?;
    let serious =
        |one: &&Value| one["impact"] == json!("serious") || one["impact"] == json!("critical");
    Ok(found.as_array().into_iter().flatten().filter(serious).map(line).collect())
}

fn line(violation: &Value) -> String {
    let nodes = violation["nodes"].as_array().into_iter().flatten();
    let places: Vec<String> = nodes
        .take(3)
        .map(|node| {
            format!("{} ({})", node["html"], node["failureSummary"].to_string().replace("\\n", " "))
        })
        .collect();
    format!("{}: {}", violation["id"], places.join("; "))
}
