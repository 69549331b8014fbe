//! Goods leave by their slip (W22): customer service writes it and prints its code, the guard at the
//! gate scans it with no network, and it counts once; any other code is answered in a sentence.

use patrol_domain::case::Case;
use patrol_domain::ids::SiteId;
use patrol_domain::slip::slip_text;
use patrol_e2e::steps::sign_in;
use patrol_e2e::witness::Witness;
use patrol_e2e::{Browser, Need, Told, World, engine, journey};

const TITLE: &str = "搬出旧沙发一张";
const WAITS: &str = "搬出电动车一辆";

#[test]
fn goods_leave_once_by_the_code_of_their_slip() {
    journey(async |world| {
        let desk = world.phone("service").await?;
        sign_in(&desk, "wangfang").await?;
        applied(&desk, WAITS).await?;
        applied(&desk, TITLE).await?;
        issued(world, &desk).await?;
        let printed = printed(&desk).await?;
        sent(&desk).await?;
        let (slip, other) = (held(world, TITLE).await?, held(world, WAITS).await?);
        if printed != slip.slip_code() {
            return Err(format!("the paper says {printed}").into());
        }
        let text = slip_text(slip.site, &printed);
        let guard = world.phone_with_camera("guard", &text).await?;
        sign_in(&guard, "chenzhiqiang").await?;
        guard.go("/issues").await?;
        guard.tap("全部").await?;
        guard.sees(TITLE).await?;
        world.server.stop().await?;
        released(&guard, &printed).await?;
        other_codes_are_answered(&guard, &slip, &other).await?;
        world.server.start_again().await?;
        sent(&guard).await?;
        held_by_the_server(world).await
    });
}

async fn sent(phone: &Browser) -> Told {
    phone.go("/").await?;
    phone.sees("已全部上传").await
}

/// Opens the sheet of a move.
async fn begin(phone: &Browser, name: &str) -> Told {
    phone.tap(name).await?;
    phone.sees_element("dialog[open] .form").await?;
    Ok(())
}

async fn applied(desk: &Browser, title: &str) -> Told {
    desk.go("/issues").await?;
    desk.tap("新建").await?;
    desk.tap("物品放行").await?;
    desk.fill("一句话说清楚", title).await?;
    desk.fill("房号", "3栋2单元602").await?;
    desk.fill("申请人", "赵秀英").await?;
    desk.fill("物品清单", title).await?;
    desk.tap("搬出物品").await?;
    desk.tap("开物品放行").await?;
    desk.sees("王芳 开单").await
}

async fn issued(world: &World, desk: &Browser) -> Told {
    let now = Witness::sign_in(&world.server.address(), "wangfang").await?.session.server_time;
    let day = |days| now.plus_days(days).local(480).map(|day| day.date().to_string());
    let (past, until) = (day(-2).ok_or("a day")?, day(2).ok_or("a day")?);
    begin(desk, "核对身份").await?;
    desk.tap("没能确认").await?;
    desk.tap("核对身份").await?;
    desk.sees("身份已核").await?;
    begin(desk, "业主同意").await?;
    desk.tap("不需要").await?;
    desk.tap("业主同意").await?;
    desk.sees("身份没确认，要业主同意").await?;
    desk.tap("电话确认").await?;
    desk.fill("谁同意", "赵秀英").await?;
    desk.choose("同意时间", &format!("{past}T10:00")).await?;
    desk.tap("业主同意").await?;
    desk.sees("已同意").await?;
    begin(desk, "开放行条").await?;
    desk.choose("放行条有效到", &past).await?;
    desk.tap("开放行条").await?;
    desk.sees("有效期要在今天或以后").await?;
    desk.choose("放行条有效到", &until).await?;
    desk.tap("开放行条").await?;
    desk.sees("放行条已开").await
}

/// The paper: a QR code, its eight characters, the goods; nobody's name.
async fn printed(desk: &Browser) -> Told<String> {
    desk.tap("打印单子").await?;
    desk.sees_element("svg.qr").await?;
    desk.sees("物品清单").await?;
    desk.sees("只能用一次").await?;
    if desk.shows("赵秀英").await? {
        return Err("the paper names the resident".into());
    }
    let code = desk.sees_element("[data-id=paper-code]").await?.text().await?;
    Ok(code.split_whitespace().collect())
}

/// At the gate, with no network: scanned by the camera where the engine has a film.
async fn released(guard: &Browser, code: &str) -> Told {
    if engine().has(Need::Film) {
        guard.go("/scan").await?;
    } else {
        looked_up(guard, code).await?;
    }
    guard.sees("放行条已开").await?;
    begin(guard, "扫码核对").await?;
    if guard.value("单子上的码").await? != code {
        return Err("the scanned code was not kept".into());
    }
    guard.tap("扫码核对").await?;
    guard.sees("岗亭已核").await?;
    begin(guard, "放行").await?;
    guard.tap("否").await?;
    guard.tap("放行").await?;
    guard.sees("物品不一致，不能放行").await?;
    guard.tap("是").await?;
    guard.tap("放行").await?;
    guard.sees("已放行").await
}

async fn looked_up(guard: &Browser, code: &str) -> Told {
    guard.go("/slip").await?;
    guard.fill("单子上的 8 位码", code).await?;
    guard.tap("核对").await
}

/// W22: used, not issued, unknown, foreign, and no slip at all.
async fn other_codes_are_answered(guard: &Browser, slip: &Case, waits: &Case) -> Told {
    looked_up(guard, &slip.slip_code().to_lowercase()).await?;
    guard.sees("这张单子已经办结：已放行").await?;
    looked_up(guard, &waits.slip_code()).await?;
    guard.sees("这张单子还没开好，现在是“已申请”").await?;
    looked_up(guard, "22222222").await?;
    guard.sees("手机里没有这张单子").await?;
    looked_up(guard, "7K4Q2N").await?;
    guard.sees("这不是单子上的码").await?;
    let elsewhere: SiteId = "01990000-0000-7000-8000-00000000000e".parse()?;
    guard.go(&format!("/slip?code={}", slip_text(elsewhere, &slip.slip_code()))).await?;
    guard.sees("这是别的项目的单子").await
}

async fn held(world: &World, title: &str) -> Told<Case> {
    let witness = Witness::sign_in(&world.server.address(), "wangfang").await?;
    let cases = witness.cases().await?;
    Ok(cases.into_iter().find(|case| case.title == title).ok_or("no slip")?)
}

async fn held_by_the_server(world: &World) -> Told {
    let case = held(world, TITLE).await?;
    let verbs: Vec<_> = case.timeline.iter().map(|event| event.verb.as_str()).collect();
    let wanted = ["open", "check_identity", "consent", "issue_slip", "gate_check", "release"];
    let by: Vec<_> = case.timeline.iter().map(|event| event.by).collect();
    let told = verbs == wanted
        && case.state == "released"
        && case.closed_at.is_some()
        && by[4] != by[3]
        && case.numbers.get("slip").is_some_and(|asked| asked.number.is_some());
    if told { Ok(()) } else { Err(format!("the server holds {case:?}").into()) }
}
