//! Bugs on purpose, one for each way in which others lost data: the simulator must catch them all.
//! Without the feature `planted` every question here is answered with a constant no.

macro_rules! bugs {
    ($($(#[$doc:meta])* $bug:ident = $name:literal,)*) => {
        /// A bug that can be planted.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Bug { $($(#[$doc])* $bug,)* }

        impl Bug {
            pub const ALL: &[Bug] = &[$(Bug::$bug,)*];

            pub const fn name(self) -> &'static str {
                match self { $(Bug::$bug => $name,)* }
            }
        }
    };
}

bugs! {
    /// Numbers come from a counter that starts anew with the app.
    CounterInMemory = "counter-in-memory",
    /// A write is called saved before it is on the disk.
    SavedBeforeCommit = "saved-before-commit",
    /// The server answers before it commits.
    AckBeforeCommit = "ack-before-commit",
    /// An operation leaves the outbox when it is sent.
    DropBeforeReceipt = "drop-before-receipt",
    /// An operation leaves the outbox with its receipt, before a pull shows it.
    DropAtReceipt = "drop-at-receipt",
    /// The cursor moves in another transaction than the rows.
    CursorGap = "cursor-gap",
    /// Each try of a push makes new names for its operations.
    BatchKey = "batch-key",
    /// A push without an answer is written again as new operations.
    DoubleApply = "double-apply",
    /// Photo bytes go with the receipt of their operation.
    PhotoDroppedAtReceipt = "photo-dropped-at-receipt",
    /// A photo is sent before its hash is checked, and called sent after the first chunk.
    PhotoSentAtFirstChunk = "photo-sent-at-first-chunk",
    /// Receipts are taken by their place in the answer.
    ReceiptNotMatched = "receipt-not-matched",
    /// 401 empties the outbox.
    OutboxDroppedOnSignOut = "outbox-dropped-on-sign-out",
    /// A refused operation is forgotten.
    ParkedDropped = "parked-dropped",
    /// A captive portal's 200 counts as a receipt.
    PortalIsSuccess = "portal-is-success",
    /// A fresh base empties the outbox too.
    FreshWipesOutbox = "fresh-wipes-outbox",
    /// A fresh base in pages empties the old one with its first page.
    SweptAtFirstPage = "swept-at-first-page",
    /// Operations are sent by the time on the phone's clock.
    ClockDecidesOrder = "clock-decides-order",
    /// One refused operation holds up all later ones.
    RefusedBlocks = "refused-blocks",
}

impl Bug {
    pub fn named(name: &str) -> Option<Bug> {
        Bug::ALL.iter().copied().find(|bug| bug.name() == name)
    }
}

#[cfg(feature = "planted")]
mod switch {
    use super::Bug;
    use std::cell::Cell;

    thread_local! {
        static PLANTED: Cell<Option<Bug>> = const { Cell::new(None) };
    }

    /// Plants a bug for everything that runs on this thread, or pulls it out.
    pub fn plant(bug: Option<Bug>) -> Result<(), String> {
        PLANTED.set(bug);
        Ok(())
    }

    pub fn has(bug: Bug) -> bool {
        PLANTED.get() == Some(bug)
    }
}

#[cfg(not(feature = "planted"))]
mod switch {
    use super::Bug;

    /// Nothing can be planted in this build.
    pub fn plant(bug: Option<Bug>) -> Result<(), String> {
        match bug {
            None => Ok(()),
            Some(_) => Err("this build has no planted bugs: build with --features planted".into()),
        }
    }

    pub const fn has(_: Bug) -> bool {
        false
    }
}

pub use switch::{has, plant};
