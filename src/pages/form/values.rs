//! From what was typed to the values of the flow's fields. Draws nothing.

use super::draft::{Line, Typed};
use crate::components::is_signature;
use chrono::{NaiveDate, NaiveDateTime};
use patrol_domain::At;
use patrol_domain::case::{Case, Entry, FieldValue, Material, Source};
use patrol_domain::decimal::Decimal;
use patrol_domain::flow::{Field, FieldType, Flow};
use patrol_domain::ids::OpId;
use patrol_domain::round::Signature;

/// Nothing typed, or nothing that the field can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Not {
    There,
    Readable,
}

/// The value of a field as typed.
pub fn value(field: &Field, typed: &Typed, offset_min: i16) -> Result<FieldValue, Not> {
    match field.kind {
        FieldType::Photo if typed.photos.is_empty() => return Err(Not::There),
        FieldType::Photo => {
            let photos = typed.photos.iter().map(|photo| photo.id).collect();
            return Ok(FieldValue::Photo { photos });
        }
        FieldType::Signature => {
            let (name, strokes) = typed.signed.get(&field.key).ok_or(Not::There)?.clone();
            let whole = is_signature(&strokes) && !name.trim().is_empty();
            let signature = Signature {
                name,
                role: field.key.clone(),
                strokes,
                member: None,
                text_sha256: String::new(),
            };
            return whole.then_some(FieldValue::Signature { signature }).ok_or(Not::There);
        }
        FieldType::Materials => return materials(typed.lines.get(&field.key)),
        _ => {}
    }
    let raw = typed.fields.get(&field.key).map_or("", |raw| raw.trim());
    if raw.is_empty() {
        return Err(Not::There);
    }
    let read = match field.kind {
        FieldType::Text => Some(FieldValue::Text { text: raw.to_owned() }),
        FieldType::Choice => {
            field.option(raw).map(|option| FieldValue::Choice { option: option.key.clone() })
        }
        FieldType::Number => raw.parse().ok().map(|number| FieldValue::Number { number }),
        FieldType::Money => cents(raw).map(|cents| FieldValue::Money { cents }),
        FieldType::Date | FieldType::Moment => {
            instant(raw, offset_min).map(|at| FieldValue::Date { at })
        }
        FieldType::Person => raw.parse().ok().map(|member| FieldValue::Person { member }),
        FieldType::YesNo => Some(FieldValue::YesNo { yes: raw == "yes" }),
        FieldType::Photo | FieldType::Signature | FieldType::Materials => None,
    };
    read.filter(|value| inside(field, value)).ok_or(Not::Readable)
}

fn inside(field: &Field, value: &FieldValue) -> bool {
    let amount = match value {
        FieldValue::Number { number } => *number,
        FieldValue::Money { cents } => Decimal::new(*cents, 0),
        _ => return true,
    };
    field.min.is_none_or(|min| amount >= Decimal::new(min, 0))
        && field.max.is_none_or(|max| amount <= Decimal::new(max, 0))
}

/// `12.5` yuan as 1250; no more than two places after the point.
pub fn cents(yuan: &str) -> Option<i64> {
    let (whole, part) = yuan.trim().split_once(['.', '．', '。']).unwrap_or((yuan.trim(), ""));
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > 2 {
        return None;
    }
    let part: i64 = format!("{part:0<2}").parse().ok()?;
    whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(part)
}

/// `2026-11-23` or `2026-11-23T14:30` of the site's wall clock; a day is its noon.
fn instant(raw: &str, offset_min: i16) -> Option<At> {
    let local = match raw.split_once(['T', ' ']) {
        Some(_) => NaiveDateTime::parse_from_str(&raw.replace(' ', "T"), "%Y-%m-%dT%H:%M").ok()?,
        None => NaiveDate::parse_from_str(raw, "%Y-%m-%d").ok()?.and_hms_opt(12, 0, 0)?,
    };
    let wall = local.and_utc().timestamp_millis();
    Some(At(wall).plus_minutes(-i64::from(offset_min)))
}

