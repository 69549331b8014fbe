//! `GET /api/events?site=…`: a hint that something changed. Carries no data and promises nothing.

use super::Asked;
use crate::app::Server;
use crate::auth::SignedIn;
use crate::error::ApiError;
use crate::store::Access;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{Stream, stream};
use patrol_domain::SiteId;
use serde::Deserialize;
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;

/// Other servers' changes are noticed after this long at the latest.
const LOOK_AGAIN: Duration = Duration::from_secs(10);

#[derive(Deserialize)]
pub struct Of {
    site: SiteId,
}

pub async fn events(
    State(server): State<Server>,
    who: SignedIn,
    Asked(of): Asked<Of>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ApiError> {
    if !server.store.may_enter(who.member, of.site).await? {
        return Err(ApiError::NOT_FOUND);
    }
    let changes = server.store.changes();
    let start = (server, who, changes, Some(0));
    let hints = stream::unfold(start, move |(server, who, mut changes, seen)| async move {
        loop {
            let waited = tokio::time::timeout(LOOK_AGAIN, changes.recv()).await;
            match waited {
                Ok(Ok(site)) if site != of.site => continue,
                Ok(Err(RecvError::Closed)) => return None,
                Ok(Ok(_) | Err(RecvError::Lagged(_))) | Err(_) => {}
            }
            // Rights may have ended, and another server may have written.
            let mine = server.store.may_enter(who.member, of.site).await.unwrap_or(false);
            let signed_in =
                server.store.session(&who.token).await.is_ok_and(|session| {
                    session.is_some_and(|session| session.access == Access::Full)
                });
            if !(mine && signed_in) {
                return None;
            }
            let now = server.store.last_change(of.site).await.ok();
            if now != seen {
                let hint = Event::default().event("changed").data("{}");
                return Some((Ok(hint), (server, who, changes, now)));
            }
        }
    });
    Ok(Sse::new(hints).keep_alive(KeepAlive::default()))
}
