//! A site with ten thousand issues or rounds, written by phones before, pulled by the phone under test.

use crate::load::{Line, pump_room};
use crate::writing::Pen;
use patrol_domain::Op;
use patrol_e2e::Told;
use patrol_e2e::witness::Witness;
use patrol_protocol::{Outcome, Push, Receipt};
use tokio::task::LocalSet;

const A_PUSH: usize = 100;

/// Files this many issues as `login`, by one device.
pub async fn issues(address: &str, login: &str, count: usize) -> Told {
    push(address, login, count, |pen, number| {
        vec![pen.issue(format!("第 {number} 处渗水"), Vec::new())]
    })
    .await
}

/// Walks this many rounds as `login`, each ended early: stored, and no more to do.
pub async fn rounds(address: &str, login: &str, count: usize) -> Told {
    push(address, login, count, |pen, _| {
        let (round, begun) = pen.start();
        vec![begun, pen.end_early(round)]
    })
    .await
}

async fn push(
    address: &str,
    login: &str,
    count: usize,
    write: impl Fn(&mut Pen, usize) -> Vec<Op>,
) -> Told {
    let person = Witness::sign_in(address, login).await?;
    let ground = pump_room(&person).await?;
    let now = person.session.server_time;
    let mut pen = Pen::new(9_999, person.session.member.id, ground, now);
    LocalSet::new()
        .run_until(async {
            let mut line = Line::open(address, person.cookie()).await?;
            for first in (0..count).step_by(A_PUSH) {
                let numbers = first..count.min(first + A_PUSH);
                let ops = numbers.flat_map(|number| write(&mut pen, number)).collect();
                let push = Push::of(pen.device, ops);
                let answer = line.push(serde_json::to_vec(&push)?).await?;
                let accepted = |receipt: &&Receipt| receipt.outcome == Outcome::Accepted;
                if answer.receipts.iter().filter(accepted).count() != push.ops.len() {
                    return Err(format!("refused: {:?}", answer.receipts.first()).into());
                }
            }
            Told::Ok(())
        })
        .await
}
