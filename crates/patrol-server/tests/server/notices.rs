//! Notices on their way out: to receivers on this machine that check shape and signature themselves,
//! with an injected clock.

use crate::fixture::*;
use crate::log::Log;
use crate::receivers::{Kind, MailSink, Says, Town};
use axum::http::Method;
use patrol_domain::checklist::Severity;
use patrol_domain::flow::{Secrecy, Visibility};
use patrol_domain::notice::{NoticeAnswer, NoticeFault, NoticePage, NoticeSettings, Topic};
use patrol_domain::text::Lang;
use patrol_domain::{CaseId, Key, MemberId, Mutation, Record};
use patrol_server::notices::NoticesConfig;
use serde_json::{Value, json};
use std::time::Duration;

/// One file, as an administrator would write it.
fn configured(house: &mut House, file: &Value) {
    let path = house.folder().join("notices.json");
    std::fs::write(&path, file.to_string()).unwrap();
    let mut config = NoticesConfig::load(&path).unwrap();
    config.limit = Duration::from_millis(400);
    house.config.notices = Some(config);
    house.config.public_url = Some("https://patrol.example.cn/".into());
}

/// The house with these ways out, which has looked around once.
async fn telling(house: &mut House, file: &Value) {
    configured(house, file);
    house.restart().await;
    house.app.do_jobs().await.unwrap();
}

/// A guard files it; it waits for whoever names the handler.
async fn filed(house: &House, title: &str, severity: Severity) -> CaseId {
    let mut chen = house.phone(CHEN).await;
    let (case, mut filed) = file_issue(title, Vec::new());
    if let Mutation::FileIssue { severity: of, .. } = &mut filed {
        *of = severity;
    }
    let mut op = chen.write(SITE, filed);
    op.made_at = (house.config.clock)();
    chen.pushed(&[op]).await;
    house.app.do_jobs().await.unwrap();
    case
}

async fn wants(house: &House, who: MemberId, settings: &NoticeSettings) -> NoticeAnswer {
    let body = serde_json::to_vec(settings).unwrap();
    house.phone(who).await.call(Method::PUT, "/api/notice-settings", body).await.ok()
}

fn by_mail(address: &str) -> NoticeSettings {
    NoticeSettings { by_mail: true, mail: address.into(), by_group: false, ..Default::default() }
}

on_both! {
async fn each_robot_hears_once_in_its_own_shape_under_a_signature_that_holds(house) {
    let town = Town::open().await;
    telling(&mut house, &town.file(&[Kind::Wecom, Kind::Dingtalk, Kind::Feishu])).await;
    let case = filed(&house, "业主张女士说漏水 13812345678", Severity::General).await;
    assert_eq!(house.app.send_notices().await.unwrap().sent, 3);
    for _ in 0..2 {
        house.app.do_jobs().await.unwrap();
        assert_eq!(house.app.send_notices().await.unwrap().sent, 0);
    }
    let heard = town.heard();
    assert_eq!(heard.len(), 3);
    let mut texts = Vec::new();
    for knock in &heard {
        // Shape and signature are looked at by the receiver, who knows the secrets by itself.
        texts.push(knock.check());
    }
    for text in texts {
        let link = format!("https://patrol.example.cn/issue/{case}");
        for part in ["锦绣花园 · 轮到您处理", "生活水泵房", "周敏", &link] {
            assert!(text.contains(part), "{part}: {text}");
        }
        for word in ["张女士", "13812345678", "陈志强"] {
            assert!(!text.contains(word), "{word}: {text}");
        }
    }
}

async fn one_that_died_between_sending_and_marking_is_sent_again_under_its_mark(house) {
    let town = Town::open().await;
    telling(&mut house, &town.file(&[Kind::Wecom])).await;
    filed(&house, "漏水", Severity::General).await;
    town.says(Says::Hang);
    {
        let sending = house.app.send_notices();
        tokio::pin!(sending);
        // The robot has it; the server ends before it hears so.
        tokio::select! {
            biased;
            () = town.arrived() => {}
            done = &mut sending => panic!("{done:?}"),
        }
    }
    house.restart().await;
    assert_eq!(house.app.send_notices().await.unwrap().sent, 0, "still in the dead one's hand");
    house.pass_minutes(3);
    assert_eq!(house.app.send_notices().await.unwrap().sent, 1);
    let heard = town.heard();
    assert_eq!(heard.len(), 2);
    assert_eq!(heard[0].check(), heard[1].check());
    assert!(heard[0].check().contains("编号 "));
}

async fn what_people_want_told_is_kept_for_them_alone(house) {
    let page: NoticePage = house.phone(LI).await.call(Method::GET, "/api/notice-settings", "").await.ok();
    assert_eq!(page.settings, NoticeSettings::default());
    assert!(!page.channels.mail && !page.channels.group);
    let mine = NoticeSettings { lang: Lang::En, ..by_mail("li@example.cn") };
    assert_eq!(wants(&house, LI, &mine).await, NoticeAnswer::Kept);
    let page: NoticePage = house.phone(LI).await.call(Method::GET, "/api/notice-settings", "").await.ok();
    assert_eq!(page.settings, mine);
    let page: NoticePage = house.phone(ZHANG).await.call(Method::GET, "/api/notice-settings", "").await.ok();
    assert_eq!(page.settings, NoticeSettings::default());
    let refused = NoticeAnswer::Refused { why: NoticeFault::Mail };
    assert_eq!(wants(&house, LI, &by_mail("li@x\nBcc: all@x.cn")).await, refused);
}
}

