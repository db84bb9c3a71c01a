//! What every grant shares: the steps, one way to send a request, one way to read an answer.

use url::Url;

use super::{
    Finished,
    known_secrets::{known_secrets, remember_sent},
    steps::Steps,
    values::find_value_problems,
};
use crate::{
    authenticating::{ClientProof, prove_client},
    checking::find_obstacle,
    diagnosing::{Asked, Failure, diagnose},
    domain::{
        check::CheckReport,
        client_authentication::ClientAuthenticationMethod,
        diagnosis::Diagnosis,
        field::{Field, FieldKind},
        recipe::Grant,
        step::StepKind,
        template::Template,
        token::{Expiry, Token},
    },
    filling::Filled,
    ports::{
        Outside,
        http::{CALL_TIMEOUT, HttpAnswer, HttpRequest, TransportError, WirePart, WireText},
    },
    reading::{Lifetime, ReadingProblem, TokenReading, read_token_answer, retry_after},
    redacting::{KnownSecrets, redact, status_line},
};

/// A run of one grant.
pub(super) struct TokenFlow<'a> {
    pub(super) outside: Outside<'a>,
    pub(super) filled: Filled<'a>,
    pub(super) steps: Steps<'a>,
    pub(super) known: KnownSecrets,
    /// What the next request asks with, for the explanation of its failure.
    pub(super) asked: Asked<'a>,
    /// What the phone system calls itself, where nobody had said so (RFC 9207 2.4).
    pub(super) issuer_named: Option<String>,
    retry_after: Option<u32>,
    is_answer_lost: bool,
    checks: Option<CheckReport>,
}

impl<'a> TokenFlow<'a> {
    /// A run of the way's own grant.
    pub(super) fn new(outside: Outside<'a>, filled: Filled<'a>) -> Self {
        let asked = match filled.way.grant {
            Grant::Password => Asked::User,
            Grant::AuthorizationCode => Asked::Code,
            Grant::RefreshToken => Asked::RefreshToken,
            Grant::ClientCredentials | Grant::Implicit | Grant::Chain | Grant::Key => Asked::Client,
        };
        let between = match filled.way.grant {
            Grant::AuthorizationCode => with_sign_in(Some("Exchange the answer for a token"), &filled),
            Grant::Implicit => with_sign_in(None, &filled),
            Grant::Chain => filled.way.call.iter().map(|call| (StepKind::Call, call.name.clone())).collect(),
            Grant::Key => Vec::new(),
            _ => asking(StepKind::Token, "Ask for the token", &filled),
        };
        Self::with_steps(outside, filled, asked, between)
    }

    /// Asks for a new token with a refresh token.
    pub(super) fn renewing(outside: Outside<'a>, filled: Filled<'a>) -> Self {
        let between = match filled.way.refresh.url {
            Some(_) => vec![(StepKind::Renew, "Renew the token".to_owned())],
            None => asking(StepKind::Renew, "Renew the token", &filled),
        };
        Self::with_steps(outside, filled, Asked::RefreshToken, between)
    }

    fn with_steps(
        outside: Outside<'a>,
        filled: Filled<'a>,
        asked: Asked<'a>,
        between: Vec<(StepKind, String)>,
    ) -> Self {
        let (first, last) = match filled.way.grant {
            Grant::Key => ("Check the key", "Take over the key"),
            _ => ("Check the values", "Read the answer"),
        };
        let mut planned = vec![(StepKind::Values, first.to_owned())];
        planned.extend(between);
        planned.push((StepKind::Read, last.to_owned()));
        let steps = Steps::announce(&planned, outside.progress);
        Self {
            outside,
            filled,
            steps,
            known: known_secrets(&filled),
            asked,
            issuer_named: None,
            retry_after: None,
            is_answer_lost: false,
            checks: None,
        }
    }

    pub(super) fn finish(self, outcome: Result<Token, Box<Diagnosis>>) -> Finished {
        let Self { steps, issuer_named, retry_after, is_answer_lost, checks, .. } = self;
        let issuer_named = issuer_named.filter(|_| outcome.is_ok());
        Finished { steps: steps.into_steps(), outcome, issuer_named, retry_after, is_answer_lost, checks }
    }

    /// Ends the run before anything is sent when a value is missing or cannot work.
    pub(super) fn check_values(&mut self) -> Result<(), Box<Diagnosis>> {
        self.check_values_but(|_| false)
    }

