//! A connection as a screen shows it, without its secrets.

use secrecy::ExposeSecret;

use super::{
    certificates, clock,
    fresh::{keep_fresh_view, renews_by_itself},
    together,
};
use crate::{
    capturing::RedirectUri,
    domain::{
        connection::{ConnectionRow, ConnectionState, ConnectionView, FieldView, Value},
        field::{Field, FieldKind},
        note::{Note, NoteAction, Tone},
        reach::Reach,
        recipe::{Grant, Present, Recipe},
        route::{Proxy, ProxyView, RouteView},
        sign_in::{Capture, SignInView},
        step::StepKind,
        time::Timestamp,
        token::{Token, TokenView},
    },
    filling::Filled,
    inspecting,
    ports::vault::{Record, Summary, Trouble},
    reading::shape_of,
};

/// A connection as a line of the list; `recipe` is none where this version does not know the phone system.
pub fn to_row(recipe: Option<&Recipe>, summary: &Summary, running: bool, now: Timestamp) -> ConnectionRow {
    ConnectionRow {
        id: summary.id.clone(),
        name: summary.name.clone(),
        system: recipe.map_or_else(|| summary.system.clone(), |recipe| system_and_way(recipe, &summary.way)),
        practice: summary.practice,
        folder: summary.folder.clone(),
        keep_fresh: summary.keep_fresh,
        state: state_of(summary, running, now),
    }
}

/// Name of the phone system, and of the way where there are several.
fn system_and_way(recipe: &Recipe, way: &str) -> String {
    match recipe.way(way).filter(|_| recipe.way.len() > 1) {
        Some(way) => format!("{} · {}", recipe.name, way.name),
        None => recipe.name.clone(),
    }
}

fn state_of(summary: &Summary, running: bool, now: Timestamp) -> ConnectionState {
    if running {
        return ConnectionState::Running;
    }
    if summary.renewal.is_some_and(|mark| mark.is_lost(now)) {
        return ConnectionState::Uncertain;
    }
    match (summary.trouble, summary.token) {
        (Some(Trouble::SignInAgain), _) => ConnectionState::SignInAgain,
        (Some(Trouble::Failed | Trouble::Unreachable), _) => ConnectionState::Failed,
        (None, Some(token)) => ConnectionState::Token {
            received_at: token.received_at,
            expiry: token.expiry,
            needs_person: !summary.renews_by_itself,
        },
        (None, None) => ConnectionState::NoToken,
    }
}

/// A connection as its page shows it. `rejected` is what an edit was refused for, to be shown below its field.
pub fn to_view(
    filled: &Filled<'_>,
    record: &Record,
    running: bool,
    rejected: Option<(&str, &Note)>,
    now: Timestamp,
) -> ConnectionView {
    let connection = filled.connection;
    ConnectionView {
        id: connection.id.clone(),
        name: connection.name.clone(),
        system: connection.system.clone(),
        way: connection.way.clone(),
        fields: filled
            .fields()
            .map(|field| {
                let mut view = field_view(filled, field);
                if let Some((_, note)) = rejected.filter(|(key, _)| *key == field.key) {
                    view.notes.insert(0, note.clone());
                }
                view
            })
            .collect(),
        client_authentication: filled.client_authentication(),
        keep_password: connection.keep_password,
        sign_in: sign_in_view(filled),
        notes: [together::notes_about(filled), clock::notes_about(record)].concat(),
        can_discover: filled
            .recipe
            .discovery
            .as_ref()
            .is_some_and(|fields| filled.recipe.field(filled.way, &fields.issuer).is_some()),
        discovery: record.discovery.clone(),
        practice: connection.practice,
        folder: connection.folder.clone(),
        keep_fresh: keep_fresh_view(filled, record),
        is_uncertain: record.renewal.is_some_and(|mark| mark.is_lost(now)),
        history: record.history.clone(),
        host: filled.main_host(),
        running,
        steps: record.steps.clone(),
        token: record.token.as_ref().map(|token| token_view(filled, token)),
        diagnosis: record.diagnosis.clone(),
        test: record.test.clone(),
        route: route_view(filled),
        signs_ahead: connection.signs_ahead,
        checks: record.checks.clone(),
    }
}

