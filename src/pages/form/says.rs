//! What a case's fields, signers and links say, in words.

use crate::i18n::*;
use crate::pages::issues::card::name_of;
use crate::pages::issues::offset;
use crate::state::App;
use patrol_domain::case::{FieldValue, Material, Source};
use patrol_domain::flow::{Field, FieldType, Flow};

/// `12.50`.
pub fn yuan(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents.abs() % 100)
}

/// The field's name in the flow; its key where the flow has none.
pub fn field_name(locale: Locale, flow: &Flow, key: &str) -> String {
    flow.field(key).map_or_else(|| key.to_owned(), |field| say(locale, &field.name))
}

/// Who signs, as the flow calls them.
pub fn signer(locale: Locale, flow: &Flow, key: &str) -> String {
    if let Some(field) = flow.field(key) {
        return say(locale, &field.name);
    }
    match key {
        "handler" => td_string!(locale, case.signer_handler),
        "owner" => td_string!(locale, case.signer_owner),
        "resident" => td_string!(locale, case.signer_resident),
        "witness" => td_string!(locale, case.signer_witness),
        "concerned" => td_string!(locale, case.signer_concerned),
        "contractor" => td_string!(locale, case.signer_contractor),
        other => other,
    }
    .to_owned()
}

pub fn link_name(locale: Locale, flow: &Flow, key: &str) -> String {
    flow.link(key).map_or_else(|| key.to_owned(), |link| say(locale, &link.name))
}

/// A value as people read it.
pub fn value(app: App, locale: Locale, field: Option<&Field>, value: &FieldValue) -> String {
    match value {
        FieldValue::Text { text } => text.clone(),
        FieldValue::Choice { option } => field
            .and_then(|field| field.option(option))
            .map_or_else(|| option.clone(), |option| say(locale, &option.name)),
        FieldValue::Number { number } => {
            let unit = field.and_then(|field| field.unit.as_deref()).unwrap_or_default();
            format!("{number} {unit}").trim().to_owned()
        }
        FieldValue::Money { cents } => td_string!(locale, case.yuan, amount = yuan(*cents)),
        FieldValue::Date { at } => {
            let day = dates::day(locale, *at, offset(app));
            match field.map(|field| field.kind) {
                Some(FieldType::Date) => day,
                _ => format!("{day} {}", dates::clock(*at, offset(app))),
            }
        }
        FieldValue::Person { member } => name_of(app, *member),
        FieldValue::Photo { photos } => td_string!(locale, issue.photos, count = photos.len()),
        FieldValue::Signature { signature } => {
            td_string!(locale, case.signed_by, name = signature.name.clone())
        }
        FieldValue::YesNo { yes: true } => td_string!(locale, case.yes).to_owned(),
        FieldValue::YesNo { yes: false } => td_string!(locale, case.no).to_owned(),
        FieldValue::Materials { lines } => {
            let lines: Vec<_> = lines.iter().map(|line| material(locale, line)).collect();
            lines.join("\n")
        }
        FieldValue::Masked => td_string!(locale, case.masked).to_owned(),
    }
}

fn material(locale: Locale, line: &Material) -> String {
    let mut words = format!("{} {} {}", line.name, line.quantity, line.unit).trim().to_owned();
    words += &format!(" · {}", source(locale, line.source));
    if line.price_cents > 0 {
        let price = td_string!(locale, case.yuan, amount = yuan(line.price_cents));
        words += &format!(" · {price}");
    }
    words
}

pub fn source(locale: Locale, source: Source) -> &'static str {
    match source {
        Source::Owner => td_string!(locale, case.source_owner),
        Source::Property => td_string!(locale, case.source_property),
        Source::Gift => td_string!(locale, case.source_gift),
    }
}
