//! A phone with no room left, and storage refused.

use patrol_e2e::steps::ready_to_go_down;
use patrol_e2e::{Told, journey, pictures};
use serde_json::json;

#[test]
fn a_full_phone_says_so_and_keeps_the_words_until_there_is_room() {
    journey(async |world| {
        let phone = world.phone("engineer").await?;
        ready_to_go_down(&phone, "lijianguo").await?;
        phone.tap("随手拍").await?;
        phone.fill("说明", "井盖松动").await?;
        let origin = phone.server().to_owned();
        let wall = json!({ "origin": origin, "quotaSize": 1 });
        phone.cdp("Storage.overrideQuotaForOrigin", wall).await?;
        phone.choose_file(&pictures::leak()).await?;
        phone.sees("手机空间满了").await?;
        phone.cdp("Storage.overrideQuotaForOrigin", json!({ "origin": origin })).await?;
        if phone.value("说明").await? != "井盖松动" {
            return Err("the words were lost".into());
        }
        phone.choose_file(&pictures::leak()).await?;
        phone.sees_element("img[alt^=随手拍]").await?;
        phone.tap("道路井盖").await?;
        phone.tap("记下这个问题").await?;
        phone.sees("问题已存在本机").await?;
        Told::Ok(())
    });
}
