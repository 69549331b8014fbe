//! Where the simulator lets the process die.

use std::fmt;
use std::sync::Arc;

/// A moment in the life of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Everything is written and nothing is committed.
    BeforeCommit,
    /// Everything is committed and nobody was told.
    AfterCommit,
    /// A planted bug: everybody was told and nothing is committed.
    AckedBeforeCommit,
    /// An operation is being decided: the rule breaks off in the middle.
    Deciding,
}

/// Asked at each moment; `true` kills the writer there, or breaks off what decides. Askers are told `Busy` after that.
#[derive(Clone, Default)]
pub struct Faults {
    strikes: Option<Arc<dyn Fn(Fault) -> bool + Send + Sync>>,
    /// Rows of one page of a pull in place of the usual many.
    pub page_rows: Option<i64>,
}

impl Faults {
    pub fn new(strikes: impl Fn(Fault) -> bool + Send + Sync + 'static) -> Faults {
        Faults { strikes: Some(Arc::new(strikes)), page_rows: None }
    }

    pub(super) fn strikes(&self, moment: Fault) -> bool {
        self.strikes.as_ref().is_some_and(|strikes| strikes(moment))
    }
}

impl fmt::Debug for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Faults")
    }
}
