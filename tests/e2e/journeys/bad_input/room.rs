//! A phone with no room left, and storage refused.

use patrol_e2e::steps::{
    DOOR, Give, answer, at_item, begin_round, ready_to_go_down, type_the_code,
};
use patrol_e2e::{Browser, Need, Told, journey_with, pictures};
use serde_json::json;
use std::time::Duration;

/// The browser remembers for half a minute how much room there was.
const FORGETS: Duration = Duration::from_secs(60);
const WRITE: &str = "const done = arguments[0]; \
    const open = indexedDB.open('wall', 1); \
    open.onupgradeneeded = () => open.result.createObjectStore('bricks', { autoIncrement: true }); \
    open.onerror = () => done(open.error.name); \
    open.onsuccess = () => { \
      const write = open.result.transaction('bricks', 'readwrite'); \
      write.objectStore('bricks').add('x'.repeat(10000)); \
      const end = (word) => { open.result.close(); done(word); }; \
      write.oncomplete = () => end('stored'); \
      write.onabort = () => end(write.error?.name ?? 'aborted'); }";

/// `ready.storage` of the app.
const STORAGE_REFUSED: &str = "浏览器不让存东西";

/// Waits until the browser refuses a page of this origin another word.
async fn the_wall_stands(phone: &Browser) -> Told {
    phone
        .patient("the wall to stand", FORGETS, async || {
            let word = phone.js_async(WRITE, vec![]).await?;
            if word == "stored" { Ok(None) } else { Ok(Some(())) }
        })
        .await
}

#[test]
fn a_full_phone_says_so_and_keeps_the_words_until_there_is_room() {
    journey_with(Need::DevTools, async |world| {
        let phone = world.phone("engineer").await?;
        ready_to_go_down(&phone, "lijianguo").await?;
        phone.tap("随手拍").await?;
        phone.fill("说明", "井盖松动").await?;
        let origin = phone.server().to_owned();
        let wall = json!({ "origin": origin, "quotaSize": 1 });
        phone.cdp("Storage.overrideQuotaForOrigin", wall).await?;
        the_wall_stands(&phone).await?;
        phone.choose_file(&pictures::leak()).await?;
        phone.sees("手机空间满了").await?;
        phone.cdp("Storage.overrideQuotaForOrigin", json!({ "origin": origin })).await?;
        if phone.value("说明").await? != "井盖松动" {
            return Err("the words were lost".into());
        }
        phone.choose_file(&pictures::leak()).await?;
        phone.sees_element("img[alt^=随手拍]").await?;
        phone.tap("房屋本体").await?;
        phone.tap("记下这个问题").await?;
        phone.sees("问题已存在本机").await?;
        Told::Ok(())
    });
}

const USED: &str = "navigator.storage.estimate().then((found) => arguments[0](found.usage))";

/// C03: behind the wall stands a reserve of ten megabytes.
#[test]
fn the_last_photos_of_a_full_phone_go_into_its_ballast() {
    journey_with(Need::DevTools, async |world| {
        let phone = world.phone("engineer").await?;
        ready_to_go_down(&phone, "lijianguo").await?;
        let used = phone
            .patient("the ballast", FORGETS, async || {
                let used = phone.js_async(USED, vec![]).await?.as_u64().unwrap_or_default();
                Ok((used > 10 * 1024 * 1024).then_some(used))
            })
            .await?;
        phone.tap("随手拍").await?;
        phone.fill("说明", "井盖松动").await?;
        let origin = phone.server().to_owned();
        let wall = json!({ "origin": origin, "quotaSize": used + 60_000 });
        phone.cdp("Storage.overrideQuotaForOrigin", wall).await?;
        the_wall_stands(&phone).await?;
        phone.choose_file(&pictures::leak()).await?;
        phone.sees_element("img[alt^=随手拍]").await?;
        phone.choose_file(&pictures::lamp()).await?;
        phone.sees("再拍 2/9").await?;
        phone.tap("房屋本体").await?;
        phone.tap("记下这个问题").await?;
        phone.sees("问题已存在本机").await
    });
}

#[test]
fn an_answer_on_a_full_phone_is_refused_in_words_and_given_again_when_there_is_room() {
    journey_with(Need::DevTools, async |world| {
        let phone = world.phone("engineer").await?;
        ready_to_go_down(&phone, "lijianguo").await?;
        begin_round(&phone).await?;
        type_the_code(&phone, DOOR).await?;
        let origin = phone.server().to_owned();
        let wall = json!({ "origin": origin, "quotaSize": 1 });
        phone.cdp("Storage.overrideQuotaForOrigin", wall).await?;
        the_wall_stands(&phone).await?;
        phone.fill("读数", "0.42").await?;
        phone.tap("下一项").await?;
        phone.sees("手机空间满了").await?;
        at_item(&phone, "C37-01").await?;
        if phone.value("读数").await? != "0.42" {
            return Err("the reading was lost".into());
        }
        phone.cdp("Storage.overrideQuotaForOrigin", json!({ "origin": origin })).await?;
        phone.tap("下一项").await?;
        answer(&phone, "C37-02", Give::Reading("42.5")).await
    });
}

#[test]
fn a_browser_that_refuses_storage_is_told_so_before_anything_is_recorded() {
    journey_with(Need::DevTools, async |world| {
        let phone = world.phone("engineer").await?;
        let refuse = "for (const store of ['indexedDB', 'localStorage', 'sessionStorage', 'caches']) \
                        Object.defineProperty(window, store, \
                          { get() { throw new DOMException('denied', 'SecurityError') } })";
        phone.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": refuse })).await?;
        phone.go("/").await?;
        phone.sees(STORAGE_REFUSED).await
    });
}
