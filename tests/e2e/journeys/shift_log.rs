//! 配电日志 (R67, R72): a round fills its row of the shift's log with no network, yesterday's hour
//! stands beside it, the table scrolls by itself on a phone of 320 px, and the head reads the same.

use patrol_e2e::says::{Say, answer_all};
use patrol_e2e::steps::{at_item, sign_in};
use patrol_e2e::{Browser, Estate, Told, World, journey_at};
use serde_json::json;

const ROOM: &str = "配电房";
const WHY: &str = "两台冷机同时启动";

/// One round now, and the one of the same hour yesterday.
fn shift() -> Estate {
    Estate::with(&["C32-lv_room"])
        .place("dist_room", ROOM, "R5F47V", json!({ "C32-04": { "min": "0", "max": "400" } }))
        .walked(json!({
            "checklist": "C32", "place": "dist_room", "department": "eng", "by": "lijianguo",
            "opens": [{ "minutes": -24 * 60 }], "minutes": 60, "grace_min": 30,
            "starts_after": 6, "pace": 30,
            "readings": {
                "C32-01": ["387"], "C32-02": ["390"], "C32-03": ["391"], "C32-04": ["212"],
                "C32-05": ["203"], "C32-06": ["206"], "C32-07": ["2.9"], "C32-08": ["0.95"],
                "C32-09": ["184320"], "C32-10": ["4"], "C32-17": ["22.5"], "C32-18": ["56"],
            },
        }))
        .due("C32", "dist_room", "eng", "lijianguo", 0)
}

#[test]
fn a_shifts_log_is_read_with_no_network_and_on_a_narrow_phone() {
    journey_at(&shift(), async |world| {
        let phone = world.narrow_phone("engineer").await?;
        sign_in(&phone, "lijianguo").await?;
        phone.sees(ROOM).await?;
        phone.sees("可以下去了").await?;
        world.server.stop().await?;
        written(&phone).await?;
        phone.tap("配电日志").await?;
        the_row_stands_in_its_hour(&phone).await?;
        the_table_scrolls_by_itself(&phone).await?;
        the_shift_before_has_nothing(&phone).await?;
        let round = phone.route().await?.trim_end_matches("/log").to_owned();
        phone.go(&format!("{round}/summary")).await?;
        phone.tap("配电日志").await?;
        phone.sees("高 12").await?;
        world.server.start_again().await?;
        phone.go("/").await?;
        phone.sees("已全部上传").await?;
        the_head_reads_it(world, round.trim_start_matches("/round/")).await
    });
}

/// Three readings, and one that is too high.
async fn written(phone: &Browser) -> Told {
    phone.tap(ROOM).await?;
    phone.tap("开始巡查").await?;
    let fine = [("C32-01", "390"), ("C32-02", "389"), ("C32-03", "391")];
    answer_all(phone, &fine.map(|(item, reading)| (item, Say::Read(reading)))).await?;
    at_item(phone, "C32-04").await?;
    phone.fill("读数", "412").await?;
    phone.tap("记异常").await?;
    phone.fill("看到什么", WHY).await?;
    phone.tap("记下，到下一项").await?;
    at_item(phone, "C32-05").await
}

async fn the_row_stands_in_its_hour(phone: &Browser) -> Told {
    phone.sees("正在记").await?;
    // An hour of the paper may be due beside the row that is being written.
    let script = "const rows = [...document.querySelectorAll('table.log tr.is-now')]; \
        const row = rows.find((row) => row.innerText.includes('正在记')); \
        return Array.from(row.querySelectorAll('td'), \
            (cell) => cell.innerText.replace(/\\s+/g, ' ').trim())";
    let cells = phone.js(script, vec![]).await?;
    let said = |at: usize| cells[at].as_str().unwrap_or_default().to_owned();
    if (said(0), said(3), said(4))
        != ("390 昨 387".into(), "412 高 12 昨 212".into(), "— 昨 203".into())
    {
        return Err(format!("the row of the shift says {cells}").into());
    }
    Ok(())
}

/// The page stands still, the table scrolls, and its first column stays in sight.
async fn the_table_scrolls_by_itself(phone: &Browser) -> Told {
    let script = "const box = document.querySelector('.log-scroll'); box.scrollLeft = 400; \
        const first = box.querySelector('tbody th').getBoundingClientRect(); \
        const page = document.documentElement; \
        return [page.scrollWidth <= page.clientWidth, box.scrollLeft > 300, \
            first.left >= 0 && first.right <= page.clientWidth]";
    let still = phone.js(script, vec![]).await?;
    if still != json!([true, true, true]) {
        return Err(format!("page still, table scrolled, first column in sight: {still}").into());
    }
    Ok(())
}

/// Twelve hours ago nobody wrote a line: every row says so.
async fn the_shift_before_has_nothing(phone: &Browser) -> Told {
    phone.tap("上一班").await?;
    phone.sees("没有记录").await?;
    // The last of them is still due when the journey runs just before the next shift.
    let rows = "const rows = (of) => document.querySelectorAll(`table.log tbody ${of}`).length; \
        return [rows('tr'), rows('tr.is-blank') >= 5]";
    if phone.js(rows, vec![]).await? != json!([6, true]) {
        return Err("the shift before has not six empty rows".into());
    }
    phone.tap("下一班").await?;
    phone.sees("高 12").await
}

async fn the_head_reads_it(world: &World, round: &str) -> Told {
    let head = world.desk("head").await?;
    sign_in(&head, "zhoumin").await?;
    head.go(&format!("/office/rounds/{round}")).await?;
    head.tap("配电日志").await?;
    head.sees("高 12").await?;
    head.sees("昨 212").await?;
    head.arrives_at(&format!("/office/rounds/{round}/log")).await
}
