//! Whether an answer is our server's, and what it says. A portal's 200 is not success (C26).

use super::call::Heard;
use patrol_protocol::{ErrorBody, ErrorCode, MEDIA_FAMILY, MEDIA_TYPE};
use patrol_sync::ports::{Refused, TransportError};
use serde::de::DeserializeOwned;
use serde_json::error::Category;

/// Reads a body of our media type.
pub fn body<T: DeserializeOwned>(heard: &Heard) -> Result<T, TransportError> {
    ours(heard)?;
    read(&heard.body)
}

/// From text like the stores, not from bytes: one reader of each type in the app, not two. A body
/// cut short on the way comes whole another time; a whole one with other words is a newer server's.
fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, TransportError> {
    let text = std::str::from_utf8(body).map_err(|_| TransportError::Offline)?;
    serde_json::from_str(text).map_err(|why| match why.classify() {
        Category::Data => TransportError::TooOld,
        _ => TransportError::Offline,
    })
}

/// Refuses errors, and everything that our server did not send.
pub fn ours(heard: &Heard) -> Result<(), TransportError> {
    let kind = heard.header("content-type").unwrap_or_default();
    let retry = heard.header("retry-after").and_then(|seconds| seconds.parse().ok());
    judge(heard.status, &kind, &heard.body, retry)
}

fn judge(status: u16, kind: &str, body: &[u8], retry: Option<u32>) -> Result<(), TransportError> {
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case(MEDIA_TYPE) {
        let family = kind.to_ascii_lowercase().starts_with(MEDIA_FAMILY);
        return Err(if family { TransportError::TooOld } else { TransportError::Offline });
    }
    if (200..300).contains(&status) {
        return Ok(());
    }
    let code = read::<ErrorBody>(body).ok().map(|body| body.code);
    Err(error(status, code, retry))
}

fn error(status: u16, code: Option<ErrorCode>, retry: Option<u32>) -> TransportError {
    let wait = retry.unwrap_or(5);
    match code {
        Some(ErrorCode::WrongPassword) => TransportError::WrongPassword,
        Some(ErrorCode::TooManyTries) => TransportError::TooManyTries,
        Some(ErrorCode::SignedOut) => TransportError::SignedOut,
        Some(ErrorCode::NotFound) => TransportError::NotFound,
        Some(ErrorCode::BadPhoto) => TransportError::BadPhoto,
        Some(ErrorCode::WrongOffset) => TransportError::WrongOffset,
        Some(ErrorCode::TooOld) => TransportError::TooOld,
        Some(ErrorCode::Busy | ErrorCode::Internal) => TransportError::Busy(wait),
        Some(ErrorCode::Malformed) => TransportError::Refused(Refused::Malformed),
        Some(ErrorCode::TooLarge) => TransportError::Refused(Refused::TooLarge),
        Some(ErrorCode::NotYours) => TransportError::Refused(Refused::NotYours),
        Some(ErrorCode::SequenceReused) => TransportError::Refused(Refused::SequenceReused),
        None => match status {
            401 => TransportError::SignedOut,
            // An answer to HEAD carries no code.
            403 | 404 => TransportError::NotFound,
            426 => TransportError::TooOld,
            429 | 500..=599 => TransportError::Busy(wait),
            _ => TransportError::Refused(Refused::Unknown),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_portals_page_is_no_answer_whatever_its_status() {
        for status in [200, 302, 401, 404, 500] {
            let heard = judge(status, "text/html", b"<html>log in to the hotel</html>", None);
            assert_eq!(heard, Err(TransportError::Offline), "{status}");
        }
    }

    #[test]
    fn an_answer_of_a_newer_server_asks_for_an_update_and_a_cut_one_for_patience() {
        for kind in ["application/vnd.patrolbook.v2+json", "Application/Vnd.Patrolbook.x"] {
            assert_eq!(judge(200, kind, b"{}", None), Err(TransportError::TooOld), "{kind}");
            assert_eq!(judge(500, kind, b"{}", None), Err(TransportError::TooOld), "{kind}");
        }
        let told = |body: &str| read::<ErrorBody>(body.as_bytes()).err();
        assert_eq!(told(r#"{"code":"busy"}"#), None);
        assert_eq!(told(r#"{"code":"from_the_future"}"#), Some(TransportError::TooOld));
        assert_eq!(told(r#"{"code":"#), Some(TransportError::Offline));
        assert_eq!(told("<html>"), Some(TransportError::Offline));
    }

    #[test]
    fn our_media_type_counts_with_parameters_and_in_any_case() {
        let kind = format!("{}; charset=utf-8", MEDIA_TYPE.to_uppercase());
        assert_eq!(judge(200, &kind, b"", None), Ok(()));
    }

    #[test]
    fn the_code_decides_before_the_status() {
        let body = br#"{"code":"wrong_password"}"#;
        assert_eq!(judge(401, MEDIA_TYPE, body, None), Err(TransportError::WrongPassword));
        let body = br#"{"code":"busy"}"#;
        assert_eq!(judge(503, MEDIA_TYPE, body, Some(9)), Err(TransportError::Busy(9)));
    }

    #[test]
    fn a_code_of_a_newer_server_falls_back_to_the_status() {
        let body = br#"{"code":"from_the_future"}"#;
        assert_eq!(judge(401, MEDIA_TYPE, body, None), Err(TransportError::SignedOut));
        assert_eq!(
            judge(418, MEDIA_TYPE, body, None),
            Err(TransportError::Refused(Refused::Unknown))
        );
    }
}
