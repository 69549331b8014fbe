//! A paid repair at somebody's home (W03): from the call at the front desk to the follow-up by
//! another person, the work itself with no network.

use patrol_domain::case::{Case, FieldValue};
use patrol_e2e::says::{NAME, draw};
use patrol_e2e::steps::sign_in;
use patrol_e2e::witness::Witness;
use patrol_e2e::{Browser, Told, World, journey};

const TITLE: &str = "厨房水管漏水，在滴";
const ENTER: char = '\u{e007}';
const TAB: char = '\u{e004}';

#[test]
fn a_paid_repair_goes_from_the_call_to_the_follow_up_by_another_person() {
    journey(async |world| {
        called(world).await?;
        let service = person(world, "supervisor", "sunli").await?;
        dispatched(&service).await?;
        let worker = person(world, "worker", "zhanglei").await?;
        read(&worker, "已派工").await?;
        world.server.stop().await?;
        at_the_door(&worker).await?;
        priced_and_agreed(&worker).await?;
        done_and_signed(&worker).await?;
        world.server.start_again().await?;
        sent(&worker).await?;
        followed_up(&service, &worker).await?;
        held_by_the_server(world).await
    });
}

async fn person(world: &World, name: &str, login: &str) -> Told<Browser> {
    let phone = world.phone(name).await?;
    sign_in(&phone, login).await?;
    Ok(phone)
}

async fn sent(phone: &Browser) -> Told {
    phone.go("/").await?;
    phone.sees("已全部上传").await
}

async fn read(phone: &Browser, state: &str) -> Told {
    phone.go("/issues").await?;
    phone.tap("全部").await?;
    phone.tap(TITLE).await?;
    phone.sees(state).await
}

/// Opens the sheet of a move.
async fn begin(phone: &Browser, name: &str) -> Told {
    phone.tap(name).await?;
    phone.sees_element("dialog[open] .form").await?;
    Ok(())
}

async fn press(desk: &Browser, keys: &str) -> Told {
    desk.raw().active_element().await?.send_keys(keys).await?;
    Ok(())
}

async fn called(world: &World) -> Told {
    let desk = world.desk("front-desk").await?;
    sign_in(&desk, "wangfang").await?;
    desk.arrives_at("/office/intake").await?;
    desk.sees_element("[data-id=who]:focus").await?;
    press(&desk, &format!("赵秀英{ENTER}")).await?;
    desk.sees_element("[data-id=unit]:focus").await?;
    press(&desk, &format!("3栋2单元602{TAB}赵秀英{TAB}13800138867{TAB}")).await?;
    desk.sees_element("[data-id=words]:focus").await?;
    press(&desk, TITLE).await?;
    desk.tap("记下").await?;
    desk.sees("记下了：报修").await?;
    desk.go("/sync").await?;
    desk.sees("都已传到服务器").await
}

async fn dispatched(service: &Browser) -> Told {
    read(service, "已报修").await?;
    begin(service, "分类").await?;
    service.tap("有偿入户").await?;
    service.tap("一般").await?;
    service.tap("分类").await?;
    service.sees("已分类").await?;
    begin(service, "派工").await?;
    service.tap("张磊").await?;
    service.tap("否").await?;
    service.tap("派工").await?;
    service.sees("这位今天不适合上门。换一个人").await?;
    service.tap("是").await?;
    service.tap("派工").await?;
    service.sees("已派工").await?;
    sent(service).await
}

async fn at_the_door(worker: &Browser) -> Told {
    begin(worker, "接单").await?;
    worker.tap("是").await?;
    worker.fill("价目表版本", "2026-1").await?;
    worker.tap("接单").await?;
    worker.sees("已接单").await?;
    begin(worker, "到达").await?;
    worker.tap("到达").await?;
    worker.sees("已到达").await?;
    begin(worker, "入户").await?;
    worker.fill("谁同意入户", "赵秀英").await?;
    worker.tap("否").await?;
    worker.tap("入户").await?;
    worker.sees("先穿鞋套").await?;
    worker.tap("是").await?;
    worker.tap("入户").await?;
    worker.sees("已入户").await
}