    fn check_values_but(&mut self, is_not_needed: impl Fn(&Field) -> bool) -> Result<(), Box<Diagnosis>> {
        self.steps.begin(StepKind::Values, None, None);
        let problems = find_value_problems(&self.filled, is_not_needed);
        if !problems.is_empty() {
            return Err(self.fail(StepKind::Values, &Failure::Values(&problems)));
        }
        let count = self.filled.fields().filter(|field| !self.filled.is_empty(&field.key)).count();
        self.steps.done(StepKind::Values, Some(format!("{count} of {count} look right")));
        Ok(())
    }

    /// The same for a renewal, which needs no password: that one was forgotten (RFC 6749 4.3.1).
    pub(super) fn check_values_to_renew(&mut self) -> Result<(), Box<Diagnosis>> {
        self.check_values_but(|field| field.kind == FieldKind::Password)
    }

    /// Makes the client's proof, which is a step of its own where something is signed.
    pub(super) fn prove_client(&mut self, token_url: &Url) -> Result<ClientProof, Box<Diagnosis>> {
        let signing = signing_step(self.filled.client_authentication()).is_some();
        let proving = if signing { StepKind::Sign } else { StepKind::Values };
        if signing {
            self.steps.begin(StepKind::Sign, None, None);
        }
        let proof = prove_client(&self.filled, token_url, &self.outside)
            .map_err(|error| self.fail(proving, &Failure::Authentication(&error)))?;
        if signing {
            self.steps.done(StepKind::Sign, None);
        }
        Ok(proof)
    }

    /// Sends the request once. Its answer is shown by whoever reads it: until then nobody knows which of it is a token.
    pub(super) async fn send(&mut self, step: StepKind, request: &HttpRequest) -> Result<HttpAnswer, Box<Diagnosis>> {
        remember_sent(&mut self.known, request);
        let seconds = u32::try_from(CALL_TIMEOUT.as_secs()).unwrap_or(u32::MAX);
        self.steps.begin(step, Some(request.url.authority().to_owned()), Some(seconds));
        self.steps.exchanged(step, redact(request, None, &self.known));
        match self.outside.http.send(&self.filled.connection.route, request).await {
            Ok(answer) => Ok(answer),
            Err(error) => {
                self.is_answer_lost = error.may_have_arrived();
                Err(self.not_reached(step, &request.url, error).await)
            }
        }
    }

    /// Explains why no answer came. Where there was no connection a look at the way says what stands on it; the request
    /// is not repeated.
    async fn not_reached(&mut self, step: StepKind, url: &Url, error: TransportError) -> Box<Diagnosis> {
        if !error.leaves_reason_open() {
            return self.fail(step, &Failure::Transport(&error));
        }
        self.steps.begin(step, Some(format!("No connection to {}. Looking for the reason.", url.authority())), None);
        let obstacle = find_obstacle(self.outside, &self.filled, url).await;
        let error = obstacle.sharpened(error);
        let mut diagnosis = self.fail(step, &Failure::Transport(&error));
        let text = diagnosis.text.iter().cloned().chain([obstacle.in_words()]).collect::<Vec<_>>();
        diagnosis.text = Some(text.join(" "));
        self.checks = Some(obstacle.report);
        diagnosis
    }

    /// Makes a token out of the answer to the request that `step` sent, or finds out why there is none.
    pub(super) fn read_token(
        &mut self,
        step: StepKind,
        request: &HttpRequest,
        answer: &HttpAnswer,
    ) -> Result<Token, Box<Diagnosis>> {
        let reading = read_token_answer(&self.filled.way.answer, answer)
            .map_err(|problem| self.refused(step, request, answer, &problem))?;
        self.known.add("Access token", &reading.access_token);
        if let Some(refresh_token) = &reading.refresh_token {
            self.known.add("Refresh token", refresh_token);
        }
        self.steps.exchanged(step, redact(request, Some(answer), &self.known));
        self.steps.done(step, Some(result_of(answer)));
        self.steps.begin(StepKind::Read, None, None);
        let token = self.make_token(reading, scope_asked(request));
        self.steps.done(StepKind::Read, Some(format!("{} characters", token.characters())));
        Ok(token)
    }

