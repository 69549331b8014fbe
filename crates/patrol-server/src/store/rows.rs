//! Many rows in one statement. Sizes are powers of two, so that prepared statements are found again.

use sqlx::any::AnyArguments;
use sqlx::{Any, AnyConnection, AssertSqlSafe, query::Query};

/// A value of a column.
#[derive(Clone, Debug)]
pub(super) enum Cell {
    Int(i64),
    Text(String),
}

impl From<i64> for Cell {
    fn from(value: i64) -> Self {
        Cell::Int(value)
    }
}
impl From<String> for Cell {
    fn from(value: String) -> Self {
        Cell::Text(value)
    }
}

/// Most rows of one statement: 256 × 11 columns stay far below both databases' limits.
const LARGEST: usize = 256;
/// Most names of one question: SQLite looks a numbered place up in the list of all of them.
const MOST_NAMES: usize = 64;

fn bind(query: Query<'static, Any, AnyArguments>, cell: Cell) -> Query<'static, Any, AnyArguments> {
    match cell {
        Cell::Int(value) => query.bind(value),
        Cell::Text(value) => query.bind(value),
    }
}

fn next_size(left: usize) -> usize {
    let mut size = LARGEST;
    while size > left {
        size /= 2;
    }
    size
}

/// Runs `head VALUES (…), (…) tail` for all rows.
pub(super) async fn insert(
    connection: &mut AnyConnection,
    head: &str,
    tail: &str,
    rows: Vec<Vec<Cell>>,
) -> Result<(), sqlx::Error> {
    let mut left = rows.len();
    let mut rows = rows.into_iter();
    while left > 0 {
        let size = next_size(left);
        left -= size;
        let chunk: Vec<Vec<Cell>> = rows.by_ref().take(size).collect();
        let width = chunk.first().map_or(0, Vec::len);
        let mark = if connection.backend_name() == "SQLite" { Mark::Next } else { Mark::Numbered };
        let mut query = sqlx::query(AssertSqlSafe(values_text(head, tail, size, width, mark)));
        for cell in chunk.into_iter().flatten() {
            query = bind(query, cell);
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

/// How the place of a value is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// `$1`, `$2`, …
    Numbered,
    /// `?`. For SQLite `$1` is a name, looked for in the list of all names at each binding: of 512
    /// values a seventh of the server's time.
    Next,
}

fn values_text(head: &str, tail: &str, rows: usize, width: usize, mark: Mark) -> String {
    let mut text = format!("{head} VALUES ");
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..width {
            let comma = if column == 0 { "" } else { ", " };
            match mark {
                Mark::Numbered => {
                    text.push_str(&format!("{comma}${}", row * width + column + 1));
                }
                Mark::Next => text.push_str(&format!("{comma}?")),
            }
        }
        text.push(')');
    }
    text.push(' ');
    text.push_str(tail);
    text
}

/// Puts `IN ($n, …)` in place of `{in}`; returns the names to bind after `before` others. The
/// last name again fills the places up to the next power of two.
pub(super) fn with_names(text: &str, before: usize, names: &[String]) -> (String, Vec<String>) {
    let size = names.len().next_power_of_two();
    let marks: Vec<String> = (1..=size).map(|place| format!("${}", before + place)).collect();
    let filled = names.iter().chain(names.last().into_iter().cycle()).take(size).cloned();
    (text.replace("{in}", &format!("IN ({})", marks.join(", "))), filled.collect())
}

/// Runs `text` with `IN (…)` in place of `{in}` for all names, `first` bound before them.
pub(super) async fn select_in(
    connection: &mut AnyConnection,
    text: &str,
    first: &[Cell],
    names: &[String],
) -> Result<Vec<sqlx::any::AnyRow>, sqlx::Error> {
    let mut found = Vec::new();
    for chunk in names.chunks(MOST_NAMES) {
        let (text, names) = with_names(text, first.len(), chunk);
        let mut query = sqlx::query(AssertSqlSafe(text));
        for cell in first {
            query = bind(query, cell.clone());
        }
        for name in names {
            query = query.bind(name);
        }
        found.extend(query.fetch_all(&mut *connection).await?);
    }
    Ok(found)
}
