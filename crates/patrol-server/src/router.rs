//! The table of contents: every route, who may call it, and where it is answered.

use crate::app::Server;
use crate::auth::{only_our_app, renew};
use crate::error::ApiError;
use crate::routes::{
    assets, callers, checkpoint_sheet, events, health, items, notices, openapi, password, people,
    photos, plans, pull, push, quarantine, session, sessions, sign_in, sign_out,
};
use crate::shield::shield;
use axum::Router;
use axum::http::Method;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, delete, get, head, patch, post, put};

/// Who may call a route. There is no default: a route without it does not compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody, without signing in.
    Open,
    /// A signed-in person, about themselves.
    Self_,
    /// A signed-in person with work at the site that the request names.
    Site,
}

/// One row of the table.
pub struct Route {
    pub method: Method,
    pub path: &'static str,
    pub access: Access,
    /// One line for the description of the API.
    pub says: &'static str,
    handler: MethodRouter<Server>,
}

fn route(
    method: Method,
    path: &'static str,
    access: Access,
    says: &'static str,
    handler: MethodRouter<Server>,
) -> Route {
    Route { method, path, access, says, handler }
}

/// Every route of the API.
pub fn routes() -> Vec<Route> {
    use Access::{Open, Self_, Site};
    vec![
        route(
            Method::POST,
            "/api/sign-in",
            Open,
            "Name and password for a session cookie",
            post(sign_in::sign_in),
        ),
        route(Method::POST, "/api/sign-out", Self_, "Ends the session", post(sign_out::sign_out)),
        route(
            Method::GET,
            "/api/session",
            Self_,
            "Who is signed in, and where they have work",
            get(session::session),
        ),
        route(
            Method::POST,
            "/api/password",
            Self_,
            "A password of one's own in place of the old one",
            post(password::change),
        ),
        route(
            Method::GET,
            "/api/sessions",
            Self_,
            "Where the person is signed in",
            get(sessions::list),
        ),
        route(
            Method::DELETE,
            "/api/sessions/{id}",
            Self_,
            "Ends one of the person's own sessions",
            delete(sessions::end),
        ),
        route(
            Method::GET,
            "/api/notice-settings",
            Self_,
            "What the person wants to be told outside the app",
            get(notices::show),
        ),
        route(
            Method::PUT,
            "/api/notice-settings",
            Self_,
            "Keeps what the person wants to be told",
            put(notices::keep),
        ),
        route(Method::POST, "/api/push", Site, "Operations in, receipts out", post(push::push)),
        route(Method::GET, "/api/pull", Site, "What changed since the cursor", get(pull::pull)),
        route(
            Method::HEAD,
            "/api/photos/{id}",
            Site,
            "Where an upload stands",
            head(photos::offset),
        ),
        route(
            Method::PATCH,
            "/api/photos/{id}",
            Site,
            "One more part of a photo",
            patch(photos::part),
        ),
        route(Method::GET, "/api/photos/{id}", Site, "The picture", get(photos::show)),
        route(
            Method::GET,
            "/api/events",
            Site,
            "A hint whenever something changed",
            get(events::events),
        ),
        route(
            Method::GET,
            "/api/plans",
            Site,
            "The plans that the person may see",
            get(plans::list),
        ),
        route(
            Method::PUT,
            "/api/plans",
            Site,
            "Keeps a plan and makes its rounds",
            put(plans::keep),
        ),
        route(
            Method::PUT,
            "/api/items",
            Site,
            "Asks an item of the checklists from the next round on, or leaves it out",
            put(items::switch),
        ),
        route(
            Method::GET,
            "/api/people",
            Site,
            "The site's people, for those who lead or keep accounts",
            get(people::list),
        ),
        route(
            Method::PUT,
            "/api/people",
            Site,
            "Makes a person, or changes one",
            put(people::keep),
        ),
        route(
            Method::POST,
            "/api/people/{id}/password",
            Site,
            "A one-time password, told once",
            post(people::reset),
        ),
        route(
            Method::PUT,
            "/api/delegations",
            Site,
            "Puts a post into another's hands for a time, or ends that",
            put(people::delegate),
        ),
        route(
            Method::GET,
            "/api/quarantine",
            Site,
            "Unsent work of suspended people",
            get(quarantine::list),
        ),
        route(
            Method::POST,
            "/api/quarantine",
            Site,
            "Takes some of it in, or not",
            post(quarantine::judge),
        ),
        route(
            Method::POST,
            "/api/callers",
            Site,
            "Who calls: by name, unit or the end of a phone number",
            post(callers::find),
        ),
        route(
            Method::GET,
            "/api/checkpoint-sheet",
            Site,
            "The stickers of the site's checkpoints, to print",
            get(checkpoint_sheet::checkpoint_sheet),
        ),
        route(Method::GET, "/api/openapi.json", Open, "This description", get(openapi::openapi)),
        route(Method::GET, "/healthz", Open, "Whether the database answers", get(health::health)),
    ]
}

/// The routes with the guards around them.
pub fn router(server: Server) -> Router {
    let mut router = Router::new();
    for route in routes() {
        router = router.route(route.path, route.handler);
    }
    router
        .fallback(assets::assets)
        .method_not_allowed_fallback(|| async { ApiError::NOT_FOUND })
        .layer(from_fn(renew))
        .layer(from_fn_with_state(server.clone(), only_our_app))
        .layer(from_fn_with_state(server.clone(), shield))
        .with_state(server)
}
