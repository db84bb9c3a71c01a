//! A sign-in that is waited for, as the rest of the program reaches it.

use std::{
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use dialkey_core::{
    capturing::{AuthorizationAnswer, ExpectedAnswer, NotTheAnswer, Parameters, PasteProblem},
    ports::capture::NotShown,
};
use secrecy::SecretString;
use url::Url;

use super::{CaughtSender, OpenSignInWindow, ShowPage, SignInWindow};

/// A sign-in that is waited for. It stays usable when the waiting is over, and then does nothing.
#[derive(Clone)]
pub struct PendingSignIn(Arc<Waiting>);

struct Waiting {
    page: Url,
    expected: ExpectedAnswer,
    place: Place,
    caught: CaughtSender,
    wrong_answers: AtomicUsize,
}

/// Where the page is shown.
pub(super) enum Place {
    /// The system's browser.
    Browser(Arc<dyn ShowPage>),
    /// A window of this program, once it is open.
    Window(Arc<dyn OpenSignInWindow>, Mutex<Option<Box<dyn SignInWindow>>>),
}

impl PendingSignIn {
    pub(super) fn new(page: Url, expected: ExpectedAnswer, place: Place, caught: CaughtSender) -> Self {
        Self(Arc::new(Waiting { page, expected, place, caught, wrong_answers: AtomicUsize::new(0) }))
    }

    /// The authorization request as an address, to be opened elsewhere. It holds no secret of the person.
    pub fn page(&self) -> &Url {
        &self.0.page
    }

    /// Shows the page once more: in the browser, or in its window. It may block until the window is there, so it is not
    /// for the thread that makes windows.
    pub fn open_again(&self) -> Result<(), NotShown> {
        let over = || NotShown("This sign-in is over.".into());
        match &self.0.place {
            Place::Browser(_) if self.is_over() => Err(over()),
            Place::Browser(browser) => browser.show(&self.0.page),
            Place::Window(windows, open) => {
                let mut open = lock(open);
                // Looked at behind the lock: what ends the waiting takes the window from behind it.
                if self.is_over() {
                    return Err(over());
                }
                if let Some(window) = open.as_ref() {
                    return window.show_again();
                }
                let window = windows.open(&self.0.page, self.0.expected.clone(), self.0.caught.clone())?;
                *open = Some(window);
                Ok(())
            }
        }
    }

    /// Takes what the person pasted. The flow goes on when it is the answer; otherwise the waiting does, and the person
    /// reads why. `confirmed` says that the person knows where a bare code is from.
    pub fn paste(&self, text: &SecretString, confirmed: bool) -> Result<(), PasteProblem> {
        let answer = self.0.expected.judge_pasted(text, confirmed)?;
        if self.0.caught.answer(answer) { Ok(()) } else { Err(PasteProblem::OtherRun) }
    }

    /// How many answers that belong to another sign-in, or contradict themselves, have arrived.
    pub fn wrong_answers(&self) -> usize {
        self.0.wrong_answers.load(Ordering::Relaxed)
    }

    pub(super) fn is_over(&self) -> bool {
        self.0.caught.is_over()
    }

    /// Judges an address that something went to.
    pub(super) fn judge_address(&self, arrived: &Url) -> Result<AuthorizationAnswer, NotTheAnswer> {
        self.counted(self.0.expected.judge_address(arrived))
    }

    /// Judges what was posted to the redirect address.
    pub(super) fn judge_posted(&self, parameters: Parameters) -> Result<AuthorizationAnswer, NotTheAnswer> {
        self.counted(self.0.expected.judge(parameters, false))
    }

    /// Hands over the answer; false when the waiting was over already.
    pub(super) fn accept(&self, answer: AuthorizationAnswer) -> bool {
        self.0.caught.answer(answer)
    }

    /// Nothing is waited for any more; a window closes.
    pub(super) fn end(&self) {
        self.0.caught.end();
        if let Place::Window(_, open) = &self.0.place {
            let window = lock(open).take();
            drop(window);
        }
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    fn counted(&self, judged: Result<AuthorizationAnswer, NotTheAnswer>) -> Result<AuthorizationAnswer, NotTheAnswer> {
        use NotTheAnswer::{Contradictory, StateMissing, StateWrong};
        if matches!(judged, Err(Contradictory | StateMissing | StateWrong)) {
            self.0.wrong_answers.fetch_add(1, Ordering::Relaxed);
        }
        judged
    }
}

impl fmt::Debug for PendingSignIn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("PendingSignIn").field("over", &self.is_over()).finish_non_exhaustive()
    }
}

fn lock(open: &Mutex<Option<Box<dyn SignInWindow>>>) -> MutexGuard<'_, Option<Box<dyn SignInWindow>>> {
    open.lock().unwrap_or_else(PoisonError::into_inner)
}
