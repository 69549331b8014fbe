//! When to try again: back-off and watchdog as a pure state machine. Reads no clock, rolls no dice.

use crate::device::SyncError;
use crate::ports::TransportError;

const FIRST_DELAY_MS: u64 = 1_000;
const LONGEST_DELAY_MS: u64 = 10 * 60 * 1_000;
/// A sync that has shown no progress for so long is given up and begun anew.
pub const WATCHDOG_MS: u64 = 120_000;
/// With nothing to send, look for others' changes this often.
const IDLE_DELAY_MS: u64 = 60_000;

/// What to do after a sync.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Sync again after this many milliseconds, or earlier when something happens.
    After(u64),
    /// Sync again only when the person has signed in.
    WhenSignedIn,
    /// Sync again only with a newer app.
    WhenUpdated,
}

/// Counts failures in a row, and how long a running sync has been silent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    failures: u32,
    /// Monotonic milliseconds of the last sign of life of a running sync.
    alive_at: Option<u64>,
}

impl Pace {
    /// A sync begins.
    pub fn started(&mut self, now_ms: u64) {
        self.alive_at = Some(now_ms);
    }

    /// A running sync reported progress: the way is free again.
    pub fn progressed(&mut self, now_ms: u64) {
        self.failures = 0;
        self.alive_at = Some(now_ms);
    }

    /// Whether a running sync has been silent for too long: drop it and begin anew.
    pub fn stuck(&self, now_ms: u64) -> bool {
        self.alive_at.is_some_and(|alive| now_ms.saturating_sub(alive) > WATCHDOG_MS)
    }

    /// A sync was dropped by the watchdog; counts as a failure.
    pub fn dropped(&mut self, jitter: u8) -> Next {
        self.ended(&Err(TransportError::Offline.into()), jitter)
    }

    /// Something happened that makes another try worthwhile: network is back, the app is shown.
    pub fn woken(&mut self) {
        self.failures = 0;
    }

    /// A sync ended. `jitter` is a random byte: phones that lost the same server do not come back
    /// at the same moment.
    pub fn ended(&mut self, outcome: &Result<(), SyncError>, jitter: u8) -> Next {
        self.alive_at = None;
        let Err(error) = outcome else {
            self.failures = 0;
            return Next::After(IDLE_DELAY_MS);
        };
        match error {
            SyncError::Transport(TransportError::SignedOut) => return Next::WhenSignedIn,
            SyncError::Transport(TransportError::TooOld) => return Next::WhenUpdated,
            _ => {}
        }
        let delay = FIRST_DELAY_MS << self.failures.min(20);
        self.failures = self.failures.saturating_add(1);
        let wanted = match error {
            SyncError::Transport(TransportError::Busy(seconds)) => u64::from(*seconds) * 1_000,
            _ => 0,
        };
        let delay = delay.min(LONGEST_DELAY_MS).max(wanted);
        // Up to a quarter more, never less: what the server asked for is kept.
        Next::After(delay + delay / 4 * u64::from(jitter) / 255)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offline() -> Result<(), SyncError> {
        Err(TransportError::Offline.into())
    }

    #[test]
    fn delays_double_from_one_second_to_ten_minutes() {
        let mut pace = Pace::default();
        let delays: Vec<Next> = (0..12).map(|_| pace.ended(&offline(), 0)).collect();
        assert_eq!(delays[..3], [Next::After(1_000), Next::After(2_000), Next::After(4_000)]);
        assert_eq!(delays[11], Next::After(LONGEST_DELAY_MS));
    }

    #[test]
    fn jitter_adds_at_most_a_quarter() {
        let mut pace = Pace::default();
        assert_eq!(pace.ended(&offline(), 255), Next::After(1_250));
    }

    #[test]
    fn success_progress_and_waking_start_from_the_beginning() {
        let resets: [fn(&mut Pace); 3] =
            [|pace| _ = pace.ended(&Ok(()), 0), Pace::woken, |pace| pace.progressed(5)];
        for reset in resets {
            let mut pace = Pace::default();
            for _ in 0..5 {
                pace.ended(&offline(), 0);
            }
            reset(&mut pace);
            assert_eq!(pace.ended(&offline(), 0), Next::After(1_000));
        }
    }

    #[test]
    fn a_busy_server_gets_the_time_it_asked_for() {
        let mut pace = Pace::default();
        assert_eq!(pace.ended(&Err(TransportError::Busy(90).into()), 0), Next::After(90_000));
    }

    #[test]
    fn a_signed_out_phone_waits_for_the_person() {
        let mut pace = Pace::default();
        assert_eq!(pace.ended(&Err(TransportError::SignedOut.into()), 9), Next::WhenSignedIn);
        assert_eq!(pace.ended(&Err(TransportError::TooOld.into()), 9), Next::WhenUpdated);
    }

    #[test]
    fn a_silent_sync_is_stuck_after_two_minutes_and_an_ended_one_never() {
        let mut pace = Pace::default();
        assert!(!pace.stuck(u64::MAX));
        pace.started(1_000);
        assert!(!pace.stuck(121_000));
        assert!(pace.stuck(121_001));
        pace.progressed(100_000);
        assert!(!pace.stuck(121_001));
        pace.ended(&Ok(()), 0);
        assert!(!pace.stuck(u64::MAX));
    }
}
