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
}

/// Asked at each moment; `true` kills the writer there. Askers are told `Busy` after that.
#[derive(Clone, Default)]
pub struct Faults(Option<Arc<dyn Fn(Fault) -> bool + Send + Sync>>);

impl Faults {
    pub fn new(strikes: impl Fn(Fault) -> bool + Send + Sync + 'static) -> Faults {
        Faults(Some(Arc::new(strikes)))
    }

    pub(super) fn strikes(&self, moment: Fault) -> bool {
        self.0.as_ref().is_some_and(|strikes| strikes(moment))
    }
}

impl fmt::Debug for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Faults")
    }
}
