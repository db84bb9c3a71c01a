//! A person signs in at the phone system, and the answer of the authorization endpoint is caught.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use oauth2::{AuthUrl, ClientId, CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, basic::BasicClient};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::token_flow::TokenFlow;
use crate::{
    capturing::{AuthorizationAnswer, ExpectedAnswer, RedirectUri},
    diagnosing::Failure,
    domain::{
        diagnosis::{Diagnosis, DiagnosisCode},
        recipe::{Authorization, Grant},
        sign_in::{Capture, SignInWait},
        step::StepKind,
        token::Token,
    },
    filling::Taken,
    inspecting::{base_url::AddressProblem, pairs},
    ports::{
        Random,
        capture::{CapturePlan, Ending, ReadyCapture},
        http::{WirePart, WireText},
    },
    redacting::redact_page,
};

/// 256 bits, 43 characters once encoded: for `state` (RFC 6749 10.10) and for the verifier (RFC 7636 7.1).
const UNGUESSABLE_BYTES: usize = 32;

/// A sign-in of one run.
pub(super) struct SignIn {
    capture: Box<dyn ReadyCapture>,
    means: Capture,
    time_allowed: Duration,
    page: Url,
    state: SecretString,
    /// The verifier of PKCE; none where it is left out and where no code is exchanged.
    pub(super) code_verifier: Option<SecretString>,
    /// The scope in the authorization request.
    pub(super) scope_asked: Option<String>,
}

impl SignIn {
    /// Opens the way back before anything is sent, and builds the authorization request for it.
    pub(super) async fn get_ready(flow: &mut TokenFlow<'_>) -> Result<Self, Box<Diagnosis>> {
        flow.steps.begin(StepKind::Ready, None, None);
        let endpoint = flow.filled.authorization_url();
        let endpoint = endpoint.map_err(|problem| {
            let authorization = flow.filled.way.authorization.as_ref();
            let field = authorization.and_then(|authorization| authorization.url.first_name()).unwrap_or_default();
            flow.fail(StepKind::Ready, &Failure::Address { field, problem: &problem })
        })?;
        let registered = RedirectUri::parse(flow.filled.text("redirect_uri")).map_err(|_| {
            let problem = AddressProblem::NotAnAddress;
            flow.fail(StepKind::Ready, &Failure::Address { field: "redirect_uri", problem: &problem })
        })?;
        let settings = flow.filled.connection.sign_in;
        let means = registered.capture(&endpoint, settings.in_window);
        let time_allowed = Duration::from_mins(u64::from(settings.minutes));
        let plan = CapturePlan { capture: means, redirect_uri: registered, time_allowed };
        let capture = flow.outside.capture.get_ready(plan).await;
        let capture = capture.map_err(|error| flow.fail(StepKind::Ready, &Failure::Capture(&error)))?;
        flow.steps.done(StepKind::Ready, Some(readiness(means, capture.redirect_uri())));

        let state = make_unguessable(flow.outside.random);
        let has_code = flow.filled.way.grant == Grant::AuthorizationCode;
        let code_verifier = (has_code && !settings.leave_out_pkce).then(|| make_unguessable(flow.outside.random));
        let parameters = request_parameters(flow);
        let scope_asked = parameters.iter().find(|(name, _)| name == "scope").map(|(_, scope)| scope.clone());
        let request = AuthorizationRequest {
            endpoint,
            client_id: flow.filled.text("client_id"),
            redirect_uri: capture.redirect_uri(),
            asks_for_token: !has_code,
            state: &state,
            code_verifier: code_verifier.as_ref(),
            parameters,
        };
        let Some(page) = request.into_url() else {
            let problem = AddressProblem::NotAnAddress;
            return Err(flow.fail(StepKind::Ready, &Failure::Address { field: "redirect_uri", problem: &problem }));
        };
        Ok(Self { capture, means, time_allowed, page, state, code_verifier, scope_asked })
    }

