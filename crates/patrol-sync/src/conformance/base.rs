//! Facts about the confirmed base: pulls, generations, shelves.

use super::Bench;
use super::sample::*;
use crate::ports::LocalStore;
use patrol_domain::record::{Shelf, Slice};
use patrol_domain::{Kind, Record};
use patrol_protocol::{Pull, Row};

async fn there(store: &dyn LocalStore, record: &Record) -> bool {
    let found = store.load(site(0), &[key(record)]).await.expect("load");
    found[0].is_some()
}

async fn confirm(store: &dyn LocalStore, pull: &Pull) {
    store.confirm(pull, &[]).await.expect("confirm");
}

async fn cases(store: &dyn LocalStore, slice: Slice) -> Vec<Record> {
    store.list(site(0), Kind::Case, slice).await.expect("list")
}

pub async fn a_pull_puts_rows_and_cursor_together(bench: &dyn Bench) {
    let store = bench.open("pull").await;
    assert_eq!(store.cursor(site(0)).await.expect("cursor"), None);
    confirm(store.as_ref(), &page("7", &[place(1, "泵房"), place(2, "大堂")])).await;
    confirm(store.as_ref(), &page("8", &[place(2, "新大堂")])).await;
    drop(store);
    let store = bench.open("pull").await;
    assert_eq!(store.cursor(site(0)).await.expect("cursor").as_deref(), Some("8"));
    let keys = [key(&place(1, "")), key(&place(2, ""))];
    let found = store.load(site(0), &keys).await.expect("load");
    assert_eq!(found, [Some(place(1, "泵房")), Some(place(2, "新大堂"))]);
}

pub async fn a_row_without_record_takes_it_away(bench: &dyn Bench) {
    let store = bench.open("tombstone").await;
    confirm(store.as_ref(), &page("1", &[place(1, "a"), place(2, "b")])).await;
    let gone = Row { key: key(&place(1, "")), record: None };
    confirm(store.as_ref(), &Pull { rows: vec![gone], ..page("2", &[]) }).await;
    assert!(!there(store.as_ref(), &place(1, "")).await);
    assert!(there(store.as_ref(), &place(2, "")).await);
}

pub async fn a_fresh_pull_never_touches_the_outbox(bench: &dyn Bench) {
    let store = bench.open("fresh outbox").await;
    let one = keep(store.as_ref(), draft(1, &[]), &[]).await;
    let two = keep(store.as_ref(), draft(2, &[]), &[]).await;
    let three = keep(store.as_ref(), draft(3, &[]), &[]).await;
    let words = [accepted(&one), rejected(&two)];
    store.settle(&words, patrol_domain::At(0)).await.expect("settle");
    let shot = photo(1, 10);
    store.keep_photo(site(0), shot.clone()).await.expect("photo");
    store.put_draft("d", "words").await.expect("draft");
    confirm(store.as_ref(), &Pull { fresh: true, ..page("1", &[]) }).await;
    assert_eq!(outbox_ids(store.as_ref()).await, [one.id, three.id]);
    assert_eq!(store.parked(site(0)).await.expect("parked").len(), 1);
    assert_eq!(store.photo(shot.id).await.expect("photo"), Some(shot.bytes));
    assert_eq!(store.draft("d").await.expect("draft").as_deref(), Some("words"));
}

/// First page of a fresh pull over an old base of places 1 and 2; it brings place 2.
async fn fresh_begun(store: &dyn LocalStore) {
    confirm(store, &page("1", &[place(1, "old"), place(2, "old")])).await;
    let first = Pull { fresh: true, more: true, ..page("2", &[place(2, "new")]) };
    confirm(store, &first).await;
    assert!(there(store, &place(1, "")).await, "the old base is shown until the end");
}

pub async fn a_fresh_pull_in_pages_shows_the_old_base_until_its_last_page(bench: &dyn Bench) {
    let store = bench.open("fresh pages").await;
    fresh_begun(store.as_ref()).await;
    confirm(store.as_ref(), &Pull { more: true, ..page("3", &[place(3, "new")]) }).await;
    assert!(there(store.as_ref(), &place(1, "")).await);
    confirm(store.as_ref(), &page("4", &[place(4, "new")])).await;
    assert!(!there(store.as_ref(), &place(1, "")).await, "what was not sent is gone");
    for n in 2..=4 {
        assert!(there(store.as_ref(), &place(n, "")).await, "place {n}");
    }
    // An ordinary pull afterwards sweeps nothing.
    confirm(store.as_ref(), &page("5", &[place(5, "new")])).await;
    assert!(there(store.as_ref(), &place(2, "")).await);
}

