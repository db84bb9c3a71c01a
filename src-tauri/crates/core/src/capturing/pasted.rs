//! What a person pastes when nothing comes back by itself.

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::{AuthorizationAnswer, ExpectedAnswer, NotTheAnswer, Parameters};
use crate::domain::sign_in::PasteRefusal;

/// Longer than any answer.
const LIMIT: usize = 64 * 1024;

/// Why a pasted text cannot be used; the waiting goes on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasteProblem {
    /// Nothing was pasted.
    #[error("Paste the whole address from the page you ended up on.")]
    Empty,
    /// Much too long.
    #[error("This is too long to be that address.")]
    TooLong,
    /// An address of another host or page.
    #[error("This address belongs to {found}, but the answer comes back to {expected}.")]
    OtherAddress {
        /// Host and path that were pasted.
        found: String,
        /// Host and path that were expected.
        expected: String,
    },
    /// The address of the sign-in page itself, or of a page on the way.
    #[error("This address has no answer in it yet. Sign in first, then copy the address of the last page.")]
    NoAnswer,
    /// `state` is missing: the address was not copied whole.
    #[error("The end of the address is missing. Copy it whole, from https to the last character.")]
    NotWhole,
    /// `state` of another run.
    #[error("This answer is from an earlier sign-in. Click “Open again”, sign in once more and paste the new address.")]
    OtherRun,
    /// Two answers in one.
    #[error("This address contradicts itself. Click “Open again” and sign in once more.")]
    Contradictory,
    /// A bare code without PKCE: nothing ties it to this run (RFC 6749 10.12), so the person has to.
    #[error("Only the code was pasted. Continue only if you just copied it from the phone system’s own page.")]
    BareCode,
    /// Not an address, and not a code either.
    #[error("This is not an address. Copy it from the address bar of the browser.")]
    NotAnAddress,
}

impl PasteProblem {
    /// The problem in words for the person who pasted.
    pub fn to_refusal(&self) -> PasteRefusal {
        PasteRefusal { sentence: self.to_string(), can_confirm: *self == Self::BareCode }
    }
}

impl ExpectedAnswer {
    /// Judges what a person pasted: the whole address, one whose `&` were written `&amp;`, or the bare code. A bare
    /// code is taken with PKCE, or when the person `confirmed` where it is from.
    pub fn judge_pasted(&self, pasted: &SecretString, confirmed: bool) -> Result<AuthorizationAnswer, PasteProblem> {
        // Exposed to be taken apart; the code in it is a secret again.
        let text = pasted.expose_secret();
        if text.len() > LIMIT {
            return Err(PasteProblem::TooLong);
        }
        let text = text.trim_matches(|c: char| c.is_whitespace() || "\u{200B}\u{FEFF}<>\"'".contains(c));
        if text.is_empty() {
            return Err(PasteProblem::Empty);
        }
        let has_blanks = text.contains(char::is_whitespace);
        // Mail programs break long addresses; no address has blanks of its own.
        let text = text.replace("&amp;", "&").replace(char::is_whitespace, "");
        if let Ok(address) = Url::parse(&text)
            && matches!(address.scheme(), "http" | "https")
        {
            return self.judge_address(&address).map_err(|problem| self.explain(problem, &address));
        }
        if text.contains('=') {
            // Everything behind the question mark, copied without what stands before it.
            let parameters = Parameters::parse(text.trim_start_matches(['?', '#', '&']));
            return self.judge(parameters, true).map_err(|problem| match problem {
                NotTheAnswer::Nothing | NotTheAnswer::OtherAddress => PasteProblem::NotAnAddress,
                other => same_for_all(other),
            });
        }
        if has_blanks {
            return Err(PasteProblem::NotAnAddress);
        }
        self.judge_bare_code(&text, confirmed)
    }

    fn judge_bare_code(&self, text: &str, confirmed: bool) -> Result<AuthorizationAnswer, PasteProblem> {
        // RFC 6749 A.11: a code is printable ASCII. A host without a scheme is no code.
        let is_code = text.len() >= 4 && text.bytes().all(|byte| byte.is_ascii_graphic()) && !text.contains('/');
        if self.expects_token || !is_code {
            return Err(PasteProblem::NotAnAddress);
        }
        if !self.has_pkce && !confirmed {
            return Err(PasteProblem::BareCode);
        }
        Ok(AuthorizationAnswer::Code(SecretString::from(text)))
    }

    fn explain(&self, problem: NotTheAnswer, address: &Url) -> PasteProblem {
        let place = |url: &Url| format!("{}{}", url.authority(), url.path());
        match problem {
            // Only host and path: what stands behind them may be an answer.
            NotTheAnswer::OtherAddress if address.query().is_some_and(|query| query.contains("code=")) => {
                PasteProblem::OtherAddress { found: place(address), expected: place(self.redirect_uri.url()) }
            }
            NotTheAnswer::OtherAddress => PasteProblem::NoAnswer,
            other => same_for_all(other),
        }
    }
}

