//! `POST /api/sign-out`: the session ends here and now. What the phone keeps is the phone's affair.

use super::Answer;
use crate::app::Server;
use crate::auth::Whoever;
use crate::error::ApiError;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use serde::Serialize;

#[derive(Serialize)]
struct SignedOut {}

pub async fn sign_out(
    State(server): State<Server>,
    who: Whoever,
) -> Result<impl IntoResponse, ApiError> {
    server.store.close_session(&who.token).await?;
    Ok(([(header::SET_COOKIE, server.cookie(""))], Answer(SignedOut {})))
}
