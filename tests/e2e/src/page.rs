//! What a person does with a page: look, tap, type, hold, choose a file. By visible names only.

use crate::Told;
use crate::browser::{Browser, Seat};
use crate::engine::{Need, engine};
use crate::poll::{PATIENCE, until_within};
use crate::surroundings;
use serde_json::{Value, json};
use std::error::Error;
use std::path::Path;
use std::time::Duration;
use thirtyfour::{By, WebElement};

const FIND: &str = include_str!("find.js");
const UNROLL: &str = "if (!window.unrolled) { \
    window.unrolled = new CSSStyleSheet(); \
    window.unrolled.replaceSync('* { content-visibility: visible !important }'); \
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, window.unrolled]; } ";
const SEEN: &str = "return document.body ? document.body.innerText : ''";

impl Browser {
    pub async fn go(&self, route: &str) -> Told {
        Ok(self.driver.goto(format!("{}{route}", self.server)).await?)
    }

    pub async fn reload(&self) -> Told {
        if engine().has(Need::ReloadByDriver) {
            return Ok(self.driver.refresh().await?);
        }
        self.js("window.beforeReload = true; setTimeout(() => location.reload())", vec![]).await?;
        let reloaded = "return !window.beforeReload && document.readyState === 'complete'";
        self.patient("the page to be loaded again", PATIENCE, async || {
            Ok(self.js(reloaded, vec![]).await?.as_bool().filter(|reloaded| *reloaded))
        })
        .await?;
        Ok(())
    }

    pub async fn route(&self) -> Told<String> {
        Ok(self.driver.current_url().await?.path().to_owned())
    }

    /// Waits until the address is `route`.
    pub async fn arrives_at(&self, route: &str) -> Told {
        self.patient(&format!("the address {route}"), PATIENCE, async || {
            let now = self.route().await?;
            if now == route { Ok(Some(())) } else { Err(format!("it is {now}").into()) }
        })
        .await
    }

