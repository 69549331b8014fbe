//! A staff ticket from the pump room to its withdrawal (W08): opened with no network, the signature
//! refused before a witness, objected to, and decided by another person than wrote it.

use patrol_domain::case::Case;
use patrol_e2e::steps::sign_in;
use patrol_e2e::witness::Witness;
use patrol_e2e::{Browser, Told, World, journey};

const TITLE: &str = "夜班离岗四十分钟";

#[test]
fn a_ticket_is_opened_offline_refused_before_a_witness_and_decided_by_another_person() {
    journey(async |world| {
        let writer = world.phone("quality").await?;
        sign_in(&writer, "zhenghao").await?;
        writer.tap("问题").await?;
        writer.sees("新建").await?;
        world.server.stop().await?;
        opened(&writer).await?;
        refused_to_sign(&writer).await?;
        world.server.start_again().await?;
        sent(&writer).await?;
        objected(world).await?;
        viewed(world).await?;
        decided(world).await?;
        held_by_the_server(world).await
    });
}

/// Opens the sheet of a move.
async fn begin(phone: &Browser, name: &str) -> Told {
    phone.tap(name).await?;
    phone.sees_element("dialog[open] [data-id=report-send]").await?;
    Ok(())
}

async fn sent(phone: &Browser) -> Told {
    phone.go("/").await?;
    phone.sees("已全部上传").await
}

async fn opened(writer: &Browser) -> Told {
    writer.tap("新建").await?;
    writer.tap("违纪单").await?;
    // Without a word nothing is opened, and the page says what is missing.
    writer.tap("开违纪单").await?;
    writer.sees("写一句再交").await?;
    writer.fill("一句话说清楚", TITLE).await?;
    writer.tap("开违纪单").await?;
    writer.sees("先写在哪里").await?;
    writer.fill("具体位置（可不写）", "生活水泵房").await?;
    writer.tap("开违纪单").await?;
    writer.sees("先填“被开单的人”").await?;
    writer.choose("被开单的人", "李建国").await?;
    writer.choose("部门", "工程").await?;
    writer.fill("违反哪一条", "第 12 条").await?;
    writer.fill("事实", "22:10 至 22:50 不在岗，三次呼叫无应答").await?;
    writer.fill("扣分", "101").await?;
    writer.tap("开违纪单").await?;
    writer.sees("“扣分”填得不对").await?;
    writer.fill("扣分", "5").await?;
    writer.choose("发生时间", "2026-11-20T22:10").await?;
    writer.tap("开违纪单").await?;
    writer.sees("郑浩 开单").await?;
    begin(writer, "开具").await?;
    writer.tap("开具").await?;
    writer.sees("已开具").await
}

async fn refused_to_sign(writer: &Browser) -> Told {
    begin(writer, "记拒签").await?;
    writer.choose("拒签见证人", "李建国").await?;
    writer.tap("记拒签").await?;
    writer.sees("见证人要是第三个人").await?;
    writer.choose("拒签见证人", "陈志强").await?;
    writer.tap("记拒签").await?;
    writer.sees("郑浩 记拒签").await?;
    writer.sees("没有照片，也没有证人").await
}

async fn read(world: &World, name: &str, login: &str) -> Told<Browser> {
    let phone = world.phone(name).await?;
    sign_in(&phone, login).await?;
    phone.go("/issues").await?;
    phone.tap("全部").await?;
    phone.tap(TITLE).await?;
    Ok(phone)
}

async fn objected(world: &World) -> Told {
    let employee = read(world, "employee", "lijianguo").await?;
    begin(&employee, "申诉").await?;
    employee.tap("申诉").await?;
    employee.sees("写一句说明").await?;
    employee.fill("说明", "去配电房处理跳闸，有派工记录").await?;
    employee.tap("申诉").await?;
    employee.sees("申诉中").await?;
    sent(&employee).await
}

async fn viewed(world: &World) -> Told {
    let head = read(world, "head", "zhoumin").await?;
    head.tap("更多").await?;
    head.tap("部门意见").await?;
    head.fill("说明", "派工记录属实").await?;
    head.tap("撤销").await?;
    head.tap("部门意见").await?;
    head.sees("周敏 部门意见").await?;
    sent(&head).await
}

/// The manager decides; whoever wrote the ticket may not.
async fn decided(world: &World) -> Told {
    let manager = read(world, "manager", "hewei").await?;
    manager.tap("撤销").await?;
    manager.fill("说明", "离岗有因，撤销").await?;
    manager.tap("撤销").await?;
    manager.sees("何伟 撤销").await?;
    sent(&manager).await
}

async fn held_by_the_server(world: &World) -> Told {
    let witness = Witness::sign_in(&world.server.address(), "zhenghao").await?;
    let cases = witness.cases().await?;
    let case: &Case = cases.iter().find(|case| case.title == TITLE).ok_or("no ticket")?;
    let verbs: Vec<_> = case.timeline.iter().map(|event| event.verb.as_str()).collect();
    let wanted = ["open", "issue", "note_refusal", "object", "give_view", "withdraw"];
    let by: Vec<_> = case.timeline.iter().map(|event| event.by).collect();
    let numbered = case.number.as_deref().is_some_and(|number| number.starts_with("WJ"));
    let told = verbs == wanted
        && case.state == "withdrawn"
        && case.closed_at.is_some()
        && numbered
        && by[5] != by[0]
        && by[5] != by[4];
    if told { Ok(()) } else { Err(format!("the server holds {case:?}").into()) }
}
