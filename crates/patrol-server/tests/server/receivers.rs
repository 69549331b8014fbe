//! Receivers on this machine in place of the world: group robots that look at shape and signature,
//! and a mail server that keeps what it gets.

use crate::fixture::SITE;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

const KEY: &str = "693a91f6-7d1c-4bc4-97a0-0ec2sifa5aaa";
const TOKEN: &str = "566cc69da782ec3f";
const HOOK: &str = "b5eae2d1-hook";
const DINGTALK_SECRET: &str = "SECd4e5f6a7b8c9";
const FEISHU_SECRET: &str = "fs-Kq3vTz81";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Wecom,
    Dingtalk,
    Feishu,
}

/// How a robot answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    Taken,
    /// 200, and its own code that is not zero.
    Code(i64),
    Status(u16),
    /// 429 with so many seconds to wait.
    Later(u32),
    NotJson,
    /// Never.
    Hang,
}

/// A message as it arrived.
#[derive(Clone, Debug)]
pub struct Knock {
    kind: Kind,
    query: BTreeMap<String, String>,
    body: Value,
}

#[derive(Default)]
struct Desk {
    heard: Mutex<Vec<Knock>>,
    script: Mutex<VecDeque<Says>>,
    always: Mutex<Option<Says>>,
    bell: Notify,
}

/// Three robots behind one address.
pub struct Town {
    at: SocketAddr,
    desk: Arc<Desk>,
}

