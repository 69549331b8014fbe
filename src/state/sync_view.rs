//! What the sync pill and the sync page's headline show.

use patrol_domain::At;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncView {
    pub pill: Pill,
    /// When the server last answered.
    pub last_contact: Option<At>,
    /// 登录过期: records go on, sending waits for the same person to sign in.
    pub signed_out: bool,
    /// The server is too new for this app: keep everything, update.
    pub too_old: bool,
    /// A newer app waits; `Actions::update_app` takes it when no draft is open.
    pub update_waiting: bool,
    /// The server's clock minus this phone's, minutes, when known.
    pub clock_off_min: Option<i64>,
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
    /// 本机已存, inside a round.
    SavedHere,
}

impl Default for SyncView {
    fn default() -> Self {
        SyncView {
            pill: Pill::SavedHere,
            last_contact: None,
            signed_out: false,
            too_old: false,
            update_waiting: false,
            clock_off_min: None,
        }
    }
}

/// The pill for what waits: `blocked` needs a person, `sending` is under way.
pub fn pill(waiting: u32, blocked: u32, sending: Option<(u32, u32)>, offline: bool) -> Pill {
    match (sending, blocked, waiting, offline) {
        (Some((done, of)), ..) => Pill::Sending { done, of },
        (None, 1.., ..) => Pill::Blocked { blocked },
        (None, 0, _, true) => Pill::Offline { waiting },
        (None, 0, 0, false) => Pill::AllSent,
        (None, 0, _, false) => Pill::Waiting { waiting },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_blocked_is_said_before_what_waits_and_nothing_is_called_sent_while_it_waits() {
        assert_eq!(pill(0, 0, None, false), Pill::AllSent);
        assert_eq!(pill(0, 0, None, true), Pill::Offline { waiting: 0 });
        assert_eq!(pill(3, 0, None, true), Pill::Offline { waiting: 3 });
        assert_eq!(pill(3, 0, None, false), Pill::Waiting { waiting: 3 });
        assert_eq!(pill(3, 1, None, true), Pill::Blocked { blocked: 1 });
        assert_eq!(pill(3, 1, Some((2, 3)), false), Pill::Sending { done: 2, of: 3 });
    }
}
