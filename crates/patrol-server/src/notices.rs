//! What is told outside the app: gathered from what changed, sent by group robots and by mail, at
//! least once. Which person it concerns is the domain's word; this room knows the ways out.

pub mod config;
pub(crate) mod gather;
mod mail;
mod message;
mod post;
mod robot;
mod send;

pub use config::{NoticesConfig, NoticesError};
pub use mail::MailError;
pub use post::PostError;
pub(crate) use send::Report;

use crate::app::Server;
use crate::store::Refusal;
use config::Robot;
use mail::Mailer;
use patrol_domain::SiteId;
use post::Poster;
use std::sync::Arc;

/// The ways out that this server has.
pub struct Notices {
    pub(crate) config: NoticesConfig,
    poster: Poster,
    mailer: Option<Mailer>,
}

/// Why the ways out cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum WayError {
    #[error(transparent)]
    Post(#[from] PostError),
    #[error(transparent)]
    Mail(#[from] MailError),
}

impl Notices {
    pub fn open(config: &NoticesConfig) -> Result<Notices, WayError> {
        let poster = Poster::new(config.limit)?;
        let mailer =
            config.mail.as_ref().map(|mail| Mailer::new(mail, config.limit)).transpose()?;
        Ok(Notices { config: config.clone(), poster, mailer })
    }

    pub(crate) fn robots_at(&self, site: SiteId) -> impl Iterator<Item = &Robot> {
        self.config.robots.iter().filter(move |robot| robot.site == site)
    }
}

/// One round of sending; nothing where the server has no way out.
pub(crate) async fn send(server: &Server) -> Result<Report, Refusal> {
    match &server.notices {
        Some(notices) => send::send(server, &Arc::clone(notices)).await,
        None => Ok(Report::default()),
    }
}
