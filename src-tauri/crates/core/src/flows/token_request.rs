//! What every grant shares: one builder of token requests, one way to send them, one way to read the answer.

use secrecy::ExposeSecret;
use url::Url;

use super::{known_secrets::known_secrets, steps::Steps, values::find_value_problems};
use crate::{
    authenticating::prove_client,
    diagnosing::{Failure, diagnose},
    domain::{
        client_authentication::ClientAuthenticationMethod,
        diagnosis::Diagnosis,
        step::{Step, StepKind},
        token::{Expiry, Token},
    },
    filling::Filled,
    inspecting::pairs,
    ports::{
        Outside,
        http::{CALL_TIMEOUT, HttpAnswer, HttpRequest, Method, TOKEN_ANSWER_LIMIT, WirePart, WireText},
    },
    reading::{Lifetime, ReadingProblem, read_token_answer},
    redacting::{KnownSecrets, redact, status_line},
};

/// A run of one grant.
pub(super) struct TokenFlow<'a> {
    outside: Outside<'a>,
    filled: Filled<'a>,
    steps: Steps<'a>,
    known: KnownSecrets,
}

impl<'a> TokenFlow<'a> {
    pub(super) fn new(outside: Outside<'a>, filled: Filled<'a>) -> Self {
        let mut planned = vec![(StepKind::Values, "Check the values".to_owned())];
        if let Some(name) = signing_step(filled.client_authentication()) {
            planned.push((StepKind::Sign, name.to_owned()));
        }
        planned.push((StepKind::Token, "Ask for the token".to_owned()));
        planned.push((StepKind::Read, "Read the answer".to_owned()));
        Self { outside, filled, steps: Steps::announce(&planned, outside.progress), known: known_secrets(&filled) }
    }

