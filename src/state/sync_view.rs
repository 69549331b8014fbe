//! What the sync pill and the sync page's headline show.

use patrol_domain::At;
use patrol_sync::SyncError;
use patrol_sync::ports::{StoreError, TransportError};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncView {
    pub pill: Pill,
    /// When the server last answered.
    pub last_contact: Option<At>,
    /// 登录过期: records go on, sending waits for the same person to sign in.
    pub signed_out: bool,
    /// Sending stands still until a person does something.
    pub trouble: Option<Trouble>,
    /// A newer app waits; `Actions::update_app` takes it when no draft is open.
    pub update_waiting: bool,
    /// The server's clock minus this phone's, minutes, when known.
    pub clock_off_min: Option<i64>,
}

/// Why sending stands still; trying again by itself will not help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The phone's own storage does not read or write.
    Store(StoreError),
    /// The server is too new for this app: keep everything, update.
    TooOld,
    /// The server knows nothing of this person's work at a site any more.
    NoAccess,
    /// The server takes no more operations of this phone.
    Refused,
}

impl Trouble {
    /// `None`: it passes by itself, or the sign-in says it.
    pub fn of(error: &SyncError) -> Option<Trouble> {
        match error {
            SyncError::Store(why) => Some(Trouble::Store(why.clone())),
            SyncError::Transport(TransportError::TooOld) => Some(Trouble::TooOld),
            SyncError::Transport(TransportError::NotFound) => Some(Trouble::NoAccess),
            SyncError::Transport(TransportError::Refused(_) | TransportError::BadPhoto) => {
                Some(Trouble::Refused)
            }
            SyncError::Transport(_) => None,
        }
    }
}

/// Counts records that the server has not confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pill {
    /// 已全部上传.
    AllSent,
    /// 正在传 2/3.
    Sending { done: u32, of: u32 },
    /// 离线 · 3 条待传, or 离线 with nothing that waits.
    Offline { waiting: u32 },
    /// 3 条待传, and the server is there.
    Waiting { waiting: u32 },
    /// 1 条传不上去.
    Blocked { blocked: u32 },
    /// 传输停了: the sync page says why.
    Stopped { waiting: u32 },
    /// 请更新应用.
    TooOld { waiting: u32 },
    /// 本机已存, inside a round.
    SavedHere,
}

impl Default for SyncView {
    fn default() -> Self {
        SyncView {
            pill: Pill::SavedHere,
            last_contact: None,
            signed_out: false,
            trouble: None,
            update_waiting: false,
            clock_off_min: None,
        }
    }
}

/// The pill for what waits: `blocked` needs a person, `sending` is under way.
pub fn pill(
    waiting: u32,
    blocked: u32,
    sending: Option<(u32, u32)>,
    offline: bool,
    trouble: Option<&Trouble>,
) -> Pill {
    match (sending, blocked, trouble) {
        (Some((done, of)), ..) => Pill::Sending { done, of },
        (None, _, Some(Trouble::TooOld)) => Pill::TooOld { waiting },
        (None, 1.., _) => Pill::Blocked { blocked },
        (None, 0, Some(_)) => Pill::Stopped { waiting },
        (None, 0, None) if offline => Pill::Offline { waiting },
        (None, 0, None) if waiting == 0 => Pill::AllSent,
        (None, 0, None) => Pill::Waiting { waiting },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use patrol_sync::ports::Refused;

    #[test]
    fn what_is_blocked_is_said_before_what_waits_and_nothing_is_called_sent_while_it_waits() {
        assert_eq!(pill(0, 0, None, false, None), Pill::AllSent);
        assert_eq!(pill(0, 0, None, true, None), Pill::Offline { waiting: 0 });
        assert_eq!(pill(3, 0, None, true, None), Pill::Offline { waiting: 3 });
        assert_eq!(pill(3, 0, None, false, None), Pill::Waiting { waiting: 3 });
        assert_eq!(pill(3, 1, None, true, None), Pill::Blocked { blocked: 1 });
        assert_eq!(pill(3, 1, Some((2, 3)), false, None), Pill::Sending { done: 2, of: 3 });
    }

    #[test]
    fn what_trying_again_does_not_mend_is_said() {
        let told = |error: SyncError| pill(3, 0, None, false, Trouble::of(&error).as_ref());
        let stopped = Pill::Stopped { waiting: 3 };
        assert_eq!(told(StoreError::Full.into()), stopped);
        assert_eq!(told(TransportError::NotFound.into()), stopped);
        assert_eq!(told(TransportError::Refused(Refused::NotYours).into()), stopped);
        assert_eq!(told(TransportError::TooOld.into()), Pill::TooOld { waiting: 3 });
        for passing in [TransportError::Offline, TransportError::Busy(5)] {
            assert_eq!(told(passing.into()), Pill::Waiting { waiting: 3 });
        }
    }
}
