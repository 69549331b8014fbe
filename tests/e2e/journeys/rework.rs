//! An issue that goes the long way (W02): an extension refused and then granted by another person,
//! work sent back, verified on site by whoever found it, and opened again by the weekly re-check.

use patrol_domain::case::Case;
use patrol_e2e::steps::sign_in;
use patrol_e2e::witness::Witness;
use patrol_e2e::{Browser, Told, World, journey, pictures};
use std::path::Path;

const TITLE: &str = "车库灯一排不亮";

#[test]
fn an_issue_is_extended_reworked_verified_by_another_and_opened_again() {
    journey(async |world| {
        let guard = world.phone("guard").await?;
        filed(&guard).await?;
        let head = person(world, "head", "zhoumin").await?;
        assigned(&head).await?;
        let handler = person(world, "handler", "lijianguo").await?;
        let manager = person(world, "manager", "hewei").await?;
        let late = days_after(world, 12).await?;
        asked_for_time(&handler, &days_after(world, 2).await?, &late).await?;
        answered(&manager, "备件要等", "不同意延期", "备件今天到").await?;
        let first = held(world).await?;
        asked_again(&handler, &late).await?;
        answered(&manager, "供货商改到下周", "同意延期", "供货商改期").await?;
        moved_on(&first, &held(world).await?)?;
        repaired(&handler, "供货商改期", "换了镇流器", &pictures::repaired()).await?;
        sent_back(&head).await?;
        repaired(&handler, "还在闪", "重接了线", &pictures::leak()).await?;
        nobody_seals_their_own(&handler).await?;
        sealed(&guard).await?;
        opened_again(world).await?;
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

/// The issue in the words of the server: what others did meanwhile has come.
async fn read(phone: &Browser, state: &str) -> Told {
    phone.go("/issues").await?;
    phone.tap("全部").await?;
    phone.tap(TITLE).await?;
    phone.sees(state).await
}

/// Opens the sheet of a move that is not among the big ones.
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

async fn filed(guard: &Browser) -> Told {
    sign_in(guard, "chenzhiqiang").await?;
    guard.go("/snap").await?;
    guard.sees("还没有照片").await?;
    guard.choose_file(&pictures::lamp()).await?;
    guard.sees_element("img[alt^=随手拍]").await?;
    guard.fill("说明", TITLE).await?;
    guard.tap("照明与低压").await?;
    guard.tap("记下这个问题").await?;
    guard.sees("问题已存在本机").await?;
    sent(guard).await
}

async fn assigned(head: &Browser) -> Told {
    read(head, "待派").await?;
    head.tap("派单").await?;
    head.tap("李建国").await?;
    head.tap("派给 李建国").await?;
    head.sees("整改中").await?;
    sent(head).await
}

/// R92: a reason, what was done so far, and a date after the old one.
async fn asked_for_time(handler: &Browser, early: &str, late: &str) -> Told {
    read(handler, "整改中").await?;
    begin(handler, "申请延期").await?;
    handler.fill("说明", "备件要等").await?;
    handler.choose("新的期限", early).await?;
    handler.tap("申请延期").await?;
    handler.sees("先填“已经做了什么”").await?;
    handler.fill("已经做了什么", "已断电、围挡").await?;
    handler.tap("申请延期").await?;
    handler.sees("新期限要晚于原期限").await?;
    handler.choose("新的期限", late).await?;
    handler.tap("申请延期").await?;
    handler.sees("李建国 申请延期").await?;
    handler.tap("更多").await?;
    if handler.offers("同意延期").await? {
        return Err("whoever asks for time may grant it".into());
    }
    sent(handler).await
}

async fn asked_again(handler: &Browser, late: &str) -> Told {
    read(handler, "何伟 不同意延期").await?;
    begin(handler, "申请延期").await?;
    handler.fill("说明", "供货商改到下周").await?;
    handler.choose("新的期限", late).await?;
    handler.fill("已经做了什么", "已断电、围挡、换了三根").await?;
    handler.tap("申请延期").await?;
    handler.sees("供货商改到下周").await?;
    sent(handler).await
}

/// `asked` is what the handler wrote: it must have come before it is answered.
async fn answered(manager: &Browser, asked: &str, name: &str, why: &str) -> Told {
    read(manager, asked).await?;
    begin(manager, name).await?;
    manager.tap(name).await?;
    manager.sees("写一句说明").await?;
    manager.fill("说明", why).await?;
    manager.tap(name).await?;
    manager.sees(&format!("何伟 {name}")).await?;
    sent(manager).await
}

/// A refusal leaves the date; what is granted moves it and is counted.
fn moved_on(before: &Case, after: &Case) -> Told {
    let kept = before.counted("extensions") == 0 && before.option("extension").is_some();
    if kept && after.counted("extensions") == 1 && after.due_at > before.due_at {
        return Ok(());
    }
    Err(format!("due at {:?}, then at {:?}", before.due_at, after.due_at).into())
}

async fn repaired(handler: &Browser, after: &str, note: &str, picture: &Path) -> Told {
    read(handler, after).await?;
    begin(handler, "整改完成").await?;
    handler.choose_file(picture).await?;
    handler.sees_element("dialog[open] img").await?;
    handler.fill("做了什么", note).await?;
    handler.tap("整改完成").await?;
    handler.sees("待复核").await?;
    sent(handler).await
}

async fn sent_back(head: &Browser) -> Told {
    read(head, "换了镇流器").await?;
    begin(head, "退回整改").await?;
    head.choose_file(&pictures::lamp()).await?;
    head.sees_element("dialog[open] img").await?;
    head.fill("哪里不行", "还在闪").await?;
    head.tap("退回整改").await?;
    head.sees("周敏 退回整改").await?;
    sent(head).await
}

/// R94.
async fn nobody_seals_their_own(handler: &Browser) -> Told {
    read(handler, "待复核").await?;
    handler.sees("本人整改，请他人复核").await?;
    match handler.offers("按住盖章").await? {
        true => Err("the handler may seal".into()),
        false => Ok(()),
    }
}

/// R93: on site, by a photo taken now, by whoever found it.
async fn sealed(guard: &Browser) -> Told {
    read(guard, "重接了线").await?;
    guard.tap("按住盖章").await?;
    guard.choose_file(&pictures::repaired()).await?;
    guard.sees("复核合格，已在现场").await?;
    guard.hold_until("按住盖章", "已盖章").await?;
    guard.sees("已闭环").await?;
    sent(guard).await
}

/// R09: the weekly re-check finds it again; a new term of seven days begins.
async fn opened_again(world: &World) -> Told {
    let quality = person(world, "quality", "zhenghao").await?;
    read(&quality, "已闭环").await?;
    begin(&quality, "重开").await?;
    quality.fill("说明", "复查又不亮").await?;
    quality.choose_file(&pictures::lamp()).await?;
    quality.sees_element("dialog[open] img").await?;
    quality.tap("重开").await?;
    quality.sees("复查退回").await?;
    sent(&quality).await
}

async fn held(world: &World) -> Told<Case> {
    let witness = Witness::sign_in(&world.server.address(), "hewei").await?;
    let cases = witness.cases().await?;
    Ok(cases.into_iter().find(|case| case.title == TITLE).ok_or("no issue")?)
}

async fn held_by_the_server(world: &World) -> Told {
    let case = held(world).await?;
    let verbs: Vec<_> = case.timeline.iter().map(|event| event.verb.as_str()).collect();
    let wanted = [
        "file",
        "assign",
        "request_extension",
        "refuse_extension",
        "request_extension",
        "grant_extension",
        "finish",
        "reject",
        "finish",
        "verify",
        "reopen",
    ];
    let by = |at: usize| case.timeline[at].by;
    let week = case.due_at.map(|due| due.minutes_since(case.timeline[10].at));
    let told = verbs == wanted
        && case.state == "reopened"
        && case.closed_at.is_none()
        && case.attempts == 1
        && case.counted("reopenings") == 1
        && week == Some(7 * 24 * 60)
        && by(3) != by(2)
        && by(9) != by(8)
        && case.verifier == Some(case.finder)
        && case.timeline[9].sealed;
    if told { Ok(()) } else { Err(format!("the server holds {case:?}").into()) }
}
