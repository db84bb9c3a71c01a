//! The system's browser and its window for files.

use std::{io, path::Path};

use url::Url;

/// Why a page could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum BrowserError {
    /// Only web pages are opened.
    #[error("only http and https addresses are opened")]
    NotAWebPage,
    /// The system has no browser, or does not let us start it.
    #[error("no browser could be started")]
    Unavailable(#[source] io::Error),
}

/// Opens a page in the system's browser and does not wait for it.
pub fn open_page(address: &str) -> Result<(), BrowserError> {
    // What is opened is what was parsed, so nothing can hide behind the address.
    let url = Url::parse(address).map_err(|_| BrowserError::NotAWebPage)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(BrowserError::NotAWebPage);
    }
    open::that_detached(url.as_str()).map_err(BrowserError::Unavailable)
}

/// Shows a folder of this program to the person.
pub fn open_folder(folder: &Path) -> io::Result<()> {
    open::that_detached(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_pages_are_opened() {
        for address in ["file:///etc/passwd", "javascript:alert(1)", "--help", "pbx.test"] {
            assert!(matches!(open_page(address), Err(BrowserError::NotAWebPage)), "{address}");
        }
    }
}
