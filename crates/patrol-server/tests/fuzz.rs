//! What comes from outside, bent in every way: the push decoder, the loaders of flows and
//! checklists, and the pictures. Nothing of it breaks off; what is refused is refused in words.
//!
//! Each takes about ten seconds of a debug build. `PATROL_FUZZ_SECONDS=60 cargo test -p
//! patrol-server --release --test fuzz` goes on for so long with each, with new dice every time.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use patrol_domain::{DeviceId, MemberId, SiteId};
use patrol_protocol::Push;
use patrol_server::library::{Files, Library};
use patrol_server::photos::{Picture, Sound, check, thumbnail, without_metadata};
use patrol_server::store::Incoming;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use std::io::Cursor;
use std::path::Path;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Runs `cases` cases, or as many as fit into `PATROL_FUZZ_SECONDS`.
fn fuzz<S: Strategy>(cases: u32, bent: &S, check: impl Fn(S::Value)) {
    let seconds = std::env::var("PATROL_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok());
    let (begun, lasts) = (Instant::now(), seconds.map(Duration::from_secs));
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    loop {
        let done = TestRunner::new(config.clone()).run(bent, |value| {
            check(value);
            Ok(())
        });
        done.unwrap_or_else(|why| panic!("{why}"));
        if lasts.is_none_or(|lasts| begun.elapsed() >= lasts) {
            return;
        }
    }
}

/// One change of a file: where, how, and with which bytes.
type Bend = (prop::sample::Index, u8, Vec<u8>);

fn bends() -> impl Strategy<Value = Vec<Bend>> {
    let bytes = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..9),
        // What readers stumble over: ends of numbers, of texts, of nesting.
        prop::sample::select(vec![
            b"\"".to_vec(),
            b"{".to_vec(),
            b"[[[[[[[[".to_vec(),
            b"null".to_vec(),
            b"-1".to_vec(),
            b"18446744073709551616".to_vec(),
            b"1e999".to_vec(),
            b"\\u0000".to_vec(),
            "\u{202e}".as_bytes().to_vec(),
            vec![0xFF; 4],
            vec![0; 4],
            vec![0x7F, 0xFF, 0xFF, 0xFF],
        ]),
    ];
    prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), bytes), 1..10)
}

fn bent(whole: &[u8], bends: &[Bend]) -> Vec<u8> {
    let mut out = whole.to_vec();
    for (place, how, bytes) in bends.iter().filter(|_| !whole.is_empty()) {
        let at = place.index(out.len() + 1);
        let end = (at + bytes.len()).min(out.len());
        match how % 5 {
            0 => drop(out.splice(at..at, bytes.iter().copied())),
            1 => drop(out.splice(at..end, bytes.iter().copied())),
            2 => drop(out.drain(at..end)),
            3 => out.truncate(at),
            _ => {
                let again = out[at..(at + 64).min(out.len())].to_vec();
                out.splice(at..at, again);
            }
        }
    }
    out
}

/// Puts another value in the place of one of a JSON text's values: bytes alone seldom stay JSON.
fn replaced(whole: &Value, place: prop::sample::Index, by: &Value) -> Value {
    fn count(value: &Value) -> usize {
        1 + match value {
            Value::Array(all) => all.iter().map(count).sum(),
            Value::Object(all) => all.values().map(count).sum(),
            _ => 0,
        }
    }
    fn put(value: &mut Value, left: &mut usize, by: &Value) {
        if *left == 0 {
            *value = by.clone();
        }
        *left = left.wrapping_sub(1);
        match value {
            Value::Array(all) => all.iter_mut().for_each(|one| put(one, left, by)),
            Value::Object(all) => all.values_mut().for_each(|one| put(one, left, by)),
            _ => {}
        }
    }
    let (mut out, mut left) = (whole.clone(), place.index(count(whole)));
    put(&mut out, &mut left, by);
    out
}

fn odd_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        Just(json!([])),
        Just(json!({})),
        Just(json!("x".repeat(100_000))),
        Just(json!("engineer_shift")),
        Just(json!("open")),
    ]
}

/// A file as JSON with some of its values replaced, or bent as bytes.
fn bent_json() -> impl Strategy<Value = (bool, Vec<Bend>, Vec<(prop::sample::Index, Value)>)> {
    let values = prop::collection::vec((any::<prop::sample::Index>(), odd_value()), 1..4);
    (any::<bool>(), bends(), values)
}

