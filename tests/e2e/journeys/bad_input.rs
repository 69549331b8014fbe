//! What goes wrong in the field: each gets a plain sentence, and nothing typed or taken is lost.

mod drafts;
mod files;
mod room;

use patrol_e2e::steps::{
    DOOR, Give, PUMP_ROOM, WALK, answer, at_item, begin_round, checkpoint, printed,
    ready_to_go_down, to_the_scan, type_the_code,
};
use patrol_e2e::witness::{PASSWORD, Witness};
use patrol_e2e::{Need, Told, journey, journey_with};

#[test]
fn a_wrong_password_is_told_and_the_login_stays_typed() {
    journey(async |world| {
        let phone = world.phone("engineer").await?;
        phone.go("/").await?;
        phone.fill("账号", "lijianguo").await?;
        phone.fill("密码", "not-the-password").await?;
        phone.tap("登录").await?;
        phone.sees("账号或密码不对").await?;
        if phone.value("账号").await? != "lijianguo" {
            return Err("the login was lost".into());
        }
        phone.fill("密码", PASSWORD).await?;
        phone.tap("登录").await?;
        phone.sees(PUMP_ROOM).await
    });
}

#[test]
fn a_session_that_ends_offline_stops_no_work_and_the_same_person_sends_it_later() {
    journey(async |world| {
        let phone = world.phone("engineer").await?;
        ready_to_go_down(&phone, "lijianguo").await?;
        world.server.stop().await?;
        phone.raw().delete_all_cookies().await?;
        begin_round(&phone).await?;
        type_the_code(&phone, DOOR).await?;
        answer(&phone, "C37-01", Give::Reading("0.42")).await?;
        world.server.start_again().await?;
        phone.sees("登录过期，记录照常，传输要重新登录").await?;
        answer(&phone, "C37-02", Give::Reading("42.5")).await?;
        phone.go("/sync").await?;
        phone.tap("重新登录").await?;
        phone.fill("账号", "lijianguo").await?;
        phone.fill("密码", PASSWORD).await?;
        phone.tap("登录").await?;
        phone.sees("都已传到服务器").await?;
        let witness = Witness::sign_in(&world.server.address(), "lijianguo").await?;
        let rounds = witness.rounds("C37").await?;
        if rounds.iter().any(|round| round.answers.len() == 2) {
            Told::Ok(())
        } else {
            Err("the two answers did not arrive".into())
        }
    });
}

#[test]
fn a_refused_camera_is_told_and_the_short_code_serves() {
    journey(async |world| {
        let phone = world.phone("engineer").await?;
        ready_to_go_down(&phone, "lijianguo").await?;
        begin_round(&phone).await?;
        to_the_scan(&phone).await?;
        phone.sees("相机没有打开").await?;
        phone.fill("码下面的 6 位短码", "7k4q2n").await?;
        phone.tap("到位").await?;
        for (item, give) in &WALK[..3] {
            answer(&phone, item, *give).await?;
        }
        phone.sees("手输短码").await
    });
}

#[test]
fn the_checkpoint_of_another_site_is_named_as_such() {
    journey_with(Need::Film, async |world| {
        let other = checkpoint(world, "qianjun", "").await?;
        let code = printed(other.site, &other.code);
        let phone = world.phone_with_camera("engineer", &code).await?;
        ready_to_go_down(&phone, "lijianguo").await?;
        begin_round(&phone).await?;
        to_the_scan(&phone).await?;
        phone.sees("这是别的项目的点位").await
    });
}

#[test]
fn what_is_no_number_is_told_and_stays_on_the_screen() {
    journey(async |world| {
        let phone = world.phone("engineer").await?;
        ready_to_go_down(&phone, "lijianguo").await?;
        begin_round(&phone).await?;
        type_the_code(&phone, DOOR).await?;
        at_item(&phone, "C37-01").await?;
        for wrong in ["1e400", "--", "1.2.3", "0.1234567"] {
            phone.fill("读数", wrong).await?;
            phone.tap("下一项").await?;
            phone.sees_element("[role=alert]").await?;
            at_item(&phone, "C37-01").await?;
        }
        // W17: a slip of the point, which no gauge shows.
        phone.fill("读数", "42").await?;
        phone.tap("下一项").await?;
        phone.sees("表上不会是这个数，只会是 0–10").await?;
        at_item(&phone, "C37-01").await?;
        phone.fill("读数", "0.42").await?;
        phone.tap("下一项").await?;
        at_item(&phone, "C37-02").await
    });
}

#[test]
fn an_address_that_leads_nowhere_says_so_and_leads_back() {
    journey(async |world| {
        let phone = world.phone("engineer").await?;
        ready_to_go_down(&phone, "lijianguo").await?;
        phone.go("/no/such/page").await?;
        phone.sees("没有这一页").await?;
        phone.tap("今日").await?;
        phone.sees(PUMP_ROOM).await
    });
}
