//! A call at the front desk: who calls is found by the end of the phone number, and the call becomes
//! a repair, an enquiry and an issue, by keyboard alone, also where the line is gone.

use patrol_domain::case::{Case, FieldValue};
use patrol_e2e::poll::{PATIENCE, until_within};
use patrol_e2e::steps::sign_in;
use patrol_e2e::witness::Witness;
use patrol_e2e::{Browser, Told, World, journey};

const REPAIR: &str = "厨房水管漏水，在滴";
const ENQUIRY: &str = "装修垃圾几点能清";
const ISSUE: &str = "楼道灯三天没亮";
const CTRL: char = '\u{e009}';
const ENTER: char = '\u{e007}';
const TAB: char = '\u{e004}';
/// Lets go of all that is held.
const LOOSE: char = '\u{e000}';

#[test]
fn a_call_becomes_a_repair_an_enquiry_and_an_issue_by_keyboard_alone() {
    journey(async |world| {
        let desk = world.desk("front-desk").await?;
        sign_in(&desk, "wangfang").await?;
        desk.arrives_at("/office/intake").await?;
        by_hand(&desk).await?;
        desk.go("/sync").await?;
        desk.sees("都已传到服务器").await?;
        desk.go("/office/intake").await?;
        by_the_end_of_the_phone(&desk).await?;
        world.server.stop().await?;
        with_the_line_gone(&desk).await?;
        world.server.start_again().await?;
        held_by_the_server(world).await
    });
}

/// Keys to whatever has the focus.
async fn press(desk: &Browser, keys: &str) -> Told {
    desk.raw().active_element().await?.send_keys(keys).await?;
    Ok(())
}

/// The first call of somebody: the form stands with its first field ready.
async fn by_hand(desk: &Browser) -> Told {
    desk.sees_element("[data-id=who]:focus").await?;
    // Enter without anybody found goes on to the unit.
    press(desk, &format!("赵秀英{ENTER}")).await?;
    desk.sees_element("[data-id=unit]:focus").await?;
    press(desk, &format!("3栋2单元602{TAB}赵秀英{TAB}13800138867{TAB}")).await?;
    desk.sees_element("[data-id=words]:focus").await?;
    press(desk, &format!("{CTRL}{ENTER}{LOOSE}")).await?;
    desk.sees("先写一句他说什么").await?;
    press(desk, &format!("{REPAIR}{CTRL}{ENTER}{LOOSE}")).await?;
    desk.sees("记下了：报修").await?;
    desk.sees_element("[data-id=who]:focus").await?;
    Ok(())
}

async fn by_the_end_of_the_phone(desk: &Browser) -> Told {
    desk.sees_element("[data-id=who]:focus").await?;
    press(desk, "8867").await?;
    desk.sees("3栋2单元602 · 赵** · …8867").await?;
    if desk.shows("赵秀英").await? || desk.shows("13800138867").await? {
        return Err("the look-up shows more than it needs".into());
    }
    press(desk, &ENTER.to_string()).await?;
    desk.sees_element("[data-id=words]:focus").await?;
    press(desk, ENQUIRY).await?;
    desk.tap("咨询").await?;
    desk.tap("记下").await?;
    desk.sees("记下了：咨询").await
}

async fn with_the_line_gone(desk: &Browser) -> Told {
    desk.fill("来电人", "8867").await?;
    desk.sees("房号照样可以手写").await?;
    desk.fill("房号或位置", "5栋1单元楼道").await?;
    desk.fill("说什么", ISSUE).await?;
    desk.sees_element("[role=radio][data-key=issue]").await?.click().await?;
    desk.tap("记下").await?;
    desk.sees("先选类别").await?;
    desk.choose("类别", "照明").await?;
    desk.tap("记下").await?;
    desk.sees("记下了：问题").await
}

fn is(case: &Case, title: &str, flow: &str, unit: &str) -> bool {
    let held = FieldValue::Text { text: unit.into() };
    case.title == title && case.flow == flow && case.value("unit") == Some(&held)
}

async fn held_by_the_server(world: &World) -> Told {
    let witness = Witness::sign_in(&world.server.address(), "wangfang").await?;
    until_within("three cases of calls", PATIENCE, async || {
        let cases = witness.cases().await?;
        let wanted = [
            (REPAIR, "work_order", "3栋2单元602"),
            (ENQUIRY, "enquiry", "3栋2单元602"),
            (ISSUE, "issue", "5栋1单元楼道"),
        ];
        let held = |(title, flow, unit): &(&str, &str, &str)| {
            cases.iter().any(|case| is(case, title, flow, unit))
        };
        Ok(wanted.iter().all(held).then_some(()))
    })
    .await
}
