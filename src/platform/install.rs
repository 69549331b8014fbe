//! Where the app runs: home screen or tab, which browser around it, and whether storage may stay.

use super::{field, method, navigator};
use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Started from the home screen.
pub fn standalone() -> bool {
    let Some(window) = web_sys::window() else { return false };
    let by_media = window.match_media("(display-mode: standalone)").ok().flatten();
    let by_media = by_media.is_some_and(|query| query.matches());
    by_media || field(&window.navigator(), "standalone").is_some_and(|it| it.is_truthy())
}

/// An iPhone or iPad, also one that calls itself a Mac.
pub fn ios() -> bool {
    let Some(navigator) = navigator() else { return false };
    let agent = navigator.user_agent().unwrap_or_default();
    let touches = field(&navigator, "maxTouchPoints").and_then(|n| n.as_f64()).unwrap_or_default();
    is_ios(&agent, touches)
}

fn is_ios(agent: &str, touches: f64) -> bool {
    ["iPhone", "iPad", "iPod"].iter().any(|name| agent.contains(name))
        || (agent.contains("Macintosh") && touches > 1.0)
}

/// A browser inside another app, whose storage may go when that app likes (C24).
pub fn in_app() -> bool {
    navigator().and_then(|navigator| navigator.user_agent().ok()).is_some_and(|a| is_in_app(&a))
}

fn is_in_app(agent: &str) -> bool {
    ["MicroMessenger", "QQ/", "DingTalk", "Weibo", "AlipayClient", "Lark", "FBAN", "Line/"]
        .iter()
        .any(|name| agent.contains(name))
}

/// Asks the browser never to evict this site's storage (C02), and tells its answer.
pub async fn persist() -> bool {
    ask_storage("persist").await
}

pub async fn persisted() -> bool {
    ask_storage("persisted").await
}

/// What is left in the battery, in percent, and whether it is being charged; only some browsers tell.
pub async fn battery() -> Option<(u8, bool)> {
    let navigator: JsValue = navigator()?.into();
    let asked = method(&navigator, "getBattery")?.call0(&navigator).ok()?;
    let battery = JsFuture::from(asked.dyn_into::<Promise>().ok()?).await.ok()?;
    let level = field(&battery, "level")?.as_f64()?;
    let charging = field(&battery, "charging")?.is_truthy();
    Some(((level.clamp(0.0, 1.0) * 100.0).round() as u8, charging))
}

async fn ask_storage(what: &str) -> bool {
    let answer = async {
        let navigator: JsValue = navigator()?.into();
        let storage = field(&navigator, "storage")?;
        let asked = method(&storage, what)?.call0(&storage).ok()?.dyn_into::<Promise>().ok()?;
        JsFuture::from(asked).await.ok()
    };
    answer.await.is_some_and(|answer| answer.is_truthy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_inside_apps_are_told_from_browsers() {
        let wechat = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/107 \
                      MicroMessenger/8.0.40 WeChat/arm64";
        let chrome = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/126 Mobile";
        assert!(is_in_app(wechat));
        assert!(!is_in_app(chrome));
    }

    #[test]
    fn an_ipad_that_calls_itself_a_mac_is_an_ipad() {
        let mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.4 Safari/605.1.15";
        assert!(is_ios(mac, 5.0));
        assert!(!is_ios(mac, 0.0));
    }
}