impl Town {
    pub async fn open() -> Town {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (at, desk) = (listener.local_addr().unwrap(), Arc::<Desk>::default());
        let router = Router::new().fallback(answer).with_state(desk.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Town { at, desk }
    }

    /// The file that names these robots.
    pub fn file(&self, kinds: &[Kind]) -> Value {
        let at = self.at;
        let robots = kinds.iter().map(|kind| match kind {
            Kind::Wecom => json!({ "name": "wecom", "site": SITE, "kind": "wecom",
                "url": format!("http://{at}/cgi-bin/webhook/send?key={KEY}") }),
            Kind::Dingtalk => json!({ "name": "dingtalk", "site": SITE, "kind": "dingtalk",
                "url": format!("http://{at}/robot/send?access_token={TOKEN}"),
                "secret": DINGTALK_SECRET }),
            Kind::Feishu => json!({ "name": "feishu", "site": SITE, "kind": "feishu",
                "url": format!("http://{at}/open-apis/bot/v2/hook/{HOOK}"),
                "secret": FEISHU_SECRET }),
        });
        json!({ "robots": robots.collect::<Vec<_>>() })
    }

    pub fn secrets(&self) -> Vec<String> {
        [KEY, TOKEN, HOOK, DINGTALK_SECRET, FEISHU_SECRET].map(str::to_owned).to_vec()
    }

    /// The next answer.
    pub fn says(&self, says: Says) {
        self.desk.script.lock().unwrap().push_back(says);
    }

    pub fn always(&self, says: Says) {
        *self.desk.always.lock().unwrap() = Some(says);
    }

    pub fn heard(&self) -> Vec<Knock> {
        self.desk.heard.lock().unwrap().clone()
    }

    /// Once a message has arrived.
    pub async fn arrived(&self) {
        self.desk.bell.notified().await;
    }
}

async fn answer(
    State(desk): State<Arc<Desk>>,
    uri: Uri,
    headers: HeaderMap,
    body: String,
) -> Response {
    let query = uri.query().unwrap_or_default().split('&').filter_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        let value = value.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=");
        Some((name.to_owned(), value))
    });
    let kind = match uri.path() {
        "/cgi-bin/webhook/send" => Kind::Wecom,
        "/robot/send" => Kind::Dingtalk,
        path if path == format!("/open-apis/bot/v2/hook/{HOOK}") => Kind::Feishu,
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let json = headers["content-type"].to_str().unwrap().starts_with("application/json");
    let body = if json { serde_json::from_str(&body).unwrap() } else { Value::Null };
    desk.heard.lock().unwrap().push(Knock { kind, query: query.collect(), body });
    desk.bell.notify_one();
    let next = desk.script.lock().unwrap().pop_front();
    let says = next.or(*desk.always.lock().unwrap()).unwrap_or(Says::Taken);
    let word = |code: i64| match kind {
        Kind::Feishu => json!({ "code": code, "msg": "" }).to_string(),
        _ => json!({ "errcode": code, "errmsg": format!("key {KEY}") }).to_string(),
    };
    match says {
        Says::Taken => word(0).into_response(),
        Says::Code(code) => word(code).into_response(),
        Says::Status(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Says::Later(seconds) => {
            let later = [("retry-after", seconds.to_string())];
            (StatusCode::TOO_MANY_REQUESTS, later, word(0)).into_response()
        }
        Says::NotJson => "<html>ok</html>".into_response(),
        Says::Hang => std::future::pending().await,
    }
}

fn mac(key: &str, text: &str) -> String {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

impl Knock {
    /// Looks at shape and signature as the house of the robot does; the text that people see.
    pub fn check(&self) -> String {
        let text = |pointer: &str| {
            let found = self.body.pointer(pointer).and_then(Value::as_str);
            found.unwrap_or_else(|| panic!("{pointer}: {}", self.body)).to_owned()
        };
        match self.kind {
            Kind::Wecom => {
                assert_eq!(self.query["key"], KEY);
                assert_eq!(text("/msgtype"), "markdown");
                let content = text("/markdown/content");
                assert!(content.len() <= 4096, "{content}");
                content
            }
            Kind::Dingtalk => {
                assert_eq!(self.query["access_token"], TOKEN);
                let millis = &self.query["timestamp"];
                assert_eq!(millis.len(), 13);
                let string = format!("{millis}\n{DINGTALK_SECRET}");
                assert_eq!(self.query["sign"], mac(DINGTALK_SECRET, &string));
                assert_eq!(text("/msgtype"), "markdown");
                assert!(!text("/markdown/title").is_empty());
                text("/markdown/text")
            }
            Kind::Feishu => {
                let seconds = text("/timestamp");
                assert_eq!(seconds.len(), 10);
                assert_eq!(text("/sign"), mac(&format!("{seconds}\n{FEISHU_SECRET}"), ""));
                assert_eq!(text("/msg_type"), "text");
                text("/content/text")
            }
        }
    }
}

/// A mail as it was handed over.
#[derive(Clone, Debug)]
pub struct Mail {
    pub to: Vec<String>,
    pub head: String,
    body: String,
}

impl Mail {
    pub fn text(&self) -> String {
        let coded = |name: &str| {
            self.head.to_lowercase().contains(&format!("content-transfer-encoding: {name}"))
        };
        if coded("base64") {
            let whole: String = self.body.split_whitespace().collect();
            return String::from_utf8(STANDARD.decode(whole).unwrap()).unwrap();
        }
        // Quoted-printable leaves what is asked for here as it is, but for broken lines.
        self.body.replace("=\r\n", "")
    }
}

/// A mail server that takes everything and keeps it.
pub struct MailSink {
    at: SocketAddr,
    mails: Arc<Mutex<Vec<Mail>>>,
    puts_off: Arc<Mutex<bool>>,
}

impl MailSink {
    pub async fn open() -> MailSink {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let sink = MailSink {
            at: listener.local_addr().unwrap(),
            mails: Arc::default(),
            puts_off: Arc::default(),
        };
        let (mails, puts_off) = (sink.mails.clone(), sink.puts_off.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (mails, puts_off) = (mails.clone(), puts_off.clone());
                tokio::spawn(async move { serve(stream, &mails, &puts_off).await });
            }
        });
        sink
    }

    pub fn file(&self) -> Value {
        json!({ "host": "127.0.0.1", "port": self.at.port(), "security": "none",
            "from": "巡查本 <patrol@example.cn>" })
    }

    /// The next mail is told to come again.
    pub fn puts_off_once(&self) {
        *self.puts_off.lock().unwrap() = true;
    }

    pub fn mails(&self) -> Vec<Mail> {
        self.mails.lock().unwrap().clone()
    }
}

async fn serve(stream: TcpStream, mails: &Mutex<Vec<Mail>>, puts_off: &Mutex<bool>) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut to = Vec::new();
    write.write_all(b"220 sink\r\n").await.unwrap();
    while let Ok(Some(line)) = lines.next_line().await {
        let word = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        let answer = match word.as_str() {
            "EHLO" => "250-sink\r\n250 AUTH PLAIN\r\n".to_owned(),
            "AUTH" => "235 in\r\n".to_owned(),
            "RCPT" if std::mem::take(&mut *puts_off.lock().unwrap()) => "451 later\r\n".to_owned(),
            "RCPT" => {
                to.push(line.split_once(':').unwrap().1.trim().to_owned());
                "250 ok\r\n".to_owned()
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await.unwrap();
                let mut whole = String::new();
                while let Ok(Some(line)) = lines.next_line().await {
                    if line == "." {
                        break;
                    }
                    whole.push_str(&line);
                    whole.push_str("\r\n");
                }
                let (head, body) = whole.split_once("\r\n\r\n").unwrap();
                let (head, body) = (head.to_owned(), body.to_owned());
                mails.lock().unwrap().push(Mail { to: std::mem::take(&mut to), head, body });
                "250 kept\r\n".to_owned()
            }
            "QUIT" => "221 bye\r\n".to_owned(),
            _ => "250 ok\r\n".to_owned(),
        };
        if write.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}
