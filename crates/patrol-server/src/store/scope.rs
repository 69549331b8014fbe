//! A person's rights at one site, as the marks of `patrol_domain::sight`. Decides nothing itself.

use patrol_domain::people::Member;
use patrol_domain::sight::{Mark, audience, marks_of};
use patrol_domain::{Record, SiteId};
use std::collections::BTreeSet;

/// Whose eyes a question is answered for. Without a grant there is no scope, and no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    pub(super) site: String,
    pub(super) member: String,
    pub(super) marks: Vec<String>,
    /// The same, for what is taken out of a record before it goes out.
    pub(super) sees: BTreeSet<Mark>,
}

impl Scope {
    /// `None` for a person without a grant at `site`, or a suspended one.
    pub(super) fn of(member: &Member, site: SiteId) -> Option<Scope> {
        let sees = marks_of(member, site);
        let marks = texts(&sees);
        (!marks.is_empty() && !member.suspended).then(|| Scope {
            site: site.to_string(),
            member: member.id.to_string(),
            marks,
            sees,
        })
    }

    /// Names these rights: a cursor of other rights is void.
    pub(super) fn name(&self) -> String {
        format!("{}/{}/{}", self.site, self.member, self.marks.join(" "))
    }
}

fn texts(marks: &BTreeSet<Mark>) -> Vec<String> {
    marks.iter().map(Mark::to_string).collect()
}

/// The marks of those who may see the record.
pub(super) fn marks_for(record: &Record) -> Vec<String> {
    texts(&audience(record))
}