    /// All visible text.
    pub async fn text(&self) -> Told<String> {
        let text = self.js(&unrolled(SEEN), vec![]).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until the page shows `text`; white space does not count.
    pub async fn sees(&self, text: &str) -> Told {
        self.sees_within(text, PATIENCE).await
    }

    pub async fn sees_within(&self, text: &str, patience: Duration) -> Told {
        let wanted = squeeze(text);
        self.patient(&format!("`{text}` on the page"), patience, async || {
            Ok(squeeze(&self.text().await?).contains(&wanted).then_some(()))
        })
        .await
    }

    /// Waits for a fact of the page; when it does not come, tells what the page shows instead.
    pub async fn patient<T>(
        &self,
        what: &str,
        patience: Duration,
        ask: impl AsyncFnMut() -> Told<Option<T>>,
    ) -> Told<T> {
        match until_within(what, patience, ask).await {
            Ok(answer) => Ok(answer),
            Err(error) => Err(self.lost(error).await),
        }
    }

    /// An error with what the person saw: the page's text, and a picture of it in the out folder.
    async fn lost(&self, error: Box<dyn Error>) -> Box<dyn Error> {
        let folder = surroundings::out();
        let file = folder.join(format!("{}-{}.png", self.opening.name, std::process::id()));
        let _ = std::fs::create_dir_all(&folder);
        let _ = self.picture(&file).await;
        let text = self.text().await.unwrap_or_default();
        let name = &self.opening.name;
        format!("{error}\n{name} sees (picture: {}):\n{text}", file.display()).into()
    }

    /// Waits until the page no longer shows `text`.
    pub async fn sees_no_more(&self, text: &str) -> Told {
        let wanted = squeeze(text);
        self.patient(&format!("`{text}` to leave the page"), PATIENCE, async || {
            Ok((!squeeze(&self.text().await?).contains(&wanted)).then_some(()))
        })
        .await
    }

    pub async fn shows(&self, text: &str) -> Told<bool> {
        Ok(squeeze(&self.text().await?).contains(&squeeze(text)))
    }

    /// Taps the button, link, tab or choice of this name.
    pub async fn tap(&self, name: &str) -> Told {
        self.patient(&format!("something to tap named `{name}`"), PATIENCE, async || {
            let Some(element) = self.find("press", name).await? else { return Ok(None) };
            element.click().await?;
            Ok(Some(()))
        })
        .await
    }

    /// Whether something to tap has this name now.
    pub async fn offers(&self, name: &str) -> Told<bool> {
        Ok(self.find("press", name).await?.is_some())
    }

    /// Types into the field of this name, over what stood there.
    pub async fn fill(&self, name: &str, text: &str) -> Told {
        let field = self.field(name).await?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// Picks from a native list by the beginning of its words, or sets a native day or time.
    pub async fn choose(&self, name: &str, what: &str) -> Told {
        let field = self.field(name).await?;
        let script = "const [field, what] = arguments; \
                      const option = [...(field.options || [])].find((o) => o.text.trim().startsWith(what)); \
                      if (field.options && !option) throw new Error(`no ${what}`); \
                      const kind = Object.getPrototypeOf(field); \
                      Object.getOwnPropertyDescriptor(kind, 'value').set.call(field, option ? option.value : what); \
                      for (const type of ['input', 'change']) \
                        field.dispatchEvent(new Event(type, { bubbles: true }));";
        self.js(script, vec![field.to_json()?, json!(what)]).await?;
        Ok(())
    }

    /// Sets a long text at once, as pasting does.
    pub async fn paste(&self, name: &str, text: &str) -> Told {
        let field = self.field(name).await?;
        let script = "const [field, text] = arguments; field.focus(); field.select?.(); \
                      document.execCommand('insertText', false, text);";
        self.js(script, vec![field.to_json()?, json!(text)]).await?;
        Ok(())
    }

    pub async fn value(&self, name: &str) -> Told<String> {
        let field = self.field(name).await?;
        Ok(field.prop("value").await?.unwrap_or_default())
    }

    async fn field(&self, name: &str) -> Told<WebElement> {
        self.patient(&format!("a field named `{name}`"), PATIENCE, async || {
            self.find("field", name).await
        })
        .await
    }

    /// Gives a file to the file input that is offered now.
    pub async fn choose_file(&self, file: &Path) -> Told {
        let path = file.to_str().ok_or("a path that is text")?;
        self.patient("a file input", PATIENCE, async || {
            let inputs = self.driver.find_all(By::Css("input[type=file]")).await?;
            let Some(input) = inputs.last() else { return Ok(None) };
            input.send_keys(path).await?;
            Ok(Some(()))
        })
        .await
    }

    /// Presses the button of this name and lets go only when `text` has appeared.
    pub async fn hold_until(&self, name: &str, text: &str) -> Told {
        let what = format!("a button named `{name}`");
        let button = self.patient(&what, PATIENCE, async || self.find("press", name).await).await?;
        button.scroll_into_view().await?;
        self.press(&button).await?;
        let seen = self.sees(text).await;
        self.let_go().await?;
        seen
    }

    /// Puts a finger on the element (a mouse where the engine has no touch) and leaves it there.
    async fn press(&self, element: &WebElement) -> Told {
        if !self.has_touch() {
            return Ok(self
                .driver
                .action_chain()
                .click_and_hold_element(element)
                .perform()
                .await?);
        }
        let middle = "const r = arguments[0].getBoundingClientRect(); \
                      return [r.x + r.width / 2, r.y + r.height / 2]";
        let middle = self.js(middle, vec![element.to_json()?]).await?;
        let finger = json!([{ "x": middle[0], "y": middle[1] }]);
        self.touch("touchStart", finger).await
    }

    async fn let_go(&self) -> Told {
        if !self.has_touch() {
            return Ok(self.driver.action_chain().release().perform().await?);
        }
        self.touch("touchEnd", json!([])).await
    }

    /// Draws through points of the element, each in thousandths of its width and height.
    pub async fn draw(&self, element: &WebElement, points: &[(u32, u32)]) -> Told {
        element.scroll_into_view().await?;
        let place =
            "const r = arguments[0].getBoundingClientRect(); return [r.x, r.y, r.width, r.height]";
        let place = self.js(place, vec![element.to_json()?]).await?;
        let side = |index: usize| place[index].as_f64().unwrap_or_default();
        let points = points.iter().map(|(x, y)| {
            let along = |from, long, share: u32| from + long * f64::from(share) / 1000.0;
            (along(side(0), side(2), *x), along(side(1), side(3), *y))
        });
        if !self.has_touch() {
            return self.draw_by_mouse(points).await;
        }
        let mut kinds = ["touchStart"].into_iter().chain(std::iter::repeat("touchMove"));
        for (x, y) in points {
            self.touch(kinds.next().unwrap_or("touchMove"), json!([{ "x": x, "y": y }])).await?;
        }
        self.touch("touchEnd", json!([])).await
    }

    #[expect(clippy::cast_possible_truncation, reason = "WebDriver's mouse stands on whole pixels")]
    async fn draw_by_mouse(&self, points: impl Iterator<Item = (f64, f64)>) -> Told {
        let mut points = points.map(|(x, y)| (x as i64, y as i64));
        let (x, y) = points.next().ok_or("a line without a point")?;
        let mut hand = self.driver.action_chain().move_to(x, y).click_and_hold();
        for (x, y) in points {
            hand = hand.move_to(x, y);
        }
        Ok(hand.release().perform().await?)
    }

    fn has_touch(&self) -> bool {
        self.opening.seat != Seat::Desk && engine().has(Need::Finger)
    }

    async fn touch(&self, kind: &str, points: Value) -> Told {
        let event = json!({ "type": kind, "touchPoints": points });
        self.cdp("Input.dispatchTouchEvent", event).await?;
        Ok(())
    }

    /// Elements that match a CSS selector.
    pub async fn all(&self, selector: &str) -> Told<Vec<WebElement>> {
        Ok(self.driver.find_all(By::Css(selector.to_owned())).await?)
    }

    pub async fn sees_element(&self, selector: &str) -> Told<WebElement> {
        self.patient(&format!("an element {selector}"), PATIENCE, async || {
            Ok(self.all(selector).await?.into_iter().next())
        })
        .await
    }

    /// Runs a script in the page.
    pub async fn js(&self, script: &str, arguments: Vec<Value>) -> Told<Value> {
        Ok(self.driver.execute(script, arguments).await?.json().clone())
    }

    /// Runs a script that calls its last argument when it is done.
    pub async fn js_async(&self, script: &str, arguments: Vec<Value>) -> Told<Value> {
        Ok(self.driver.execute_async(script, arguments).await?.json().clone())
    }

    pub async fn picture(&self, file: &Path) -> Told {
        Ok(self.driver.screenshot(file).await?)
    }

    async fn find(&self, kind: &str, name: &str) -> Told<Option<WebElement>> {
        let found = self.driver.execute(unrolled(FIND), vec![json!(kind), json!(name)]).await?;
        if found.json().is_null() { Ok(None) } else { Ok(Some(found.element()?)) }
    }
}

fn unrolled(script: &str) -> String {
    let before = if engine().has(Need::TextBelowTheFold) { "" } else { UNROLL };
    format!("{before}{script}")
}

/// Text without white space, so that a line break or a space of layout makes no difference.
pub fn squeeze(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}