    /// Shows the page and waits for its answer. A refusal ends the run.
    pub(super) async fn answer(&mut self, flow: &mut TokenFlow<'_>) -> Result<AuthorizationAnswer, Box<Diagnosis>> {
        flow.known.add("State", &self.state);
        let filled = flow.filled;
        let issuer = Some(filled.text("issuer")).filter(|issuer| !issuer.is_empty());
        let expected = ExpectedAnswer {
            redirect_uri: self.capture.redirect_uri().clone(),
            state: self.state.clone(),
            issuer: issuer.map(str::to_owned),
            must_name_issuer: issuer.is_some() && filled.connection.names_issuer,
            expects_token: filled.way.grant == Grant::Implicit,
            has_pkce: self.code_verifier.is_some(),
        };
        let seconds = u32::try_from(self.time_allowed.as_secs()).unwrap_or(u32::MAX);
        let mut wait = SignInWait {
            host: self.page.authority().to_owned(),
            capture: self.means,
            redirect_uri: self.redirect_uri().to_string(),
            redirect_place: filled.way.authorization.as_ref().and_then(|place| place.redirect_place.clone()),
            ends_at: flow.outside.clock.now().plus_seconds(i64::from(seconds)),
            not_shown: None,
        };
        flow.steps.begin(StepKind::SignIn, Some(wait.host.clone()), Some(seconds));
        flow.steps.exchanged(StepKind::SignIn, redact_page(&self.page, "state", "State"));
        flow.steps.waiting(StepKind::SignIn, Some(wait.clone()));
        if let Err(problem) = self.capture.show(&self.page, expected).await {
            wait.not_shown = Some(problem.to_string());
            flow.steps.waiting(StepKind::SignIn, Some(wait));
        }
        let answer = self.capture.answer().await;
        flow.steps.waiting(StepKind::SignIn, None);
        match answer {
            Ok(AuthorizationAnswer::Refused { error, description }) => {
                let known = &flow.known;
                let (error, description) = (known.clean(&error), description.map(|words| known.clean(&words)));
                let failure = Failure::SignInRefused { error: &error, description: description.as_deref() };
                Err(flow.fail(StepKind::SignIn, &failure))
            }
            Ok(AuthorizationAnswer::OtherIssuer) => Err(flow.fail(StepKind::SignIn, &Failure::OtherIssuer)),
            Ok(answer) => {
                flow.steps.done(StepKind::SignIn, Some("Answered".into()));
                Ok(answer)
            }
            Err(error) => Err(flow.fail(StepKind::SignIn, &Failure::Capture(&error))),
        }
    }

    /// The redirect address as it was sent.
    pub(super) fn redirect_uri(&self) -> &RedirectUri {
        self.capture.redirect_uri()
    }

    /// Tells the page that the person is left with how it ended; never "granted" before the token is there.
    pub(super) async fn finish(self, outcome: &Result<Token, Box<Diagnosis>>) {
        let ending = match outcome {
            Ok(_) => Ending::Granted,
            Err(diagnosis) if diagnosis.code == DiagnosisCode::SignInDenied => Ending::Denied,
            Err(_) => Ending::Failed,
        };
        self.capture.finish(ending).await;
    }
}

/// RFC 6749 4.1.1 and 4.2.1.
struct AuthorizationRequest<'a> {
    endpoint: Url,
    client_id: &'a str,
    redirect_uri: &'a RedirectUri,
    asks_for_token: bool,
    state: &'a SecretString,
    code_verifier: Option<&'a SecretString>,
    parameters: Vec<(String, String)>,
}

impl AuthorizationRequest<'_> {
    /// The address to be opened; none where the redirect address cannot be written. What stands in the query of the
    /// endpoint already stays (RFC 6749 3.1).
    fn into_url(self) -> Option<Url> {
        // Exposed because `state` travels with the request; it is of this run alone.
        let state = CsrfToken::new(self.state.expose_secret().to_owned());
        let client = BasicClient::new(ClientId::new(self.client_id.to_owned()))
            .set_auth_uri(AuthUrl::from_url(self.endpoint))
            .set_redirect_uri(RedirectUrl::new(self.redirect_uri.as_str().to_owned()).ok()?);
        let mut request = client.authorize_url(|| state);
        if self.asks_for_token {
            request = request.use_implicit_flow();
        }
        if let Some(verifier) = self.code_verifier {
            request = request.set_pkce_challenge(code_challenge(verifier));
        }
        for (name, value) in self.parameters {
            request = request.add_extra_param(name, value);
        }
        Some(request.url().0)
    }
}

