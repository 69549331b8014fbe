//! How large, how many, how old: every number the server refuses or forgets by.

/// Largest body of a small request (sign-in and the like), bytes.
pub const SMALL_BODY: usize = 16 * 1024;
/// Largest push, bytes. A cut push is 256 KB; a single larger operation travels alone.
pub const PUSH_BODY: usize = 2 * 1024 * 1024;
/// Rows of one page of a pull.
pub const PULL_ROWS: i64 = 500;
/// Bytes of record bodies after which a page of a pull ends.
pub const PULL_BYTES: usize = 1024 * 1024;
/// Finished records that nothing was added to for longer stay off a phone's fresh base.
pub const BASE_DAYS: i64 = 60;
/// A session unused for so long is over. One in use lasts until its person signs out, gets a new
/// password or is suspended.
pub const SESSION_IDLE_DAYS: i64 = 30;
/// Operations that one transaction takes.
pub const GROUP_OPS: usize = 1_000;
/// Pushes that may wait for the writer; more are told to come later.
pub const QUEUE: usize = 2_000;
/// Failed sign-ins in a quarter of an hour, per login and per address.
pub const TRIES_LOGIN: i64 = 10;
pub const TRIES_ADDRESS: i64 = 100;
pub const TRIES_MINUTES: i64 = 15;
/// Rounds are made so many days ahead.
pub const PLAN_DAYS: i64 = 3;
/// A plan is looked at again when its rounds reach less far, minutes.
pub const PLAN_STEP_MIN: i64 = 60;
/// Parts of a photo that nobody continued for so long are dropped.
pub const STALE_PART_DAYS: i64 = 30;
/// Beginnings of serving that are remembered; a cursor of an earlier one begins anew.
pub const LIVES: i64 = 1_000;
/// Notices of one round of sending.
pub const NOTICE_RUN: i64 = 100;
/// Of these to one group: a robot takes twenty a minute, and a round is sent every quarter of one.
pub const NOTICE_GROUP_RUN: usize = 4;
/// How long a notice that is being sent stays in one server's hand, minutes.
pub const NOTICE_CLAIM_MIN: i64 = 3;
/// Attempts after which a notice is given up: about sixteen hours.
pub const NOTICE_TRIES: i64 = 11;
/// Notices are remembered for so long, so that none is told twice.
pub const NOTICE_DAYS: i64 = 60;