    /// A token that has just arrived.
    pub(super) fn make_token(&self, reading: TokenReading, scope_asked: Option<String>) -> Token {
        let received_at = self.outside.clock.now();
        Token {
            access_token: reading.access_token,
            token_type: reading.token_type,
            refresh_token: reading.refresh_token,
            scope_asked,
            // A server can put anything there, also what it was sent.
            scope_granted: reading.scope.map(|scope| self.known.clean(&scope)),
            expiry: match reading.lifetime {
                Lifetime::Seconds(seconds) => Expiry::At { at: received_at.plus_seconds(seconds) },
                Lifetime::Unknown => Expiry::Unknown,
            },
            received_at,
            notes: reading.notes,
        }
    }

    /// Explains an answer without a token. A refusal belongs to the request, an answer of no sense to the reading of it.
    pub(super) fn refused(
        &mut self,
        step: StepKind,
        request: &HttpRequest,
        answer: &HttpAnswer,
        problem: &ReadingProblem,
    ) -> Box<Diagnosis> {
        self.steps.exchanged(step, redact(request, Some(answer), &self.known));
        let is_refusal = matches!(problem, ReadingProblem::Refused { .. }) || answer.status >= 300;
        self.is_answer_lost = !is_refusal;
        self.retry_after = retry_after(answer, self.outside.clock.now());
        let failed = if is_refusal || step == StepKind::Call { step } else { StepKind::Read };
        if failed == StepKind::Read {
            self.steps.done(step, Some(result_of(answer)));
            self.steps.begin(StepKind::Read, None, None);
        }
        self.steps.failed(failed);
        let failure = Failure::Answer { answer, problem, known: &self.known, asked: self.asked };
        self.explain(failed, &failure)
    }

    pub(super) fn address(&mut self, template: &Template) -> Result<Url, Box<Diagnosis>> {
        self.filled.address(template).map_err(|problem| {
            let field = template.first_name().unwrap_or_default();
            self.fail(StepKind::Values, &Failure::Address { field, problem: &problem })
        })
    }

    pub(super) fn fail(&mut self, step: StepKind, failure: &Failure<'_>) -> Box<Diagnosis> {
        self.steps.failed(step);
        self.explain(step, failure)
    }

    fn explain(&self, step: StepKind, failure: &Failure<'_>) -> Box<Diagnosis> {
        Box::new(diagnose(&self.filled, step, self.steps.name_of(step), self.outside.clock.now(), failure))
    }
}

/// The steps of asking a token endpoint.
fn asking(step: StepKind, name: &str, filled: &Filled<'_>) -> Vec<(StepKind, String)> {
    let sign = signing_step(filled.client_authentication()).map(|name| (StepKind::Sign, name.to_owned()));
    sign.into_iter().chain([(step, name.to_owned())]).collect()
}

/// The steps of a sign-in and of what follows it.
fn with_sign_in(exchange: Option<&str>, filled: &Filled<'_>) -> Vec<(StepKind, String)> {
    let mut steps = vec![
        (StepKind::Ready, "Get ready for the answer".to_owned()),
        (StepKind::SignIn, "Sign in at the phone system".to_owned()),
    ];
    steps.extend(exchange.into_iter().flat_map(|name| asking(StepKind::Token, name, filled)));
    steps
}

/// The headers of every request.
pub(crate) fn standard_headers() -> Vec<(String, WireText)> {
    vec![
        ("Accept".into(), WireText::plain("application/json")),
        ("User-Agent".into(), WireText::plain(concat!("Dialkey/", env!("CARGO_PKG_VERSION")))),
    ]
}

/// "200 OK · 0.21 s"
pub(super) fn result_of(answer: &HttpAnswer) -> String {
    format!("{} · {}", status_line(answer.status), duration_of(answer))
}

/// "96 ms" or "0.21 s"
pub(super) fn duration_of(answer: &HttpAnswer) -> String {
    match answer.milliseconds {
        0 => "less than 1 ms".to_owned(),
        milliseconds @ ..100 => format!("{milliseconds} ms"),
        milliseconds => format!("{}.{:02} s", milliseconds / 1000, milliseconds % 1000 / 10),
    }
}

fn signing_step(method: ClientAuthenticationMethod) -> Option<&'static str> {
    match method {
        ClientAuthenticationMethod::PrivateKeyJwt => Some("Sign the request with your private key"),
        ClientAuthenticationMethod::ClientSecretJwt => Some("Sign the request with your secret"),
        _ => None,
    }
}

fn scope_asked(request: &HttpRequest) -> Option<String> {
    let (_, value) = request.body.as_ref()?.parameters().iter().find(|(name, _)| name == "scope")?;
    match value.0.as_slice() {
        [WirePart::Plain(scope)] => Some(scope.clone()),
        _ => None,
    }
}
