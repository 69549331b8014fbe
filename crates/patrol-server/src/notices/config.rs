//! The file of robots and mail, `NOTICES_FILE`: read once at the start. Its secrets are shown to
//! nobody: no log, no error and no `Debug` holds one.

mod reader;

use patrol_domain::notice::{QUIET_HOURS, QuietHours, Topic};
use patrol_domain::{Lang, SiteId};
use reader::{Fault, Place};
use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;
use std::time::Duration;

/// A way out that does not answer for so long does not answer.
const LIMIT: Duration = Duration::from_secs(10);

/// A text that opens something.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub(super) fn new(text: String) -> Secret {
        Secret(text)
    }

    pub(super) fn open(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// Whose robot it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RobotKind {
    /// 企业微信.
    Wecom,
    /// 钉钉.
    Dingtalk,
    /// 飞书.
    Feishu,
}

/// A robot of a group chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Robot {
    /// Its own, of letters and digits; what waits for it is kept under this name.
    pub name: String,
    pub site: SiteId,
    pub kind: RobotKind,
    /// The key stands in it.
    pub url: Secret,
    pub secret: Option<Secret>,
    pub lang: Lang,
    pub topics: BTreeSet<Topic>,
    pub quiet: Vec<QuietHours>,
}

/// How a mail server is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// From the first byte, usually port 465.
    Tls,
    /// After a greeting in the clear, usually port 587.
    Starttls,
    /// In the clear: without a password only.
    None,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub user: Option<(String, Secret)>,
    /// `Name <address>`.
    pub from: String,
    /// Where mail may go; anywhere when empty.
    pub domains: Vec<String>,
}

/// Every way out of a server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoticesConfig {
    pub robots: Vec<Robot>,
    pub mail: Option<Mail>,
    pub limit: Duration,
}

/// What is wrong with the file: where, and why, and nothing of what stands there.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {place}: {reason}")]
pub struct NoticesError {
    pub file: String,
    pub place: String,
    pub reason: String,
}

impl NoticesConfig {
    /// # Errors
    /// The first fault of the file.
    pub fn load(path: &Path) -> Result<NoticesConfig, NoticesError> {
        let file = path.display().to_string();
        let fault = |place: &str, reason: String| NoticesError {
            file: file.clone(),
            place: place.to_owned(),
            reason,
        };
        let text = std::fs::read_to_string(path).map_err(|why| fault("file", why.to_string()))?;
        let value: serde_json::Value = serde_json::from_str(&text).map_err(|why| {
            // The place and no more: the parser's own words may quote a secret.
            fault(&format!("line {}, column {}", why.line(), why.column()), "no JSON".to_owned())
        })?;
        config(&Place::top(&value)).map_err(|Fault { place, reason }| fault(&place, reason))
    }

    /// Whether mail may go to this address.
    pub(crate) fn mails_to(&self, address: &str) -> bool {
        let Some(mail) = &self.mail else { return true };
        let domain = address.rsplit_once('@').map(|(_, domain)| domain.to_lowercase());
        mail.domains.is_empty() || domain.is_some_and(|domain| mail.domains.contains(&domain))
    }
}

fn config(top: &Place<'_>) -> Result<NoticesConfig, Fault> {
    top.only(&["robots", "mail"])?;
    let mut robots: Vec<Robot> = Vec::new();
    for place in top.list("robots")? {
        let robot = robot(&place)?;
        if robots.iter().any(|other| other.name == robot.name) {
            return Err(place.at("name").fault("another robot has this name"));
        }
        robots.push(robot);
    }
    let mail = top.some("mail").map(|place| mail(&place)).transpose()?;
    Ok(NoticesConfig { robots, mail, limit: LIMIT })
}

