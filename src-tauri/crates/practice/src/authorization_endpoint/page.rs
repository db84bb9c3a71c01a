//! The pages of the authorization endpoint. Everything that came with a request is escaped.

use super::request::AuthorizationRequest;
use crate::{received::Received, reply::Reply, system::System};

const STYLE: &str = include_str!("page.css");

/// What the page asks about.
pub(super) struct Consent<'a> {
    pub(super) asked: &'a AuthorizationRequest<'a>,
    pub(super) request: &'a Received,
    /// What was wrong with the last try.
    pub(super) complaint: Option<&'static str>,
}

/// Sign in, and allow or deny.
pub(super) fn consent(system: &System, consent: &Consent<'_>) -> Reply {
    let description = &system.description;
    let client = consent.asked.client;
    let user = description.user.first();
    let complaint = consent.complaint.map(|text| format!("<p role=\"alert\">{text}</p>"));
    let scope = &consent.asked.scope;
    let scope = (!scope.is_empty()).then(|| format!("<dt>Access</dt><dd>{}</dd>", escape(scope)));
    let main = format!(
        include_str!("consent.html"),
        application = escape(client.name.as_ref().unwrap_or(&client.id)),
        system = escape(&description.name),
        host = escape(consent.request.header("host").unwrap_or_default()),
        redirect = escape(&consent.asked.to.redirect_uri),
        scope = scope.unwrap_or_default(),
        complaint = complaint.unwrap_or_default(),
        username = escape(user.map_or("", |user| &user.name)),
        password = escape(user.map_or("", |user| &user.password)),
    );
    whole(200, &format!("Sign in to {}", description.name), &main)
}

/// Nobody is sent anywhere.
pub(super) fn refusal(system: &System, reason: &str) -> Reply {
    let name = escape(&system.description.name);
    let main = format!(
        "<h1>This sign-in cannot go on</h1><p>{}</p><p class=\"practice\">{name}, practice system</p>",
        escape(reason)
    );
    whole(400, "This sign-in cannot go on", &main)
}

/// A form that posts itself to the application (OAuth 2.0 Form Post Response Mode 2).
pub(super) fn form_post(redirect_uri: &str, parameters: &[(&str, &str)]) -> Reply {
    let field = |(name, value): &(&str, &str)| {
        format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", escape(name), escape(value))
    };
    let fields = parameters.iter().map(field).collect::<Vec<_>>().join("\n");
    let main = format!(include_str!("form_post.html"), redirect = escape(redirect_uri), fields = fields);
    whole(200, "Back to the application", &main)
}

fn whole(status: u16, title: &str, main: &str) -> Reply {
    let body = format!(include_str!("page.html"), title = escape(title), style = STYLE, main = main);
    Reply::text(status, "text/html; charset=utf-8", body).with_header("Referrer-Policy", "no-referrer")
}

/// Text that stays text between tags and in quoted attributes.
fn escape(text: &str) -> String {
    text.chars().fold(String::new(), |mut escaped, letter| {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
        escaped
    })
}
