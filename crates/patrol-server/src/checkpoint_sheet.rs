//! The checkpoints of a site as stickers to print, cut and put up: one page of HTML that needs
//! nothing else. Knows no terminal.

use crate::admin::{AdminError, site_of};
use crate::app::App;
use crate::store::{Refusal, Store};
use patrol_domain::checkpoint::qr_text;
use patrol_domain::place::{Checkpoint, Place};
use patrol_domain::text::Lang;
use patrol_domain::{Kind, PlaceId, Record, SiteId};
use qrcode::types::QrError;
use qrcode::{Color, EcLevel, QrCode};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Stickers on a sheet of A4, two beside and four below one another.
const ON_A_SHEET: usize = 8;
/// Light modules that a reader needs around a code.
const QUIET: usize = 4;
const STYLE: &str = include_str!("checkpoint_sheet.css");

/// Why there is nothing to print.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    #[error("{0} has no checkpoints yet; load-site brings them, each as the `point` of a place")]
    NoCheckpoints(String),
    #[error("the checkpoint {number} has no QR code: {why}")]
    NoCode { number: String, why: QrError },
    #[error("the words of the sheet cannot be read: {0}")]
    Words(#[from] serde_json::Error),
    #[error(transparent)]
    Admin(#[from] AdminError),
}

impl From<Refusal> for SheetError {
    fn from(refusal: Refusal) -> Self {
        SheetError::Admin(refusal.into())
    }
}

/// Every checkpoint of the site of this id or name, by place and number, as an HTML document.
pub async fn checkpoint_sheet(app: &App, site: &str, lang: Lang) -> Result<String, SheetError> {
    sheet_of(&app.store, site_of(app, site).await?, lang).await
}

/// The same for the site of this id.
pub async fn sheet_of(store: &Store, site: SiteId, lang: Lang) -> Result<String, SheetError> {
    let site_name = store.site_name(site).await?.unwrap_or_default();
    let (mut places, mut points) = (BTreeMap::new(), Vec::new());
    for record in store.standing(site, &[Kind::Place, Kind::Checkpoint]).await? {
        match record {
            Record::Place(place) => drop(places.insert(place.id, place)),
            Record::Checkpoint(point) => points.push(point),
            _ => {}
        }
    }
    if points.is_empty() {
        return Err(SheetError::NoCheckpoints(site_name));
    }
    points.sort_by_cached_key(|point| {
        (way_to(point.place, &places), natural(&point.number), point.code.clone())
    });
    let sheet = Sheet { words: Words::of(lang)?, site_name: escaped(&site_name), places };
    sheet.document(&points)
}

struct Sheet {
    words: Words,
    site_name: String,
    places: BTreeMap<PlaceId, Place>,
}

impl Sheet {
    fn document(&self, points: &[Checkpoint]) -> Result<String, SheetError> {
        let Sheet { words, site_name, .. } = self;
        let mut html = format!(
            "<!doctype html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n\
             <title>{site_name} · {}</title>\n<style>\n{STYLE}</style>\n",
            words.tag, words.scan
        );
        for page in points.chunks(ON_A_SHEET) {
            html.push_str("<section class=\"page\">\n");
            for point in page {
                html.push_str(&self.sticker(point)?);
            }
            html.push_str("</section>\n");
        }
        html.push_str("</html>\n");
        Ok(html)
    }

    fn sticker(&self, point: &Checkpoint) -> Result<String, SheetError> {
        let Sheet { words, site_name, places } = self;
        let svg = svg(&qr_text(point.site, &point.code))
            .map_err(|why| SheetError::NoCode { number: point.number.clone(), why })?;
        let place = places.get(&point.place);
        let number = words.point.replace("{{ number }}", &point.number);
        let lines = [
            ("site", site_name.clone()),
            ("number", escaped(&number)),
            ("name", escaped(&point.name)),
            ("place", place.map(|place| escaped(&place.name)).unwrap_or_default()),
            ("floor", place.map(|place| escaped(&place.floor)).unwrap_or_default()),
            ("hint", format!("{} · {}", words.scan, words.typed)),
        ];
        let lines = lines.iter().filter(|(_, text)| !text.is_empty());
        let lines = lines.map(|(class, text)| format!("<p class=\"{class}\">{text}</p>"));
        Ok(format!(
            "<article class=\"sticker\"><div class=\"scan\">{svg}<p class=\"code\">{}</p></div>\
             <div class=\"words\">{}</div></article>\n",
            escaped(&point.code),
            lines.collect::<String>()
        ))
    }
}

/// What the phone says too, so that sticker and screen use one word for one thing.
struct Words {
    tag: &'static str,
    point: String,
    scan: String,
    typed: String,
}

impl Words {
    fn of(lang: Lang) -> Result<Words, serde_json::Error> {
        macro_rules! texts {
            ($tag:literal) => {
                (
                    $tag,
                    include_str!(concat!("../../../locales/", $tag, "/words.json")),
                    include_str!(concat!("../../../locales/", $tag, "/scan.json")),
                )
            };
        }
        let (tag, words, scan) = match lang {
            Lang::ZhHans => texts!("zh-Hans"),
            Lang::ZhHant => texts!("zh-Hant"),
            Lang::En => texts!("en"),
        };
        #[derive(serde::Deserialize)]
        struct OfPoints {
            point: String,
        }
        #[derive(serde::Deserialize)]
        struct OfScans {
            title: String,
            typed: String,
        }
        let OfPoints { point } = serde_json::from_str(words)?;
        let OfScans { title: scan, typed } = serde_json::from_str(scan)?;
        Ok(Words { tag, point, scan, typed })
    }
}

/// The code as dark modules of one unit each, in rows from left to right. A quarter of it may be
/// scratched off (level Q): a sticker hangs in a pump room for years.
fn svg(text: &str) -> Result<String, QrError> {
    let code = QrCode::with_error_correction_level(text, EcLevel::Q)?;
    let (side, colors) = (code.width(), code.into_colors());
    let whole = side + 2 * QUIET;
    let mut path = String::new();
    for (y, row) in colors.chunks(side).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run[0] == Color::Dark {
                let (left, top, wide) = (x + QUIET, y + QUIET, run.len());
                // Writing into a string cannot fail.
                let _ = write!(path, "M{left} {top}h{wide}v1h-{wide}z");
            }
            x += run.len();
        }
    }
    Ok(format!(
        "<svg viewBox=\"0 0 {whole} {whole}\" shape-rendering=\"crispEdges\"><path d=\"{path}\"/></svg>"
    ))
}

/// A stretch of figures counts as a number: 2 before 10.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Run {
    Number(u64),
    Text(String),
}

fn natural(text: &str) -> Vec<Run> {
    let letters: Vec<char> = text.chars().collect();
    let runs = letters.chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit());
    let runs = runs.map(|run| run.iter().collect::<String>());
    runs.map(|run| run.parse().map(Run::Number).unwrap_or(Run::Text(run))).collect()
}

/// The places around a place from the outermost in, so that what hangs together is cut together.
fn way_to(place: PlaceId, places: &BTreeMap<PlaceId, Place>) -> Vec<(Vec<Run>, PlaceId)> {
    let mut way = Vec::new();
    let mut here = places.get(&place);
    // No way is longer than there are places, even if two should stand inside each other.
    while let Some(place) = here.filter(|_| way.len() < places.len()) {
        way.push((natural(&place.name), place.id));
        here = place.parent.and_then(|parent| places.get(&parent));
    }
    way.reverse();
    way
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            letter => safe.push(letter),
        }
    }
    safe
}
