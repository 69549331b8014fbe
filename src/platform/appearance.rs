//! Theme, text size, glove, hand and language on the page's root. `public/first.js` does the same before
//! the first paint.

/// The language that the page began with.
pub fn language() -> String {
    root().and_then(|root| root.get_attribute("lang")).unwrap_or_default()
}

/// The language that the page speaks now, for those who read it aloud.
pub fn speak(language: &str) {
    if let Some(root) = root() {
        // Our own fixed names: setting them cannot fail.
        root.set_attribute("lang", language).unwrap_or_default();
    }
}

fn root() -> Option<web_sys::Element> {
    web_sys::window()?.document()?.document_element()
}

/// Whether the browser lets the page keep settings.
pub fn remembers() -> bool {
    web_sys::window().is_some_and(|window| matches!(window.local_storage(), Ok(Some(_))))
}

/// `theme` is `None` for the phone's own choice.
pub fn show(theme: Option<&str>, text: &str, glove: bool, hand: &str) {
    let Some(window) = web_sys::window() else { return };
    let Some(root) = root() else { return };
    let matches =
        |query: &str| window.match_media(query).ok().flatten().is_some_and(|media| media.matches());
    let theme = theme.unwrap_or_else(|| {
        if matches("(prefers-contrast: more)") {
            "sunlight"
        } else if matches("(prefers-color-scheme: dark)") {
            "dark"
        } else {
            "light"
        }
    });
    let glove = if glove { "on" } else { "off" };
    for (name, value) in
        [("data-theme", theme), ("data-text", text), ("data-glove", glove), ("data-hand", hand)]
    {
        // Our own fixed names: setting them cannot fail.
        root.set_attribute(name, value).unwrap_or_default();
    }
}
