//! Windows to sign in in, as the shell has them, without a screen.

use dialkey_adapters::sign_in::{CaughtSender, OpenSignInWindow, SignInWindow};
use dialkey_core::{
    capturing::{ExpectedAnswer, NotTheAnswer},
    ports::capture::NotShown,
};
use url::Url;

use crate::browser::{Browser, Person};

/// Opens each page in this browser, and sees every address before it is requested.
pub struct TestWindows(pub Browser);

struct Open {
    browser: Browser,
    page: Url,
}

impl OpenSignInWindow for TestWindows {
    fn open(
        &self,
        page: &Url,
        expected: ExpectedAnswer,
        caught: CaughtSender,
    ) -> Result<Box<dyn SignInWindow>, NotShown> {
        if self.0.person() == Person::ClosesWindow {
            caught.closed();
        }
        self.0.open(page, move |target| match expected.judge_address(target) {
            Ok(answer) => {
                caught.answer(answer);
                false
            }
            Err(NotTheAnswer::OtherAddress | NotTheAnswer::Nothing) => true,
            Err(_) => false,
        });
        Ok(Box::new(Open { browser: self.0.clone(), page: page.clone() }))
    }
}

impl SignInWindow for Open {
    fn show_again(&self) -> Result<(), NotShown> {
        self.browser.open(&self.page, |_| true);
        Ok(())
    }
}