/// What is paid is priced first, and the price agreed to.
async fn priced_and_agreed(worker: &Browser) -> Told {
    begin(worker, "判定").await?;
    worker.fill("原因", "垫圈老化").await?;
    worker.fill("怎么修", "换垫圈").await?;
    worker.tap("判定").await?;
    worker.sees("有偿的要先报价").await?;
    worker.tap("还可以写").await?;
    worker.fill("商定价格", "60").await?;
    worker.tap("判定").await?;
    worker.sees("已判定").await?;
    begin(worker, "请业主同意").await?;
    worker.tap("请业主同意").await?;
    worker.sees("待同意").await?;
    begin(worker, "业主同意").await?;
    worker.fill("说明", "当面同意 60 元").await?;
    worker.tap("业主同意").await?;
    worker.sees("先征得同意：停水停电、价格").await?;
    worker.tap("还可以写").await?;
    worker.tap("是").await?;
    worker.tap("业主同意").await?;
    worker.sees("维修中").await
}

/// Tested, tidied, signed for by the owner at the agreed price.
async fn done_and_signed(worker: &Browser) -> Told {
    begin(worker, "完工").await?;
    worker.fill("试验结果", "开关十次不滴").await?;
    worker.fill("用时", "25").await?;
    worker.tap("完工").await?;
    worker.sees("收尾还没做完").await?;
    worker.tap("还可以写").await?;
    worker.tap("是").await?;
    worker.tap("完工").await?;
    worker.sees("完工待验收").await?;
    begin(worker, "业主验收签字").await?;
    draw(worker, &NAME).await?;
    worker.fill("签名人姓名", "赵秀英").await?;
    worker.tap("满意").await?;
    worker.fill("实收金额", "80").await?;
    worker.tap("业主验收签字").await?;
    worker.sees("金额和商定的不同，写明新的约定").await?;
    worker.fill("实收金额", "60").await?;
    worker.tap("业主验收签字").await?;
    worker.sees("业主已验收").await?;
    begin(worker, "关闭").await?;
    worker.tap("关闭").await?;
    worker.sees("已关闭").await
}

/// Whoever did the work does not ask how it went.
async fn followed_up(service: &Browser, worker: &Browser) -> Told {
    read(service, "已关闭").await?;
    service.tap("更多").await?;
    begin(service, "抽中回访").await?;
    service.tap("抽中回访").await?;
    service.sees("待回访").await?;
    sent(service).await?;
    read(worker, "待回访").await?;
    if worker.offers("回访").await? {
        return Err("the worker may follow up their own work".into());
    }
    read(service, "待回访").await?;
    begin(service, "回访").await?;
    service.fill("回访结果", "不再滴水，态度好").await?;
    service.tap("回访").await?;
    service.sees("已回访").await?;
    sent(service).await
}

async fn held_by_the_server(world: &World) -> Told {
    let witness = Witness::sign_in(&world.server.address(), "sunli").await?;
    let cases = witness.cases().await?;
    let case: &Case = cases.iter().find(|case| case.title == TITLE).ok_or("no order")?;
    let verbs: Vec<_> = case.timeline.iter().map(|event| event.verb.as_str()).collect();
    let wanted = [
        "open",
        "triage",
        "dispatch",
        "accept",
        "arrive",
        "enter",
        "diagnose",
        "ask_consent",
        "consent",
        "complete",
        "sign",
        "close",
        "sample",
        "follow_up",
    ];
    let money = |field: &str| case.value(field) == Some(&FieldValue::Money { cents: 6000 });
    let signed = case.timeline.iter().find(|event| event.verb == "sign");
    let told = verbs == wanted
        && case.state == "followed_up"
        && money("price")
        && money("amount")
        && signed.is_some_and(|event| event.signatures.len() == 1)
        && case.timeline.last().is_some_and(|last| Some(last.by) != case.handler);
    if told { Ok(()) } else { Err(format!("the server holds {case:?}").into()) }
}
