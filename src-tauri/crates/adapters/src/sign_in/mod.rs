//! Signing in: shows the page of the phone system, and catches its answer by a listener on this computer, by a window
//! of this program, or from what the person pastes.

mod caught;
mod loopback;
mod pending;
mod ready;
mod showing;

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use dialkey_core::{
    domain::sign_in::Capture,
    ports::{
        AnswerCapture,
        capture::{CaptureError, CapturePlan, ReadyCapture},
    },
};

pub(crate) use self::loopback::try_to_listen;
pub use self::{
    caught::CaughtSender,
    pending::PendingSignIn,
    showing::{OpenSignInWindow, ShowPage, SignInWindow, SystemBrowser},
};
use self::{
    loopback::{Closing, LoopbackListener},
    ready::Ready,
};
use crate::clock::{SystemUptime, Uptime};

/// A port that was closed a moment ago is given back by a thread of the listener; for so long it is tried again.
const PORT_RETURNS: Duration = Duration::from_millis(50);
const PORT_TRIES: usize = 6;

/// Where people sign in. A program has one; the sign-in that was begun last is the one that can be reached.
pub struct SignIn {
    browser: Arc<dyn ShowPage>,
    windows: Option<Arc<dyn OpenSignInWindow>>,
    uptime: Arc<dyn Uptime>,
    latest: Arc<Latest>,
    listener: Mutex<Closing>,
}

/// The sign-in that was begun last.
#[derive(Default)]
struct Latest(Mutex<Option<PendingSignIn>>);

impl SignIn {
    /// Shows pages in `browser`, or in a window where a program has some.
    pub fn new(browser: Arc<dyn ShowPage>, windows: Option<Arc<dyn OpenSignInWindow>>) -> Self {
        Self {
            browser,
            windows,
            uptime: Arc::new(SystemUptime::new()),
            latest: Arc::default(),
            listener: Mutex::default(),
        }
    }

    /// Measures the time allowed by another uptime.
    #[must_use]
    pub fn with_uptime(self, uptime: Arc<dyn Uptime>) -> Self {
        Self { uptime, ..self }
    }

    /// The sign-in that is waited for.
    pub fn pending(&self) -> Option<PendingSignIn> {
        self.latest.get().clone()
    }

    /// The listener of an earlier sign-in gives way.
    async fn listen(&self, plan: &CapturePlan) -> Result<LoopbackListener, CaptureError> {
        self.listener().close();
        for _ in 1..PORT_TRIES {
            match self.open_listener(plan) {
                Err(CaptureError::PortInUse { .. }) => tokio::time::sleep(PORT_RETURNS).await,
                other => return other,
            }
        }
        self.open_listener(plan).map_err(loopback::with_program)
    }

    fn open_listener(&self, plan: &CapturePlan) -> Result<LoopbackListener, CaptureError> {
        let listener = LoopbackListener::open(&plan.redirect_uri)?;
        *self.listener() = listener.closing();
        Ok(listener)
    }

    fn listener(&self) -> MutexGuard<'_, Closing> {
        self.listener.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl AnswerCapture for SignIn {
    async fn get_ready(&self, plan: CapturePlan) -> Result<Box<dyn ReadyCapture>, CaptureError> {
        let windows = match (plan.capture, &self.windows) {
            (Capture::SignInWindow, None) => return Err(CaptureError::NoWindow),
            (Capture::SignInWindow, Some(windows)) => Some(Arc::clone(windows)),
            (Capture::Loopback | Capture::Paste, _) => None,
        };
        let listener = match plan.capture {
            Capture::Loopback => Some(self.listen(&plan).await?),
            Capture::SignInWindow | Capture::Paste => None,
        };
        let browser = Arc::clone(&self.browser);
        Ok(Box::new(Ready::new(plan, listener, browser, windows, Arc::clone(&self.uptime), Arc::clone(&self.latest))))
    }
}

impl Latest {
    fn set(&self, pending: PendingSignIn) {
        *self.get() = Some(pending);
    }

    /// Forgets the sign-in, unless another one was begun since.
    fn forget(&self, pending: &PendingSignIn) {
        self.get().take_if(|latest| latest.is_same(pending));
    }

    fn get(&self) -> MutexGuard<'_, Option<PendingSignIn>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
