//! `GET` and `PUT /api/notice-settings`: what a person wants to be told outside the app, for
//! themselves alone.

use super::{Answer, Limit};
use crate::app::Server;
use crate::auth::SignedIn;
use crate::error::ApiError;
use crate::limits;
use axum::extract::State;
use patrol_domain::notice::{Channels, NoticeAnswer, NoticeFault, NoticePage, NoticeSettings};

pub async fn show(
    State(server): State<Server>,
    who: SignedIn,
) -> Result<Answer<NoticePage>, ApiError> {
    let settings = server.store.notice_settings(who.member).await?.unwrap_or_default();
    let mut channels = Channels::default();
    if let Some(notices) = &server.notices {
        channels.mail = notices.config.mail.is_some();
        for robot in &notices.config.robots {
            channels.group |= server.store.may_enter(who.member, robot.site).await?;
        }
    }
    Ok(Answer(NoticePage { settings, channels }))
}

pub async fn keep(
    State(server): State<Server>,
    who: SignedIn,
    Limit(body): Limit<{ limits::SMALL_BODY }>,
) -> Result<Answer<NoticeAnswer>, ApiError> {
    let mut settings: NoticeSettings =
        serde_json::from_slice(&body).map_err(|_| ApiError::MALFORMED)?;
    settings.mail = settings.mail.trim().to_owned();
    let abroad = || {
        let config = server.notices.as_ref().map(|notices| &notices.config);
        let away = config.is_some_and(|config| !config.mails_to(&settings.mail));
        (settings.by_mail && away).then_some(NoticeFault::MailDomain)
    };
    if let Some(why) = settings.fault().or_else(abroad) {
        return Ok(Answer(NoticeAnswer::Refused { why }));
    }
    server.store.keep_notice_settings(who.member, &settings).await?;
    Ok(Answer(NoticeAnswer::Kept))
}
