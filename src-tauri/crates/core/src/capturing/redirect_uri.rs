//! Where the answer of a sign-in comes back (RFC 6749 3.1.2, RFC 8252 7.3).

use std::fmt;

use url::{Host, Url};

use crate::domain::sign_in::Capture;

/// A redirect address, exactly as it is registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedirectUri {
    /// Byte for byte as registered: both requests carry this text (RFC 6749 4.1.3).
    text: String,
    url: Url,
}

/// Why a text cannot be a redirect address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RedirectProblem {
    /// Not an absolute address.
    #[error("this is not an address")]
    NotAnAddress,
    /// RFC 6749 3.1.2 forbids a fragment.
    #[error("a redirect address has no # part")]
    Fragment,
    /// A name or password in it.
    #[error("a redirect address has no user name in it")]
    UserInfo,
    /// A scheme that only another program could catch.
    #[error("only http and https addresses can be used")]
    Scheme,
}

/// How this computer is called in a redirect address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoopbackHost {
    /// 127.0.0.1, as RFC 8252 8.3 recommends.
    V4,
    /// `[::1]`.
    V6,
    /// `localhost`, which a browser may take for either.
    Name,
}

impl RedirectUri {
    /// Reads a redirect address.
    pub fn parse(text: &str) -> Result<Self, RedirectProblem> {
        let url = Url::parse(text).map_err(|_| RedirectProblem::NotAnAddress)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(RedirectProblem::Scheme);
        }
        if url.fragment().is_some() {
            return Err(RedirectProblem::Fragment);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(RedirectProblem::UserInfo);
        }
        Ok(Self { text: text.to_owned(), url })
    }

    /// The text that both requests carry.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The parsed address.
    pub const fn url(&self) -> &Url {
        &self.url
    }

    /// How it names this computer; none when it names another one, or asks for TLS, which a listener here cannot have.
    pub fn loopback(&self) -> Option<LoopbackHost> {
        if self.url.scheme() != "http" {
            return None;
        }
        match self.url.host()? {
            Host::Domain("localhost") => Some(LoopbackHost::Name),
            Host::Ipv4(address) if address.octets() == [127, 0, 0, 1] => Some(LoopbackHost::V4),
            Host::Ipv6(address) if address.is_loopback() => Some(LoopbackHost::V6),
            _ => None,
        }
    }

    /// The port that is registered; none where any will do (RFC 8252 7.3): an address on this computer that names none.
    pub fn fixed_port(&self) -> Option<u16> {
        // The parser drops :80, which is a port that was asked for all the same.
        let authority = self.text.split("//").nth(1)?.split(['/', '?']).next()?;
        let names_port = authority.rsplit(']').next().is_some_and(|behind| behind.contains(':'));
        names_port.then(|| self.url.port_or_known_default()).flatten()
    }

    /// The same address with the port that was opened, where it is on this computer and names none.
    #[must_use]
    pub fn with_port(&self, port: u16) -> Self {
        if self.loopback().is_none() || self.fixed_port().is_some() {
            return self.clone();
        }
        let Some((scheme, rest)) = self.text.split_once("//") else { return self.clone() };
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let text = format!("{scheme}//{}:{port}{}", &rest[..end], &rest[end..]);
        Self::parse(&text).unwrap_or_else(|_| self.clone())
    }

    /// Whether it is a page of the same origin as the sign-in page.
    pub fn is_page_of(&self, authorization_endpoint: &Url) -> bool {
        self.url.origin() == authorization_endpoint.origin()
    }

    /// What catches the answer. `in_window` says that the person chose a sign-in window where one can be used.
    pub fn capture(&self, authorization_endpoint: &Url, in_window: bool) -> Capture {
        if self.is_page_of(authorization_endpoint) {
            return if in_window { Capture::SignInWindow } else { Capture::Paste };
        }
        if self.loopback().is_some() { Capture::Loopback } else { Capture::Paste }
    }

    /// Whether an answer arrived here: scheme, host, port and path are the same, and what is registered as a query
    /// stands in its query. A longer path, another host with the same beginning and a user name do not pass.
    pub fn is_reached_by(&self, arrived: &Url) -> bool {
        let same_place = arrived.scheme() == self.url.scheme()
            && arrived.host() == self.url.host()
            && arrived.port_or_known_default() == self.url.port_or_known_default()
            && arrived.path() == self.url.path();
        let nobody = arrived.username().is_empty() && arrived.password().is_none();
        let has = |pair| arrived.query_pairs().any(|arrived| arrived == pair);
        same_place && nobody && self.url.query_pairs().all(has)
    }
}

impl fmt::Display for RedirectUri {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn redirect(text: &str) -> RedirectUri {
        RedirectUri::parse(text).unwrap()
    }

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn the_text_stays_byte_for_byte() {
        for text in ["https://pbx.test/api/v1/doc/", "https://PBX.test", "http://127.0.0.1:8765/cb/a?x=%7e"] {
            assert_eq!(redirect(text).as_str(), text);
        }
    }

    #[test]
    fn an_address_with_a_fragment_a_user_or_another_scheme_is_refused() {
        for (text, problem) in [
            ("https://pbx.test/#a", RedirectProblem::Fragment),
            ("https://a:b@pbx.test/", RedirectProblem::UserInfo),
            ("dialkey://answer", RedirectProblem::Scheme),
            ("/cb", RedirectProblem::NotAnAddress),
        ] {
            assert_eq!(RedirectUri::parse(text), Err(problem), "{text}");
        }
    }

