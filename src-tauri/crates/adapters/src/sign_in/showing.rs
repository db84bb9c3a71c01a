//! Where the sign-in page is shown.

use dialkey_core::{capturing::ExpectedAnswer, ports::capture::NotShown};
use url::Url;

use super::CaughtSender;
use crate::browser::open_page;

/// Shows a page to the person: in the system's browser, or as a line to be opened elsewhere.
pub trait ShowPage: Send + Sync {
    /// Shows the page and does not wait for it. It may be called again for the same page.
    fn show(&self, page: &Url) -> Result<(), NotShown>;
}

/// Opens windows to sign in in.
pub trait OpenSignInWindow: Send + Sync {
    /// Opens a window with the page. The window reports to `caught` what it catches, judged by `expected`, and that the
    /// person closed it.
    fn open(
        &self,
        page: &Url,
        expected: ExpectedAnswer,
        caught: CaughtSender,
    ) -> Result<Box<dyn SignInWindow>, NotShown>;
}

/// An open window. Dropping it closes it.
pub trait SignInWindow: Send {
    /// Brings the window to the front and loads its page again.
    fn show_again(&self) -> Result<(), NotShown>;
}

/// The system's browser.
#[derive(Debug, Clone, Copy)]
pub struct SystemBrowser;

impl ShowPage for SystemBrowser {
    fn show(&self, page: &Url) -> Result<(), NotShown> {
        open_page(page.as_str())
            .map_err(|_| NotShown("No browser could be started. Copy the link and open it yourself.".into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_web_page_is_not_given_to_the_system() {
        let page = Url::parse("file:///etc/passwd").unwrap();
        assert!(SystemBrowser.show(&page).is_err_and(|problem| problem.to_string().contains("Copy the link")));
    }
}
