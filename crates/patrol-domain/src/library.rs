//! What makes a checklist or a category fit for use. Judges values; reads no files.

use crate::checklist::{AnswerKind, Category, Checklist, Item, Method, PhotoRule};
use crate::decimal::Decimal;
use crate::place::Limits;
use crate::text::{Lang, Text};
use crate::verdict::possible;
use std::collections::BTreeSet;

/// The rhythm and audience marks an item can carry (`domain/checklists.md`).
pub const TAGS: [&str; 12] = [
    "guard",
    "per_shift",
    "daily",
    "weekly",
    "monthly",
    "season_rain",
    "season_storm",
    "season_winter",
    "duty_start",
    "after_trip",
    "duty_end",
    crate::score::SECOND,
];

/// Where an issue of a category goes first.
pub const ROUTES: [&str; 7] =
    ["repair", "on_spot", "dept_head", "violation", "emergency", "developer", "customer"];

/// Why a definition is refused, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {reason}")]
pub struct Fault {
    /// The id of the checklist, the item or the category.
    pub place: String,
    pub reason: Reason,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    #[error("`{field}` has no text in {}", lang_name(.lang))]
    EmptyText { field: &'static str, lang: Lang },
    #[error("`{field}` is empty")]
    Empty { field: &'static str },
    #[error("`{0}` is no checklist id: one to three capitals and two to four digits, as `C37`")]
    BadChecklistId(String),
    #[error("`{item}` is no item id of this checklist: `{list}-` and two or three digits")]
    BadItemId { list: String, item: String },
    #[error("`{0}` is no key: small letters, digits and `_`, a letter first")]
    BadKey(String),
    #[error("`{0}` is no group: one capital letter")]
    BadGroup(String),
    #[error("`{0}` is no category code: three capitals, as `WTR`")]
    BadCategoryCode(String),
    #[error("the version starts at 1")]
    VersionZero,
    #[error("there are no items")]
    NoItems,
    #[error("nobody may walk it: `roles` is empty")]
    NoRoles,
    #[error("the id is used twice")]
    DuplicateItem,
    #[error("the category code is used twice")]
    DuplicateCategory,
    #[error("no category `{0}`")]
    UnknownCategory(String),
    #[error("no route `{0}`")]
    UnknownRoute(String),
    #[error("no tag `{0}`")]
    UnknownTag(String),
    #[error("`show_if` names `{0}`, which is no earlier item")]
    ConditionNotBefore(String),
    #[error("`show_if` names an option that `{0}` does not have")]
    ConditionNoOption(String),
    #[error("`show_if` does not say what `{0}` must be")]
    ConditionEmpty(String),
    #[error("no method says how to examine it")]
    NoMethod,
    #[error("`smell` stands beside another method, never alone")]
    SmellAlone,
    #[error("a method is named twice")]
    SameMethodTwice,
    #[error("the lower limit {min} is above the upper limit {max}")]
    LimitsCrossed { min: Decimal, max: Decimal },
    #[error("the lowest possible reading {lowest} is above the highest {highest}")]
    PossibleCrossed { lowest: Decimal, highest: Decimal },
    #[error("the limits reach beyond what is possible, from `lowest` to `highest`")]
    LimitsImpossible,
    #[error("limits per device and fixed limits exclude each other")]
    TwoRanges,
    #[error("a choice needs two options or more")]
    TooFewOptions,
    #[error("every option is a problem")]
    NoGoodOption,
    #[error("two options read the same")]
    SameOptionTwice,
    #[error("a score takes more than 0 off")]
    ScoreNotPositive,
    #[error("a photo item asks for its photo always")]
    PhotoNotAsked,
    #[error("a log has a column at least")]
    LogNoColumns,
    #[error("the log's column `{0}` is no reading of this checklist, or stands twice")]
    LogColumn(String),
    #[error("a log has a row every 15 minutes at most, and one a day at least")]
    LogRhythm,
}

fn lang_name(lang: &Lang) -> &'static str {
    match lang {
        Lang::ZhHans => "zh-Hans",
        Lang::ZhHant => "zh-Hant",
        Lang::En => "en",
    }
}

/// Refuses a checklist that people could not walk or read; the first fault found.
pub fn check_checklist(list: &Checklist, categories: &[Category]) -> Result<(), Fault> {
    let place = if list.id.is_empty() { "id" } else { &list.id };
    head(list).map_err(|reason| Fault { place: place.to_owned(), reason })?;
    let mut seen = BTreeSet::new();
    for item in &list.items {
        let fault = |reason| Fault { place: item.id.clone(), reason };
        if !is_item_id(&list.id, &item.id) {
            let (list, item) = (list.id.clone(), item.id.clone());
            return Err(fault(Reason::BadItemId { list, item }));
        }
        if !seen.insert(item.id.as_str()) {
            return Err(fault(Reason::DuplicateItem));
        }
        check_item(item, categories).map_err(fault)?;
        condition(list, item).map_err(fault)?;
    }
    log(list).map_err(|reason| Fault { place: list.id.clone(), reason })
}

/// R72: every column is a reading that the checklist asks for.
fn log(list: &Checklist) -> Result<(), Reason> {
    let Some(log) = &list.log else { return Ok(()) };
    words("log.name", &log.name)?;
    if log.every_min.is_some_and(|every| !(15..=24 * 60).contains(&every)) {
        return Err(Reason::LogRhythm);
    }
    if log.columns.is_empty() {
        return Err(Reason::LogNoColumns);
    }
    let mut seen = BTreeSet::new();
    let reads = |id: &String| {
        let item = list.items.iter().find(|item| item.id == *id);
        item.is_some_and(|item| matches!(item.answer, AnswerKind::Number { .. }))
    };
    match log.columns.iter().find(|id| !reads(id) || !seen.insert(*id)) {
        Some(id) => Err(Reason::LogColumn(id.clone())),
        None => Ok(()),
    }
}

/// An item may depend on what stands before it only, and on answers that can be given there.
fn condition(list: &Checklist, item: &Item) -> Result<(), Reason> {
    let Some(condition) = &item.show_if else { return Ok(()) };
    let name = || condition.item.clone();
    let before = list.items.iter().take_while(|one| one.id != item.id);
    let Some(base) = before.into_iter().find(|one| one.id == condition.item) else {
        return Err(Reason::ConditionNotBefore(name()));
    };
    let options = match &base.answer {
        AnswerKind::Choice { options } => options.len(),
        _ => 0,
    };
    if condition.options.iter().any(|option| usize::from(*option) >= options) {
        return Err(Reason::ConditionNoOption(name()));
    }
    if condition.is.is_empty() && condition.options.is_empty() {
        return Err(Reason::ConditionEmpty(name()));
    }
    Ok(())
}

/// Refuses a set of categories with a doubtful or doubled one.
pub fn check_categories(categories: &[Category]) -> Result<(), Fault> {
    let mut seen = BTreeSet::new();
    for category in categories {
        let code = category.code.as_str();
        let fault = |reason| Fault { place: code.to_owned(), reason };
        if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err(fault(Reason::BadCategoryCode(code.to_owned())));
        }
        if !seen.insert(code) {
            return Err(fault(Reason::DuplicateCategory));
        }
        words("name", &category.name).map_err(fault)?;
        if !ROUTES.contains(&category.route.as_str()) {
            return Err(fault(Reason::UnknownRoute(category.route.clone())));
        }
    }
    Ok(())
}

