//! The file is read whole or refused with the place and the reason; its secrets stay in it.

use super::*;
use serde_json::{Value, json};

const SITE: &str = "0193a0b0-0000-7000-8000-000000000001";
const KEY: &str = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa";
const SIGNING: &str = "SECd4e5f6a7b8c9";
const PASSWORD: &str = "tulip-42-mail";

fn whole() -> Value {
    json!({
        "robots": [
            { "name": "wx", "site": SITE, "kind": "wecom",
              "url": format!("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}") },
            { "name": "dd", "site": SITE, "kind": "dingtalk", "secret": SIGNING,
              "url": "https://oapi.dingtalk.com/robot/send?access_token=566cc69d",
              "lang": "en", "topics": ["overdue"], "quiet": ["22:00-07:30"] },
        ],
        "mail": { "host": "smtp.example.cn", "user": "patrol", "password": PASSWORD,
                  "from": "巡查本 <patrol@example.cn>", "domains": ["Example.cn"] },
    })
}

fn read(value: &Value) -> Result<NoticesConfig, NoticesError> {
    let name = format!("patrol-notices-{}.json", uuid::Uuid::now_v7());
    let path = std::env::temp_dir().join(name);
    std::fs::write(&path, value.to_string()).expect("written");
    let read = NoticesConfig::load(&path);
    std::fs::remove_file(&path).expect("removed");
    read
}

#[test]
fn a_whole_file_is_read() {
    let config = read(&whole()).expect("a config");
    assert_eq!(config.robots.len(), 2);
    assert_eq!(config.robots[0].quiet, QUIET_HOURS);
    assert_eq!(config.robots[1].quiet, [QuietHours { from: 22 * 60, to: 7 * 60 + 30 }]);
    assert_eq!(config.robots[1].topics, BTreeSet::from([Topic::Overdue]));
    assert_eq!(config.robots[1].lang, Lang::En);
    let mail = config.mail.as_ref().expect("mail");
    assert_eq!((mail.port, mail.security), (465, Security::Tls));
    assert!(config.mails_to("li@EXAMPLE.cn") && !config.mails_to("li@elsewhere.cn"));
}

#[test]
fn an_error_names_the_place_and_the_reason() {
    let cases: [(&str, Value, &str); 11] = [
        ("/robots/0/kind", json!("slack"), "robots[0].kind: one of wecom, dingtalk, feishu"),
        ("/robots/1/site", json!("cuihu"), "robots[1].site: no site's id"),
        ("/robots/0/url", json!("ftp://x"), "robots[0].url: no address like https://…"),
        ("/robots/0/url", json!("http://qyapi.weixin.qq.com/?key=1"), "robots[0].url: http shows"),
        ("/robots/0/secret", json!("SEC1"), "robots[0].secret: a robot of 企业微信 has none"),
        ("/robots/1/name", json!("wx"), "robots[1].name: another robot has this name"),
        ("/robots/1/quiet", json!(["25:00-07:00"]), "robots[1].quiet: a list of times"),
        ("/robots/1/topics", json!(["gossip"]), "robots[1].topics: a list of overdue"),
        ("/mail/from", json!("patrol"), "mail.from: no sender like"),
        ("/mail/security", json!("none"), "mail.security: a password goes over tls"),
        ("/mail/password", Value::Null, "mail.password: needed with a user"),
    ];
    for (place, value, said) in cases {
        let mut file = whole();
        let (parent, key) = place.rsplit_once('/').expect("a place");
        file.pointer_mut(parent).expect("there")[key] = value;
        let why = read(&file).expect_err(place).to_string();
        assert!(why.contains(".json: ") && why.contains(said), "{place}: {why}");
    }
    let mut file = whole();
    file["robots"][0]["webhook"] = json!("x");
    let why = read(&file).expect_err("webhook").to_string();
    assert!(why.contains("robots[0]: a field that is none of: name, site"), "{why}");
}

#[test]
fn a_file_that_is_not_there_or_no_json_is_said() {
    let why = NoticesConfig::load(Path::new("/nowhere/notices.json")).expect_err("no file");
    assert!(why.to_string().starts_with("/nowhere/notices.json: file: "), "{why}");
    let path = std::env::temp_dir().join(format!("patrol-{}.json", uuid::Uuid::now_v7()));
    std::fs::write(&path, format!("{{\n \"robots\": {SIGNING}")).expect("written");
    let why = NoticesConfig::load(&path).expect_err("no JSON").to_string();
    assert!(why.contains("line 2, column") && !why.contains(SIGNING), "{why}");
    std::fs::remove_file(&path).expect("removed");
}

#[test]
fn no_secret_is_shown() {
    let config = read(&whole()).expect("a config");
    let shown = format!("{config:?} {:#?}", config.robots);
    for secret in [KEY, SIGNING, PASSWORD, "566cc69d"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    for place in ["/robots/0/url", "/robots/1/secret", "/mail/password", "/mail/host"] {
        let mut file = whole();
        *file.pointer_mut(place).expect("there") = json!([KEY, SIGNING, PASSWORD]);
        let why = format!("{:?}", read(&file).expect_err(place));
        assert!(![KEY, SIGNING, PASSWORD].iter().any(|secret| why.contains(secret)), "{why}");
    }
}