    pub(super) const fn filled(&self) -> Filled<'a> {
        self.filled
    }

    pub(super) fn into_steps(self) -> Vec<Step> {
        self.steps.into_steps()
    }

    /// Ends the run before anything is sent when a value is missing or cannot work.
    pub(super) fn check_values(&mut self) -> Result<(), Box<Diagnosis>> {
        self.steps.begin(StepKind::Values, None, None);
        let problems = find_value_problems(&self.filled);
        if !problems.is_empty() {
            return Err(self.fail(StepKind::Values, &Failure::Values(&problems)));
        }
        let count = self.filled.fields().filter(|field| !self.filled.is_empty(&field.key)).count();
        self.steps.done(StepKind::Values, Some(format!("{count} of {count} look right")));
        Ok(())
    }

    /// Builds the request of RFC 6749 4.x.2: grant, client, what the grant adds, what the recipe adds, what the
    /// person adds.
    pub(super) fn token_request(
        &mut self,
        grant_type: &str,
        of_grant: Vec<(String, WireText)>,
    ) -> Result<HttpRequest, Box<Diagnosis>> {
        let url = self.token_url()?;
        let signing = signing_step(self.filled.client_authentication()).is_some();
        let proving = if signing { StepKind::Sign } else { StepKind::Values };
        if signing {
            self.steps.begin(StepKind::Sign, None, None);
        }
        let proof = prove_client(&self.filled, &url, &self.outside)
            .map_err(|error| self.fail(proving, &Failure::Authentication(&error)))?;
        if signing {
            self.steps.done(StepKind::Sign, None);
        }
        let mut request = HttpRequest {
            method: Method::Post,
            url,
            headers: standard_headers(),
            form: Some(vec![("grant_type".to_owned(), WireText::plain(grant_type))]),
            answer_limit: TOKEN_ANSWER_LIMIT,
        };
        request.headers.push(("Content-Type".into(), WireText::plain("application/x-www-form-urlencoded")));
        proof.put_into(&mut request);
        let form = request.form.get_or_insert_default();
        form.extend(of_grant);
        let of_recipe = &self.filled.way.parameters;
        form.extend(of_recipe.iter().filter_map(|(name, value)| Some((name.clone(), self.filled.wire(value)?))));
        let of_recipe = &self.filled.way.headers;
        request
            .headers
            .extend(of_recipe.iter().filter_map(|(name, value)| Some((name.clone(), self.filled.wire(value)?))));
        self.add_what_the_person_adds(&mut request);
        Ok(request)
    }

    /// Sends the request once, and shows what was exchanged.
    pub(super) async fn ask_for_token(&mut self, request: &HttpRequest) -> Result<HttpAnswer, Box<Diagnosis>> {
        self.remember_secrets(request);
        let host = self.filled.token_host().unwrap_or_default();
        let seconds = u32::try_from(CALL_TIMEOUT.as_secs()).unwrap_or(u32::MAX);
        self.steps.begin(StepKind::Token, Some(host), Some(seconds));
        self.steps.exchanged(StepKind::Token, redact(request, None, &self.known));
        match self.outside.http.send(request).await {
            Ok(answer) => {
                self.steps.exchanged(StepKind::Token, redact(request, Some(&answer), &self.known));
                Ok(answer)
            }
            Err(error) => Err(self.fail(StepKind::Token, &Failure::Transport(&error))),
        }
    }

    /// Makes a token out of the answer, or finds out why there is none.
    pub(super) fn read_token(&mut self, request: &HttpRequest, answer: &HttpAnswer) -> Result<Token, Box<Diagnosis>> {
        let reading = match read_token_answer(&self.filled.way.answer, answer) {
            Ok(reading) => reading,
            Err(problem) => {
                // A refusal belongs to the request, an answer of no sense to the reading of it.
                let step = if matches!(problem, ReadingProblem::Refused { .. }) || answer.status >= 300 {
                    StepKind::Token
                } else {
                    StepKind::Read
                };
                if step == StepKind::Read {
                    self.steps.done(StepKind::Token, Some(result_of(answer)));
                    self.steps.begin(StepKind::Read, None, None);
                }
                self.steps.failed(step);
                let failure = Failure::Answer { answer, problem: &problem, known: &self.known };
                return Err(self.explain(step, &failure));
            }
        };
        self.known.add("Access token", &reading.access_token);
        if let Some(refresh_token) = &reading.refresh_token {
            self.known.add("Refresh token", refresh_token);
        }
        self.steps.exchanged(StepKind::Token, redact(request, Some(answer), &self.known));
        self.steps.done(StepKind::Token, Some(result_of(answer)));
        self.steps.begin(StepKind::Read, None, None);
        let received_at = self.outside.clock.now();
        let token = Token {
            access_token: reading.access_token,
            token_type: reading.token_type,
            refresh_token: reading.refresh_token,
            scope_asked: scope_asked(request),
            // A server can put anything there, also what it was sent.
            scope_granted: reading.scope.map(|scope| self.known.clean(&scope)),
            expiry: match reading.lifetime {
                Lifetime::Seconds(seconds) => Expiry::At { at: received_at.plus_seconds(seconds) },
                Lifetime::Unknown => Expiry::Unknown,
            },
            received_at,
            notes: reading.notes,
        };
        self.steps.done(StepKind::Read, Some(format!("{} characters", token.characters())));
        Ok(token)
    }

    fn token_url(&mut self) -> Result<Url, Box<Diagnosis>> {
        self.filled.token_url().map_err(|problem| {
            let field = self.filled.way.token_url.first_name().unwrap_or_default();
            self.fail(StepKind::Values, &Failure::Address { field, problem: &problem })
        })
    }

    /// The fields "parameters" and "headers", which only recipes for unlisted systems have.
    fn add_what_the_person_adds(&self, request: &mut HttpRequest) {
        let parameters = pairs::read_parameters(self.filled.text("parameters")).unwrap_or_default();
        let form = request.form.get_or_insert_default();
        form.extend(parameters.into_iter().map(|(name, value)| (name, WireText::plain(value))));
        if let Some(lines) = self.filled.secret("headers") {
            // Exposed to be taken apart; each value is a secret again.
            let headers = pairs::read_headers(lines.expose_secret()).unwrap_or_default();
            let hidden = headers.into_iter().map(|(name, value)| {
                let what = format!("Value of {name}");
                (name, WireText::secret(what, value))
            });
            request.headers.extend(hidden);
        }
    }

    fn remember_secrets(&mut self, request: &HttpRequest) {
        let values = request.headers.iter().chain(request.form.iter().flatten()).flat_map(|(_, value)| &value.0);
        for part in values {
            if let WirePart::Secret { what, value } = part {
                self.known.add(what, value);
            }
        }
    }

    fn fail(&mut self, step: StepKind, failure: &Failure<'_>) -> Box<Diagnosis> {
        self.steps.failed(step);
        self.explain(step, failure)
    }

    fn explain(&self, step: StepKind, failure: &Failure<'_>) -> Box<Diagnosis> {
        Box::new(diagnose(&self.filled, step, self.steps.name_of(step), self.outside.clock.now(), failure))
    }
}

/// The headers of every request.
pub(super) fn standard_headers() -> Vec<(String, WireText)> {
    vec![
        ("Accept".into(), WireText::plain("application/json")),
        ("User-Agent".into(), WireText::plain(concat!("Dialkey/", env!("CARGO_PKG_VERSION")))),
    ]
}

/// "200 OK · 0.21 s"
fn result_of(answer: &HttpAnswer) -> String {
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
    let (_, value) = request.form.iter().flatten().find(|(name, _)| name == "scope")?;
    match value.0.as_slice() {
        [WirePart::Plain(scope)] => Some(scope.clone()),
        _ => None,
    }
}
