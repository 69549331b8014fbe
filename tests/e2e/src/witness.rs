//! Asks the server, past every browser, what it really holds.

use crate::Told;
use patrol_domain::case::Case;
use patrol_domain::ids::{PhotoId, SiteId};
use patrol_domain::round::Round;
use patrol_domain::{Key, Record};
use patrol_protocol::{CLIENT_HEADER, MEDIA_TYPE, PROTOCOL, Pull, Session, SignIn};
use reqwest::header::{ACCEPT, CONTENT_TYPE, COOKIE, SET_COOKIE};
use reqwest::{Client, RequestBuilder, StatusCode};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

pub const PASSWORD: &str = "xunchaben";

pub struct Witness {
    client: Client,
    server: String,
    cookie: String,
    pub session: Session,
}

impl Witness {
    /// Signs in by the API as a person of the demo site.
    pub async fn sign_in(server: &str, login: &str) -> Told<Witness> {
        let client = Client::new();
        let body = SignIn { login: login.into(), password: PASSWORD.into() };
        let request = client.post(format!("{server}/api/sign-in")).header(CONTENT_TYPE, MEDIA_TYPE);
        let answer = marked(request).body(serde_json::to_vec(&body)?).send().await?;
        if answer.status() != StatusCode::OK {
            return Err(format!("sign-in of {login} answered {}", answer.status()).into());
        }
        let cookie = answer.headers().get(SET_COOKIE).ok_or("no cookie at sign-in")?.to_str()?;
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        let session = serde_json::from_slice(&answer.bytes().await?)?;
        Ok(Witness { client, server: server.to_owned(), cookie, session })
    }

    /// The session's cookie, as a request carries it.
    pub fn cookie(&self) -> &str {
        &self.cookie
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.dressed(self.client.get(format!("{}{path}", self.server)))
    }

    pub fn post(&self, path: &str, body: Vec<u8>) -> RequestBuilder {
        let request = self.client.post(format!("{}{path}", self.server)).body(body);
        self.dressed(request.header(CONTENT_TYPE, MEDIA_TYPE))
    }

    fn dressed(&self, request: RequestBuilder) -> RequestBuilder {
        marked(request).header(COOKIE, &self.cookie)
    }

    fn site(&self) -> Told<SiteId> {
        Ok(self.session.sites.first().ok_or("no site")?.id)
    }

    /// Every record of the person's first site, as a new phone would get them.
    pub async fn records(&self) -> Told<BTreeMap<Key, Record>> {
        let site = self.site()?;
        let mut records = BTreeMap::new();
        let mut cursor = String::new();
        loop {
            let path = format!("/api/pull?site={site}&cursor={cursor}");
            let answer = self.get(&path).send().await?.error_for_status()?;
            let page: Pull = serde_json::from_slice(&answer.bytes().await?)?;
            for row in page.rows {
                match row.record {
                    Some(record) => records.insert(row.key, record),
                    None => records.remove(&row.key),
                };
            }
            cursor = page.cursor;
            if !page.more {
                return Ok(records);
            }
        }
    }

    pub async fn rounds(&self, checklist: &str) -> Told<Vec<Round>> {
        let records = self.records().await?.into_values();
        Ok(records
            .filter_map(|record| match record {
                Record::Round(round) if round.checklist == checklist => Some(round),
                _ => None,
            })
            .collect())
    }

    pub async fn cases(&self) -> Told<Vec<Case>> {
        let records = self.records().await?.into_values();
        Ok(records
            .filter_map(|record| if let Record::Case(case) = record { Some(case) } else { None })
            .collect())
    }

    /// The photo's bytes, after looking that they hash to its name.
    pub async fn photo(&self, id: PhotoId) -> Told<Vec<u8>> {
        let path = format!("/api/photos/{id}?site={}", self.site()?);
        let answer = self.get(&path).send().await?.error_for_status()?;
        let bytes = answer.bytes().await?.to_vec();
        if PhotoId(Sha256::digest(&bytes).into()) == id {
            Ok(bytes)
        } else {
            Err(format!("the server's bytes of photo {id} have another hash").into())
        }
    }
}

fn marked(request: RequestBuilder) -> RequestBuilder {
    request.header(CLIENT_HEADER, PROTOCOL.to_string()).header(ACCEPT, MEDIA_TYPE)
}
