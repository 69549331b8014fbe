//! Several people on one issue with no network (W28): what is written in different fields holds, of
//! two values in one field a person says which, and a move that came too late waits with ways on.

use patrol_domain::case::{Case, FieldValue};
use patrol_e2e::steps::sign_in;
use patrol_e2e::witness::Witness;
use patrol_e2e::{Browser, Told, World, journey, pictures};

const TITLE: &str = "车库灯一排不亮";
const BACK: &str = "还是你接着弄";

#[test]
fn what_several_people_did_offline_on_one_issue_is_kept_and_asked_about() {
    journey(async |world| {
        let head = person(world, "head", "zhoumin").await?;
        filed(&head).await?;
        let mut handler = person(world, "handler", "lijianguo").await?;
        let manager = person(world, "manager", "hewei").await?;
        read(&handler, "整改中").await?;
        read(&manager, "整改中").await?;
        let days = [days_after(world, 3).await?, days_after(world, 5).await?];
        world.server.stop().await?;
        noted(&handler).await?;
        planned(&head, &days[0]).await?;
        planned(&manager, &days[1]).await?;
        world.server.start_again().await?;
        for phone in [&head, &handler, &manager] {
            sent(phone).await?;
        }
        both_values_stand(&held(world).await?)?;
        a_person_says_which_holds(&handler, &head).await?;
        world.server.stop().await?;
        finished_too_late(world, &mut handler, &head).await?;
        the_way_on(&handler, &head).await?;
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

/// Opens the sheet of a move, where it is not among the big ones behind 更多.
async fn begin(phone: &Browser, name: &str) -> Told {
    if !phone.offers(name).await? {
        phone.tap("更多").await?;
    }
    phone.tap(name).await?;
    phone.sees_element("dialog[open] .form").await?;
    Ok(())
}

async fn days_after(world: &World, days: i64) -> Told<String> {
    let now = Witness::sign_in(&world.server.address(), "hewei").await?.session.server_time;
    Ok(now.plus_days(days).local(480).ok_or("a day")?.date().to_string())
}

async fn filed(head: &Browser) -> Told {
    head.go("/snap").await?;
    head.sees("还没有照片").await?;
    head.choose_file(&pictures::lamp()).await?;
    head.sees_element("img[alt^=随手拍]").await?;
    head.fill("说明", TITLE).await?;
    head.tap("照明与低压").await?;
    head.tap("记下这个问题").await?;
    head.sees("问题已存在本机").await?;
    read(head, "待派").await?;
    begin(head, "派单").await?;
    head.tap("李建国").await?;
    head.tap("派给 李建国").await?;
    head.sees("整改中").await?;
    sent(head).await
}

/// The handler writes what it cost.
async fn noted(handler: &Browser) -> Told {
    read(handler, "整改中").await?;
    begin(handler, "记一步").await?;
    handler.fill("说明", "买了镇流器").await?;
    handler.tap("还可以写").await?;
    handler.fill("费用", "12.5").await?;
    handler.tap("记一步").await?;
    handler.sees("李建国 记一步").await
}

/// A day for it, by two people who do not see each other.
async fn planned(phone: &Browser, day: &str) -> Told {
    read(phone, "整改中").await?;
    begin(phone, "派单").await?;
    phone.tap("李建国").await?;
    phone.tap("还可以写").await?;
    phone.choose("计划完成日", day).await?;
    phone.tap("派给 李建国").await?;
    phone.sees("计划完成日").await
}

fn both_values_stand(case: &Case) -> Told {
    let planned = case.fields.get("planned_date").ok_or("no planned day")?;
    let cost = case.value("cost") == Some(&FieldValue::Money { cents: 1250 });
    if cost && planned.entries.len() == 2 && planned.rivals.len() == 2 {
        return Ok(());
    }
    Err(format!("the server holds {:?}", case.fields).into())
}

async fn a_person_says_which_holds(handler: &Browser, head: &Browser) -> Told {
    read(handler, "计划完成日有两种写法，以哪个为准").await?;
    handler.sees("请部门主管或经理来定").await?;
    if handler.offers("以这个为准").await? {
        return Err("the handler may say which value holds".into());
    }
    read(head, "计划完成日有两种写法，以哪个为准").await?;
    head.tap("以这个为准").await?;
    head.sees_no_more("有两种写法").await?;
    sent(head).await
}

/// The head gives it to somebody else while the handler, out of reach, finishes it.
async fn finished_too_late(world: &mut World, handler: &mut Browser, head: &Browser) -> Told {
    read(handler, "整改中").await?;
    begin(handler, "整改完成").await?;
    handler.choose_file(&pictures::repaired()).await?;
    handler.sees_element("dialog[open] img").await?;
    handler.fill("做了什么", "换了镇流器").await?;
    handler.tap("整改完成").await?;
    handler.sees("待复核").await?;
    handler.close().await?;
    read(head, "整改中").await?;
    begin(head, "派单").await?;
    head.tap("张磊").await?;
    head.tap("派给 张磊").await?;
    head.sees("周敏 派给 张磊").await?;
    world.server.start_again().await?;
    sent(head).await?;
    handler.open_again().await?;
    handler.go("/sync").await?;
    handler.sees("要处理 1").await?;
    handler.sees("换了镇流器").await
}

/// Nothing is lost: asked, the head gives it back, and one tap sends what was done.
async fn the_way_on(handler: &Browser, head: &Browser) -> Told {
    for way in ["重传", "放弃", "导出备份"] {
        if !handler.offers(way).await? {
            return Err(format!("no `{way}` for what was refused").into());
        }
    }
    read(head, "整改中").await?;
    begin(head, "派单").await?;
    head.tap("李建国").await?;
    head.tap("还可以写").await?;
    head.fill("说明", BACK).await?;
    head.tap("派给 李建国").await?;
    head.sees(BACK).await?;
    sent(head).await?;
    read(handler, BACK).await?;
    handler.go("/sync").await?;
    handler.tap("重传").await?;
    handler.sees("都已传到服务器").await?;
    read(handler, "待复核").await
}

async fn held(world: &World) -> Told<Case> {
    let witness = Witness::sign_in(&world.server.address(), "hewei").await?;
    let cases = witness.cases().await?;
    Ok(cases.into_iter().find(|case| case.title == TITLE).ok_or("no issue")?)
}

async fn held_by_the_server(world: &World) -> Told {
    let case = held(world).await?;
    let planned = case.fields.get("planned_date").ok_or("no planned day")?;
    let finish = case.timeline.iter().filter(|event| event.verb == "finish").collect::<Vec<_>>();
    let told = case.state == "done"
        && planned.rivals.is_empty()
        && planned.entries.len() >= 2
        && finish.len() == 1
        && finish[0].note == "换了镇流器"
        && finish[0].photos.len() == 1;
    if told { Ok(()) } else { Err(format!("the server holds {case:?}").into()) }
}
