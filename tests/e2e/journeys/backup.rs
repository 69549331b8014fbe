//! Work that cannot go its usual way: a broken phone's backup on another one, and a site that the
//! person left before the network came back.

use patrol_domain::ids::SiteId;
use patrol_e2e::poll::PATIENCE;
use patrol_e2e::steps::{checkpoint, ready_to_go_down};
use patrol_e2e::witness::Witness;
use patrol_e2e::{Browser, Told, World, journey, pictures, surroundings};
use std::process::Command;

/// Keeps the file that the page makes, in place of the browser's downloads.
const CATCH: &str = "const make = URL.createObjectURL; \
    URL.createObjectURL = (file) => { window.made = file; return make.call(URL, file); }";
const CAUGHT: &str = "const done = arguments[0]; \
    window.made ? window.made.text().then(done) : done(null)";

const WORDS: &str = "井盖松动";

async fn snap(phone: &Browser) -> Told {
    phone.tap("随手拍").await?;
    phone.fill("说明", WORDS).await?;
    phone.choose_file(&pictures::leak()).await?;
    phone.sees_element("img[alt^=随手拍]").await?;
    phone.tap("房屋本体").await?;
    phone.tap("记下这个问题").await?;
    phone.sees("问题已存在本机").await
}

/// What 导出备份 hands to the browser.
async fn exported(phone: &Browser) -> Told<String> {
    phone.go("/sync").await?;
    phone.sees(WORDS).await?;
    phone.js(CATCH, vec![]).await?;
    phone.tap("导出备份").await?;
    phone.sees("备份已存到下载里").await?;
    let file = phone.js_async(CAUGHT, vec![]).await?;
    Ok(file.as_str().ok_or("nothing was exported")?.to_owned())
}

#[test]
fn a_broken_phones_backup_is_sent_by_another_phone_and_counts_once() {
    journey(async |world| {
        let mut broken = world.phone("broken").await?;
        ready_to_go_down(&broken, "lijianguo").await?;
        world.server.stop().await?;
        snap(&broken).await?;
        let file = world.folder().join("patrolbook-backup.json");
        std::fs::write(&file, exported(&broken).await?)?;
        broken.close().await?;
        world.server.start_again().await?;
        let spare = world.phone("spare").await?;
        ready_to_go_down(&spare, "lijianguo").await?;
        spare.go("/sync").await?;
        spare.sees("导入备份").await?;
        let wrong = world.folder().join("wrong.json");
        std::fs::write(&wrong, "{\"name\":\"something else\"}")?;
        spare.choose_file(&wrong).await?;
        spare.sees("这不是巡查本的备份").await?;
        spare.choose_file(&file).await?;
        spare.sees("已导入 1 条").await?;
        spare.sees("都已传到服务器").await?;
        spare.choose_file(&file).await?;
        spare.sees("没有新的").await?;
        // It was not so broken after all.
        broken.open_again().await?;
        broken.go("/sync").await?;
        broken.sees("都已传到服务器").await?;
        stands_once(world).await
    });
}

/// On the server there is one issue of these words, with its photo whole.
async fn stands_once(world: &World) -> Told {
    let witness = Witness::sign_in(&world.server.address(), "zhoumin").await?;
    let mut cases = witness.cases().await?;
    cases.retain(|case| case.title == WORDS);
    let [case] = cases.as_slice() else {
        return Err(format!("{} issues of these words", cases.len()).into());
    };
    let [photo] = case.timeline[0].photos.as_slice() else { return Err("no photo".into()) };
    witness.photo(photo.id).await.map(drop)
}

#[test]
fn work_at_a_site_that_the_person_left_can_be_given_up_and_then_they_can_go() {
    journey(async |world| {
        let other = checkpoint(world, "qianjun", "").await?.site;
        let phone = world.phone("engineer").await?;
        ready_to_go_down(&phone, "lijianguo").await?;
        world.server.stop().await?;
        snap(&phone).await?;
        now_works_at(world, other)?;
        world.server.start_again().await?;
        phone.go("/sync").await?;
        phone.sees("已离开的项目 1").await?;
        // The server has judged the words; the picture is what nobody takes.
        phone.sees("文字已送到。您在这个项目已没有岗位").await?;
        press(&phone, "[data-id=left-give-up]").await?;
        phone.sees("照片 1 张只在这台手机里").await?;
        press(&phone, "[data-id=left-give-up-yes]").await?;
        phone.sees_no_more("已离开的项目").await?;
        phone.sees_no_more("照片 1 张只在这台手机里").await?;
        phone.tap("放弃").await?;
        phone.tap("放弃这一条").await?;
        phone.sees("都已传到服务器").await?;
        phone.go("/me").await?;
        phone.sees_element("[data-id=leave]").await?.click().await?;
        phone.tap("退出，换人").await?;
        phone.sees("账号").await
    });
}

/// The console takes every role of 李建国 away and gives him one at the other site.
fn now_works_at(world: &World, site: SiteId) -> Told {
    let database = world.folder().join("server/patrol.db");
    let mut console = Command::new(surroundings::server());
    console.args(["set-roles", "lijianguo", "--role", &format!("{site}:maintenance:eng")]);
    console.env("DATABASE_URL", format!("sqlite://{}", database.display()));
    console.env("LIBRARY_DIR", surroundings::project().join("library"));
    if console.output()?.status.success() { Ok(()) } else { Err("the console refused".into()) }
}

/// Scrolls a button out from under the dock and presses it: two lists have one of its name.
async fn press(phone: &Browser, button: &str) -> Told {
    let middle = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
    // A row may be drawn anew under the finger: then it is looked for again.
    phone
        .patient(button, PATIENCE, async || {
            let Some(found) = phone.all(button).await?.into_iter().next() else { return Ok(None) };
            phone.js(middle, vec![found.to_json()?]).await?;
            found.click().await?;
            Ok(Some(()))
        })
        .await
}