    #[test]
    fn the_registered_address_decides_what_catches_the_answer() {
        let page = url("https://pbx.test/authorization/oauth2");
        for (text, in_window, capture) in [
            ("https://pbx.test/api/v1/doc/", true, Capture::SignInWindow),
            ("https://pbx.test/api/v1/doc/", false, Capture::Paste),
            ("https://pbx.test:443/api/v1/doc/", true, Capture::SignInWindow),
            ("http://127.0.0.1:8765/cb/a", true, Capture::Loopback),
            ("http://127.0.0.1/cb/a", false, Capture::Loopback),
            ("http://localhost:8765/", false, Capture::Loopback),
            ("http://[::1]:8765/", false, Capture::Loopback),
            ("https://localhost:8765/", false, Capture::Paste),
            ("http://127.0.0.2/", false, Capture::Paste),
            ("https://pbx.test.evil.test/api/v1/doc/", true, Capture::Paste),
            ("https://app.company.test/callback", true, Capture::Paste),
        ] {
            assert_eq!(redirect(text).capture(&page, in_window), capture, "{text}");
        }
    }

    #[test]
    fn a_page_of_a_phone_system_on_this_computer_is_told_from_a_listener() {
        let page = url("http://127.0.0.1:4711/authorize");
        assert_eq!(redirect("http://127.0.0.1:4711/doc/").capture(&page, true), Capture::SignInWindow);
        assert_eq!(redirect("http://127.0.0.1:4712/doc/").capture(&page, true), Capture::Loopback);
    }

    #[test]
    fn a_port_is_added_only_where_none_is_registered() {
        for (registered, sent) in [
            ("http://127.0.0.1/cb/a", "http://127.0.0.1:4711/cb/a"),
            ("http://127.0.0.1", "http://127.0.0.1:4711"),
            ("http://[::1]/cb", "http://[::1]:4711/cb"),
            ("http://localhost?a=b", "http://localhost:4711?a=b"),
            ("http://127.0.0.1:80/cb", "http://127.0.0.1:80/cb"),
            ("http://[::1]:8765/cb", "http://[::1]:8765/cb"),
            ("https://app.test/cb", "https://app.test/cb"),
        ] {
            assert_eq!(redirect(registered).with_port(4711).as_str(), sent);
        }
        assert_eq!(redirect("http://127.0.0.1:80/cb").fixed_port(), Some(80));
        assert_eq!(redirect("http://127.0.0.1/cb:80").fixed_port(), None);
    }

    #[test]
    fn only_the_exact_place_is_the_redirect_address() {
        let registered = redirect("https://pbx.test/api/v1/doc/");
        for reached in [
            "https://pbx.test/api/v1/doc/?code=1&state=2",
            "https://pbx.test:443/api/v1/doc/#access_token=1",
            "https://PBX.test/api/v1/doc/",
        ] {
            assert!(registered.is_reached_by(&url(reached)), "{reached}");
        }
        for other in [
            "https://pbx.test/api/v1/doc",
            "https://pbx.test/api/v1/doc/evil",
            "https://pbx.test/api/v1/doc/../doc/x/",
            "https://pbx.test/api/v1/DOC/",
            "https://pbx.test.evil/api/v1/doc/",
            "https://pbx.test@evil.test/api/v1/doc/",
            "https://user@pbx.test/api/v1/doc/",
            "https://pbx.test:8443/api/v1/doc/",
            "http://pbx.test/api/v1/doc/",
        ] {
            assert!(!registered.is_reached_by(&url(other)), "{other}");
        }
    }

    #[test]
    fn a_registered_query_must_come_back() {
        let registered = redirect("https://app.test/cb?tenant=7");
        assert!(registered.is_reached_by(&url("https://app.test/cb?code=1&tenant=7")));
        assert!(!registered.is_reached_by(&url("https://app.test/cb?code=1&tenant=8")));
        assert!(!registered.is_reached_by(&url("https://app.test/cb?code=1")));
    }

    proptest! {
        #[test]
        fn an_address_that_differs_in_its_path_is_never_reached(path in "/[a-z/.]{0,12}", other in "/[a-z/.]{0,12}") {
            let registered = redirect(&format!("https://pbx.test{path}"));
            let arrived = url(&format!("https://pbx.test{other}?code=1"));
            prop_assert_eq!(registered.is_reached_by(&arrived), registered.url().path() == arrived.path());
        }

        #[test]
        fn another_host_is_never_reached(host in "[a-z0-9-]{1,10}(\\.[a-z]{2,5}){1,2}", before in "[a-z.@]{0,6}") {
            let registered = redirect("https://pbx.test/cb");
            if let Ok(arrived) = Url::parse(&format!("https://{before}{host}/cb?code=1")) {
                prop_assert_eq!(
                    registered.is_reached_by(&arrived),
                    arrived.host_str() == Some("pbx.test") && arrived.username().is_empty()
                );
            }
        }

        #[test]
        fn the_opened_port_never_changes_what_was_registered_otherwise(path in "/[a-z0-9/]{0,12}", port in 1024u16..) {
            let sent = redirect(&format!("http://127.0.0.1{path}")).with_port(port);
            prop_assert_eq!(sent.as_str(), format!("http://127.0.0.1:{port}{path}"));
            prop_assert_eq!(sent.fixed_port(), Some(port));
        }
    }
}
