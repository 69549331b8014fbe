//! `POST /api/password`: a password of one's own in place of the old one, or of a one-time one.

use super::{Answer, Limit};
use crate::app::Server;
use crate::auth::Whoever;
use crate::error::ApiError;
use crate::limits;
use axum::extract::State;
use patrol_domain::office::{
    LONGEST_PASSWORD, PasswordAnswer, PasswordChange, PasswordFault, SHORTEST_PASSWORD,
};

pub async fn change(
    State(server): State<Server>,
    who: Whoever,
    Limit(body): Limit<{ limits::SMALL_BODY }>,
) -> Result<Answer<PasswordAnswer>, ApiError> {
    let change: PasswordChange = serde_json::from_slice(&body).map_err(|_| ApiError::MALFORMED)?;
    let subject = format!("password:{}", who.member);
    if let Some(seconds) = server.store.count_try(&subject, limits::TRIES_LOGIN).await? {
        return Err(ApiError::too_many_tries(seconds));
    }
    let refused = |why| Ok(Answer(PasswordAnswer::Refused { why }));
    let account = server.store.account_of(who.member).await?.ok_or(ApiError::NOT_FOUND)?;
    if !server.passwords.matches(Some(&account.hash), &change.old).await {
        return refused(PasswordFault::WrongOld);
    }
    if let Some(why) = fault(&change, &account.login) {
        return refused(why);
    }
    let hash = server.passwords.hash(&change.new).await.ok_or(ApiError::INTERNAL)?;
    server.store.put_account(&account.login, &hash, who.member, false, who.member).await?;
    server.store.close_other_sessions(who.member, &who.token).await?;
    server.store.forget_tries(&subject).await?;
    Ok(Answer(PasswordAnswer::Kept))
}

fn fault(change: &PasswordChange, login: &str) -> Option<PasswordFault> {
    if change.new.chars().count() < SHORTEST_PASSWORD {
        return Some(PasswordFault::TooShort);
    }
    if change.new.len() > LONGEST_PASSWORD {
        return Some(PasswordFault::TooLong);
    }
    let same = change.new == change.old || change.new.trim().to_lowercase() == login;
    same.then_some(PasswordFault::Same)
}
