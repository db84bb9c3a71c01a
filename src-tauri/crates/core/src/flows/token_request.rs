//! One builder of requests to a token endpoint, whatever the grant (RFC 6749 4.1.3, 4.3.2, 4.4.2, 6), and to whatever
//! other endpoint a client proves itself at.

use secrecy::ExposeSecret;
use url::Url;

use super::token_flow::{TokenFlow, standard_headers};
use crate::{
    authenticating::ClientProof,
    diagnosing::Failure,
    domain::{diagnosis::Diagnosis, recipe::BodyCoding, step::StepKind},
    filling::{Filled, Taken},
    inspecting::{base_url::AddressProblem, pairs},
    ports::http::{Body, HttpRequest, Method, TOKEN_ANSWER_LIMIT, WireText},
};

/// Names and values in order.
type Parameters<'a> = &'a [(String, WireText)];

impl TokenFlow<'_> {
    /// Grant, client, what the grant adds, what the recipe adds, what the person adds in the field "parameters".
    pub(super) fn token_request(
        &mut self,
        grant_type: &str,
        of_grant: Vec<(String, WireText)>,
    ) -> Result<HttpRequest, Box<Diagnosis>> {
        let of_recipe = self.filled.wire_all(&self.filled.way.parameters, &Taken::default());
        let of_person = pairs::read_parameters(self.filled.text("parameters")).unwrap_or_default();
        let of_person = of_person.into_iter().map(|(name, value)| (name, WireText::plain(value))).collect();
        self.request_of_client(grant_type, &[of_grant, of_recipe, of_person].concat())
    }

    /// RFC 6749 6, or what the vendor has in its place. No scope is sent, so that the old one stays.
    pub(super) fn refresh_request(&mut self, values: &Taken) -> Result<HttpRequest, Box<Diagnosis>> {
        let refresh = &self.filled.way.refresh;
        let parameters = self.filled.wire_all(&refresh.parameters, values);
        let Some(address) = &refresh.url else {
            let token = values.get("refresh_token").cloned().unwrap_or_default();
            let of_grant = vec![("refresh_token".to_owned(), WireText::secret("Refresh token", token))];
            return self.request_of_client("refresh_token", &[of_grant, parameters].concat());
        };
        let url = self.address(address)?;
        let mut request = post(url, refresh.body, parameters);
        add_headers_of_recipe(&self.filled, &mut request);
        Ok(request)
    }

    fn request_of_client(
        &mut self,
        grant_type: &str,
        parameters: &[(String, WireText)],
    ) -> Result<HttpRequest, Box<Diagnosis>> {
        let url = match &self.filled.way.token_url {
            Some(address) => self.address(address)?,
            None => return Err(self.lacks_address()),
        };
        let proof = self.prove_client(&url)?;
        let grant_type = ("grant_type".to_owned(), WireText::plain(grant_type));
        Ok(post_of_client(&self.filled, url, self.filled.way.body, &proof, (&[grant_type], parameters)))
    }

    fn lacks_address(&mut self) -> Box<Diagnosis> {
        let problem = AddressProblem::NotAnAddress;
        self.fail(StepKind::Values, &Failure::Address { field: "", problem: &problem })
    }
}

/// A POST of a client: its proof stands between the two lists of parameters.
pub(super) fn post_of_client(
    filled: &Filled<'_>,
    url: Url,
    coding: BodyCoding,
    proof: &ClientProof,
    (before, behind): (Parameters<'_>, Parameters<'_>),
) -> HttpRequest {
    let mut request = post(url, coding, [before, proof.parameters(), behind].concat());
    request.headers.extend(proof.header());
    add_headers_of_recipe(filled, &mut request);
    add_headers_of_person(filled, &mut request);
    request
}

fn add_headers_of_recipe(filled: &Filled<'_>, request: &mut HttpRequest) {
    for (name, value) in filled.wire_all(&filled.way.headers, &Taken::default()) {
        set_header(&mut request.headers, name, value);
    }
}

/// The field "headers", which only recipes for unlisted systems have.
fn add_headers_of_person(filled: &Filled<'_>, request: &mut HttpRequest) {
    if let Some(lines) = filled.secret("headers") {
        // Exposed to be taken apart; each value is a secret again.
        let headers = pairs::read_headers(lines.expose_secret()).unwrap_or_default();
        let hidden = headers.into_iter().map(|(name, value)| {
            let what = format!("Value of {name}");
            (name, WireText::secret(what, value))
        });
        request.headers.extend(hidden);
    }
}

/// A POST with parameters.
pub(super) fn post(url: Url, coding: BodyCoding, parameters: Vec<(String, WireText)>) -> HttpRequest {
    let mut headers = standard_headers();
    let content_type = match coding {
        BodyCoding::Form => Some("application/x-www-form-urlencoded"),
        BodyCoding::Json => Some("application/json"),
        // The transport names the boundary.
        BodyCoding::Multipart => None,
    };
    headers.extend(content_type.map(|name| ("Content-Type".to_owned(), WireText::plain(name))));
    HttpRequest {
        method: Method::Post,
        url,
        query: Vec::new(),
        headers,
        body: Some(Body::of(coding, parameters)),
        answer_limit: TOKEN_ANSWER_LIMIT,
    }
}

/// Adds a header, in place of a standard one of the same name.
pub(super) fn set_header(headers: &mut Vec<(String, WireText)>, name: String, value: WireText) {
    headers.retain(|(known, _)| !known.eq_ignore_ascii_case(&name));
    headers.push((name, value));
}
