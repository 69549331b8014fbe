//! Who is signed in on this phone, as kept on it.

use patrol_domain::people::Member;
use patrol_domain::place::Site;
use serde::{Deserialize, Serialize};

/// The person and their sites. No token: that lives in a cookie that script cannot read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    pub member: Member,
    pub sites: Vec<Site>,
}