/// Attempts until it is taken, and what is written down after each.
#[tokio::test]
async fn a_robot_that_refuses_fails_or_hangs_is_asked_again_later_and_later() {
    let mut house = House::on_sqlite().await;
    let town = Town::open().await;
    telling(&mut house, &town.file(&[Kind::Feishu])).await;
    filed(&house, "漏水", Severity::General).await;
    let failures = [
        (Says::Code(19_021), 1),
        (Says::Status(500), 2),
        (Says::NotJson, 4),
        (Says::Hang, 8),
        (Says::Later(30 * 60), 30),
    ];
    for (says, pause) in failures {
        town.says(says);
        let report = house.app.send_notices().await.unwrap();
        assert_eq!((report.sent, report.failed), (0, 1), "{says:?}");
        house.pass_minutes(pause - 1);
        assert_eq!(house.app.send_notices().await.unwrap().failed, 0, "{says:?}: too early");
        house.pass_minutes(1);
    }
    assert_eq!(house.app.send_notices().await.unwrap().sent, 1);
    assert_eq!(town.heard().len(), 6);
}

#[tokio::test]
async fn a_robot_that_never_takes_it_is_given_up_on() {
    let mut house = House::on_sqlite().await;
    let town = Town::open().await;
    let mut file = town.file(&[Kind::Wecom]);
    file["robots"][0]["quiet"] = json!([]);
    telling(&mut house, &file).await;
    filed(&house, "漏水", Severity::General).await;
    town.always(Says::Code(93_000));
    let mut tries = 0;
    for _ in 0..40 {
        let report = house.app.send_notices().await.unwrap();
        tries += report.failed + report.given_up;
        if report.given_up == 1 {
            break;
        }
        house.pass_minutes(6 * 60);
    }
    assert_eq!((tries, town.heard().len()), (11, 11));
    house.pass(1);
    assert_eq!(house.app.send_notices().await.unwrap(), Default::default());
}

#[tokio::test]
async fn at_night_only_an_emergency_is_told_and_in_the_morning_what_still_stands_r53() {
    let mut house = House::on_sqlite().await;
    let town = Town::open().await;
    telling(&mut house, &town.file(&[Kind::Wecom])).await;
    // Ten in the evening.
    house.pass_minutes(14 * 60);
    filed(&house, "漏水", Severity::Major).await;
    let settled = filed(&house, "灯不亮", Severity::General).await;
    assert_eq!(house.app.send_notices().await.unwrap().quiet, 2);
    filed(&house, "冒烟", Severity::Emergency).await;
    assert_eq!(house.app.send_notices().await.unwrap().sent, 1);
    // Somebody saw it in the app.
    let mut record = case(&house, settled).await;
    record.closed_at = Some((house.config.clock)());
    house.app.store.put(SITE, vec![Record::Case(record)]).await.unwrap();
    house.pass_minutes(10 * 60 - 1);
    assert_eq!(house.app.send_notices().await.unwrap(), Default::default());
    house.pass_minutes(1);
    let report = house.app.send_notices().await.unwrap();
    assert_eq!((report.sent, report.gone), (1, 1));
    assert!(town.heard()[1].check().contains("重大"));
}

