//! Facts about drafts and notes.

use super::sample::*;
use super::{Bench, MANY_STEPS, killed_after};

pub async fn drafts_are_found_by_prefix(bench: &dyn Bench) {
    let store = bench.open("drafts").await;
    for (name, body) in [("issue/2", "b"), ("round/1", "c"), ("issue/1", "a"), ("issue/1", "a2")] {
        store.put_draft(name, body).await.expect("put");
    }
    drop(store);
    let store = bench.open("drafts").await;
    let pairs = |list: &[(&str, &str)]| -> Vec<(String, String)> {
        list.iter().map(|(name, body)| (name.to_string(), body.to_string())).collect()
    };
    let found = store.drafts("issue/").await.expect("drafts");
    assert_eq!(found, pairs(&[("issue/1", "a2"), ("issue/2", "b")]));
    assert_eq!(store.drafts("").await.expect("drafts").len(), 3);
    store.drop_draft("issue/1").await.expect("drop");
    store.drop_draft("issue/1").await.expect("drop again");
    assert_eq!(store.draft("issue/1").await.expect("draft"), None);
    assert_eq!(store.draft("round/1").await.expect("draft").as_deref(), Some("c"));
}

pub async fn a_draft_goes_with_its_operation(bench: &dyn Bench) {
    for steps in 0..MANY_STEPS {
        let store = bench.open("draft goes").await;
        let name = format!("answer/{steps}");
        store.put_draft(&name, "half a word").await.expect("put");
        let n = u128::from(steps);
        let write = store.enqueue(draft(n, &[]), Vec::new(), Some(&name));
        let told = killed_after(steps, write).await;
        drop(store);
        let store = bench.open("draft goes").await;
        let op_there = outbox_ids(store.as_ref()).await.contains(&op_id(n));
        let draft_there = store.draft(&name).await.expect("draft").is_some();
        assert_ne!(op_there, draft_there, "either the words or the operation, after {steps} steps");
        if told.is_some() {
            return;
        }
    }
    panic!("enqueue never ended");
}

pub async fn a_note_is_what_was_written_last(bench: &dyn Bench) {
    let store = bench.open("notes").await;
    assert_eq!(store.note("contact").await.expect("note"), None);
    for body in ["1", "2"] {
        store.put_note("contact", body).await.expect("put");
    }
    drop(store);
    let store = bench.open("notes").await;
    assert_eq!(store.note("contact").await.expect("note").as_deref(), Some("2"));
}
