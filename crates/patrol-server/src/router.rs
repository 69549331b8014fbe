//! The table of contents: every route, who may call it, and where it is answered.

use crate::app::Server;
use crate::auth::only_our_app;
use crate::error::ApiError;
use crate::routes::{health, pull, push, session, sign_in, sign_out};
use axum::Router;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};

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
    handler: MethodRouter<Server>,
}

fn route(
    method: Method,
    path: &'static str,
    access: Access,
    handler: MethodRouter<Server>,
) -> Route {
    Route { method, path, access, handler }
}

/// Every route of the API.
pub fn routes() -> Vec<Route> {
    use Access::{Open, Self_, Site};
    vec![
        route(Method::POST, "/api/sign-in", Open, post(sign_in::sign_in)),
        route(Method::POST, "/api/sign-out", Self_, post(sign_out::sign_out)),
        route(Method::GET, "/api/session", Self_, get(session::session)),
        route(Method::POST, "/api/push", Site, post(push::push)),
        route(Method::GET, "/api/pull", Site, get(pull::pull)),
        route(Method::GET, "/healthz", Open, get(health::health)),
    ]
}

/// The routes with the guards around them.
pub fn router(server: Server) -> Router {
    let mut router = Router::new();
    for route in routes() {
        router = router.route(route.path, route.handler);
    }
    router
        .fallback(|| async { ApiError::NOT_FOUND })
        .method_not_allowed_fallback(|| async { ApiError::NOT_FOUND })
        .layer(from_fn_with_state(server.clone(), only_our_app))
        .with_state(server)
}
