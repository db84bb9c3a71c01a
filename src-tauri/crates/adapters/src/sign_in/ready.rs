//! One sign-in, from getting ready to its end.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use dialkey_core::{
    capturing::{AuthorizationAnswer, ExpectedAnswer, RedirectUri},
    ports::capture::{CaptureError, CapturePlan, Ending, NotShown, ReadyCapture},
};
use tokio::sync::oneshot;
use url::Url;

use super::{
    CaughtSender, Latest, OpenSignInWindow, PendingSignIn, ShowPage, caught::Caught, loopback::LoopbackListener,
    pending::Place,
};
use crate::clock::Uptime;

/// How often the time is looked at while waiting: timers stand still while a computer sleeps, the uptime does not.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// One sign-in.
pub(super) struct Ready {
    redirect_uri: RedirectUri,
    time_allowed: Duration,
    listener: Option<LoopbackListener>,
    browser: Arc<dyn ShowPage>,
    windows: Option<Arc<dyn OpenSignInWindow>>,
    uptime: Arc<dyn Uptime>,
    began: Duration,
    sender: CaughtSender,
    receiver: oneshot::Receiver<Caught>,
    pending: Option<PendingSignIn>,
    latest: Arc<Latest>,
}

impl Ready {
    pub(super) fn new(
        plan: CapturePlan,
        listener: Option<LoopbackListener>,
        browser: Arc<dyn ShowPage>,
        windows: Option<Arc<dyn OpenSignInWindow>>,
        uptime: Arc<dyn Uptime>,
        latest: Arc<Latest>,
    ) -> Self {
        let redirect_uri = listener.as_ref().map_or(plan.redirect_uri, |listener| listener.redirect_uri().clone());
        let (sender, receiver) = CaughtSender::new();
        let time_allowed = plan.time_allowed;
        let began = uptime.uptime();
        Self {
            redirect_uri,
            time_allowed,
            listener,
            browser,
            windows,
            uptime,
            began,
            sender,
            receiver,
            pending: None,
            latest,
        }
    }

    fn time_left(&self) -> Duration {
        self.time_allowed.saturating_sub(self.uptime.uptime().saturating_sub(self.began))
    }

    /// From now on nothing is waited for; the page of the listener may still tell how it ended.
    fn end(&mut self) {
        self.sender.end();
        if let Some(pending) = self.pending.take() {
            pending.end();
            self.latest.forget(&pending);
        }
    }
}

#[async_trait]
impl ReadyCapture for Ready {
    fn redirect_uri(&self) -> &RedirectUri {
        &self.redirect_uri
    }

    async fn show(&mut self, page: &Url, expected: ExpectedAnswer) -> Result<(), NotShown> {
        let place = match &self.windows {
            Some(windows) => Place::Window(Arc::clone(windows), Mutex::default()),
            None => Place::Browser(Arc::clone(&self.browser)),
        };
        let pending = PendingSignIn::new(page.clone(), expected, place, self.sender.clone());
        if let Some(listener) = &self.listener {
            listener.expect(pending.clone());
        }
        self.began = self.uptime.uptime();
        self.latest.set(pending.clone());
        self.pending = Some(pending.clone());
        // Starting a program or making a window may block for a moment.
        let shown = tokio::task::spawn_blocking(move || pending.open_again()).await;
        shown.unwrap_or_else(|_| {
            Err(NotShown("The page could not be opened. Copy the link and open it yourself.".into()))
        })
    }

    async fn answer(&mut self) -> Result<AuthorizationAnswer, CaptureError> {
        let caught = loop {
            let look_again = self.time_left().min(LOOK_AGAIN);
            match tokio::time::timeout(look_again, &mut self.receiver).await {
                Ok(caught) => break caught.ok(),
                Err(_) if self.time_left().is_zero() => break None,
                Err(_) => {}
            }
        };
        self.end();
        match caught {
            Some(Caught::Answer(answer)) => Ok(answer),
            Some(Caught::Closed) => Err(CaptureError::WindowClosed),
            None => Err(CaptureError::TimedOut),
        }
    }

    async fn finish(mut self: Box<Self>, ending: Ending) {
        self.end();
        if let Some(listener) = self.listener.take() {
            listener.finish(ending).await;
        }
    }
}

impl Drop for Ready {
    fn drop(&mut self) {
        self.end();
    }
}