fn same_for_all(problem: NotTheAnswer) -> PasteProblem {
    match problem {
        NotTheAnswer::Nothing | NotTheAnswer::OtherAddress => PasteProblem::NoAnswer,
        NotTheAnswer::StateMissing => PasteProblem::NotWhole,
        NotTheAnswer::StateWrong => PasteProblem::OtherRun,
        NotTheAnswer::Contradictory => PasteProblem::Contradictory,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::capturing::RedirectUri;

    fn expected() -> ExpectedAnswer {
        ExpectedAnswer {
            redirect_uri: RedirectUri::parse("https://pbx.test/api/v1/doc/").unwrap(),
            state: "right".into(),
            issuer: None,
            must_name_issuer: false,
            expects_token: false,
            has_pkce: true,
        }
    }

    fn code(expected: &ExpectedAnswer, pasted: &str) -> Result<String, PasteProblem> {
        match expected.judge_pasted(&pasted.into(), false)? {
            AuthorizationAnswer::Code(code) => Ok(code.expose_secret().to_owned()),
            other => panic!("a code was expected, not {other:?}"),
        }
    }

    #[test]
    fn the_whole_address_is_taken_in_every_way_it_is_copied() {
        for pasted in [
            "https://pbx.test/api/v1/doc/?code=abc%2F1&state=right",
            "  https://pbx.test/api/v1/doc/?code=abc%2F1&amp;state=right \n",
            "<https://pbx.test/api/v1/doc/?code=abc%2F1&state=right>",
            "https://pbx.test/api/v1/doc/?code=abc%2F1\n&state=right",
            "https://pbx.test/api/v1/doc/#code=abc%2F1&state=right",
            "?code=abc%2F1&state=right",
            "code=abc%2F1&state=right",
        ] {
            assert_eq!(code(&expected(), pasted), Ok("abc/1".into()), "{pasted}");
        }
    }

    #[test]
    fn what_is_missing_or_from_elsewhere_is_said() {
        for (pasted, problem) in [
            ("", PasteProblem::Empty),
            ("https://pbx.test/api/v1/doc/?code=abc", PasteProblem::NotWhole),
            ("https://pbx.test/api/v1/doc/?code=abc&state=old", PasteProblem::OtherRun),
            ("https://pbx.test/api/v1/doc/", PasteProblem::NoAnswer),
            ("https://pbx.test/authorization/oauth2?response_type=code", PasteProblem::NoAnswer),
            ("https://pbx.test/api/v1/doc/?code=a&code=b&state=right", PasteProblem::Contradictory),
            ("pbx.test/api", PasteProblem::NotAnAddress),
            ("I do not know", PasteProblem::NotAnAddress),
            ("state=right", PasteProblem::NotAnAddress),
        ] {
            assert_eq!(code(&expected(), pasted), Err(problem), "{pasted}");
        }
        let other = code(&expected(), "https://other.test/doc/?code=abc&state=right");
        let (found, expected_place) = ("other.test/doc/".into(), "pbx.test/api/v1/doc/".into());
        assert_eq!(other, Err(PasteProblem::OtherAddress { found, expected: expected_place }));
    }

    #[test]
    fn a_bare_code_is_taken_with_pkce_or_when_it_is_confirmed() {
        assert_eq!(code(&expected(), " SplxlOBeZQQYbYS6WxSbIA "), Ok("SplxlOBeZQQYbYS6WxSbIA".into()));
        let without = ExpectedAnswer { has_pkce: false, ..expected() };
        assert_eq!(code(&without, "SplxlOBeZQQYbYS6WxSbIA"), Err(PasteProblem::BareCode));
        let confirmed = without.judge_pasted(&"SplxlOBeZQQYbYS6WxSbIA".into(), true);
        assert!(matches!(confirmed, Ok(AuthorizationAnswer::Code(_))));
        let implicit = ExpectedAnswer { expects_token: true, ..expected() };
        assert!(implicit.judge_pasted(&"SplxlOBeZQQYbYS6WxSbIA".into(), true).is_err(), "a bare token is no answer");
    }

    #[test]
    fn an_error_in_the_address_is_an_answer() {
        let pasted = "https://pbx.test/api/v1/doc/?error=access_denied&state=right";
        assert!(matches!(expected().judge_pasted(&pasted.into(), false), Ok(AuthorizationAnswer::Refused { .. })));
    }

    proptest! {
        #[test]
        fn no_pasted_text_makes_it_stumble(text in "\\PC{0,80}") {
            let _ = expected().judge_pasted(&text.as_str().into(), false);
        }

        #[test]
        fn every_code_survives_being_pasted_in_an_address(pasted in "[!-~]{1,60}") {
            let encoded: String = form_urlencoded::byte_serialize(pasted.as_bytes()).collect();
            let address = format!("https://pbx.test/api/v1/doc/?code={encoded}&state=right");
            prop_assert_eq!(code(&expected(), &address), Ok(pasted));
        }

        #[test]
        fn no_state_but_ours_passes(state in "[a-z]{0,8}") {
            prop_assume!(state != "right");
            let address = format!("https://pbx.test/api/v1/doc/?code=abc&state={state}");
            prop_assert!(code(&expected(), &address).is_err());
        }
    }
}
