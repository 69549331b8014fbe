//! `GET /api/openapi.json`: the routes as they stand in the router's table, for other programs.

use crate::error::ApiError;
use crate::router::{Access, Route, routes};
use axum::response::{IntoResponse, Response};
use patrol_protocol::{CLIENT_HEADER, MEDIA_TYPE};
use utoipa::openapi::path::{
    HttpMethod, Operation, OperationBuilder, ParameterBuilder, ParameterIn, PathItem,
};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};
use utoipa::openapi::{
    ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, PathsBuilder, Required, ResponseBuilder,
};

pub async fn openapi() -> Result<Response, ApiError> {
    let text = describe().to_json().map_err(|cause| {
        tracing::error!(%cause, "the description of the API could not be written");
        ApiError::INTERNAL
    })?;
    Ok(([(axum::http::header::CONTENT_TYPE, "application/json")], text).into_response())
}

/// The table, route by route.
fn describe() -> OpenApi {
    let mut paths = PathsBuilder::new();
    for route in routes() {
        let Some(method) = method(&route) else { continue };
        // The builder joins the methods of one path.
        paths = paths.path(route.path, PathItem::new(method, operation(&route)));
    }
    let info = InfoBuilder::new()
        .title("Patrolbook")
        .description(Some(
            "Phones push operations, pull what changed and send photos by their hash. Bodies are \
             those of the crate patrol-protocol; its golden files show every one.",
        ))
        .version(env!("CARGO_PKG_VERSION"));
    OpenApiBuilder::new().info(info.build()).paths(paths.build()).build()
}

fn method(route: &Route) -> Option<HttpMethod> {
    Some(match route.method.as_str() {
        "GET" => HttpMethod::Get,
        "HEAD" => HttpMethod::Head,
        "POST" => HttpMethod::Post,
        "PATCH" => HttpMethod::Patch,
        _ => return None,
    })
}

fn operation(route: &Route) -> Operation {
    let access = match route.access {
        Access::Open => "Open to everybody.",
        Access::Self_ => "For a signed-in person.",
        Access::Site => "For a signed-in person with work at the site.",
    };
    let mut operation = OperationBuilder::new()
        .summary(Some(route.says))
        .description(Some(access))
        .response("200", answer("Done", MEDIA_TYPE));
    if route.access != Access::Open {
        operation = operation.response("401", answer("Signed out", MEDIA_TYPE));
    }
    if route.access == Access::Site {
        operation =
            operation.response("404", answer("Not there, or not this person's", MEDIA_TYPE));
    }
    for (name, place) in parameters(route) {
        let required =
            if name == "cursor" || name == "thumb" { Required::False } else { Required::True };
        let text = ObjectBuilder::new().schema_type(Type::String).build();
        let parameter = ParameterBuilder::new().name(name).parameter_in(place).required(required);
        operation = operation.parameter(parameter.schema(Some(text)));
    }
    if let Some(kind) = body(route) {
        operation = operation
            .response("400", answer("Malformed", MEDIA_TYPE))
            .response("413", answer("Too large", MEDIA_TYPE));
        let content = ContentBuilder::new().schema(Some(Object::new())).build();
        let body = RequestBodyBuilder::new().content(kind, content).required(Some(Required::True));
        operation = operation.request_body(Some(body.build()));
    }
    operation.build()
}

fn answer(what: &str, kind: &str) -> utoipa::openapi::Response {
    let content = ContentBuilder::new().schema(Some(Object::new())).build();
    ResponseBuilder::new().description(what).content(kind, content).build()
}

fn parameters(route: &Route) -> Vec<(&'static str, ParameterIn)> {
    let mut all = Vec::new();
    if route.path.contains("{id}") {
        all.push(("id", ParameterIn::Path));
    }
    if route.access == Access::Site && route.path != "/api/push" {
        all.push(("site", ParameterIn::Query));
    }
    match route.path {
        "/api/pull" => all.push(("cursor", ParameterIn::Query)),
        "/api/photos/{id}" if route.method == "GET" => all.push(("thumb", ParameterIn::Query)),
        _ => {}
    }
    if route.method == "POST" || route.method == "PATCH" {
        all.push((CLIENT_HEADER, ParameterIn::Header));
    }
    all
}

fn body(route: &Route) -> Option<&'static str> {
    match (route.method.as_str(), route.path) {
        ("PATCH", _) => Some("application/octet-stream"),
        ("POST", "/api/sign-in" | "/api/push") => Some("application/json"),
        _ => None,
    }
}
