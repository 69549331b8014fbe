//! A site with ten thousand issues, written by phones before, pulled by the phone under test.

use crate::load::{Line, pump_room};
use crate::writing::Pen;
use patrol_e2e::Told;
use patrol_e2e::witness::Witness;
use patrol_protocol::Push;
use tokio::task::LocalSet;

const A_PUSH: usize = 100;

/// Files this many issues as `login`, by one device.
pub async fn issues(address: &str, login: &str, count: usize) -> Told {
    let person = Witness::sign_in(address, login).await?;
    let place = pump_room(&person).await?;
    let now = person.session.server_time;
    let mut pen = Pen::new(9_999, person.session.member.id, place.site, place.id, now);
    LocalSet::new()
        .run_until(async {
            let mut line = Line::open(address, person.cookie()).await?;
            for first in (0..count).step_by(A_PUSH) {
                let numbers = first..count.min(first + A_PUSH);
                let ops =
                    numbers.map(|number| pen.issue(format!("第 {number} 处渗水"), Vec::new()));
                let ops = ops.collect();
                let push = Push::of(pen.device, ops);
                let answer = line.push(serde_json::to_vec(&push)?).await?;
                if answer.receipts.len() != push.ops.len() {
                    return Err("an issue was not settled".into());
                }
            }
            Told::Ok(())
        })
        .await
}