fn materials(lines: Option<&Vec<Line>>) -> Result<FieldValue, Not> {
    let lines = lines.filter(|lines| !lines.is_empty()).ok_or(Not::There)?;
    let line = |line: &Line| {
        let source = match line.source.as_str() {
            "property" => Source::Property,
            "gift" => Source::Gift,
            _ => Source::Owner,
        };
        let price = line.price.trim();
        let price_cents = if price.is_empty() { Some(0) } else { cents(price) };
        Some(Material {
            name: Some(line.name.trim().to_owned()).filter(|name| !name.is_empty())?,
            quantity: line.quantity.trim().parse().ok()?,
            unit: line.unit.trim().to_owned(),
            source,
            price_cents: price_cents.filter(|cents| source != Source::Gift || *cents == 0)?,
            agreed_at: line.agreed,
            reason: line.reason.trim().to_owned(),
        })
    };
    let lines: Option<Vec<_>> = lines.iter().map(line).collect();
    lines.map(|lines| FieldValue::Materials { lines }).ok_or(Not::Readable)
}

/// The typed fields on a copy of the case, for the conditions of the flow.
pub fn write(flow: &Flow, typed: &Typed, case: &mut Case, offset_min: i16) {
    let op = OpId(uuid::Uuid::nil());
    for field in &flow.fields {
        if let Ok(value) = value(field, typed, offset_min) {
            let entry = Entry { op, by: case.finder, at: case.found_at, value };
            case.fields.entry(field.key.clone()).or_default().entries.push(entry);
        }
    }
    case.place = typed.place.or(case.place);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(json: &str) -> Field {
        serde_json::from_str(json).expect("a field")
    }

    fn typed(raw: &str) -> Typed {
        let mut typed = Typed::default();
        typed.fields.insert("f".into(), raw.into());
        typed
    }

    const NAME: &str = r#""key":"f","name":{"zh-Hans":"甲","zh-Hant":"甲","en":"F"}"#;

    #[test]
    fn yuan_become_cents_and_a_third_place_is_refused() {
        assert_eq!(cents("12"), Some(1200));
        assert_eq!(cents("12.5"), Some(1250));
        assert_eq!(cents("0.05"), Some(5));
        assert_eq!(cents("1.005"), None);
        assert_eq!(cents("-1"), None);
        assert_eq!(cents("99999999999999999999"), None);
    }

    #[test]
    fn a_number_outside_its_limits_is_not_readable() {
        let points = field(&format!(r#"{{{NAME},"type":"number","min":0,"max":100}}"#));
        assert!(value(&points, &typed("5"), 480).is_ok());
        assert_eq!(value(&points, &typed("101"), 480), Err(Not::Readable));
        assert_eq!(value(&points, &typed("五"), 480), Err(Not::Readable));
        assert_eq!(value(&points, &typed(" "), 480), Err(Not::There));
    }

    #[test]
    fn a_moment_is_read_on_the_wall_clock_of_the_site() {
        let when = field(&format!(r#"{{{NAME},"type":"moment"}}"#));
        let at = |raw: &str| match value(&when, &typed(raw), 480) {
            Ok(FieldValue::Date { at }) => at.local(480).map(|local| local.to_string()),
            _ => None,
        };
        assert_eq!(at("2026-11-23T14:30").as_deref(), Some("2026-11-23 14:30:00"));
        assert_eq!(at("2026-11-23").as_deref(), Some("2026-11-23 12:00:00"));
        assert_eq!(at("23.11."), None);
    }

    #[test]
    fn a_gift_with_a_price_and_a_line_without_a_name_are_not_readable() {
        let parts = field(&format!(r#"{{{NAME},"type":"materials"}}"#));
        let with = |line: Line| {
            let mut typed = Typed::default();
            typed.lines.insert("f".into(), vec![line]);
            value(&parts, &typed, 480)
        };
        let line = Line { name: "水龙头".into(), quantity: "1".into(), ..Line::default() };
        assert!(with(line.clone()).is_ok());
        let gift = Line { source: "gift".into(), price: "3".into(), ..line.clone() };
        assert_eq!(with(gift), Err(Not::Readable));
        assert_eq!(with(Line { name: String::new(), ..line }), Err(Not::Readable));
    }
}
