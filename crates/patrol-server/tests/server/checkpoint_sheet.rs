//! The stickers of a site, as they come out of the printer.

use crate::fixture::*;
use axum::body::Body;
use axum::http::{Method, header};
use patrol_domain::checkpoint::{Scan, read_qr};
use patrol_domain::place::Checkpoint;
use patrol_domain::text::Lang;
use patrol_domain::{CheckpointId, Record, SiteId};
use patrol_protocol::ErrorCode;
use patrol_server::admin::{self, NewSite};
use patrol_server::checkpoint_sheet::{SheetError, checkpoint_sheet};
use patrol_server::library::Library;
use patrol_server::load_site::load_site;
use std::path::Path;
use uuid::Uuid;

const NAME: &str = "翠湖 <雅苑> & 里";

/// Nine checkpoints, some in places inside others, written down in no order.
const PLACES: &str = r#"[{ "key": "own", "name": "翠湖 <雅苑> & 里", "places": [
  { "key": "b10", "kind": "estate_area", "name": "10栋", "inside": [
    { "key": "p10", "kind": "pump_room", "name": "水泵房", "floor": "B1 层",
      "point": { "number": "3", "name": "门口", "code": "7K4Q2N" } } ] },
  { "key": "b2", "kind": "estate_area", "name": "2栋", "inside": [
    { "key": "p2", "kind": "pump_room", "name": "<script>泵</script>", "floor": "B2 \"层\"",
      "point": { "number": "12", "name": "A&B 门口", "code": "NBT568" } } ] },
  { "key": "g1", "kind": "gate_post", "name": "1岗", "point": { "number": "04", "name": "岗", "code": "R5F47V" } },
  { "key": "g3", "kind": "gate_post", "name": "3岗", "point": { "number": "05", "name": "岗", "code": "U6H7V5" } },
  { "key": "g4", "kind": "gate_post", "name": "4岗", "point": { "number": "06", "name": "岗", "code": "9G5T5G" } },
  { "key": "g5", "kind": "gate_post", "name": "5岗", "point": { "number": "07", "name": "岗", "code": "4ALUB9" } },
  { "key": "g6", "kind": "gate_post", "name": "6岗", "point": { "number": "08", "name": "岗", "code": "MD8ER8" } },
  { "key": "g7", "kind": "gate_post", "name": "7岗", "point": { "number": "09", "name": "岗", "code": "65FZVN" } },
  { "key": "g8", "kind": "gate_post", "name": "8岗", "point": { "number": "10", "name": "岗", "code": "H7MZPW" } }
] }]"#;

async fn house() -> (House, Library, SiteId) {
    let house = House::on_sqlite().await;
    let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../library");
    let library = Library::load(&library).unwrap();
    let new = NewSite { name: NAME, zone: "Asia/Shanghai", again: false };
    let site = admin::add_site(&house.app, &library, new, MORNING).await.unwrap();
    (house, library, site)
}

async fn sheet(lang: Lang) -> (SiteId, String) {
    let (house, library, site) = house().await;
    let folder = house.folder().join("own");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, text) in [("places.json", PLACES), ("plans.json", "[]")] {
        std::fs::write(folder.join(name), text).unwrap();
    }
    load_site(&house.app, &library, NAME, &folder, MORNING).await.unwrap();
    (site, checkpoint_sheet(&house.app, NAME, lang).await.unwrap())
}

/// What stands between two marks, each time they come.
fn between<'a>(html: &'a str, open: &'a str, close: &'a str) -> Vec<&'a str> {
    html.split(open).skip(1).map(|rest| rest.split(close).next().unwrap()).collect()
}

/// What a camera reads, from the drawing of one code.
fn scanned(side: usize, path: &str) -> String {
    const DOTS: usize = 4;
    let mut dark = vec![false; side * side];
    for run in path.split('M').skip(1) {
        let (x, rest) = run.split_once(' ').unwrap();
        let (y, rest) = rest.split_once('h').unwrap();
        let wide = rest.split('v').next().unwrap();
        let [x, y, wide]: [usize; 3] = [x, y, wide].map(|number| number.parse().unwrap());
        dark[y * side + x..][..wide].fill(true);
    }
    let dot = |x, y| if dark[y / DOTS * side + x / DOTS] { 0 } else { 255 };
    let mut seen = rqrr::PreparedImage::prepare_from_greyscale(side * DOTS, side * DOTS, dot);
    let codes = seen.detect_grids();
    assert_eq!(codes.len(), 1);
    codes[0].decode().unwrap().1
}

