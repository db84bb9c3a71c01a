//! Signing in without a window: the browser, or an address to copy; the listener, or a line that is pasted.

use std::{
    io::{IsTerminal as _, Write as _},
    sync::Arc,
    time::Duration,
};

use async_trait::async_trait;
use dialkey_adapters::sign_in::{ShowPage, SignIn, SystemBrowser};
use dialkey_core::{
    capturing::{AuthorizationAnswer, ExpectedAnswer, RedirectUri},
    domain::sign_in::Capture,
    ports::{
        AnswerCapture,
        capture::{CaptureError, CapturePlan, Ending, NotShown, ReadyCapture},
    },
};
use tokio::sync::Notify;
use url::Url;

use crate::{
    arguments::{CaptureChoice, SignInOptions},
    pasting::read_pasted_lines,
};

/// Catches the answer as the command line says.
pub(crate) struct CommandLineCapture {
    sign_in: Arc<SignIn>,
    choice: Option<CaptureChoice>,
    time_allowed: Option<Duration>,
    /// Whether somebody sits in front of standard input, so that pasting can be offered beside the listener.
    is_interactive: bool,
    input_ended: Arc<Notify>,
}

impl CommandLineCapture {
    /// `reads_secret` says that standard input is not there to be pasted into.
    pub(crate) fn new(options: &SignInOptions, reads_secret: bool) -> Self {
        let page = Arc::new(PrintedPage { opens_browser: !options.no_browser });
        Self {
            sign_in: Arc::new(SignIn::new(page, None)),
            choice: options.capture,
            time_allowed: options.timeout,
            is_interactive: std::io::stdin().is_terminal() && !reads_secret,
            input_ended: Arc::default(),
        }
    }

    /// Waits until nothing can be pasted any more, where nothing else could bring the answer.
    pub(crate) async fn input_ended(&self) {
        self.input_ended.notified().await;
    }
}

#[async_trait]
impl AnswerCapture for CommandLineCapture {
    async fn get_ready(&self, mut plan: CapturePlan) -> Result<Box<dyn ReadyCapture>, CaptureError> {
        if self.choice == Some(CaptureChoice::Paste) {
            plan.capture = Capture::Paste;
        }
        plan.time_allowed = self.time_allowed.unwrap_or(plan.time_allowed);
        let pasting = match plan.capture {
            Capture::Paste => Pasting::Only(Arc::clone(&self.input_ended)),
            _ if self.is_interactive => Pasting::Offered,
            _ => Pasting::No,
        };
        let time_allowed = plan.time_allowed;
        let ready = self.sign_in.get_ready(plan).await?;
        Ok(Box::new(CommandLineReady { ready, sign_in: Arc::clone(&self.sign_in), time_allowed, pasting }))
    }
}

/// What a pasted line is to a sign-in.
enum Pasting {
    /// The only way back. Told when standard input ends.
    Only(Arc<Notify>),
    /// A way back where the listener is not reached: from a browser on another computer.
    Offered,
    /// Nobody pastes.
    No,
}

/// A sign-in about which a person is told on standard error.
struct CommandLineReady {
    ready: Box<dyn ReadyCapture>,
    sign_in: Arc<SignIn>,
    time_allowed: Duration,
    pasting: Pasting,
}

#[async_trait]
impl ReadyCapture for CommandLineReady {
    fn redirect_uri(&self) -> &RedirectUri {
        self.ready.redirect_uri()
    }

    async fn show(&mut self, page: &Url, expected: ExpectedAnswer) -> Result<(), NotShown> {
        let shown = self.ready.show(page, expected).await;
        say(&format!("Waiting for the answer, {} s at the most. Ctrl+C cancels.", self.time_allowed.as_secs()));
        match (self.sign_in.pending(), &self.pasting) {
            (Some(pending), Pasting::Only(input_ended)) => {
                say("Paste the whole address of the page you ended up on, and press Enter:");
                let input_ended = Arc::clone(input_ended);
                read_pasted_lines(pending, move || input_ended.notify_one());
            }
            (Some(pending), Pasting::Offered) => {
                say("If nothing happens then, paste the whole address of the page you ended up on, and press Enter.");
                read_pasted_lines(pending, || ());
            }
            _ => {}
        }
        shown
    }

    async fn answer(&mut self) -> Result<AuthorizationAnswer, CaptureError> {
        self.ready.answer().await
    }

    async fn finish(self: Box<Self>, ending: Ending) {
        self.ready.finish(ending).await;
    }
}

/// Opens the browser, or prints the address where that is not wanted or does not work.
struct PrintedPage {
    opens_browser: bool,
}

impl ShowPage for PrintedPage {
    fn show(&self, page: &Url) -> Result<(), NotShown> {
        if self.opens_browser && SystemBrowser.show(page).is_ok() {
            say(&format!("Your browser opens {}. Sign in there.", page.authority()));
        } else {
            say(&format!("Open this address in a browser and sign in:\n{page}"));
        }
        Ok(())
    }
}

/// On standard error, since only the result goes to standard output.
pub(crate) fn say(text: &str) {
    // Where nobody reads it the run ends by itself when its time is over.
    let _ = writeln!(std::io::stderr(), "{text}");
}