fn bend_json(
    whole: &[u8],
    (as_bytes, bends, values): &(bool, Vec<Bend>, Vec<(prop::sample::Index, Value)>),
) -> Vec<u8> {
    if *as_bytes {
        return bent(whole, bends);
    }
    let mut json: Value = serde_json::from_slice(whole).unwrap();
    for (place, by) in values {
        json = replaced(&json, *place, by);
    }
    json.to_string().into_bytes()
}

#[test]
fn no_push_breaks_its_decoder() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../patrol-protocol/golden");
    let device = DeviceId(Uuid::from_u128(1));
    let files = std::fs::read_dir(golden).unwrap().map(|file| file.unwrap().path());
    let ops: Vec<Value> = files
        .filter(|file| file.file_name().unwrap().to_str().unwrap().starts_with("op-"))
        .enumerate()
        .map(|(n, file)| {
            let mut op: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
            op["seq"] = json!(n + 1);
            op["device"] = json!(device);
            op["site"] = json!(SiteId(Uuid::from_u128(2)));
            op["author"] = json!(MemberId(Uuid::from_u128(3)));
            op
        })
        .collect();
    let whole = json!({ "device": device, "ops": ops }).to_string();
    serde_json::from_str::<Push>(&whole).unwrap();
    Incoming::parse(whole.as_bytes()).unwrap();
    fuzz(PUSHES, &bent_json(), |bends| {
        let _ = Incoming::parse(&bend_json(whole.as_bytes(), &bends));
    });
}

/// The library as it ships, with one file of `folder` bent: taken whole, or refused by its name.
fn no_file_breaks_its_loader(folder: &str, cases: u32) {
    let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../library");
    let files = Library::files(&library).unwrap();
    Library::parse(&files).unwrap();
    let mut names: Vec<String> =
        files.keys().filter(|name| name.starts_with(folder)).cloned().collect();
    // Small ones first, and few: the same reader reads them all.
    names.sort_by_key(|name| files[name].len());
    let some: Vec<String> = names.iter().cloned().step_by(names.len().div_ceil(4)).collect();
    let needed = files
        .iter()
        .filter(|(name, _)| name.contains("categories") || name.starts_with("flows/issue"));
    let base: Files = needed.map(|(name, text)| (name.clone(), text.clone())).collect();
    let strategy = (prop::sample::select(some), bent_json());
    fuzz(cases, &strategy, |(name, bends)| {
        let text = bend_json(files[&name].as_bytes(), &bends);
        let mut small = base.clone();
        small.insert(name.clone(), String::from_utf8_lossy(&text).into_owned());
        if let Err(fault) = Library::parse(&small) {
            assert!(!fault.to_string().is_empty());
        }
    });
}

#[test]
fn no_flow_breaks_its_loader() {
    no_file_breaks_its_loader("flows/", FLOWS);
}

#[test]
fn no_checklist_breaks_its_loader() {
    no_file_breaks_its_loader("checklists/", CHECKLISTS);
}

#[test]
fn no_picture_breaks_its_reader_and_none_is_shown_with_more_than_it_had() {
    use image::ImageFormat::{Jpeg, Png, WebP};
    let pixels = image::RgbImage::from_fn(24, 16, |x, y| image::Rgb([x as u8, y as u8, 9]));
    let whole: Vec<Vec<u8>> = [Jpeg, Png, WebP]
        .into_iter()
        .map(|format| {
            let mut bytes = Cursor::new(Vec::new());
            let picture = image::DynamicImage::ImageRgb8(pixels.clone());
            picture.write_to(&mut bytes, format).unwrap();
            bytes.into_inner()
        })
        .collect();
    let strategy = (prop::sample::select(whole), bends());
    fuzz(PICTURES, &strategy, |(whole, bends)| {
        let bytes = bent(&whole, &bends);
        let _ = Sound::of(&bytes);
        let kind = check(&bytes);
        let small = thumbnail(&bytes);
        assert_eq!(kind.is_some(), small.is_some());
        if let Some(shown) = without_metadata(&bytes) {
            assert!(shown.len() <= bytes.len() + 36);
            // What could be read can still be read, and is of the same kind.
            if kind.is_some() {
                assert_eq!(check(&shown), kind);
            }
            assert_eq!(Picture::of(&shown), Picture::of(&bytes));
        }
    });
}

/// Cases that take about ten seconds each in a debug build on one core of two.
const PUSHES: u32 = 2_500;
const FLOWS: u32 = 1_500;
const CHECKLISTS: u32 = 4_000;
const PICTURES: u32 = 4_000;
