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
    /// 离线 · 3 条待传.
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