fn robot(place: &Place<'_>) -> Result<Robot, Fault> {
    place.only(&["name", "site", "kind", "url", "secret", "lang", "topics", "quiet"])?;
    let kind = match place.text("kind")? {
        "wecom" => RobotKind::Wecom,
        "dingtalk" => RobotKind::Dingtalk,
        "feishu" => RobotKind::Feishu,
        _ => return Err(place.at("kind").fault("one of wecom, dingtalk, feishu")),
    };
    let secret = place.some("secret").map(|secret| secret.as_text()).transpose()?;
    if kind == RobotKind::Wecom && secret.is_some() {
        return Err(place
            .at("secret")
            .fault("a robot of 企业微信 has none: its key is in the url"));
    }
    let site = place.text("site")?.parse();
    let name = place.text("name")?;
    if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
        return Err(place.at("name").fault("letters a–z, digits, - and _ only"));
    }
    Ok(Robot {
        name: name.to_owned(),
        site: site.map_err(|_| {
            place.at("site").fault("no site's id; `patrol-server sites` lists them")
        })?,
        kind,
        url: Secret(checked_url(&place.at("url"), place.text("url")?)?),
        secret: secret.map(|secret| Secret(secret.to_owned())),
        lang: place.or("lang", Lang::default(), "one of zh-Hans, zh-Hant, en")?,
        topics: place.or("topics", all_topics(), TOPICS)?,
        quiet: quiet(place)?,
    })
}

const TOPICS: &str =
    "a list of overdue, escalated, returned, assigned, turn, round_due, round_missed";

fn all_topics() -> BTreeSet<Topic> {
    Topic::ALL.into_iter().filter(|topic| *topic != Topic::Refused).collect()
}

/// R53, in a group as for a person.
fn quiet(place: &Place<'_>) -> Result<Vec<QuietHours>, Fault> {
    let Some(list) = place.some("quiet") else { return Ok(QUIET_HOURS.to_vec()) };
    let wrong = || list.fault("a list of times like \"21:00-08:00\"");
    let texts: Vec<String> =
        place.or("quiet", Vec::new(), "a list of times like \"21:00-08:00\"")?;
    let minute = |text: &str| {
        let (hour, minute) = text.trim().split_once(':')?;
        let (hour, minute) = (hour.parse::<u16>().ok()?, minute.parse::<u16>().ok()?);
        (hour < 24 && minute < 60).then_some(hour * 60 + minute)
    };
    let spans = texts.iter().map(|text| {
        let (from, to) = text.split_once('-')?;
        let span = QuietHours { from: minute(from)?, to: minute(to)? };
        span.is_sound().then_some(span)
    });
    spans.collect::<Option<Vec<_>>>().ok_or_else(wrong)
}

/// HTTPS, or a relay on this machine.
fn checked_url(place: &Place<'_>, url: &str) -> Result<String, Fault> {
    let wrong = || place.fault("no address like https://…");
    let uri: axum::http::Uri = url.parse().map_err(|_| wrong())?;
    let host = uri.host().ok_or_else(wrong)?;
    match uri.scheme_str() {
        Some("https") => Ok(url.to_owned()),
        Some("http") if is_here(host) => Ok(url.to_owned()),
        Some("http") => Err(place.fault("http shows the key to everybody on the way: use https")),
        _ => Err(wrong()),
    }
}

fn is_here(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn mail(place: &Place<'_>) -> Result<Mail, Fault> {
    place.only(&["host", "port", "security", "user", "password", "from", "domains"])?;
    let (security, port) = match place.text_or("security", "tls")? {
        "tls" => (Security::Tls, 465),
        "starttls" => (Security::Starttls, 587),
        "none" => (Security::None, 25),
        _ => return Err(place.at("security").fault("one of tls, starttls, none")),
    };
    let user = match (place.some("user"), place.some("password")) {
        (Some(user), Some(password)) => {
            Some((user.as_text()?.to_owned(), Secret(password.as_text()?.to_owned())))
        }
        (None, None) => None,
        (Some(_), None) => return Err(place.at("password").fault("needed with a user")),
        (None, Some(_)) => return Err(place.at("user").fault("needed with a password")),
    };
    let host = place.text("host")?.to_owned();
    if user.is_some() && security == Security::None && !is_here(&host) {
        return Err(place.at("security").fault("a password goes over tls or starttls only"));
    }
    let from = place.text("from")?.to_owned();
    if from.parse::<lettre::message::Mailbox>().is_err() {
        return Err(place.at("from").fault("no sender like 巡查本 <patrol@example.cn>"));
    }
    let domains: Vec<String> = place.or("domains", Vec::new(), "a list of domains")?;
    let domains = domains.into_iter().map(|domain| domain.to_lowercase()).collect();
    let port = place.or("port", port, "a port from 1 to 65535")?;
    Ok(Mail { host, port, security, user, from, domains })
}

#[cfg(test)]
mod tests;
