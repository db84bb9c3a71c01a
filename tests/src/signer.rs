//! Somebody who signs in: a browser or a window, and the address that is pasted where nothing comes back by itself.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use dialkey_adapters::sign_in::{PendingSignIn, SignIn};
use dialkey_core::{
    domain::sign_in::Capture,
    ports::{
        AnswerCapture,
        capture::{CaptureError, CapturePlan, ReadyCapture},
    },
};
use secrecy::SecretString;

use crate::{
    browser::{Browser, Person},
    sign_in_windows::TestWindows,
};

/// Somebody who signs in. Clones are the same person.
#[derive(Clone)]
pub struct Signer {
    /// In front of which they sit.
    pub browser: Browser,
    sign_in: Arc<SignIn>,
    time_allowed: Option<Duration>,
    pastes: bool,
}

#[expect(clippy::missing_panics_doc, reason = "a panic is how a test fails")]
impl Signer {
    /// Somebody who does this at the sign-in page, and pastes the address they ended up on where that is wanted.
    pub fn who(person: Person) -> Self {
        let browser = Browser::of(person);
        let windows = Arc::new(TestWindows(browser.clone()));
        let sign_in = Arc::new(SignIn::new(Arc::new(browser.clone()), Some(windows)));
        Self { browser, sign_in, time_allowed: None, pastes: true }
    }

    /// The same person, who has no more time than this.
    #[must_use]
    pub fn within(self, time_allowed: Duration) -> Self {
        Self { time_allowed: Some(time_allowed), ..self }
    }

    /// The same person, who pastes nothing without being told to.
    #[must_use]
    pub fn without_pasting(self) -> Self {
        Self { pastes: false, ..self }
    }

    /// The sign-in that is waited for.
    pub fn pending(&self) -> PendingSignIn {
        self.sign_in.pending().expect("a sign-in is waited for")
    }

    /// Whether a sign-in is waited for.
    pub fn is_waited_for(&self) -> bool {
        self.sign_in.pending().is_some()
    }
}

#[async_trait]
impl AnswerCapture for Signer {
    async fn get_ready(&self, mut plan: CapturePlan) -> Result<Box<dyn ReadyCapture>, CaptureError> {
        plan.time_allowed = self.time_allowed.unwrap_or(plan.time_allowed);
        if self.pastes && plan.capture == Capture::Paste {
            let signer = self.clone();
            tokio::spawn(async move {
                let address = SecretString::from(String::from(signer.browser.arrival().await.address));
                signer.pending().paste(&address, false).expect("what the browser ended up on is the answer");
            });
        }
        self.sign_in.get_ready(plan).await
    }
}
