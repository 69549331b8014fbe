//! The phone's estimate of the server's time. Pure: readings come in, an instant goes out.

use super::{Inner, broken};
use crate::ports::{LocalStore, StoreError};
use patrol_domain::At;
use serde::{Deserialize, Serialize};

/// Note that holds what the last contact taught.
const CONTACT_NOTE: &str = "contact";

/// A wall clock that ran ahead of the monotonic one by no more than this has slept: browsers stop
/// the monotonic clock while the phone sleeps in a pocket. More, or backwards, is a moved clock.
const LONGEST_SLEEP_MS: i64 = 12 * 60 * 60 * 1000;

/// What the last contact taught, kept over restarts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Contact {
    /// Server's time minus wall clock, milliseconds.
    offset_ms: i64,
    /// The server's time at the last answer.
    at: At,
}

/// Tells the server's time from the wall clock, the monotonic clock and the last contact.
pub(super) struct Timekeeper {
    /// Readings of one moment: wall clock, monotonic clock, and the server's time then.
    wall: At,
    monotonic_ms: u64,
    server: At,
    contact: Option<Contact>,
    /// The last contact is not stored yet.
    news: bool,
}

impl Timekeeper {
    /// At start only the wall clock and the stored offset are there to go by.
    pub(super) fn opened(wall: At, monotonic_ms: u64, contact: Option<Contact>) -> Self {
        let offset = contact.map_or(0, |contact| contact.offset_ms);
        Timekeeper {
            wall,
            monotonic_ms,
            server: At(wall.0.saturating_add(offset)),
            contact,
            news: false,
        }
    }

    pub(super) fn now(&self, wall: At, monotonic_ms: u64) -> At {
        let awake = i64::try_from(monotonic_ms.saturating_sub(self.monotonic_ms)).unwrap_or(0);
        let by_wall = wall.0.saturating_sub(self.wall.0);
        let slept = by_wall.saturating_sub(awake);
        let passed = if (0..=LONGEST_SLEEP_MS).contains(&slept) { by_wall } else { awake };
        At(self.server.0.saturating_add(passed))
    }

    /// Takes the server's time from an answer to a request asked at `asked_ms`.
    pub(super) fn learn(&mut self, server: At, asked_ms: u64, wall: At, monotonic_ms: u64) {
        let way_back = i64::try_from(monotonic_ms.saturating_sub(asked_ms) / 2).unwrap_or(0);
        self.wall = wall;
        self.monotonic_ms = monotonic_ms;
        self.server = At(server.0.saturating_add(way_back));
        let offset_ms = self.server.0.saturating_sub(wall.0);
        self.contact = Some(Contact { offset_ms, at: server });
        self.news = true;
    }

    pub(super) fn last_contact(&self) -> Option<At> {
        self.contact.map(|contact| contact.at)
    }
}

pub(super) async fn stored_contact(store: &dyn LocalStore) -> Result<Option<Contact>, StoreError> {
    let body = store.note(CONTACT_NOTE).await?;
    Ok(body.and_then(|body| serde_json::from_str(&body).ok()))
}

impl Inner {
    pub(super) fn now(&self) -> At {
        self.time.borrow().now(self.clock.wall(), self.clock.monotonic_ms())
    }

    /// Learns the server's time from an answer to a request asked at `asked_ms`.
    pub(super) fn learn_time(&self, server: At, asked_ms: u64) {
        let (wall, monotonic_ms) = (self.clock.wall(), self.clock.monotonic_ms());
        self.time.borrow_mut().learn(server, asked_ms, wall, monotonic_ms);
    }

    /// Stores what the last contact taught, if there was one since.
    pub(super) async fn keep_contact(&self) -> Result<(), StoreError> {
        let news = std::mem::take(&mut self.time.borrow_mut().news);
        let contact = self.time.borrow().contact.filter(|_| news);
        let Some(contact) = contact else { return Ok(()) };
        let body = serde_json::to_string(&contact).map_err(broken)?;
        self.store.put_note(CONTACT_NOTE, &body).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 60 * 60 * 1000;
    const YEAR: i64 = 365 * 24 * HOUR;

    fn after_contact() -> Timekeeper {
        let mut time = Timekeeper::opened(At(0), 0, None);
        time.learn(At(10 * YEAR), 0, At(YEAR), 0);
        time
    }

    #[test]
    fn a_clock_set_back_or_years_ahead_does_not_move_the_estimate() {
        let time = after_contact();
        for jump in [-YEAR, -HOUR, -1, 9 * YEAR] {
            let wall = At(YEAR + 60_000 + jump);
            assert_eq!(time.now(wall, 60_000), At(10 * YEAR + 60_000), "{jump}");
        }
    }

    #[test]
    fn a_phone_that_slept_in_a_pocket_counts_the_sleep() {
        let time = after_contact();
        assert_eq!(time.now(At(YEAR + 2 * HOUR), 1_000), At(10 * YEAR + 2 * HOUR));
    }

    #[test]
    fn half_of_the_way_is_added_to_the_servers_time() {
        let mut time = Timekeeper::opened(At(0), 0, None);
        time.learn(At(1_000), 100, At(500), 300);
        assert_eq!(time.now(At(500), 300), At(1_100));
    }

    #[test]
    fn a_restart_goes_by_the_stored_offset() {
        let before = after_contact();
        let time = Timekeeper::opened(At(YEAR + HOUR), 7, before.contact);
        assert_eq!(time.now(At(YEAR + HOUR), 7), At(10 * YEAR + HOUR));
        assert_eq!(time.last_contact(), Some(At(10 * YEAR)));
    }

    #[test]
    fn no_reading_overflows() {
        let mut time = Timekeeper::opened(At(i64::MIN), u64::MAX, None);
        time.learn(At(i64::MAX), 0, At(i64::MIN), u64::MAX);
        let _ = time.now(At(i64::MAX), 0);
    }
}
