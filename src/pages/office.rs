//! Desktop pages for heads, quality and the office, framed by a side navigation.

mod axis;
pub mod board;
mod bulk;
mod columns;
mod frame;
pub mod intake;
pub mod issue;
pub mod issues;
pub mod items;
mod keys;
mod lanes;
mod news;
mod panel;
pub mod people;
pub mod plans;
pub mod round;
pub mod triage;

use patrol_domain::SiteId;
use patrol_domain::people::Member;
use patrol_domain::permissions::{Class, classes_of};

/// Whether the board is for this person: heads, managers, quality, office.
pub fn sees_board(me: &Member, site: SiteId) -> bool {
    let office = [Class::Head, Class::Manager, Class::Quality, Class::Office];
    me.grants
        .iter()
        .filter(|grant| grant.site == site)
        .flat_map(|grant| classes_of(grant.role))
        .any(|class| office.contains(class))
}
