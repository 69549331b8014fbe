//! The library folder: checklists, flows and categories as files. Refuses a doubtful file whole,
//! by file, place and reason; knows no database.

mod lines;

use patrol_domain::Record;
use patrol_domain::checklist::{Category, Checklist};
use patrol_domain::flow::{self, CURRENT_ISSUE_VERSION, Flow, FlowReason, ISSUE};
use patrol_domain::library::{Fault, Reason, check_categories, check_checklist};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// Everything that a site works by, each part complete and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Library {
    pub checklists: Vec<Checklist>,
    pub categories: Vec<Category>,
    pub flows: Vec<Flow>,
}

/// A file that was refused. Nothing of the library is used then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}{place}: {reason}")]
pub struct LibraryFault {
    /// Relative to the library folder, for example `checklists/C37-pump_room.json`.
    pub file: String,
    pub place: Spot,
    pub reason: Cause,
}

/// Where in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spot {
    Whole,
    At {
        line: usize,
        column: usize,
    },
    /// A checklist, an item, a category or a flow.
    Named(String),
    /// A part of a flow, for example `moves[2].to`.
    Part {
        line: usize,
        part: String,
    },
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Spot::Whole => Ok(()),
            Spot::At { line, column } => write!(f, ":{line}:{column}"),
            Spot::Named(name) => write!(f, ", {name}"),
            Spot::Part { line, part } => write!(f, ":{line}, {part}"),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    #[error("cannot be read: {0}")]
    Unreadable(String),
    #[error("{0}")]
    Json(String),
    #[error("{0}")]
    Definition(#[from] Reason),
    #[error("{0}")]
    Flow(#[from] FlowReason),
    /// Without it nobody could report an issue.
    #[error("there is no flow `issue` of version {0}")]
    NoIssueFlow(u32),
    #[error("the file must be named `{expected}`")]
    FileName { expected: String },
}

/// The texts of a library by relative path: what is in the folder, before anyone has judged it.
pub type Files = BTreeMap<String, String>;

impl Library {
    /// Reads and checks a library folder.
    pub fn load(folder: &Path) -> Result<Library, LibraryFault> {
        Library::parse(&read(folder)?)
    }

    /// The files of a library folder, as they lie there.
    pub fn files(folder: &Path) -> Result<Files, LibraryFault> {
        read(folder)
    }

    /// Checks the files of a library; the first fault found, in the order of their names.
    pub fn parse(files: &Files) -> Result<Library, LibraryFault> {
        let categories: Vec<Category> = match files.get(CATEGORIES) {
            Some(text) => json(CATEGORIES, text)?,
            None => return Err(refuse(CATEGORIES, Cause::Unreadable("not there".to_owned()))),
        };
        check_categories(&categories).map_err(|fault| in_file(CATEGORIES, fault))?;
        let mut library = Library { checklists: Vec::new(), categories, flows: Vec::new() };
        for (file, text) in files {
            if file.starts_with("checklists/") {
                library.checklists.push(checklist(file, text, &library.categories)?);
            } else if file.starts_with("flows/") {
                library.flows.push(flow(file, text)?);
            }
        }
        flow::check_together(&library.flows).map_err(|(key, fault)| LibraryFault {
            file: format!("flows/{key}.json"),
            place: Spot::Named(fault.place),
            reason: Cause::Flow(fault.reason),
        })?;
        let issues = |flow: &Flow| flow.key == ISSUE && flow.version == CURRENT_ISSUE_VERSION;
        if !library.flows.iter().any(issues) {
            return Err(refuse("flows", Cause::NoIssueFlow(CURRENT_ISSUE_VERSION)));
        }
        Ok(library)
    }

    /// The library as records, to be put beside the records of a site.
    pub fn records(&self) -> Vec<Record> {
        let mut records = vec![Record::Categories { list: self.categories.clone() }];
        records.extend(self.checklists.iter().cloned().map(Record::Checklist));
        records.extend(self.flows.iter().cloned().map(Record::Flow));
        records
    }
}

const CATEGORIES: &str = "categories.json";

fn checklist(file: &str, text: &str, categories: &[Category]) -> Result<Checklist, LibraryFault> {
    let list: Checklist = json(file, text)?;
    check_checklist(&list, categories).map_err(|fault| in_file(file, fault))?;
    named(file, format!("checklists/{}-{}.json", list.id, list.key))?;
    Ok(list)
}

fn flow(file: &str, text: &str) -> Result<Flow, LibraryFault> {
    let flow: Flow = json(file, text)?;
    flow::check(&flow).map_err(|fault| LibraryFault {
        file: file.to_owned(),
        place: Spot::Part { line: lines::line_of(text, &fault.place), part: fault.place },
        reason: Cause::Flow(fault.reason),
    })?;
    if flow.version == 0 {
        let reason = Reason::VersionZero;
        return Err(in_file(file, Fault { place: flow.key, reason }));
    }
    let older = format!("flows/{}-{}.json", flow.key, flow.version);
    if file != older {
        named(file, format!("flows/{}.json", flow.key))?;
    }
    Ok(flow)
}

/// One definition, one file, one name: so no id can stand in two files. Older versions of a flow
/// stand beside the newest with their number: `issue-1.json`.
fn named(file: &str, expected: String) -> Result<(), LibraryFault> {
    if file == expected { Ok(()) } else { Err(refuse(file, Cause::FileName { expected })) }
}

pub(crate) fn json<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, LibraryFault> {
    serde_json::from_str(text).map_err(|fault| {
        let place = Spot::At { line: fault.line(), column: fault.column() };
        let words = fault.to_string();
        let words = words.rsplit_once(" at line ").map_or(words.as_str(), |(words, _)| words);
        LibraryFault { file: file.to_owned(), place, reason: Cause::Json(words.to_owned()) }
    })
}

fn in_file(file: &str, fault: Fault) -> LibraryFault {
    let place = Spot::Named(fault.place);
    LibraryFault { file: file.to_owned(), place, reason: Cause::Definition(fault.reason) }
}

fn refuse(file: &str, reason: Cause) -> LibraryFault {
    LibraryFault { file: file.to_owned(), place: Spot::Whole, reason }
}

fn read(folder: &Path) -> Result<Files, LibraryFault> {
    let mut files = Files::new();
    take(&folder.join(CATEGORIES), CATEGORIES, &mut files)?;
    for part in ["checklists", "flows"] {
        let unreadable = |fault: std::io::Error| refuse(part, Cause::Unreadable(fault.to_string()));
        for entry in std::fs::read_dir(folder.join(part)).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            if path.extension().is_some_and(|end| end == "json") {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                take(&path, &format!("{part}/{name}"), &mut files)?;
            }
        }
    }
    Ok(files)
}

fn take(path: &Path, name: &str, files: &mut Files) -> Result<(), LibraryFault> {
    let text = std::fs::read_to_string(path)
        .map_err(|fault| refuse(name, Cause::Unreadable(fault.to_string())))?;
    files.insert(name.to_owned(), text);
    Ok(())
}
