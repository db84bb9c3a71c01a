//! Acting in the page and reading it, in the words of a person: by the role and the name of things.

use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::{Key, WebElement, components::SelectElement, error::WebDriverResult};

use crate::{
    waiting::{SEEN_WITHIN, look_until},
    world::World,
};

const FIND_BY_ROLE_AND_NAME: &str = include_str!("accessible.js");
// Two frames: the first begins to draw what is there now, the second begins when that is on the screen. Movements end
// before that.
const WAIT_FOR_DRAWING: &str = "const done = arguments[0];
    Promise.all(document.getAnimations().filter((movement) => movement.effect.getTiming().iterations !== Infinity)
        .map((movement) => movement.finished.catch(() => {})))
        .then(() => requestAnimationFrame(() => requestAnimationFrame(done)));";
const AXE: &str = include_str!("../../node_modules/axe-core/axe.min.js");
// Every rule of the WCAG up to AA; what is found is said by rule and place.
const FIND_BARRIERS: &str = "const done = arguments[0];
    const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    axe.run({ runOnly: rules }).then(
        ({ violations }) => done(violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html)}`)),
        (error) => done([String(error)]));";
const READ_TEXT: &str = "return document.body ? document.body.innerText : '';";

impl World {
    /// Clicks the one visible element with this role ("button", "textbox", "heading" …) and accessible name, as soon as
    /// it is there and enabled.
    pub(crate) async fn click(&self, role: &str, name: &str) {
        self.until(&format!("a click on the {role} {name:?}"), async || {
            let Some(element) = self.now(role, name).await? else { return Ok(None) };
            if !element.is_enabled().await? {
                return Ok(None);
            }
            element.click().await.map(Some)
        })
        .await;
    }

    /// Has the page click the visible element with this role and name by itself, which the driver does not wait for: a
    /// window that is hidden by the click draws nothing more.
    pub(crate) async fn have_clicked(&self, role: &str, name: &str) {
        self.until(&format!("a click on the {role} {name:?}"), async || {
            let Some(element) = self.now(role, name).await? else { return Ok(None) };
            let click = vec![element.to_json()?];
            self.driver
                .execute("const [element] = arguments; setTimeout(() => element.click());", click)
                .await
                .map(Some)
        })
        .await;
    }

    /// Clicks the first of several elements with this role and name.
    pub(crate) async fn click_first(&self, role: &str, name: &str) {
        self.until(&format!("a click on the first {role} {name:?}"), async || {
            let Some(element) = self.all_now(role, name, false).await?.into_iter().next() else { return Ok(None) };
            element.click().await.map(Some)
        })
        .await;
    }

    /// Waits for the element with this role and name.
    pub(crate) async fn find(&self, role: &str, name: &str) -> WebElement {
        self.until(&format!("the {role} {name:?}"), async || self.now(role, name).await).await
    }

    /// Waits for the button that begins with this name; words below its name belong to its accessible name.
    pub(crate) async fn find_row(&self, name: &str) -> WebElement {
        self.until(&format!("the row {name:?}"), async || self.beginning_now("button", name).await).await
    }

    /// Clicks the button that begins with this name.
    pub(crate) async fn click_row(&self, name: &str) {
        self.click_beginning("button", name).await;
    }

    /// Chooses the radio button whose label begins with this name.
    pub(crate) async fn click_radio(&self, name: &str) {
        self.click_beginning("radio", name).await;
    }

    async fn click_beginning(&self, role: &str, name: &str) {
        self.until(&format!("a click on the {role} that begins with {name:?}"), async || {
            let Some(element) = self.beginning_now(role, name).await? else { return Ok(None) };
            element.click().await.map(Some)
        })
        .await;
    }

    async fn beginning_now(&self, role: &str, name: &str) -> WebDriverResult<Option<WebElement>> {
        Ok(self.all_now(role, name, true).await?.into_iter().next())
    }

    /// Chooses from the list with this label.
    pub(crate) async fn choose_from(&self, label: &str, option: &str) {
        let list = self.find("combobox", label).await;
        let list = SelectElement::new(&list).await.expect("it is a list to choose from");
        list.select_by_exact_text(option).await.expect("the list has this to choose");
    }

    /// Presses the escape key, wherever the focus is.
    pub(crate) async fn press_escape(&self) {
        let focused = self.driver.active_element().await.expect("something has the focus");
        focused.send_keys(Key::Escape).await.expect("a key can be pressed");
    }

    /// Replaces what stands in the field with this label, and leaves the field. A secret that was entered already is
    /// replaced by its button.
    pub(crate) async fn replace_in(&self, label: &str, text: &str) {
        let replace = format!("Replace {label}");
        let field = self
            .until(&format!("the field {label:?}"), async || {
                if let Some(button) = self.now("button", &replace).await? {
                    button.click().await?;
                }
                self.beginning_now("textbox", label).await
            })
            .await;
        field.scroll_into_view().await.expect("a field can be brought into view");
        field.send_keys(Key::Control + "a").await.expect("what is in a field can be selected");
        field.send_keys(text).await.expect("text can be typed into a field");
        self.driver.execute("document.activeElement.blur()", Vec::new()).await.expect("the field can be left");
    }

    /// Takes a picture once the page has been drawn as it is now.
    pub(crate) async fn picture_when_drawn(&self, name: &str) {
        self.driver.execute_async(WAIT_FOR_DRAWING, Vec::new()).await.expect("the page can be drawn");
        self.picture(name);
    }

    /// Nothing on the page keeps out people who see, hear or move differently, as far as axe can tell.
    pub(crate) async fn assert_accessible(&self) {
        self.driver.execute_async(WAIT_FOR_DRAWING, Vec::new()).await.expect("the page can be drawn");
        self.driver.execute(AXE, Vec::new()).await.expect("axe can be loaded");
        let found = self.driver.execute_async(FIND_BARRIERS, Vec::new()).await.expect("axe can run");
        assert_eq!(found.json(), &json!([]));
    }

    /// Copies the token, if that is possible now.
    pub(crate) async fn copy_now(&self) -> WebDriverResult<()> {
        match self.now("button", "Copy token").await? {
            Some(button) => button.click().await,
            None => Ok(()),
        }
    }

    /// Every connection is as it was: what was typed, its token, and what the last run left behind.
    pub(crate) async fn assert_connections(&self, before: &[Value]) {
        assert_eq!(self.connections().await, before);
    }

    /// The page as it is, with everything in it.
    pub(crate) async fn page_source(&self) -> String {
        self.driver.source().await.expect("the page can be read")
    }

    /// Waits until the clipboard holds what `is_right` likes.
    pub(crate) async fn wait_for_clipboard(&self, is_right: impl Fn(&str) -> bool) {
        self.until("the clipboard", async || Ok(is_right(&self.clipboard()).then_some(()))).await;
    }

    /// Types into the field with this label, after what is there already.
    pub(crate) async fn type_into(&self, label: &str, text: &str) {
        self.field(label).await.send_keys(text).await.expect("text can be typed into a field");
    }

    /// Waits until this text stands anywhere on the page.
    pub(crate) async fn wait_for_text(&self, text: &str) {
        self.wait_for_text_at_most(SEEN_WITHIN, text).await;
    }

    /// The same, for what takes its time.
    pub(crate) async fn wait_for_text_at_most(&self, longest: Duration, text: &str) {
        let look = async || Ok(self.read_text().await?.contains(text).then_some(()));
        self.until_at_most(longest, &format!("the text {text:?}"), look).await;
    }

    /// What stands in the field with this label.
    pub(crate) async fn value_of(&self, label: &str) -> String {
        let field = self.field(label).await;
        field.prop("value").await.expect("a field can be read").unwrap_or_default()
    }

    /// Waits for a field; where its value comes from may stand behind its label.
    async fn field(&self, label: &str) -> WebElement {
        self.until(&format!("the field {label:?}"), async || self.beginning_now("textbox", label).await).await
    }

    async fn read_text(&self) -> WebDriverResult<String> {
        self.driver.execute(READ_TEXT, Vec::new()).await?.convert()
    }

    async fn now(&self, role: &str, name: &str) -> WebDriverResult<Option<WebElement>> {
        let mut elements = self.all_now(role, name, false).await?;
        // Two of the same name: a person would not know which is meant either, so the test waits for one to go.
        Ok(if elements.len() == 1 { elements.pop() } else { None })
    }

    async fn all_now(&self, role: &str, name: &str, is_beginning: bool) -> WebDriverResult<Vec<WebElement>> {
        let arguments = vec![json!(role), json!(name), json!(is_beginning)];
        self.driver.execute(FIND_BY_ROLE_AND_NAME, arguments).await?.elements()
    }

    /// Waits until there is something to be seen.
    pub(crate) async fn until<T>(&self, what: &str, look: impl AsyncFn() -> WebDriverResult<Option<T>>) -> T {
        self.until_at_most(SEEN_WITHIN, what, look).await
    }

    async fn until_at_most<T>(
        &self,
        longest: Duration,
        what: &str,
        look: impl AsyncFn() -> WebDriverResult<Option<T>>,
    ) -> T {
        match look_until(longest, look).await {
            Ok(thing) => thing,
            Err(reason) => {
                let picture = self.picture(&format!("failed-{}", std::process::id()));
                panic!(
                    "waited {longest:?} for {what}{reason}\nThe page reads:\n{}\nThe app printed:\n{}\nPicture: {}",
                    self.read_text().await.unwrap_or_else(|error| format!("({error})")),
                    self.app_output(),
                    picture.display()
                );
            }
        }
    }
}