fn route_view(filled: &Filled<'_>) -> RouteView {
    let route = &filled.connection.route;
    let proxy = match &route.proxy {
        Proxy::System => ProxyView::System,
        Proxy::None => ProxyView::None,
        Proxy::Manual { address, username, password } => {
            ProxyView::Manual { address: address.clone(), username: username.clone(), has_password: password.is_some() }
        }
    };
    RouteView {
        proxy,
        without_tls: route.without_tls,
        only_http_1: route.only_http_1,
        authority: route.authority.as_deref().map(certificates::of_authority).unwrap_or_default(),
        trusted: route.trusted.clone(),
        client_certificate: route.client_certificate.as_ref().map(|own| own.certificate.clone()),
        is_not_encrypted: filled
            .templates()
            .filter_map(|template| filled.address(template).ok())
            .any(|url| url.scheme() == "http" && Reach::of(&url) != Reach::ThisComputer),
    }
}

fn field_view(filled: &Filled<'_>, field: &Field) -> FieldView {
    let mut view = FieldView { key: field.key.clone(), text: String::new(), entered: None, notes: Vec::new() };
    match filled.connection.values.get(&field.key) {
        None => {}
        Some(Value::Secret(secret)) => {
            let inspected = inspecting::inspect_secret(field, secret);
            view.entered = Some(inspected.entered);
            view.notes = inspected.notes;
        }
        Some(Value::Plain { text, typed }) => {
            view.text.clone_from(text);
            let without_tls = filled.connection.route.without_tls;
            view.notes = match typed {
                Some(typed) => inspecting::inspect_plain(field, typed, without_tls).notes,
                // What was put back by "Undo" is used as it stands, so nothing was removed from it.
                None => without_undo(inspecting::inspect_plain(field, text, without_tls).notes),
            };
            view.notes.extend(address_note(filled, field));
        }
    }
    view
}

fn without_undo(notes: Vec<Note>) -> Vec<Note> {
    notes.into_iter().filter(|note| note.action != Some(NoteAction::Undo)).collect()
}

/// Below the address that the token is asked at: which one that will be.
fn address_note(filled: &Filled<'_>, field: &Field) -> Option<Note> {
    let address = filled.way.token_url.as_ref()?;
    if field.kind != FieldKind::BaseUrl || address.first_name() != Some(field.key.as_str()) {
        return None;
    }
    let url = filled.token_url().ok()?;
    Some(Note::new(Tone::Good, "Asks for the token at").with_evidence(url.as_str()))
}

fn token_view(filled: &Filled<'_>, token: &Token) -> TokenView {
    TokenView {
        characters: token.characters(),
        // Exposed to look at its shape; only the shape leaves.
        shape: shape_of(token.access_token.expose_secret()),
        token_type: token.token_type.clone(),
        has_refresh_token: token.refresh_token.is_some(),
        scope_asked: token.scope_asked.clone(),
        scope_granted: token.scope_granted.clone(),
        expiry: token.expiry,
        received_at: token.received_at,
        opens: filled.words(&filled.way.opens),
        renewal: filled.way.renewal.clone(),
        renewable: renews_by_itself(filled, Some(token)),
        has_authorization_header: filled.way.present == Present::Bearer,
        can_revoke: filled.inquiry_url(StepKind::Revoke).is_some(),
        can_introspect: filled.inquiry_url(StepKind::Introspect).is_some(),
        can_ask_userinfo: filled.inquiry_url(StepKind::UserInfo).is_some(),
        scope_label: filled.way.answer.scope_label.clone(),
        notes: token.notes.clone(),
    }
}

fn sign_in_view(filled: &Filled<'_>) -> Option<SignInView> {
    let authorization = filled.way.authorization.as_ref()?;
    let settings = filled.connection.sign_in;
    let redirect_uri = filled.text("redirect_uri");
    let known = filled.authorization_url().ok().zip(RedirectUri::parse(redirect_uri).ok());
    Some(SignInView {
        settings,
        capture: known
            .as_ref()
            .map_or(Capture::Loopback, |(page, redirect)| redirect.capture(page, settings.in_window)),
        can_use_window: known.as_ref().is_some_and(|(page, redirect)| redirect.is_page_of(page)),
        has_code: filled.way.grant == Grant::AuthorizationCode,
        redirect_uri: redirect_uri.to_owned(),
        redirect_place: authorization.redirect_place.clone(),
    })
}
