//! The log outside the system: what every person did and what they were told. Nobody in the
//! system reads it; the oracle holds the system to it.

use patrol_domain::ids::{CaseId, MemberId, OpId, SiteId};
use patrol_domain::{Mutation, Op};
use std::cell::RefCell;

/// One thing a person did.
#[derive(Clone, Debug)]
pub struct Act {
    pub phone: u32,
    pub member: MemberId,
    pub site: SiteId,
    pub mutation: Mutation,
    /// What the person was told: saved on this phone. `None`: refused, or killed before an answer.
    pub kept: Option<Op>,
    /// Refused on the spot: nothing may have been kept.
    pub refused: bool,
}

/// Counts for the last line of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub ops: u64,
    pub app_kills: u64,
    pub server_kills: u64,
    pub lost_acks: u64,
    pub rejected: u64,
    pub photos: u64,
    pub requests: u64,
    /// Writes that found no room on a phone's disk.
    pub full: u64,
    /// Roles taken away or given back.
    pub rights: u64,
    /// Older backups put back.
    pub restores: u64,
}

impl Totals {
    pub fn add(&mut self, other: &Totals) {
        self.ops += other.ops;
        self.app_kills += other.app_kills;
        self.server_kills += other.server_kills;
        self.lost_acks += other.lost_acks;
        self.rejected += other.rejected;
        self.photos += other.photos;
        self.requests += other.requests;
        self.full += other.full;
        self.rights += other.rights;
        self.restores += other.restores;
    }
}

#[derive(Default)]
pub struct Witness {
    acts: RefCell<Vec<Act>>,
    /// Refused operations whose fate a person decided.
    decided: RefCell<Vec<OpId>>,
    faults: RefCell<Vec<String>>,
    totals: RefCell<Totals>,
}

impl Witness {
    /// A person does something. Returns its place in the log.
    pub fn intends(&self, act: Act) -> usize {
        self.acts.borrow_mut().push(act);
        self.acts.borrow().len() - 1
    }

    /// The person was told that it is saved.
    pub fn kept(&self, at: usize, op: Op) {
        self.totals.borrow_mut().ops += 1;
        if let Some(act) = self.acts.borrow_mut().get_mut(at) {
            act.kept = Some(op);
        }
    }

    /// The person was told that it cannot be.
    pub fn refused(&self, at: usize) {
        if let Some(act) = self.acts.borrow_mut().get_mut(at) {
            act.refused = true;
        }
    }

    /// A person is about to mend, repeat or give up a refused operation.
    pub fn decides(&self, op: OpId) {
        self.decided.borrow_mut().push(op);
    }

    /// Something happened that must never happen.
    pub fn fault(&self, what: String) {
        let mut faults = self.faults.borrow_mut();
        // One is enough to fail; a few help to understand.
        if faults.len() < 8 {
            faults.push(what);
        }
    }

    pub fn count(&self, change: impl FnOnce(&mut Totals)) {
        change(&mut self.totals.borrow_mut());
    }

    pub fn acts(&self) -> Vec<Act> {
        self.acts.borrow().clone()
    }

    /// The issues that a phone was told are saved, with the operations that filed them.
    pub fn issues_filed(&self, phone: u32) -> Vec<(Op, CaseId)> {
        let acts = self.acts.borrow();
        let own = acts.iter().filter(|act| act.phone == phone).filter_map(|act| act.kept.as_ref());
        own.filter_map(|op| match &op.mutation {
            Mutation::FileIssue { case, .. } => Some((op.clone(), *case)),
            _ => None,
        })
        .collect()
    }

    pub fn decided(&self) -> Vec<OpId> {
        self.decided.borrow().clone()
    }

    pub fn faults(&self) -> Vec<String> {
        self.faults.borrow().clone()
    }

    pub fn totals(&self) -> Totals {
        *self.totals.borrow()
    }
}
