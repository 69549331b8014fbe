//! Holds the system to the witness log: kept, once, in order, with photos, converged, alive.

mod model;
pub mod stored;

use crate::network::Network;
use crate::phone::Phone;
use crate::witness::{Act, Witness};
use patrol_domain::ids::{OpId, SiteId};
use patrol_domain::record::{Shelf, Slice};
use patrol_domain::sight::visible_record;
use patrol_domain::{Key, Kind, Op, Record};
use patrol_protocol::{Outcome, Receipt};
use patrol_sync::memory::MemoryStore;
use patrol_sync::ports::LocalStore;
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use stored::{Settled, Stored};

/// Looks everything over; what it finds goes to the witness. Returns the run's essence.
pub fn judge(network: &Rc<Network>, phones: &[Rc<Phone>], witness: &Witness) -> String {
    let stored = stored::read(&network.server.folder());
    check_kept(&stored, phones, witness);
    check_order(&stored, witness);
    check_decided(&stored, phones, witness);
    for site in [1, 2].map(crate::world::site) {
        model::check(&stored, site, witness);
    }
    check_photos(&stored, network, witness);
    for phone in phones {
        for &site in &phone.holder.sites {
            check_converged(&stored, phone, site, witness);
        }
    }
    let rejected = stored.ops.iter().filter(|settled| !settled.accepted()).count();
    witness.count(|totals| totals.rejected = rejected as u64);
    model::essence(&stored, witness)
}

/// Whether nothing waits on the phone any more.
pub fn is_drained(phone: &Phone) -> bool {
    left_over(phone).is_empty()
}

pub fn left_over(phone: &Phone) -> String {
    let store = MemoryStore::open(&phone.disk);
    let mut left = Vec::new();
    for &site in &phone.holder.sites {
        let outbox = wait(store.outbox(site)).unwrap_or_default();
        let photos = wait(store.photos(site)).unwrap_or_default();
        let open = || photos.iter().filter(|photo| photo.queued && !photo.confirmed);
        if !outbox.is_empty() || open().next().is_some() {
            let unsent = outbox.iter().filter(|queued| queued.receipt.is_none()).count();
            let (sent, failed) = (
                open().filter(|photo| photo.sent).count(),
                open().filter(|photo| photo.failures > 0).count(),
            );
            left.push(format!(
                "{} operations, {unsent} unsent, {} photos ({sent} sent, {failed} failed)",
                outbox.len(),
                open().count()
            ));
        }
    }
    left.join("; ")
}

/// A memory store never waits for anybody but itself.
fn wait<T>(work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(done) = work.as_mut().poll(&mut context) {
            return done;
        }
    }
}

/// O1, O2: whatever a person was told is saved is on the server, once, as it was written; and
/// nothing is there that nobody did.
fn check_kept(stored: &Stored, phones: &[Rc<Phone>], witness: &Witness) {
    let mut unclaimed: BTreeMap<OpId, &Settled> =
        stored.ops.iter().map(|settled| (settled.op.id, settled)).collect();
    let decided: BTreeSet<OpId> = witness.decided().into_iter().collect();
    let mut given_up: BTreeSet<OpId> = stored.withdrawn.values().copied().collect();
    given_up.retain(|id| decided.contains(id));
    let acts = witness.acts();
    for op in acts.iter().filter_map(|act| act.kept.as_ref()) {
        match unclaimed.remove(&op.id) {
            Some(settled) if settled.op == *op => {}
            Some(_) => witness.fault(format!("operation {} was changed on its way", op.id)),
            None if is_on_phone(phones, op.id) => {}
            // Refused once, decided upon by its person, and offered to a restored server by name.
            None if given_up.contains(&op.id) => {}
            None => witness.fault(format!(
                "operation {} is lost or doubled in the log (number {} of device {} at {})",
                op.id, op.seq, op.device, op.site
            )),
        }
    }
    let mut interrupted: Vec<&Act> =
        acts.iter().filter(|act| act.kept.is_none() && !act.refused).collect();
    for settled in unclaimed.into_values() {
        let op = &settled.op;
        let same = |act: &&Act| {
            act.member == op.author && act.site == op.site && act.mutation == op.mutation
        };
        match interrupted.iter().position(same) {
            Some(at) => drop(interrupted.swap_remove(at)),
            None => witness.fault(format!("nobody wrote operation {} (done twice?)", op.id)),
        }
    }
}

/// Accepted, and not shown by a pull yet: its round may have moved on in an earlier page of the same
/// base, so that it cannot be folded until its own page is there. At the end nothing may be coming.
pub fn is_coming(phone: &Phone, op: &Op) -> bool {
    let outbox = wait(MemoryStore::open(&phone.disk).outbox(op.site)).unwrap_or_default();
    let accepted = |receipt: &Receipt| receipt.outcome == Outcome::Accepted;
    outbox.iter().any(|one| one.op.id == op.id && one.receipt.as_ref().is_some_and(accepted))
}

