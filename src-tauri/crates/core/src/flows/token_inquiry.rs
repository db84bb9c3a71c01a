//! What every request about a token that is already there shares (RFC 7009, RFC 7662, `OpenID` Connect Core 5.3).

use url::Url;

use super::{
    known_secrets::{known_secrets_with, remember_sent},
    token_request::post_of_client,
    values::find_value_problems,
};
use crate::{
    authenticating::prove_client,
    diagnosing::{Asked, Failure, diagnose},
    domain::{
        diagnosis::Diagnosis, exchange::Exchange, field::Field, inquiry::Inquiry, recipe::BodyCoding,
        revocation::TokenTypeHint, step::StepKind, token::Token,
    },
    filling::Filled,
    inspecting::base_url::AddressProblem,
    ports::{
        Outside,
        http::{HttpAnswer, HttpRequest, WireText},
    },
    reading::ReadingProblem,
    redacting::{KnownSecrets, redact},
};

/// The fields that prove the client; the others are not needed any more once there is a token.
const PROVING: [&str; 3] = ["client_id", "client_secret", "private_key"];

/// One request about a token, and what must not be seen of it.
pub(super) struct TokenInquiry<'a> {
    pub(super) outside: Outside<'a>,
    pub(super) filled: Filled<'a>,
    pub(super) known: KnownSecrets,
    token: &'a Token,
    step: StepKind,
}

/// A request that came to nothing.
pub(crate) struct Unanswered {
    /// Why.
    pub(crate) diagnosis: Box<Diagnosis>,
    /// What was sent and answered, redacted; none when nothing was sent.
    pub(crate) exchange: Option<Exchange>,
}

impl Unanswered {
    /// The same as the outcome of asking.
    pub(super) fn into_inquiry(self) -> Inquiry {
        Inquiry::Failed { diagnosis: self.diagnosis, exchange: self.exchange }
    }
}

impl<'a> TokenInquiry<'a> {
    pub(super) fn new(outside: Outside<'a>, filled: Filled<'a>, token: &'a Token, step: StepKind) -> Self {
        Self { outside, filled, known: known_secrets_with(&filled, token), token, step }
    }

    /// The address of the endpoint: over https, or on this computer.
    pub(super) fn address(&self) -> Result<Url, Unanswered> {
        let Some(address) = self.filled.inquiry_address(self.step) else {
            return Err(self.fail(&Failure::Address { field: "", problem: &AddressProblem::Empty }, None));
        };
        self.filled.address(address).map_err(|problem| {
            let field = address.first_name().unwrap_or_default();
            self.fail(&Failure::Address { field, problem: &problem }, None)
        })
    }

    /// A form with one of the tokens, from the client proven as at the token endpoint (RFC 7009 2.1, RFC 7662 2.1).
    pub(super) fn form_about(&self, hint: TokenTypeHint) -> Result<HttpRequest, Unanswered> {
        let url = self.address()?;
        let is_not_needed = |field: &Field| !PROVING.contains(&field.key.as_str());
        let problems = find_value_problems(&self.filled, is_not_needed);
        if !problems.is_empty() {
            return Err(self.fail(&Failure::Values(&problems), None));
        }
        // An assertion is made for the phone system's token endpoint, wherever it is presented (RFC 7523 3).
        let audience = self.filled.token_url().unwrap_or_else(|_| url.clone());
        let proof = prove_client(&self.filled, &audience, &self.outside)
            .map_err(|error| self.fail(&Failure::Authentication(&error), None))?;
        let token = match hint {
            TokenTypeHint::AccessToken => Some(&self.token.access_token),
            TokenTypeHint::RefreshToken => self.token.refresh_token.as_ref(),
        };
        let parameters = [
            ("token".to_owned(), WireText::secret(hint.words(), token.cloned().unwrap_or_default())),
            ("token_type_hint".to_owned(), WireText::plain(hint.as_str())),
        ];
        Ok(post_of_client(&self.filled, url, BodyCoding::Form, &proof, (&parameters, &[])))
    }

    /// Sends the request once.
    pub(super) async fn send(&mut self, request: &HttpRequest) -> Result<HttpAnswer, Unanswered> {
        remember_sent(&mut self.known, request);
        let sent = self.outside.http.send(&self.filled.connection.route, request).await;
        sent.map_err(|error| self.fail(&Failure::Transport(&error), Some(redact(request, None, &self.known))))
    }

    /// What was exchanged, for people.
    pub(super) fn exchange(&self, request: &HttpRequest, answer: &HttpAnswer) -> Exchange {
        redact(request, Some(answer), &self.known)
    }

    /// The answer is not what was asked for.
    pub(super) fn refused(&self, request: &HttpRequest, answer: &HttpAnswer, problem: &ReadingProblem) -> Unanswered {
        let failure = Failure::Answer { answer, problem, known: &self.known, asked: Asked::Client };
        self.fail(&failure, Some(self.exchange(request, answer)))
    }

    pub(super) fn fail(&self, failure: &Failure<'_>, exchange: Option<Exchange>) -> Unanswered {
        let name = match self.step {
            StepKind::Revoke => "Have the token revoked",
            StepKind::Introspect => "Ask whether the token is good",
            _ => "Ask whom the token acts for",
        };
        let diagnosis = diagnose(&self.filled, self.step, name, self.outside.clock.now(), failure);
        Unanswered { diagnosis: Box::new(diagnosis), exchange }
    }
}
