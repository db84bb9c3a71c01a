//! What the listener answers, and how it is written.

use std::io::{self, Write as _};

use tiny_http::{Method, Request, StatusCode};

use super::pages::Page;

/// An answer to one request.
pub(super) struct Reply {
    status: u16,
    header: Option<(&'static str, String)>,
    page: Option<Page>,
}

impl Reply {
    /// A page.
    pub(super) const fn page(status: u16, page: Page) -> Self {
        Self { status, header: None, page: Some(page) }
    }

    /// Elsewhere on this listener, by GET (RFC 9110 15.4.4), so that the address bar holds no answer any more.
    pub(super) const fn see_other(path: String) -> Self {
        Self { status: 303, header: Some(("Location", path)), page: None }
    }

    /// RFC 9110 15.5.6.
    pub(super) fn method_not_allowed(allowed: &str) -> Self {
        Self { status: 405, header: Some(("Allow", allowed.to_owned())), page: Some(Page::nothing_here()) }
    }

    /// Writes the answer. The server would keep the connection, and with it the port, so the answer is written by hand.
    pub(super) fn send(self, mut request: Request) -> io::Result<()> {
        let has_body = *request.method() != Method::Head;
        // A browser looks at the answer when its whole request was taken.
        let _ = io::copy(request.as_reader(), &mut io::sink());
        let mut writer = request.into_writer();
        writer.write_all(self.head().as_bytes())?;
        if let Some(page) = self.page.filter(|_| has_body) {
            writer.write_all(page.html.as_bytes())?;
        }
        writer.flush()
    }

    fn head(&self) -> String {
        let reason = StatusCode(self.status).default_reason_phrase();
        let length = self.page.as_ref().map_or(0, |page| page.html.len());
        let policy = self.page.as_ref().map_or("default-src 'none'", |page| page.policy);
        let own = self.header.as_ref().map(|(name, value)| format!("{name}: {value}\r\n")).unwrap_or_default();
        format!(
            "HTTP/1.1 {status} {reason}\r\n\
             {own}Content-Type: text/html; charset=utf-8\r\n\
             Content-Length: {length}\r\n\
             Content-Security-Policy: {policy}\r\n\
             Referrer-Policy: no-referrer\r\n\
             Cache-Control: no-store\r\n\
             X-Content-Type-Options: nosniff\r\n\
             Connection: close\r\n\r\n",
            status = self.status,
        )
    }
}
