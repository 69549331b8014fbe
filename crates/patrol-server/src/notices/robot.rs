//! What group robots are sent, how it is signed, and what their answers mean. Opens no connection.

use super::config::{Robot, RobotKind, Secret};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use patrol_domain::At;
use serde_json::{Value, json};
use sha2::Sha256;

/// A message as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// One line: what lists and subjects show.
    pub title: String,
    /// Further lines.
    pub lines: Vec<String>,
    pub link: Option<String>,
    /// Eight characters by which a second copy is recognised.
    pub mark: String,
}

/// A request to a robot.
pub struct Knock {
    pub url: Secret,
    pub body: Value,
}

/// The request that brings `told` to the robot at `now`.
pub fn knock(robot: &Robot, told: &Told, now: At) -> Knock {
    let url = robot.url.open();
    match robot.kind {
        RobotKind::Wecom => Knock { url: robot.url.clone(), body: wecom(told) },
        RobotKind::Dingtalk => {
            let signed = robot.secret.as_ref().map(|secret| {
                let sign = dingtalk_sign(secret.open(), now.0);
                let glue = if url.contains('?') { '&' } else { '?' };
                format!("{url}{glue}timestamp={}&sign={}", now.0, in_url(&sign))
            });
            let url = signed.map_or_else(|| robot.url.clone(), Secret::new);
            Knock { url, body: dingtalk(told) }
        }
        RobotKind::Feishu => {
            let mut body = feishu(told);
            if let Some(secret) = &robot.secret {
                let seconds = now.0.div_euclid(1_000);
                body["timestamp"] = json!(seconds.to_string());
                body["sign"] = json!(feishu_sign(secret.open(), seconds));
            }
            Knock { url: robot.url.clone(), body }
        }
    }
}

fn wecom(told: &Told) -> Value {
    json!({ "msgtype": "markdown", "markdown": { "content": markdown(told, "\n") } })
}

fn dingtalk(told: &Told) -> Value {
    // 钉钉 joins lines unless an empty one stands between them.
    let text = markdown(told, "\n\n");
    json!({ "msgtype": "markdown", "markdown": { "title": told.title, "text": text } })
}

fn feishu(told: &Told) -> Value {
    let link = told.link.iter().map(String::as_str);
    let lines = [told.title.as_str()].into_iter().chain(told.lines.iter().map(String::as_str));
    let text: Vec<&str> = lines.chain(link).chain([told.mark.as_str()]).collect();
    json!({ "msg_type": "text", "content": { "text": text.join("\n") } })
}

fn markdown(told: &Told, end: &str) -> String {
    let mut lines = vec![format!("**{}**", told.title)];
    lines.extend(told.lines.iter().cloned());
    lines.extend(told.link.iter().map(|link| format!("[{link}]({link})")));
    lines.push(told.mark.clone());
    lines.join(end)
}

/// 钉钉: HMAC-SHA256 of `timestamp\nsecret` under the secret, milliseconds.
pub fn dingtalk_sign(secret: &str, millis: i64) -> String {
    mac(secret.as_bytes(), format!("{millis}\n{secret}").as_bytes())
}

/// 飞书: HMAC-SHA256 of nothing under `timestamp\nsecret`, seconds.
pub fn feishu_sign(secret: &str, seconds: i64) -> String {
    mac(format!("{seconds}\n{secret}").as_bytes(), b"")
}

fn mac(key: &[u8], text: &[u8]) -> String {
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return String::new() };
    mac.update(text);
    STANDARD.encode(mac.finalize().into_bytes())
}

/// Base64 inside an address.
fn in_url(base64: &str) -> String {
    base64.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
}

/// The robot's own word, which an HTTP 200 is not; the error is its code.
pub fn verdict(kind: RobotKind, answer: &Value) -> Result<(), i64> {
    let field = match kind {
        RobotKind::Wecom | RobotKind::Dingtalk => answer.get("errcode"),
        RobotKind::Feishu => answer.get("code").or_else(|| answer.get("StatusCode")),
    };
    match field.and_then(Value::as_i64) {
        Some(0) => Ok(()),
        Some(code) => Err(code),
        None => Err(-1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with `printf '%s\n%s' … | openssl dgst -sha256 -hmac … -binary | base64`.
    #[test]
    fn signatures_are_those_of_openssl() {
        assert_eq!(dingtalk_sign("SECx", 1_700_000_000_000), DINGTALK);
        assert_eq!(feishu_sign("SECx", 1_700_000_000), FEISHU);
    }
    const DINGTALK: &str = "rgcjbH+yFyES+S0llX+cAPCwVRpsr7sbiX5Lnyo/ocU=";
    const FEISHU: &str = "SqAAKq+LeBpM90HLQbQZuXzQJU2DWQuN3nGpYvrdFMc=";

    #[test]
    fn a_signature_survives_its_way_through_an_address() {
        assert_eq!(in_url("a+b/c="), "a%2Bb%2Fc%3D");
    }

    #[test]
    fn an_answer_without_the_robots_own_zero_is_no_success() {
        assert_eq!(verdict(RobotKind::Wecom, &json!({ "errcode": 0, "errmsg": "ok" })), Ok(()));
        assert_eq!(verdict(RobotKind::Dingtalk, &json!({ "errcode": 310_000 })), Err(310_000));
        assert_eq!(verdict(RobotKind::Feishu, &json!({ "code": 19_021 })), Err(19_021));
        assert_eq!(verdict(RobotKind::Feishu, &json!({ "StatusCode": 0 })), Ok(()));
        assert_eq!(verdict(RobotKind::Feishu, &json!({ "errcode": 0 })), Err(-1));
        assert_eq!(verdict(RobotKind::Wecom, &Value::Null), Err(-1));
    }
}
