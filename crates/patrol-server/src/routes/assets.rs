//! The app's files: hashed ones for ever, the page itself never from a cache. Knows no API.

use crate::app::Server;
use crate::error::ApiError;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::path::{Path, PathBuf};

/// Answers everything that is no route: a file, the page for a navigation, or 404.
pub async fn assets(State(server): State<Server>, request: Request) -> Response {
    let path = request.uri().path();
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let Some(dist) = server.dist.as_deref() else { return ApiError::NOT_FOUND.into_response() };
    if !reads || path == "/api" || path.starts_with("/api/") {
        return ApiError::NOT_FOUND.into_response();
    }
    let Some(file) = inside(path) else { return missing() };
    let accepts = encodings(request.headers());
    if !file.as_os_str().is_empty()
        && let Some(found) = read(dist, &file, accepts).await
    {
        return found;
    }
    if is_navigation(path, request.headers())
        && let Some(page) = read(dist, Path::new("index.html"), accepts).await
    {
        return page;
    }
    missing()
}

fn missing() -> Response {
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, kind)], "404").into_response()
}

/// The path as one below the folder; `None` for anything that climbs or hides.
fn inside(path: &str) -> Option<PathBuf> {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let plain = |part: &&str| {
        !part.starts_with('.')
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.@".contains(&byte))
    };
    // What cannot be a file of ours is left to the page's own router.
    if !parts.iter().all(plain) {
        return (!path.contains("..")).then(PathBuf::new);
    }
    Some(parts.iter().collect())
}

/// A page's address has no extension and is asked for by a browser that wants a page.
fn is_navigation(path: &str, headers: &HeaderMap) -> bool {
    let last = path.rsplit('/').next().unwrap_or_default();
    let accepts = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    !last.contains('.')
        && accepts.is_none_or(|accepts| accepts.contains("text/html") || accepts.contains("*/*"))
}

#[derive(Clone, Copy)]
struct Encodings {
    br: bool,
    gzip: bool,
}

fn encodings(headers: &HeaderMap) -> Encodings {
    let accepts = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let has = |name: &str| {
        let parts = accepts.unwrap_or_default().split(',');
        parts.map(|part| part.split(';').next().unwrap_or_default().trim()).any(|it| it == name)
    };
    Encodings { br: has("br"), gzip: has("gzip") }
}

async fn read(dist: &Path, file: &Path, accepts: Encodings) -> Option<Response> {
    let whole = dist.join(file);
    let packed = |ending: &str| {
        let mut name = whole.clone().into_os_string();
        name.push(ending);
        PathBuf::from(name)
    };
    let choices = [
        accepts.br.then(|| (packed(".br"), "br")),
        accepts.gzip.then(|| (packed(".gz"), "gzip")),
        Some((whole.clone(), "")),
    ];
    for (place, encoding) in choices.into_iter().flatten() {
        let Ok(bytes) = tokio::fs::read(&place).await else { continue };
        let mut response = bytes.into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(file)));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching(file)));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if !encoding.is_empty() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        return Some(response);
    }
    None
}

fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|ending| ending.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// A name with a hash in it never changes its content; every other file is asked for again.
fn caching(file: &Path) -> &'static str {
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let hashed = name.split(['-', '.', '_']).any(|part| {
        let hex = part.bytes().all(|byte| byte.is_ascii_hexdigit());
        hex && (8..=64).contains(&part.len()) && part.bytes().any(|byte| byte.is_ascii_digit())
    });
    if hashed { "public, max-age=31536000, immutable" } else { "no-cache" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hashed_names_are_cached_for_ever() {
        for name in ["patrolbook-0f3a9c1d2e4b5a67_bg.wasm", "style-9ab34c12ff0e7788.css"] {
            assert!(caching(Path::new(name)).contains("immutable"), "{name}");
        }
        for name in ["index.html", "sw.js", "manifest.webmanifest", "first.js", "icon-512.png"] {
            assert_eq!(caching(Path::new(name)), "no-cache", "{name}");
        }
    }

    #[test]
    fn no_path_leaves_the_folder() {
        for path in ["/../Cargo.toml", "/a/../../b", "/%2e%2e/x/..", "/.."] {
            assert!(inside(path).is_none(), "{path}");
        }
        assert_eq!(inside("/.env"), Some(PathBuf::new()));
        assert_eq!(inside("/icons/icon.svg"), Some(PathBuf::from("icons/icon.svg")));
    }
}
