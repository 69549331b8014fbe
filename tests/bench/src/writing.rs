//! Operations as a phone would write them: rounds nobody planned, walked item by item, and issues.

use patrol_domain::checklist::Severity;
use patrol_domain::ids::{CaseId, DeviceId, MemberId, OpId, PlaceId, RoundId, SiteId};
use patrol_domain::operation::Unplanned;
use patrol_domain::photo::PhotoRef;
use patrol_domain::round::{AnswerValue, EarlyEnd, EarlyReason, Evidence, Mode, RoundKind};
use patrol_domain::{At, Mutation, Op};
use uuid::Uuid;

/// Where the phones write: a pump room, and the version of its checklist that is in force.
#[derive(Clone, Copy)]
pub struct Ground {
    pub site: SiteId,
    pub place: PlaceId,
    pub version: u32,
}

/// One device's pen: numbers its operations and names things without dice, so that a run is the
/// same each time.
pub struct Pen {
    pub device: DeviceId,
    author: MemberId,
    ground: Ground,
    now: At,
    seq: u64,
    named: u64,
}

impl Pen {
    pub fn new(number: u64, author: MemberId, ground: Ground, now: At) -> Pen {
        Pen { device: DeviceId(name(number, 0)), author, ground, now, seq: 0, named: 0 }
    }

    fn fresh(&mut self) -> Uuid {
        self.named += 1;
        name(self.device.0.as_u64_pair().1 & 0xffff_ffff, self.named)
    }

    fn write(&mut self, mutation: Mutation) -> Op {
        self.seq += 1;
        Op {
            id: OpId(self.fresh()),
            device: self.device,
            seq: self.seq,
            author: self.author,
            site: self.ground.site,
            made_at: self.now,
            device_at: self.now,
            mutation,
        }
    }

    /// Opens a round of the pump-room checklist.
    pub fn start(&mut self) -> (RoundId, Op) {
        let round = RoundId(self.fresh());
        let unplanned = Unplanned {
            kind: RoundKind::Random,
            checklist: "C37".into(),
            version: self.ground.version,
            place: self.ground.place,
        };
        let start = Mutation::StartRound {
            round,
            mode: Mode::Foot,
            self_check: true,
            unplanned: Some(unplanned),
            left_out: Default::default(),
        };
        (round, self.write(start))
    }

    /// Ticks one of its items.
    pub fn tick(&mut self, round: RoundId, item: &str) -> Op {
        self.write(Mutation::RecordAnswer {
            round,
            item: item.into(),
            value: AnswerValue::Ok,
            note: String::new(),
            photos: Vec::new(),
            severity: None,
            evidence: Evidence::default(),
        })
    }

    /// Hands the round in at once: no access.
    pub fn end_early(&mut self, round: RoundId) -> Op {
        let early_end = Some(EarlyEnd { reason: EarlyReason::NoAccess, note: String::new() });
        self.write(Mutation::SubmitRound { round, overall: String::new(), early_end })
    }

    /// A round begun and nineteen ticks: one push of twenty.
    pub fn twenty(&mut self) -> Vec<Op> {
        const TICKED: [&str; 8] =
            ["C37-04", "C37-08", "C37-11", "C37-12", "C37-13", "C37-14", "C37-15", "C37-17"];
        let (round, start) = self.start();
        let ticks = TICKED.iter().cycle().take(19).map(|item| self.tick(round, item));
        std::iter::once(start).chain(ticks.collect::<Vec<_>>()).collect()
    }

    pub fn issue(&mut self, title: String, photos: Vec<PhotoRef>) -> Op {
        let case = CaseId(self.fresh());
        self.write(Mutation::FileIssue {
            case,
            place: Some(self.ground.place),
            spot: String::new(),
            title,
            category: "WTR".into(),
            severity: Severity::General,
            photos,
            found_in: None,
            department: None,
            sound: None,
        })
    }
}

/// A UUID in the form of version 7, all of it from two numbers.
fn name(device: u64, number: u64) -> Uuid {
    let high = (0x0199_0000_0000 << 16) | 0x7000 | (number >> 32 & 0xfff);
    let low = 0x8000_0000_0000_0000 | (number & 0x3fff_ffff) << 32 | (device & 0xffff_ffff);
    Uuid::from_u64_pair(high, low)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn devices_and_their_operations_never_share_a_name() {
        let mut names = BTreeSet::new();
        for device in 1..=30 {
            let nil = Uuid::nil();
            let ground = Ground { site: SiteId(nil), place: PlaceId(nil), version: 1 };
            let mut pen = Pen::new(device, MemberId(nil), ground, At::default());
            for op in pen.twenty().into_iter().chain(pen.twenty()) {
                assert!(names.insert(op.id.0));
            }
            assert_eq!(pen.seq, 40);
        }
    }
}