pub async fn a_fresh_pull_cut_by_a_restart_still_sweeps(bench: &dyn Bench) {
    let store = bench.open("fresh cut").await;
    fresh_begun(store.as_ref()).await;
    drop(store);
    let store = bench.open("fresh cut").await;
    assert_eq!(store.cursor(site(0)).await.expect("cursor").as_deref(), Some("2"));
    assert!(there(store.as_ref(), &place(1, "")).await);
    confirm(store.as_ref(), &page("3", &[place(3, "new")])).await;
    assert!(!there(store.as_ref(), &place(1, "")).await);
    assert!(there(store.as_ref(), &place(2, "")).await);
    assert!(there(store.as_ref(), &place(3, "")).await);
}

pub async fn a_fresh_pull_begun_anew_starts_over(bench: &dyn Bench) {
    let store = bench.open("fresh anew").await;
    fresh_begun(store.as_ref()).await;
    let again = Pull { fresh: true, more: true, ..page("9", &[place(3, "newer")]) };
    confirm(store.as_ref(), &again).await;
    confirm(store.as_ref(), &page("10", &[place(4, "newer")])).await;
    for (n, stays) in [(1, false), (2, false), (3, true), (4, true)] {
        assert_eq!(there(store.as_ref(), &place(n, "")).await, stays, "place {n}");
    }
}

pub async fn sites_do_not_see_each_other(bench: &dyn Bench) {
    let store = bench.open("two sites").await;
    confirm(store.as_ref(), &page("1", &[place(1, "a")])).await;
    let other = Pull { site: site(1), fresh: true, ..page("5", &[case(1, 5, false)]) };
    confirm(store.as_ref(), &other).await;
    assert!(there(store.as_ref(), &place(1, "")).await);
    let foreign = store.load(site(1), &[key(&place(1, ""))]).await.expect("load");
    assert_eq!(foreign, [None]);
    assert_eq!(cases(store.as_ref(), live(9)).await, []);
    assert_eq!(store.cursor(site(0)).await.expect("cursor").as_deref(), Some("1"));
    assert_eq!(store.cursor(site(1)).await.expect("cursor").as_deref(), Some("5"));
}

pub async fn a_list_is_sorted_by_order_then_name(bench: &dyn Bench) {
    let store = bench.open("sorted").await;
    let (a, b, c, d) =
        (case(1, 30, false), case(2, 10, false), case(3, 30, false), case(4, -5, false));
    confirm(store.as_ref(), &page("1", &[c.clone(), b.clone(), a.clone(), d.clone()])).await;
    let oldest = [d.clone(), b.clone(), a.clone(), c.clone()];
    assert_eq!(cases(store.as_ref(), live(9)).await, oldest);
    let newest = Slice { newest_first: true, ..live(3) };
    assert_eq!(cases(store.as_ref(), newest).await, [c, a, b]);
}

pub async fn a_list_keeps_to_shelf_stretch_and_limit(bench: &dyn Bench) {
    let store = bench.open("stretch").await;
    let mut rows: Vec<Record> = (1..=5).map(|n| case(n, n as i64 * 10, false)).collect();
    rows.push(case(9, 20, true));
    rows.push(place(1, "a"));
    confirm(store.as_ref(), &page("1", &rows)).await;
    let stretch = Slice { from: 20, to: 50, ..live(9) };
    assert_eq!(cases(store.as_ref(), stretch).await, rows[1..4]);
    assert_eq!(cases(store.as_ref(), Slice { limit: 2, ..stretch }).await, rows[1..3]);
    assert_eq!(cases(store.as_ref(), Slice::all(Shelf::Past)).await, rows[5..6]);
    let places = store.list(site(0), Kind::Place, live(9)).await.expect("list");
    assert_eq!(places, rows[6..]);
}

pub async fn a_record_that_changes_shelf_stands_on_one(bench: &dyn Bench) {
    let store = bench.open("shelf").await;
    confirm(store.as_ref(), &page("1", &[case(1, 10, false)])).await;
    confirm(store.as_ref(), &page("2", &[case(1, 20, true)])).await;
    assert_eq!(cases(store.as_ref(), live(9)).await, []);
    assert_eq!(cases(store.as_ref(), Slice::all(Shelf::Past)).await, [case(1, 20, true)]);
}

pub async fn loading_answers_in_the_order_of_the_question(bench: &dyn Bench) {
    let store = bench.open("load").await;
    confirm(store.as_ref(), &page("1", &[place(1, "a"), place(2, "b")])).await;
    let keys = [key(&place(2, "")), key(&place(9, "")), key(&place(1, "")), key(&place(2, ""))];
    let found = store.load(site(0), &keys).await.expect("load");
    let (a, b) = (Some(place(1, "a")), Some(place(2, "b")));
    assert_eq!(found, [b.clone(), None, a, b]);
    assert_eq!(store.load(site(0), &[]).await.expect("load"), []);
}
