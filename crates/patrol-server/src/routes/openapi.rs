//! `GET /api/openapi.json`: the routes as they stand in the router's table, with the bodies of
//! `bodies.json`, for other programs. A test holds the bodies to the golden files.

use crate::error::ApiError;
use crate::router::{Access, Route, routes};
use axum::response::{IntoResponse, Response};
use patrol_protocol::{CLIENT_HEADER, MEDIA_TYPE};
use utoipa::openapi::path::{
    HttpMethod, Operation, OperationBuilder, ParameterBuilder, ParameterIn, PathItem,
};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{
    Content, ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, PathsBuilder, Ref, Required,
    ResponseBuilder,
};

/// The bodies by name, as JSON Schema.
const BODIES: &str = include_str!("openapi/bodies.json");

pub async fn openapi() -> Result<Response, ApiError> {
    let text = whole().map_err(|cause| {
        tracing::error!(%cause, "the description of the API could not be written");
        ApiError::INTERNAL
    })?;
    Ok(([(axum::http::header::CONTENT_TYPE, "application/json")], text).into_response())
}

fn whole() -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_value(describe())?;
    let bodies: serde_json::Value = serde_json::from_str(BODIES)?;
    text["components"] = serde_json::json!({ "schemas": bodies });
    serde_json::to_string(&text)
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
             those of the crate patrol-protocol; its golden files show every one. Fields may be \
             added; those named here stay.",
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
        "PUT" => HttpMethod::Put,
        "DELETE" => HttpMethod::Delete,
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
        .response("200", done(route));
    if route.access != Access::Open {
        operation = operation.response("401", refusal("Signed out"));
    }
    if route.access == Access::Site {
        operation = operation.response("404", refusal("Not there, or not this person's"));
    }
    for (name, place) in parameters(route) {
        let required = if ["cursor", "lang", "thumb"].contains(&name) {
            Required::False
        } else {
            Required::True
        };
        let text = ObjectBuilder::new().schema_type(Type::String).build();
        let parameter = ParameterBuilder::new().name(name).parameter_in(place).required(required);
        operation = operation.parameter(parameter.schema(Some(text)));
    }
    if let Some((kind, content)) = body(route) {
        operation =
            operation.response("400", refusal("Malformed")).response("413", refusal("Too large"));
        let body = RequestBodyBuilder::new().content(kind, content).required(Some(Required::True));
        operation = operation.request_body(Some(body.build()));
    }
    operation.build()
}

/// What a photo may be, or the sound clip beside it.
const SHOWN: [&str; 6] =
    ["image/jpeg", "image/png", "image/webp", "audio/webm", "audio/ogg", "audio/mp4"];

fn named(name: &str) -> Content {
    ContentBuilder::new().schema(Some(Ref::from_schema_name(name))).build()
}

fn bytes() -> Content {
    let binary = KnownFormat::Binary;
    let text = ObjectBuilder::new().schema_type(Type::String);
    let text = text.format(Some(SchemaFormat::KnownFormat(binary))).build();
    ContentBuilder::new().schema(Some(text)).build()
}

fn refusal(what: &str) -> utoipa::openapi::Response {
    ResponseBuilder::new().description(what).content(MEDIA_TYPE, named("Error")).build()
}

/// The answer when all went well.
fn done(route: &Route) -> utoipa::openapi::Response {
    let answer = ResponseBuilder::new().description("Done");
    match (route.method.as_str(), route.path) {
        ("POST", "/api/sign-in") | ("GET", "/api/session") => {
            answer.content(MEDIA_TYPE, named("Session"))
        }
        ("POST", "/api/sign-out") => answer.content(MEDIA_TYPE, named("Done")),
        ("POST", "/api/password") => answer.content(MEDIA_TYPE, named("PasswordAnswer")),
        ("GET", "/api/sessions") => answer.content(MEDIA_TYPE, named("Sessions")),
        ("DELETE", "/api/sessions/{id}") => answer.content(MEDIA_TYPE, named("Done")),
        ("GET", "/api/notice-settings") => answer.content(MEDIA_TYPE, named("NoticePage")),
        ("PUT", "/api/notice-settings") => answer.content(MEDIA_TYPE, named("NoticeAnswer")),
        ("GET", "/api/people") => answer.content(MEDIA_TYPE, named("People")),
        ("PUT", "/api/people") | ("POST", "/api/people/{id}/password") => {
            answer.content(MEDIA_TYPE, named("PersonAnswer"))
        }
        ("PUT", "/api/delegations") => answer.content(MEDIA_TYPE, named("DelegationAnswer")),
        ("GET", "/api/quarantine") => answer.content(MEDIA_TYPE, named("Quarantine")),
        ("POST", "/api/quarantine") => answer.content(MEDIA_TYPE, named("Judged")),
        ("POST", "/api/callers") => answer.content(MEDIA_TYPE, named("Callers")),
        ("POST", "/api/push") => answer.content(MEDIA_TYPE, named("PushAnswer")),
        ("GET", "/api/pull") => answer.content(MEDIA_TYPE, named("Pull")),
        ("HEAD", _) => answer.description("`x-upload-offset` says where the upload stands"),
        ("PATCH", _) => answer.content(MEDIA_TYPE, named("PhotoPart")),
        ("GET", "/api/photos/{id}") => {
            SHOWN.iter().fold(answer, |answer, kind| answer.content(*kind, bytes()))
        }
        ("GET", "/api/plans") => answer.content(MEDIA_TYPE, named("Plans")),
        ("PUT", "/api/plans") => answer.content(MEDIA_TYPE, named("PlanAnswer")),
        ("PUT", "/api/items") => answer.content(MEDIA_TYPE, named("SwitchAnswer")),
        ("GET", "/api/checkpoint-sheet") => answer.content("text/html", bytes()),
        ("GET", "/api/events") => answer.content("text/event-stream", bytes()),
        ("GET", "/healthz") => answer.content(MEDIA_TYPE, named("Health")),
        _ => answer,
    }
    .build()
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
        "/api/checkpoint-sheet" => all.push(("lang", ParameterIn::Query)),
        "/api/pull" => all.push(("cursor", ParameterIn::Query)),
        "/api/photos/{id}" if route.method == "GET" => all.push(("thumb", ParameterIn::Query)),
        _ => {}
    }
    if ["POST", "PATCH", "PUT", "DELETE"].contains(&route.method.as_str()) {
        all.push((CLIENT_HEADER, ParameterIn::Header));
    }
    all
}

fn body(route: &Route) -> Option<(&'static str, Content)> {
    match (route.method.as_str(), route.path) {
        ("PATCH", _) => Some(("application/octet-stream", bytes())),
        ("POST", "/api/sign-in") => Some(("application/json", named("SignIn"))),
        ("POST", "/api/password") => Some(("application/json", named("PasswordChange"))),
        ("PUT", "/api/notice-settings") => Some(("application/json", named("NoticeSettings"))),
        ("PUT", "/api/people") => Some(("application/json", named("PersonChange"))),
        ("PUT", "/api/delegations") => Some(("application/json", named("DelegationChange"))),
        ("POST", "/api/quarantine") => Some(("application/json", named("Judgement"))),
        ("POST", "/api/callers") => Some(("application/json", named("CallerAsk"))),
        ("POST", "/api/push") => Some(("application/json", named("Push"))),
        ("PUT", "/api/plans") => Some(("application/json", named("Plan"))),
        ("PUT", "/api/items") => Some(("application/json", named("ItemSwitch"))),
        _ => None,
    }
}