#[tokio::test]
async fn every_printed_code_is_scanned_as_the_one_below_it() {
    let (site, html) = sheet(Lang::ZhHans).await;
    let codes = between(&html, "<p class=\"code\">", "<");
    let paths = between(&html, "<path d=\"", "\"");
    let side: usize = between(&html, "viewBox=\"0 0 ", " ")[0].parse().unwrap();
    assert_eq!((codes.len(), paths.len()), (9, 9));
    for (code, path) in codes.into_iter().zip(paths) {
        let scan = Scan { site, code: code.to_owned() };
        assert_eq!(read_qr(&scanned(side, path)), Ok(scan));
    }
}

#[tokio::test]
async fn stickers_come_by_place_and_number_eight_on_a_sheet() {
    let (_, html) = sheet(Lang::ZhHans).await;
    let pages: Vec<usize> = between(&html, "<section class=\"page\">", "</section>")
        .into_iter()
        .map(|page| page.matches("class=\"sticker\"").count())
        .collect();
    assert_eq!(pages, [8, 1]);
    let numbers = between(&html, "<p class=\"number\">", "<");
    let wanted = ["04", "12", "05", "06", "07", "08", "09", "10", "3"];
    assert_eq!(numbers, wanted.map(|number| format!("点位 {number}")));
}

#[tokio::test]
async fn names_are_text_and_nothing_is_fetched_or_run() {
    let (_, html) = sheet(Lang::ZhHans).await;
    for text in [
        "<p class=\"site\">翠湖 &lt;雅苑&gt; &amp; 里</p>",
        "<p class=\"name\">A&amp;B 门口</p>",
        "<p class=\"place\">&lt;script&gt;泵&lt;/script&gt;</p><p class=\"floor\">B2 &quot;层&quot;</p>",
    ] {
        assert!(html.contains(text), "{text}");
    }
    for foreign in ["<script", "<link", "<img", "://", "url(", "@import", "href", "src="] {
        assert!(!html.contains(foreign), "{foreign}");
    }
}

#[tokio::test]
async fn the_sheet_speaks_the_language_that_was_asked_for() {
    for (lang, tag, point) in [
        (Lang::ZhHans, "zh-Hans", "点位 12<"),
        (Lang::ZhHant, "zh-Hant", "點位 12<"),
        (Lang::En, "en", "Point 12<"),
    ] {
        let (_, html) = sheet(lang).await;
        assert!(html.contains(&format!("<html lang=\"{tag}\">")) && html.contains(point), "{tag}");
    }
}

#[tokio::test]
async fn a_site_without_checkpoints_is_told_what_brings_them() {
    let (house, _, _) = house().await;
    let why = checkpoint_sheet(&house.app, NAME, Lang::En).await.unwrap_err();
    assert!(matches!(&why, SheetError::NoCheckpoints(name) if name == NAME), "{why:?}");
    assert!(why.to_string().contains("load-site"), "{why}");
    let why = checkpoint_sheet(&house.app, "nowhere", Lang::En).await.unwrap_err();
    assert!(why.to_string().contains("there is no site nowhere"), "{why}");
}

/// Printed from the browser, by whoever works at the site; the page can run nothing.
#[tokio::test]
async fn the_sheet_of_ones_site_opens_in_the_browser_in_ones_language() {
    let house = House::on_sqlite().await;
    let point = Checkpoint {
        id: CheckpointId(Uuid::from_u128(0xC1)),
        site: SITE,
        place: PUMPS,
        number: "07".to_owned(),
        name: "门口".to_owned(),
        code: "7K4Q2N".to_owned(),
        area: None,
    };
    house.app.store.put(SITE, vec![Record::Checkpoint(point)]).await.unwrap();
    let phone = house.phone(LI).await;
    let open = async |lang: &str| {
        let path = format!("/api/checkpoint-sheet?site={SITE}&lang={lang}");
        let asked = request(Method::GET, &path).header(header::COOKIE, &phone.cookie);
        house.send(asked.body(Body::empty()).unwrap()).await
    };
    let reply = open("en").await;
    assert_eq!(reply.status.as_u16(), 200);
    assert_eq!(reply.headers[header::CONTENT_TYPE], "text/html; charset=utf-8");
    let policy = reply.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && !policy.contains("script-src"), "{policy}");
    let html = String::from_utf8(reply.body.to_vec()).unwrap();
    assert!(html.contains("<html lang=\"en\">") && html.contains("class=\"sticker\""));
    open("fr").await.refused(400, ErrorCode::Malformed);
}
