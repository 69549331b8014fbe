//! What goes wrong in one run: each seed chooses its own mixture (swarm testing).

use crate::dice::Dice;

/// How large a world is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub phones: u32,
    /// Operations that each person tries to write.
    pub ops: u32,
}

/// How often things go wrong, per mille of the occasions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Of a step of a running app.
    pub kill_app: u32,
    pub lose_request: u32,
    pub lose_answer: u32,
    /// The request arrives twice, the second time late.
    pub duplicate: u32,
    /// The phone has given up waiting when the request arrives.
    pub arrive_late: u32,
    /// An answer comes out of some cache, to an older request.
    pub stale_answer: u32,
    pub portal: u32,
    /// The server starts a fresh base, as after a change of rights.
    pub fresh_base: u32,
    pub sign_out: u32,
    pub kill_before_commit: u32,
    pub kill_after_commit: u32,
    /// Of a pause between two tasks of a person.
    pub partition: u32,
    pub clock_jump: u32,
    /// Of a person's acts: the next write to the phone's disk finds no room.
    pub disk_full: u32,
    /// Of a pause: the person loses their roles at a site, or has them back.
    pub rights: u32,
    /// Of a server's deaths: it comes back on an older backup.
    pub restore: u32,
    /// Of the phones.
    pub two_tabs: u32,
    /// Longest way of a request, milliseconds.
    pub longest_way_ms: u64,
}

impl Plan {
    pub fn of(dice: &mut Dice) -> Plan {
        let mut rate = |most: u64| if dice.chance(600) { dice.between(1, most) as u32 } else { 0 };
        let mut plan = Plan {
            kill_app: rate(4),
            lose_request: rate(150),
            lose_answer: rate(150),
            duplicate: rate(150),
            arrive_late: rate(80),
            stale_answer: rate(30),
            portal: rate(80),
            fresh_base: rate(60),
            sign_out: rate(15),
            kill_before_commit: rate(40),
            kill_after_commit: rate(40),
            partition: rate(200),
            clock_jump: rate(60),
            two_tabs: rate(500),
            disk_full: rate(60),
            rights: rate(60),
            restore: 0,
            longest_way_ms: 0,
        };
        plan.longest_way_ms = *dice.pick(&[50, 400, 3_000, 20_000]).unwrap_or(&50);
        if dice.chance(250) {
            plan.restore = dice.between(200, 700) as u32;
            // It has to die to come back.
            plan.kill_after_commit = plan.kill_after_commit.max(20);
        }
        plan
    }

    /// The end of a run: good network, nobody dies.
    pub fn calm() -> Plan {
        Plan { longest_way_ms: 50, ..Plan::default() }
    }
}