async fn case(house: &House, id: CaseId) -> patrol_domain::case::Case {
    let pulled = house.phone(HE).await.pulled(SITE, None).await;
    let found = pulled.rows.into_iter().find(|row| row.key == Key::Case { id });
    match found.unwrap().record {
        Some(Record::Case(case)) => case,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_group_never_hears_of_a_case_that_not_everybody_may_see() {
    let mut house = House::on_sqlite().await;
    let town = Town::open().await;
    telling(&mut house, &town.file(&[Kind::Wecom])).await;
    let (id, filed) = file_issue("谎报", Vec::new());
    let mut chen = house.phone(CHEN).await;
    let op = chen.write(SITE, filed);
    chen.pushed(&[op]).await;
    let mut hidden = case(&house, id).await;
    hidden.visibility = Visibility { kind: Secrecy::Restricted, roles: Vec::new() };
    house.app.store.put(SITE, vec![Record::Case(hidden)]).await.unwrap();
    assert_eq!(house.app.do_jobs().await.unwrap().notices, 0);
    house.app.send_notices().await.unwrap();
    assert!(town.heard().is_empty());
}

#[tokio::test]
async fn nothing_from_before_the_first_look_is_told() {
    let mut house = House::on_sqlite().await;
    let town = Town::open().await;
    filed(&house, "早就报了", Severity::General).await;
    house.pass_minutes(60);
    telling(&mut house, &town.file(&[Kind::Wecom])).await;
    assert_eq!(house.app.do_jobs().await.unwrap().notices, 0);
}

#[tokio::test]
async fn mail_goes_to_whom_it_concerns_in_their_language_under_a_lasting_id() {
    let mut house = House::on_sqlite().await;
    let (town, sink) = (Town::open().await, MailSink::open().await);
    let mut file = town.file(&[]);
    file["mail"] = sink.file();
    telling(&mut house, &file).await;
    let english = NoticeSettings { lang: Lang::En, ..by_mail("zhou@example.cn") };
    assert_eq!(wants(&house, ZHOU, &english).await, NoticeAnswer::Kept);
    let no_turn = [Topic::Overdue].into_iter().collect();
    let less = NoticeSettings { topics: no_turn, ..by_mail("he@example.cn") };
    assert_eq!(wants(&house, HE, &less).await, NoticeAnswer::Kept);
    filed(&house, "漏水", Severity::General).await;
    sink.puts_off_once();
    assert_eq!(house.app.send_notices().await.unwrap().failed, 1);
    house.pass_minutes(1);
    assert_eq!(house.app.send_notices().await.unwrap().sent, 1);
    assert_eq!(house.app.send_notices().await.unwrap().sent, 0);
    let mails = sink.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, ["<zhou@example.cn>"]);
    let head = &mails[0].head;
    assert!(head.contains("From:") && head.contains("<patrol@example.cn>"), "{head}");
    assert!(head.contains(&format!(".{ZHOU}@example.cn>")), "{head}");
    let text = mails[0].text();
    assert!(
        text.contains("Your move") && text.contains("https://patrol.example.cn/issue/"),
        "{text}"
    );
    assert!(!text.contains("漏水"), "{text}");
}

#[tokio::test]
async fn mail_goes_to_the_companys_own_addresses_only_where_the_file_says_so() {
    let mut house = House::on_sqlite().await;
    let sink = MailSink::open().await;
    let mut mail = sink.file();
    mail["domains"] = json!(["example.cn"]);
    telling(&mut house, &json!({ "mail": mail })).await;
    let abroad = NoticeAnswer::Refused { why: NoticeFault::MailDomain };
    assert_eq!(wants(&house, LI, &by_mail("li@elsewhere.com")).await, abroad);
    assert_eq!(wants(&house, LI, &by_mail("li@example.cn")).await, NoticeAnswer::Kept);
}

#[tokio::test]
async fn no_key_no_secret_no_password_and_no_address_is_logged() {
    let mut house = House::on_sqlite().await;
    let (log, _listening) = Log::listening();
    let (town, sink) = (Town::open().await, MailSink::open().await);
    let mut file = town.file(&[Kind::Wecom, Kind::Dingtalk, Kind::Feishu]);
    file["mail"] = sink.file();
    file["mail"]["user"] = json!("patrol");
    file["mail"]["password"] = json!("tulip-42-mail");
    telling(&mut house, &file).await;
    wants(&house, ZHOU, &by_mail("zhou@example.cn")).await;
    for says in [Says::Status(500), Says::Code(310_000), Says::Hang] {
        town.always(says);
        filed(&house, "业主张女士说漏水", Severity::Emergency).await;
        let report = house.app.send_notices().await.unwrap();
        assert!(report.failed >= 3, "{report:?}");
        house.pass_minutes(30);
    }
    let text = log.text();
    assert!(text.contains("a notice was not taken") && text.contains("group:wecom"), "{text}");
    let secrets = town
        .secrets()
        .into_iter()
        .chain(["tulip-42-mail", "zhou@example.cn", "张女士", "周敏"].map(str::to_owned));
    for secret in secrets {
        let line = text.lines().find(|line| line.contains(&secret));
        assert_eq!(line, None, "{secret}");
    }
}

#[tokio::test]
async fn a_round_is_told_before_it_opens_and_to_the_head_when_it_was_missed() {
    let mut house = House::on_sqlite().await;
    let town = Town::open().await;
    telling(&mut house, &town.file(&[Kind::Feishu])).await;
    // Due at nine local time, for an hour.
    house.app.store.put_plan(&crate::planning::daily(), MemberId::SYSTEM).await.unwrap();
    house.app.do_jobs().await.unwrap();
    assert_eq!(house.app.send_notices().await.unwrap().sent, 0);
    house.pass_minutes(50);
    house.app.do_jobs().await.unwrap();
    assert_eq!(house.app.send_notices().await.unwrap().sent, 1);
    assert!(town.heard()[0].check().contains("该巡查了"));
    house.pass_minutes(130);
    house.app.do_jobs().await.unwrap();
    house.app.do_jobs().await.unwrap();
    assert_eq!(house.app.send_notices().await.unwrap().sent, 1);
    let text = town.heard()[1].check();
    assert!(text.contains("漏检") && text.contains("周敏"), "{text}");
}