fn head(list: &Checklist) -> Result<(), Reason> {
    if !is_checklist_id(&list.id) {
        return Err(Reason::BadChecklistId(list.id.clone()));
    }
    if list.version == 0 {
        return Err(Reason::VersionZero);
    }
    if !is_key(&list.key) {
        return Err(Reason::BadKey(list.key.clone()));
    }
    if list.group.len() != 1 || !list.group.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err(Reason::BadGroup(list.group.clone()));
    }
    words("name", &list.name)?;
    words("frequency", &list.frequency)?;
    list.note.as_ref().map_or(Ok(()), |note| words("note", note))?;
    filled("subject", &list.subject)?;
    filled("trigger", &list.trigger)?;
    if list.roles.is_empty() {
        return Err(Reason::NoRoles);
    }
    if list.items.is_empty() {
        return Err(Reason::NoItems);
    }
    Ok(())
}

fn check_item(item: &Item, categories: &[Category]) -> Result<(), Reason> {
    words("title", &item.title)?;
    item.guide.as_ref().map_or(Ok(()), |guide| words("guide", guide))?;
    methods(&item.methods)?;
    answer(item)?;
    if !categories.iter().any(|category| category.code == item.category) {
        return Err(Reason::UnknownCategory(item.category.clone()));
    }
    match item.tags.iter().find(|tag| !TAGS.contains(&tag.as_str())) {
        Some(tag) => Err(Reason::UnknownTag(tag.clone())),
        None => Ok(()),
    }
}

