//! The engineer's part: walk, find, snap, be killed, go on, finish.

use patrol_e2e::steps::{
    DOOR, Give, PUMP_ROOM, WALK, answer, at_item, begin_round, type_reading, type_the_code,
};
use patrol_e2e::{Browser, Need, Told, engine, pictures};
use std::time::{Duration, Instant};

pub const LEAK: &str = "2 号泵进水法兰滴漏，约每秒 1 滴";
pub const HIGH: &str = "两台泵同时在跑，刚切换";
pub const LAMP: &str = "地库 B 区灯不亮";
pub const OVERALL: &str = "有一处渗漏，已报";

/// Scans the door, answers seven items, one of them out of its limits, and reports the leak.
pub async fn walk_to_the_leak(phone: &Browser) -> Told {
    begin_round(phone).await?;
    if engine().has(Need::Film) {
        the_door_is_scanned_by_camera(phone).await?;
    } else {
        type_the_code(phone, DOOR).await?;
    }
    for (item, give) in &WALK[..2] {
        answer(phone, item, *give).await?;
    }
    out_of_limits_is_explained_before_it_is_accepted(phone).await?;
    phone.sees(if engine().has(Need::Film) { "已到位" } else { "手输短码" }).await?;
    for (item, give) in &WALK[3..7] {
        answer(phone, item, *give).await?;
    }
    report_the_leak(phone).await
}

/// The film in front of the camera shows the code; the round goes on where it was.
async fn the_door_is_scanned_by_camera(phone: &Browser) -> Told {
    phone.tap("未到位").await?;
    at_item(phone, "C37-01").await?;
    phone.sees_no_more("未到位").await
}

async fn out_of_limits_is_explained_before_it_is_accepted(phone: &Browser) -> Told {
    at_item(phone, "C37-03").await?;
    type_reading(phone, "19.5").await?;
    phone.sees("高于上限 1.5").await?;
    phone.tap("记异常").await?;
    phone.sees("再看一眼表").await?;
    phone.tap("记异常").await?;
    phone.sees("超出范围，写一句现场情况").await?;
    phone.tap("记下，到下一项").await?;
    phone.sees("写一句看到什么").await?;
    phone.fill("看到什么", HIGH).await?;
    phone.tap("记下，到下一项").await?;
    at_item(phone, "C37-04").await
}

/// 异常 with a photo: the sheet has category and severity set by the item.
async fn report_the_leak(phone: &Browser) -> Told {
    at_item(phone, "C37-08").await?;
    phone.tap("异常").await?;
    phone.sees("转为问题").await?;
    phone.choose_file(&pictures::large_leak()).await?;
    phone.sees_element("dialog[open] img").await?;
    phone.sees("校验").await?;
    phone.fill("看到什么", LEAK).await?;
    phone.tap("记下，到下一项").await?;
    at_item(phone, "C37-09").await
}

/// From the big button, with no round open on the screen.
pub async fn snap_an_issue_within_ten_seconds(phone: &Browser) -> Told {
    phone.tap("返回").await?;
    phone.sees("今日").await?;
    let begun = Instant::now();
    phone.tap("随手拍").await?;
    phone.sees("还没有照片").await?;
    phone.choose_file(&pictures::lamp()).await?;
    phone.sees_element("img[alt^=随手拍]").await?;
    phone.fill("说明", LAMP).await?;
    phone.tap("照明与低压").await?;
    phone.tap("记下这个问题").await?;
    phone.sees("问题已存在本机").await?;
    let took = begun.elapsed();
    if took > Duration::from_secs(10) {
        return Err(format!("filing an issue took {took:?}").into());
    }
    Ok(())
}

/// SIGKILL in the middle; every answer and photo is there, and the round goes on where it was.
pub async fn kill_and_go_on_at_the_same_item(phone: &mut Browser) -> Told {
    phone.go("/").await?;
    phone.tap(PUMP_ROOM).await?;
    at_item(phone, "C37-09").await?;
    phone.kill().await?;
    phone.open_again().await?;
    phone.go("/").await?;
    phone.tap(PUMP_ROOM).await?;
    at_item(phone, "C37-09").await?;
    phone.sees_element("[data-id=previous]").await?.click().await?;
    at_item(phone, "C37-08").await?;
    phone.sees("0.42").await?;
    phone.sees("19.5").await?;
    phone.sees("异常").await?;
    phone.sees_element("[data-item=\"C37-08\"] img").await?;
    phone.tap("水池液位").await?;
    at_item(phone, "C37-09").await
}

/// One item is left out, found in the summary by one tap, answered, and the round handed in.
pub async fn finish(phone: &Browser) -> Told {
    for (item, give) in &WALK[8..13] {
        answer(phone, item, *give).await?;
    }
    at_item(phone, "C37-14").await?;
    phone.tap("排水泵、集水坑浮球").await?;
    for (item, give) in &WALK[14..] {
        answer(phone, item, *give).await?;
    }
    sign(phone).await?;
    at_item(phone, "C37-14").await?;
    phone.sees_element("[data-id=ticks]").await?.click().await?;
    phone.sees("还有 1 项没答").await?;
    phone.tap("交卷").await?;
    phone.sees("回去答完，或选一个原因").await?;
    phone.tap("阀门编号、流向标识").await?;
    answer(phone, "C37-14", Give::Ok).await?;
    // What was signed has changed: it is signed again.
    phone.sees("原来的签名已作废").await?;
    sign(phone).await?;
    phone.tap("看总结").await?;
    phone.sees("已答 19 项，共 19 项").await?;
    phone.fill("总的情况", OVERALL).await?;
    phone.tap("交卷").await?;
    phone.sees("已交卷").await
}

/// Draws a name with the finger.
pub async fn sign(phone: &Browser) -> Told {
    at_item(phone, "C37-19").await?;
    let pad = phone.sees_element("[data-id=sign-pad]").await?;
    phone.draw(&pad, &[(200, 300), (400, 600), (600, 300), (700, 700), (300, 800)]).await?;
    phone.fill("签名人姓名", "李建国").await?;
    phone.tap("签好了").await
}

/// The sync page says in words what waits, each with its state and age.
pub async fn what_waits_is_listed(phone: &Browser) -> Told {
    phone.go("/sync").await?;
    phone.sees("待传").await?;
    phone.sees("只在本机 ").await?;
    phone.sees(PUMP_ROOM).await?;
    phone.sees("照片 0/1").await?;
    phone.sees("刚才").await?;
    phone.go("/").await
}
