//! The app's files and the headers around them.

use crate::fixture::*;
use axum::body::Body;
use axum::http::{Method, Request, header};
use patrol_protocol::ErrorCode;

async fn with_files() -> House {
    let mut house = House::on_sqlite().await;
    let dist = house.folder().join("dist");
    std::fs::create_dir_all(dist.join("icons")).unwrap();
    for (name, text) in [
        ("index.html", "<!doctype html>page"),
        ("sw.js", "worker"),
        ("app-0f3a9c1d2e4b5a67.js", "plain"),
        ("app-0f3a9c1d2e4b5a67.js.br", "brotli"),
        ("app-0f3a9c1d2e4b5a67.js.gz", "gzip"),
        ("icons/icon.svg", "<svg/>"),
    ] {
        std::fs::write(dist.join(name), text).unwrap();
    }
    std::fs::write(house.folder().join("secret.txt"), "SECRET").unwrap();
    house.config.dist = Some(dist);
    house.config.public_url = Some("https://patrol.example.cn/".into());
    house.restart().await;
    house
}

async fn get(house: &House, path: &str, accepts: &str) -> Reply {
    let request = Request::get(path)
        .header(header::ACCEPT, "text/html,*/*;q=0.8")
        .header(header::ACCEPT_ENCODING, accepts);
    house.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_hashed_file_comes_packed_and_is_kept_for_ever() {
    let house = with_files().await;
    for (accepts, body, encoding) in [
        ("gzip, deflate, br", "brotli", Some("br")),
        ("gzip", "gzip", Some("gzip")),
        ("", "plain", None),
    ] {
        let reply = get(&house, "/app-0f3a9c1d2e4b5a67.js", accepts).await;
        assert_eq!(String::from_utf8_lossy(&reply.body), body);
        let found = reply.headers.get(header::CONTENT_ENCODING).map(|it| it.to_str().unwrap());
        assert_eq!(found, encoding);
        assert!(reply.headers[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
    }
    let worker = get(&house, "/sw.js", "br").await;
    assert_eq!(worker.headers[header::CACHE_CONTROL], "no-cache");
}

#[tokio::test]
async fn a_page_of_the_app_answers_with_the_page_and_a_missing_file_does_not() {
    let house = with_files().await;
    for path in ["/", "/round/0193a0b0", "/issues", "/office/rounds/1"] {
        let reply = get(&house, path, "").await;
        assert_eq!(
            (reply.status.as_u16(), reply.headers[header::CONTENT_TYPE].to_str().unwrap()),
            (200, "text/html; charset=utf-8"),
            "{path}"
        );
        assert_eq!(reply.headers[header::CACHE_CONTROL], "no-cache");
    }
    for path in ["/missing.js", "/icons/none.png", "/..%2fsecret.txt", "/../secret.txt", "/.env"] {
        let reply = get(&house, path, "").await;
        assert!(!String::from_utf8_lossy(&reply.body).contains("SECRET"), "{path}");
        assert!(reply.status.as_u16() == 404 || path.contains("%2f") || path == "/.env", "{path}");
    }
    get(&house, "/api/none", "").await.refused(404, ErrorCode::NotFound);
}

#[tokio::test]
async fn every_answer_binds_the_browser() {
    let house = with_files().await;
    for path in ["/", "/api/session", "/healthz", "/missing.js"] {
        let reply = get(&house, path, "").await;
        let policy = reply.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe-inline"));
        assert_eq!(reply.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert!(reply.headers.contains_key(header::REFERRER_POLICY));
        assert!(reply.headers.contains_key("permissions-policy"));
        assert!(reply.headers.contains_key("cross-origin-opener-policy"));
        assert!(reply.headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    }
}

#[tokio::test]
async fn over_https_the_cookie_is_bound_to_the_host() {
    let house = with_files().await;
    house.app.put_account("hewei", "xunchaben", HE).await.unwrap();
    let request = request(Method::POST, "/api/sign-in")
        .header(header::ORIGIN, "https://patrol.example.cn")
        .body(Body::from(r#"{"login":"hewei","password":"xunchaben"}"#))
        .unwrap();
    let reply = house.send(request).await;
    assert_eq!(reply.status.as_u16(), 200);
    let cookie = reply.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("__Host-patrol=") && cookie.contains("; Secure"), "{cookie}");
}