fn methods(methods: &[Method]) -> Result<(), Reason> {
    let set: BTreeSet<_> = methods.iter().collect();
    match methods {
        [] => Err(Reason::NoMethod),
        _ if set.len() < methods.len() => Err(Reason::SameMethodTwice),
        [Method::Smell] => Err(Reason::SmellAlone),
        _ => Ok(()),
    }
}

fn answer(item: &Item) -> Result<(), Reason> {
    match &item.answer {
        AnswerKind::Check | AnswerKind::Text => Ok(()),
        AnswerKind::Number { unit, unit_name, min, max, per_device, .. } => {
            filled("unit", unit)?;
            unit_name.as_ref().map_or(Ok(()), |name| words("unit_name", name))?;
            if *per_device && (min.is_some() || max.is_some()) {
                return Err(Reason::TwoRanges);
            }
            if let (Some(min), Some(max)) = (*min, *max)
                && min > max
            {
                return Err(Reason::LimitsCrossed { min, max });
            }
            bounds(possible(item), Limits { min: *min, max: *max })
        }
        AnswerKind::Choice { options } => {
            for option in options {
                words("option", &option.text)?;
            }
            let said: BTreeSet<_> = options.iter().map(|option| &option.text.zh_hans).collect();
            if options.len() < 2 {
                Err(Reason::TooFewOptions)
            } else if said.len() < options.len() {
                Err(Reason::SameOptionTwice)
            } else if options.iter().all(|option| option.problem) {
                Err(Reason::NoGoodOption)
            } else {
                Ok(())
            }
        }
        AnswerKind::Photo if item.photo != PhotoRule::Always => Err(Reason::PhotoNotAsked),
        AnswerKind::Photo => Ok(()),
        AnswerKind::Signature { signer, .. } => words("signer", signer),
        AnswerKind::Score { off } if *off <= Decimal::new(0, 0) => Err(Reason::ScoreNotPositive),
        AnswerKind::Score { .. } => Ok(()),
    }
}

/// W17: a range that reaches beyond what is possible could never be left.
fn bounds(possible: Limits, range: Limits) -> Result<(), Reason> {
    match (possible.min, possible.max) {
        (Some(lowest), Some(highest)) if lowest > highest => {
            Err(Reason::PossibleCrossed { lowest, highest })
        }
        _ if !possible.hold(range) => Err(Reason::LimitsImpossible),
        _ => Ok(()),
    }
}

fn words(field: &'static str, text: &Text) -> Result<(), Reason> {
    let empty = |lang: &Lang| text.get(*lang).trim().is_empty();
    match [Lang::ZhHans, Lang::ZhHant, Lang::En].into_iter().find(empty) {
        Some(lang) => Err(Reason::EmptyText { field, lang }),
        None => Ok(()),
    }
}

fn filled(field: &'static str, text: &str) -> Result<(), Reason> {
    if text.trim().is_empty() { Err(Reason::Empty { field }) } else { Ok(()) }
}

fn is_checklist_id(id: &str) -> bool {
    let digits = id.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let capitals = id.len() - digits.len();
    (1..=3).contains(&capitals) && are_digits(digits, 2..=4)
}

fn is_item_id(list: &str, item: &str) -> bool {
    let number = item.strip_prefix(list).and_then(|rest| rest.strip_prefix('-'));
    number.is_some_and(|digits| are_digits(digits, 2..=3))
}

fn are_digits(text: &str, count: std::ops::RangeInclusive<usize>) -> bool {
    count.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_key(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}