/// RFC 7636 4.2, always S256.
fn code_challenge(verifier: &SecretString) -> PkceCodeChallenge {
    // Exposed to be hashed.
    PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(verifier.expose_secret().to_owned()))
}

/// What the recipe adds to the authorization request, and what the person adds to it.
fn request_parameters(flow: &TokenFlow<'_>) -> Vec<(String, String)> {
    let of_recipe = flow.filled.way.authorization.as_ref().map(|Authorization { parameters, .. }| {
        let wired = flow.filled.wire_all(parameters, &Taken::default());
        wired.into_iter().map(|(name, value)| (name, seen(&value))).collect::<Vec<_>>()
    });
    let of_person = pairs::read_parameters(flow.filled.text("sign_in_parameters")).unwrap_or_default();
    of_recipe.into_iter().flatten().chain(of_person).collect()
}

/// Recipes are checked for having no secret in an address.
fn seen(value: &WireText) -> String {
    let parts = value.0.iter().filter_map(|part| match part {
        WirePart::Plain(text) => Some(text.as_str()),
        WirePart::Secret { .. } => None,
    });
    parts.collect()
}

fn make_unguessable(random: &dyn Random) -> SecretString {
    let mut bytes = [0; UNGUESSABLE_BYTES];
    random.fill(&mut bytes);
    SecretString::from(URL_SAFE_NO_PAD.encode(bytes))
}

fn readiness(means: Capture, redirect_uri: &RedirectUri) -> String {
    match means {
        Capture::Loopback => {
            let url = redirect_uri.url();
            format!("{}, port {}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or_default())
        }
        Capture::SignInWindow => "A window of Dialkey".into(),
        Capture::Paste => "You paste the address".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_of_rfc_7636_appendix_b() {
        let verifier = SecretString::from("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        let challenge = code_challenge(&verifier);
        assert_eq!(challenge.as_str(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert_eq!(challenge.method().as_str(), "S256");
    }

    fn url(endpoint: &str, redirect_uri: &str) -> Url {
        let request = AuthorizationRequest {
            endpoint: endpoint.parse().unwrap(),
            client_id: "s6BhdRkqt3",
            redirect_uri: &RedirectUri::parse(redirect_uri).unwrap(),
            asks_for_token: false,
            state: &"xyz".into(),
            code_verifier: None,
            parameters: vec![("scope".into(), "a b".into())],
        };
        request.into_url().unwrap()
    }

    fn value(url: &Url, name: &str) -> Vec<String> {
        url.query_pairs().filter(|(key, _)| key == name).map(|(_, value)| value.into_owned()).collect()
    }

    #[test]
    fn the_request_of_rfc_6749_4_1_1_is_built() {
        let url = url("https://server.example.com/authorize", "https://client.example.com/cb");
        assert!(url.as_str().starts_with("https://server.example.com/authorize?"));
        for (name, expected) in [
            ("response_type", "code"),
            ("client_id", "s6BhdRkqt3"),
            ("state", "xyz"),
            ("redirect_uri", "https://client.example.com/cb"),
            ("scope", "a b"),
        ] {
            assert_eq!(value(&url, name), [expected], "{name} stands there once");
        }
    }

    #[test]
    fn the_query_of_the_endpoint_stays_and_the_redirect_address_is_byte_for_byte_the_registered_one() {
        let url = url("https://pbx.test/authorize?tenant=7", "https://PBX.test/cb?x=%7e");
        assert_eq!(value(&url, "tenant"), ["7"]);
        assert_eq!(value(&url, "redirect_uri"), ["https://PBX.test/cb?x=%7e"]);
    }

    #[test]
    fn state_and_verifier_have_256_bits_and_differ() {
        struct Counting(std::sync::atomic::AtomicU8);
        impl Random for Counting {
            fn fill(&self, bytes: &mut [u8]) {
                assert_eq!(bytes.len() * 8, 256);
                bytes.fill(self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
            }
        }
        let random = Counting(0.into());
        let [first, second] = [make_unguessable(&random), make_unguessable(&random)];
        assert_eq!(first.expose_secret().len(), 43, "RFC 7636 4.1 wants 43 to 128 characters");
        assert_ne!(first.expose_secret(), second.expose_secret());
    }
}
