//! 待办 with no network, and what a person chooses to be told outside the app.

use patrol_e2e::steps::{ready_to_go_down, sign_in};
use patrol_e2e::{Told, journey};

#[test]
fn what_waits_is_listed_with_no_network_and_its_settings_say_that_they_need_one() {
    journey(async |world| {
        let phone = world.phone("head").await?;
        sign_in(&phone, "zhoumin").await?;
        phone.sees_element("[data-id=inbox-line]").await?;
        phone.go("/me").await?;
        phone.sees_element("[data-id=to-inbox]").await?;
        world.server.stop().await?;
        phone.go("/inbox").await?;
        phone.sees("按本机记录算的").await?;
        phone.sees("轮到您处理").await?;
        phone.go("/me").await?;
        phone.tap("提醒").await?;
        phone.sees("要联网才能看和改").await?;
        world.server.start_again().await
    });
}

#[test]
fn what_a_person_wants_told_is_kept_on_the_server() {
    journey(async |world| {
        let phone = world.phone("engineer").await?;
        ready_to_go_down(&phone, "lijianguo").await?;
        open(&phone).await?;
        phone.sees_element("[data-id=by-mail]").await?.click().await?;
        phone.fill("邮箱", "lijianguo").await?;
        phone.tap("保存").await?;
        phone.sees("邮箱不对").await?;
        phone.fill("邮箱", "lijianguo@example.cn").await?;
        phone.tap("保存").await?;
        phone.sees("提醒设置已存到服务器").await?;
        open(&phone).await?;
        phone.sees_element("[data-id=mail-address]").await?;
        Ok(())
    });
}

async fn open(phone: &patrol_e2e::Browser) -> Told {
    phone.go("/me").await?;
    phone.tap("提醒").await?;
    phone.sees("免打扰时段").await
}
