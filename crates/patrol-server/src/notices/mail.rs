//! Mail by SMTP: plain text, one message a person, its id made of the notice's.

use super::config::{Mail, Security};
use super::robot::Told;
use lettre::address::Address;
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use patrol_domain::At;
use std::time::{Duration, UNIX_EPOCH};

pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    limit: Duration,
}

#[derive(Debug, thiserror::Error)]
pub enum MailError {
    #[error("the sender of mail is no address")]
    From,
    #[error("the mail server cannot be spoken to: {0}")]
    Server(#[from] lettre::transport::smtp::Error),
}

impl Mailer {
    pub fn new(mail: &Mail, limit: Duration) -> Result<Mailer, MailError> {
        type Way = AsyncSmtpTransport<Tokio1Executor>;
        let mut way = match mail.security {
            Security::Tls => Way::relay(&mail.host)?,
            Security::Starttls => Way::starttls_relay(&mail.host)?,
            Security::None => Way::builder_dangerous(&mail.host),
        };
        way = way.port(mail.port).timeout(Some(limit));
        if let Some((user, password)) = &mail.user {
            way = way.credentials(Credentials::new(user.clone(), password.open().to_owned()));
        }
        let from = mail.from.parse().map_err(|_| MailError::From)?;
        Ok(Mailer { transport: way.build(), from, limit })
    }

    /// # Errors
    /// A word for the log, without the address.
    pub async fn send(&self, to: &str, told: &Told, id: &str, now: At) -> Result<(), &'static str> {
        let to: Address = to.parse().map_err(|_| "no address")?;
        let millis = u64::try_from(now.0).unwrap_or(0);
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(told.title.clone())
            .date(UNIX_EPOCH + Duration::from_millis(millis))
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            .header(ContentType::TEXT_PLAIN)
            .body(text(told))
            .map_err(|_| "no message")?;
        match tokio::time::timeout(self.limit, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(why)) if why.is_permanent() => Err("refused by the mail server"),
            Ok(Err(why)) if why.is_transient() => Err("put off by the mail server"),
            Ok(Err(_)) => Err("no connection"),
            Err(_) => Err("no answer in time"),
        }
    }
}

fn text(told: &Told) -> String {
    let lines = [told.title.as_str()].into_iter().chain(told.lines.iter().map(String::as_str));
    let lines = lines.chain(told.link.as_deref()).chain(["", told.mark.as_str()]);
    lines.collect::<Vec<_>>().join("\n")
}
