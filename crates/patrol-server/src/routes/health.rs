//! `GET /healthz`: whether the database answers.

use super::Answer;
use crate::app::Server;
use crate::error::ApiError;
use axum::extract::State;
use serde::Serialize;

#[derive(Serialize)]
pub struct Health {
    ok: bool,
}

pub async fn health(State(server): State<Server>) -> Result<Answer<Health>, ApiError> {
    server.store.ping().await?;
    Ok(Answer(Health { ok: true }))
}
