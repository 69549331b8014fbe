//! People at the desk: a new one works on their own phone, a suspended one's unsent work is decided.

use patrol_e2e::steps::{ready_to_go_down, sign_in};
use patrol_e2e::witness::Witness;
use patrol_e2e::{Browser, Told, World, journey, pictures};
use serde_json::json;

const WORDS: &str = "井盖松动";

#[test]
fn a_person_made_at_the_desk_chooses_a_password_and_works() {
    journey(async |world| {
        let desk = world.desk("admin").await?;
        sign_in(&desk, "admin").await?;
        desk.arrives_at("/office/people").await?;
        let once = made(&desk).await?;
        let phone = world.phone("new").await?;
        phone.go("/").await?;
        phone.fill("账号", "wugang").await?;
        phone.fill("密码", &once).await?;
        phone.tap("登录").await?;
        phone.sees("先换成自己的密码").await?;
        phone.fill("新密码", "short").await?;
        phone.fill("再写一遍", "short").await?;
        phone.tap("换密码").await?;
        phone.sees("至少 8 个字").await?;
        phone.fill("新密码", "wugang-2026").await?;
        phone.fill("再写一遍", "wugang-2026").await?;
        phone.tap("换密码").await?;
        phone.sees("可以下去了").await?;
        snap(&phone).await?;
        phone.go("/sync").await?;
        phone.sees("都已传到服务器").await?;
        phone.go("/me").await?;
        phone.tap("登录的设备").await?;
        phone.sees("就是这台").await?;
        filed_by(world, "吴刚").await
    });
}

/// Fills in the new person and reads the one-time password that is shown once.
async fn made(desk: &Browser) -> Told<String> {
    desk.tap("新人员").await?;
    desk.fill("姓名", "吴刚").await?;
    desk.tap("保存").await?;
    desk.sees("登录名要填").await?;
    desk.fill("账号", "wugang").await?;
    desk.tap("加一个岗位").await?;
    pick(desk, "post-role", "维修工").await?;
    pick(desk, "post-department", "工程部").await?;
    desk.tap("保存").await?;
    let once = desk.sees_element("[data-id=once]").await?.text().await?;
    desk.tap("已告诉本人").await?;
    desk.sees("还没换密码").await?;
    Ok(once.trim().to_owned())
}

async fn pick(desk: &Browser, field: &str, words: &str) -> Told {
    let select = desk.sees_element(&format!("[data-id={field}]")).await?;
    let script = "const [field, words] = arguments; \
        const wanted = [...field.options].find((option) => option.innerText.trim() === words); \
        field.value = wanted.value; field.dispatchEvent(new Event('change', { bubbles: true }));";
    desk.js(script, vec![select.to_json()?, json!(words)]).await?;
    Ok(())
}

async fn snap(phone: &Browser) -> Told {
    phone.tap("随手拍").await?;
    phone.fill("说明", WORDS).await?;
    phone.choose_file(&pictures::leak()).await?;
    phone.sees_element("img[alt^=随手拍]").await?;
    phone.tap("房屋本体").await?;
    phone.tap("记下这个问题").await?;
    phone.sees("问题已存在本机").await
}

async fn filed_by(world: &World, name: &str) -> Told {
    let witness = Witness::sign_in(&world.server.address(), "zhoumin").await?;
    let cases = witness.cases().await?;
    let case = cases.iter().find(|case| case.title == WORDS).ok_or("nothing was filed")?;
    let records = witness.records().await?;
    let finder = records.values().find_map(|record| match record {
        patrol_domain::Record::Member(member) if member.id == case.finder => Some(&member.name),
        _ => None,
    });
    match finder.is_some_and(|finder| finder == name) {
        true => Ok(()),
        false => Err(format!("filed by {finder:?}").into()),
    }
}

#[test]
fn what_a_suspended_person_did_not_send_is_decided_by_the_head() {
    journey(async |world| {
        let mut phone = world.phone("engineer").await?;
        ready_to_go_down(&phone, "lijianguo").await?;
        world.server.stop().await?;
        snap(&phone).await?;
        phone.close().await?;
        world.server.start_again().await?;
        let desk = world.desk("admin").await?;
        sign_in(&desk, "admin").await?;
        desk.tap("李建国").await?;
        desk.tap("停用").await?;
        desk.tap("保存").await?;
        desk.sees("已停用").await?;
        phone.open_again().await?;
        phone.go("/sync").await?;
        phone.sees("账号已停用").await?;
        let head = world.desk("head").await?;
        sign_in(&head, "zhoumin").await?;
        head.tap("人员").await?;
        head.sees("李建国 停用前有 1 条没传").await?;
        head.sees(WORDS).await?;
        head.tap("全部收下").await?;
        head.sees("已收下").await?;
        filed_by(world, "李建国").await
    });
}
