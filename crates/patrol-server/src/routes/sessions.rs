//! `GET /api/sessions` and `DELETE /api/sessions/{id}`: where a person is signed in, and no more.

use super::Answer;
use crate::app::Server;
use crate::auth::SignedIn;
use crate::error::ApiError;
use axum::extract::{Path, State};
use patrol_domain::office::Sessions;
use serde::Serialize;

#[derive(Serialize)]
pub struct Ended {}

pub async fn list(
    State(server): State<Server>,
    who: SignedIn,
) -> Result<Answer<Sessions>, ApiError> {
    let sessions = server.store.sessions_of(who.member, &who.token).await?;
    Ok(Answer(Sessions { sessions }))
}

/// An id that is none, and one of somebody else, answer alike.
pub async fn end(
    State(server): State<Server>,
    who: SignedIn,
    Path(id): Path<String>,
) -> Result<Answer<Ended>, ApiError> {
    let ended = server.store.close_named(who.member, &id).await?;
    ended.then_some(Answer(Ended {})).ok_or(ApiError::NOT_FOUND)
}

/// Kind of device and browser behind a `User-Agent`, in words of no language. A guess to recognise
/// one's own phone by; nothing is decided by it.
pub fn label(user_agent: &str) -> String {
    let first = |words: &[(&str, &'static str)]| {
        words.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, word)| *word)
    };
    // HarmonyOS and iPads name Android and the Mac too; every browser names its ancestors.
    let device = first(&[
        ("HarmonyOS", "HarmonyOS"),
        ("OpenHarmony", "HarmonyOS"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Macintosh", "Mac"),
        ("Linux", "Linux"),
    ]);
    let browser = first(&[
        ("MicroMessenger", "WeChat"),
        ("Edg", "Edge"),
        ("Firefox", "Firefox"),
        ("HuaweiBrowser", "Huawei"),
        ("MiuiBrowser", "Mi"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ]);
    device.into_iter().chain(browser).collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn a_session_is_recognised_by_its_device_and_browser() {
        let wechat = "Mozilla/5.0 (Linux; Android 13; M2102J2SC) AppleWebKit/537.36 Chrome/107.0 \
             Mobile Safari/537.36 MicroMessenger/8.0.40";
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 \
             Version/17.0 Mobile/15E148 Safari/604.1";
        let desk = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 \
             Safari/537.36 Edg/120.0";
        assert_eq!(label(wechat), "Android · WeChat");
        assert_eq!(label(iphone), "iPhone · Safari");
        assert_eq!(label(desk), "Windows · Edge");
        assert_eq!(label("curl/8"), "");
    }
}