/// Left over: then it is not lost, and whether it should have arrived is another question.
fn is_on_phone(phones: &[Rc<Phone>], id: OpId) -> bool {
    phones.iter().any(|phone| {
        let store = MemoryStore::open(&phone.disk);
        phone.holder.sites.iter().any(|&site| {
            let outbox = wait(store.outbox(site)).unwrap_or_default();
            outbox.iter().any(|queued| queued.op.id == id && queued.receipt.is_none())
        })
    })
}

/// In the order in which each phone wrote them, without gaps.
fn check_order(stored: &Stored, witness: &Witness) {
    let mut next = BTreeMap::new();
    for settled in &stored.ops {
        let line = (settled.op.device, settled.op.site);
        let number = next.entry(line).or_insert(1);
        while stored.withdrawn.contains_key(&(line.0, line.1, *number)) {
            *number += 1;
        }
        if settled.op.seq != *number {
            witness.fault(format!("operation {} came out of order", settled.op.id));
            return;
        }
        *number += 1;
    }
    let mut last = BTreeMap::new();
    for op in witness.acts().iter().filter_map(|act| act.kept.as_ref()) {
        let before = last.insert((op.device, op.site), op.seq).unwrap_or(0);
        if before >= op.seq {
            witness.fault(format!("number {} was given twice or late", op.seq));
            return;
        }
    }
}

/// A refused operation waits for its person until they have decided.
fn check_decided(stored: &Stored, phones: &[Rc<Phone>], witness: &Witness) {
    let mut known: BTreeSet<OpId> = witness.decided().into_iter().collect();
    for phone in phones {
        let store = MemoryStore::open(&phone.disk);
        for &site in &phone.holder.sites {
            let parked = wait(store.parked(site)).unwrap_or_default();
            known.extend(parked.iter().map(|parked| parked.op.id));
        }
    }
    for settled in stored.ops.iter().filter(|settled| !settled.accepted()) {
        if !known.contains(&settled.op.id) {
            witness.fault(format!("refused operation {} is not parked", settled.op.id));
        }
    }
}

/// O3: the bytes of every photo that an accepted operation names are there and are the right ones.
/// A restored server may take on what it had refused before and its person has given up: the
/// pictures went with that.
fn check_photos(stored: &Stored, network: &Network, witness: &Witness) {
    let mut seen = BTreeSet::new();
    let decided: BTreeSet<OpId> = witness.decided().into_iter().collect();
    let stands = |settled: &&Settled| settled.accepted() && !decided.contains(&settled.op.id);
    for settled in stored.ops.iter().filter(stands) {
        for photo in settled.op.mutation.files() {
            if !seen.insert((settled.op.site, photo.id)) {
                continue;
            }
            let bytes = network.fetch_photo(settled.op.author, settled.op.site, photo.id);
            match bytes {
                Some(bytes) if patrol_sync::device::photo_id(&bytes) == photo.id => {}
                Some(_) => witness.fault(format!("photo {} has other bytes", photo.id)),
                None => witness.fault(format!("photo {} is not on the server", photo.id)),
            }
        }
    }
    witness.count(|totals| totals.photos = seen.len() as u64);
}

/// O4: the phone shows what the server holds, as far as its person may see it.
fn check_converged(stored: &Stored, phone: &Phone, site: SiteId, witness: &Witness) {
    let Some(me) = stored.member(site, phone.holder.member) else { return };
    let store = MemoryStore::open(&phone.disk);
    let mut here = BTreeMap::new();
    for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::Photo) {
        for shelf in [Shelf::Live, Shelf::Past] {
            let records = wait(store.list(site, kind, Slice::all(shelf))).unwrap_or_default();
            here.extend(records.into_iter().map(|record| (record.key(), record)));
        }
    }
    let due = |record: &&Record| {
        visible_record(me, site, record) && !matches!(record, Record::Photo { .. })
    };
    for record in stored.records[&site].values().filter(due) {
        let key = record.key();
        match here.remove(&key) {
            Some(mine) if mine == *record => {}
            other => {
                let what = if other.is_some() { "another" } else { "no" };
                witness.fault(format!("phone {} shows {what} {}", phone.n, name(&key)));
                return;
            }
        }
    }
    if let Some(key) = here.keys().next() {
        witness.fault(format!("phone {} shows {} that the server does not", phone.n, name(key)));
    }
}

fn name(key: &Key) -> String {
    format!("{} {}", key.kind().name(), key.name())
}

impl Settled {
    fn accepted(&self) -> bool {
        self.receipt.outcome == Outcome::Accepted
    }
}
