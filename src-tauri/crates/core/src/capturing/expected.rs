//! Which answer belongs to this run.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::{AuthorizationAnswer, Parameters, RedirectUri};

/// What an answer must have to be the one that is waited for.
#[derive(Debug, Clone)]
pub struct ExpectedAnswer {
    /// Where it comes back to, as it was sent.
    pub redirect_uri: RedirectUri,
    /// What was sent as `state`, of this run alone (RFC 6749 10.12).
    pub state: SecretString,
    /// Who answers, where that is known (RFC 9207 2.4).
    pub issuer: Option<String>,
    /// Whether the answer must say who it is from (RFC 9207 2.4).
    pub must_name_issuer: bool,
    /// Whether a token is expected (RFC 6749 4.2) rather than a code.
    pub expects_token: bool,
    /// Whether a code can be used by this run alone (RFC 7636).
    pub has_pkce: bool,
}

/// Why something that arrived is not the answer; the waiting goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotTheAnswer {
    /// It arrived somewhere else.
    #[error("this is not the redirect address")]
    OtherAddress,
    /// It holds neither a code nor an error.
    #[error("there is no answer in it")]
    Nothing,
    /// Its `state` is missing.
    #[error("the answer does not say which sign-in it belongs to")]
    StateMissing,
    /// Its `state` is that of another run, or made up.
    #[error("the answer belongs to another sign-in")]
    StateWrong,
    /// A parameter stands twice, or two things that exclude each other are there.
    #[error("the answer contradicts itself")]
    Contradictory,
}

/// The parameters that may stand once only.
const SINGLE: [&str; 6] = ["code", "state", "iss", "error", "access_token", "token_type"];

impl ExpectedAnswer {
    /// Judges parameters that arrived at the redirect address. `in_query` says that they came in its query.
    pub fn judge(&self, parameters: Parameters, in_query: bool) -> Result<AuthorizationAnswer, NotTheAnswer> {
        if SINGLE.iter().any(|name| parameters.has_twice(name)) {
            return Err(NotTheAnswer::Contradictory);
        }
        let [code, error, token] = ["code", "error", "access_token"].map(|name| parameters.get(name).cloned());
        if error.is_some() && (code.is_some() || token.is_some()) {
            return Err(NotTheAnswer::Contradictory);
        }
        let proof = if self.expects_token { token } else { code };
        if proof.is_none() && error.is_none() {
            return Err(NotTheAnswer::Nothing);
        }
        let state = parameters.get("state").ok_or(NotTheAnswer::StateMissing)?;
        if !self.is_our_state(state) {
            return Err(NotTheAnswer::StateWrong);
        }
        if !self.is_from_our_issuer(&parameters) {
            return Ok(AuthorizationAnswer::OtherIssuer);
        }
        Ok(match (error, proof) {
            (Some(error), _) => refused(&error, &parameters),
            (None, Some(_)) if self.expects_token => AuthorizationAnswer::Token { parameters, in_query },
            (None, Some(code)) => match parameters.get("iss").filter(|_| self.issuer.is_none()) {
                // Exposed because an issuer is no secret.
                Some(issuer) => AuthorizationAnswer::CodeOf { code, issuer: issuer.expose_secret().to_owned() },
                None => AuthorizationAnswer::Code(code),
            },
            (None, None) => return Err(NotTheAnswer::Nothing),
        })
    }

    /// Judges an address that something went to.
    pub fn judge_address(&self, arrived: &Url) -> Result<AuthorizationAnswer, NotTheAnswer> {
        if !self.redirect_uri.is_reached_by(arrived) {
            return Err(NotTheAnswer::OtherAddress);
        }
        // The answer stands in one of the two; an empty fragment is none (RFC 6749 4.1.2, 4.2.2).
        let fragment = arrived.fragment().filter(|fragment| fragment.contains('='));
        match fragment {
            Some(fragment) => self.judge(Parameters::parse(fragment), false),
            None => self.judge(Parameters::parse(arrived.query().unwrap_or_default()), true),
        }
    }

    /// Compares in constant time, so that nothing is learned by trying.
    fn is_our_state(&self, state: &SecretString) -> bool {
        // Exposed to be compared.
        verify_slices_are_equal(state.expose_secret().as_bytes(), self.state.expose_secret().as_bytes()).is_ok()
    }

    /// RFC 9207 2.4, by simple string comparison.
    fn is_from_our_issuer(&self, parameters: &Parameters) -> bool {
        match (parameters.get("iss"), &self.issuer) {
            // Exposed to be compared; an issuer is no secret.
            (Some(named), Some(issuer)) => named.expose_secret() == issuer,
            (Some(_), None) => true,
            (None, _) => !self.must_name_issuer,
        }
    }
}

