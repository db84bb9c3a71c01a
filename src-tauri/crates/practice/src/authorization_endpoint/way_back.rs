//! Sending the person back to the application.

use form_urlencoded::Serializer;

use super::page;
use crate::{description::AuthorizationEndpoint, fault::Fault, reply::Reply, system::System};

const OTHER_STATE: &str = "of-another-sign-in";
const OTHER_ISSUER: &str = "https://other.practice.example";

/// How the answer travels (OAuth 2.0 Multiple Response Types 2.1, Form Post Response Mode 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ResponseMode {
    Query,
    Fragment,
    FormPost,
}

impl ResponseMode {
    pub(super) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "query" => Self::Query,
            "fragment" => Self::Fragment,
            "form_post" => Self::FormPost,
            _ => return None,
        })
    }
}

/// Where an answer goes, and what every answer repeats.
pub(super) struct WayBack {
    pub(super) redirect_uri: String,
    pub(super) state: Option<String>,
    pub(super) mode: ResponseMode,
}

impl WayBack {
    /// Answers the application with these parameters, its own `state` and, where the phone system does so, `iss`.
    pub(super) fn answer(
        &self,
        system: &System,
        endpoint: &AuthorizationEndpoint,
        parameters: &[(&str, &str)],
    ) -> Reply {
        let mut all: Vec<(&str, &str)> = parameters.iter().copied().filter(|(_, value)| !value.is_empty()).collect();
        let state = if system.fails(Fault::WrongState) { Some(OTHER_STATE) } else { self.state.as_deref() };
        all.extend(state.map(|state| ("state", state)));
        if system.fails(Fault::WrongIssuer) {
            all.push(("iss", OTHER_ISSUER));
        } else if endpoint.names_issuer {
            all.push(("iss", &system.address));
        }
        let separator = match self.mode {
            ResponseMode::FormPost => return page::form_post(&self.redirect_uri, &all),
            ResponseMode::Fragment => '#',
            // A query of the redirect address stays (RFC 6749 3.1.2).
            ResponseMode::Query if self.redirect_uri.contains('?') => '&',
            ResponseMode::Query => '?',
        };
        let encoded = Serializer::new(String::new()).extend_pairs(all).finish();
        // 303: the browser must not post the password on (RFC 9700 4.12).
        Reply::empty(303)
            .with_header("Location", format!("{}{separator}{encoded}", self.redirect_uri))
            .with_header("Referrer-Policy", "no-referrer")
    }
}
