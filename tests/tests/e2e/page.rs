//! Acting in the page and reading it, in the words of a person: by the role and the name of things.

use std::time::{Duration, Instant};

use serde_json::json;
use thirtyfour::{WebElement, error::WebDriverResult};

use crate::world::World;

/// How long the app may take until something can be seen or used, on a busy machine.
const SEEN_WITHIN: Duration = Duration::from_secs(20);
const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(50);

const FIND_BY_ROLE_AND_NAME: &str = include_str!("accessible.js");
const READ_TEXT: &str = "return document.body ? document.body.innerText : '';";

impl World {
    /// Waits for the one visible element with this role ("button", "textbox", "heading" …) and accessible name.
    pub(crate) async fn find(&self, role: &str, name: &str) -> WebElement {
        self.until(&format!("the {role} {name:?}"), async || self.now(role, name).await).await
    }

    /// Clicks it as soon as it is there and enabled.
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

    /// Types into the field with this label, after what is there already.
    pub(crate) async fn type_into(&self, label: &str, text: &str) {
        self.find("textbox", label).await.send_keys(text).await.expect("text can be typed into a field");
    }

    /// Chooses an option of the list with this label.
    pub(crate) async fn choose(&self, label: &str, option: &str) {
        let list = self.find("combobox", label).await;
        list.send_keys(option).await.expect("an option can be chosen");
    }

    /// Waits until this text stands anywhere on the page.
    pub(crate) async fn wait_for_text(&self, text: &str) {
        self.until(&format!("the text {text:?}"), async || Ok(self.read_text().await?.contains(text).then_some(())))
            .await;
    }

    /// What a person can read on the page now.
    pub(crate) async fn text(&self) -> String {
        self.read_text().await.expect("the page can be read")
    }

    /// What stands in the field with this label.
    pub(crate) async fn value_of(&self, label: &str) -> String {
        let field = self.find("textbox", label).await;
        field.prop("value").await.expect("a field can be read").unwrap_or_default()
    }

    async fn read_text(&self) -> WebDriverResult<String> {
        self.driver.execute(READ_TEXT, Vec::new()).await?.convert()
    }

    async fn now(&self, role: &str, name: &str) -> WebDriverResult<Option<WebElement>> {
        let found = self.driver.execute(FIND_BY_ROLE_AND_NAME, vec![json!(role), json!(name)]).await?;
        let mut elements = found.elements()?;
        // Two of the same name: a person would not know which is meant either, so the test waits for one to go.
        Ok(if elements.len() == 1 { elements.pop() } else { None })
    }

    /// Looks again and again until there is something. An error of the driver counts as nothing yet: an element may
    /// have been drawn anew between finding and using it.
    async fn until<T>(&self, what: &str, look: impl AsyncFn() -> WebDriverResult<Option<T>>) -> T {
        let deadline = Instant::now() + SEEN_WITHIN;
        loop {
            let seen = look().await;
            match seen {
                Ok(Some(thing)) => return thing,
                seen if Instant::now() > deadline => {
                    let reason = seen.err().map(|error| format!(" ({error})")).unwrap_or_default();
                    let picture = self.picture(&format!("failed-{}", std::process::id()));
                    panic!(
                        "waited {SEEN_WITHIN:?} for {what}{reason}\nThe page reads:\n{}\nThe app printed:\n{}\nPicture: {}",
                        self.read_text().await.unwrap_or_else(|error| format!("({error})")),
                        self.app_output(),
                        picture.display()
                    );
                }
                _ => tokio::time::sleep(LOOK_AGAIN_AFTER).await,
            }
        }
    }
}