fn refused(error: &SecretString, parameters: &Parameters) -> AuthorizationAnswer {
    // Exposed because what a server says about an error is no secret; it is shown as its words.
    let text = |secret: &SecretString| secret.expose_secret().to_owned();
    AuthorizationAnswer::Refused { error: text(error), description: parameters.get("error_description").map(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected() -> ExpectedAnswer {
        ExpectedAnswer {
            redirect_uri: RedirectUri::parse("http://127.0.0.1:8765/cb/a").unwrap(),
            state: "right".into(),
            issuer: None,
            must_name_issuer: false,
            expects_token: false,
            has_pkce: true,
        }
    }

    fn judged(expected: &ExpectedAnswer, query: &str) -> Result<AuthorizationAnswer, NotTheAnswer> {
        expected.judge(Parameters::parse(query), true)
    }

    #[test]
    fn a_code_with_our_state_is_the_answer() {
        let Ok(AuthorizationAnswer::Code(code)) = judged(&expected(), "code=a%2Fb+c&state=right&session_state=x")
        else {
            panic!("an unknown parameter must be ignored (RFC 6749 4.1.2)")
        };
        assert_eq!(code.expose_secret(), "a/b c");
    }

    #[test]
    fn state_that_is_missing_wrong_cut_or_longer_is_not_ours() {
        assert_eq!(judged(&expected(), "code=a").unwrap_err(), NotTheAnswer::StateMissing);
        assert_eq!(judged(&expected(), "code=a&state=").unwrap_err(), NotTheAnswer::StateMissing);
        for state in ["wrong", "righ", "rightt", "RIGHT", "right%00"] {
            let query = format!("code=a&state={state}");
            assert_eq!(judged(&expected(), &query).unwrap_err(), NotTheAnswer::StateWrong, "{state}");
        }
    }

    #[test]
    fn a_doubled_parameter_or_code_and_error_together_are_refused() {
        for query in [
            "code=a&code=b&state=right",
            "code=a&state=right&state=right",
            "code=a&iss=x&iss=x&state=right",
            "code=a&error=access_denied&state=right",
            "access_token=a&error=access_denied&state=right",
        ] {
            assert_eq!(judged(&expected(), query).unwrap_err(), NotTheAnswer::Contradictory, "{query}");
        }
    }

    #[test]
    fn an_error_needs_our_state_too() {
        assert_eq!(judged(&expected(), "error=access_denied").unwrap_err(), NotTheAnswer::StateMissing);
        let answer = judged(&expected(), "error=access_denied&error_description=No.&state=right").unwrap();
        assert!(matches!(answer, AuthorizationAnswer::Refused { error, description }
            if error == "access_denied" && description.as_deref() == Some("No.")));
    }

    #[test]
    fn something_else_at_the_address_is_no_answer() {
        for query in ["", "hello=1", "code=&state=right", "access_token=a&state=right"] {
            assert_eq!(judged(&expected(), query).unwrap_err(), NotTheAnswer::Nothing, "{query}");
        }
    }

    #[test]
    fn another_issuer_is_rejected_by_simple_comparison() {
        let expected = ExpectedAnswer { issuer: Some("https://as.test".into()), ..expected() };
        let is_other = |query: &str| matches!(judged(&expected, query), Ok(AuthorizationAnswer::OtherIssuer));
        assert!(!is_other("code=a&state=right&iss=https%3A%2F%2Fas.test"));
        assert!(is_other("code=a&state=right&iss=https%3A%2F%2Fas.test%2F"), "no slash is forgiven (RFC 9207 2.4)");
        assert!(is_other("code=a&state=right&iss=https%3A%2F%2FAS.test"));
        assert!(is_other("error=access_denied&state=right&iss=https%3A%2F%2Fevil.test"));
        assert!(!is_other("code=a&state=right"), "a server that was not seen to send it may leave it out");
    }

    #[test]
    fn a_server_that_names_itself_unasked_is_noticed() {
        let answer = judged(&expected(), "code=a&state=right&iss=https%3A%2F%2Fas.test").unwrap();
        assert!(matches!(answer, AuthorizationAnswer::CodeOf { issuer, .. } if issuer == "https://as.test"));
    }

    #[test]
    fn a_server_known_to_name_itself_must_do_so() {
        let expected = ExpectedAnswer { issuer: Some("https://as.test".into()), must_name_issuer: true, ..expected() };
        assert!(matches!(judged(&expected, "code=a&state=right"), Ok(AuthorizationAnswer::OtherIssuer)));
    }

    #[test]
    fn a_token_is_taken_from_the_fragment_and_in_the_query_only_with_a_remark() {
        let expected = ExpectedAnswer { expects_token: true, ..expected() };
        let at = |address: &str| expected.judge_address(&Url::parse(address).unwrap());
        let fragment = at("http://127.0.0.1:8765/cb/a#access_token=t&token_type=Bearer&state=right");
        assert!(matches!(fragment, Ok(AuthorizationAnswer::Token { in_query: false, .. })));
        let query = at("http://127.0.0.1:8765/cb/a?access_token=t&state=right");
        assert!(matches!(query, Ok(AuthorizationAnswer::Token { in_query: true, .. })));
        assert_eq!(at("http://127.0.0.1:8765/cb/a#code=t&state=right").unwrap_err(), NotTheAnswer::Nothing);
    }

    #[test]
    fn an_address_elsewhere_is_not_looked_at() {
        let arrived = Url::parse("http://127.0.0.1:8765/cb/b?code=a&state=right").unwrap();
        assert_eq!(expected().judge_address(&arrived).unwrap_err(), NotTheAnswer::OtherAddress);
    }
}
