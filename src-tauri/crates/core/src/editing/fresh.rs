//! Whether a token can be kept fresh, and what a person reads about it.

use crate::{
    domain::{
        connection::KeepFreshView,
        field::FieldKind,
        recipe::{Grant, RefreshKind},
        time::in_words,
        token::{Expiry, Token},
    },
    filling::Filled,
    ports::vault::Record,
    renewing::lead_seconds,
};

/// Whether a new token needs no person: there is a refresh token, or the same grant can be run once more with what is
/// kept.
pub fn renews_by_itself(filled: &Filled<'_>, token: Option<&Token>) -> bool {
    has_refresh_token(filled, token) || can_run_again(filled)
}

fn has_refresh_token(filled: &Filled<'_>, token: Option<&Token>) -> bool {
    filled.way.refresh.kind == RefreshKind::RefreshToken && token.is_some_and(|token| token.refresh_token.is_some())
}

fn can_run_again(filled: &Filled<'_>) -> bool {
    let lacks_something = filled.fields().any(|field| !field.optional && filled.is_empty(&field.key));
    !(filled.way.grant.needs_sign_in() || filled.way.grant == Grant::Key || lacks_something)
}

/// What keeping this connection's token fresh does, or why it cannot work.
pub(super) fn keep_fresh_view(filled: &Filled<'_>, record: &Record) -> KeepFreshView {
    let token = record.token.as_ref();
    let reason = why_not(filled, token);
    KeepFreshView {
        is_on: record.connection.keep_fresh,
        is_possible: reason.is_none(),
        sentence: reason.map_or_else(|| what_it_does(token), str::to_owned),
    }
}

fn why_not(filled: &Filled<'_>, token: Option<&Token>) -> Option<&'static str> {
    if renews_by_itself(filled, token) {
        let never_ends = token.is_some_and(|token| token.expiry == Expiry::Unknown);
        return never_ends.then_some("Not possible: the answer does not say when the token ends.");
    }
    let forgets_password =
        filled.fields().any(|field| field.kind == FieldKind::Password && filled.is_empty(&field.key));
    Some(match filled.way.grant {
        Grant::Key => "A key is not renewed. It lasts until it is removed in the phone system.",
        grant if grant.needs_sign_in() => "Not possible: a person has to sign in for each new token.",
        _ if forgets_password => "Not possible while the password is not kept.",
        _ => "Not possible before everything is filled in.",
    })
}

fn what_it_does(token: Option<&Token>) -> String {
    let lead = token.and_then(|token| match token.expiry {
        Expiry::At { at } => Some(lead_seconds(at.seconds_since(token.received_at))),
        Expiry::Unknown => None,
    });
    match lead {
        Some(lead) => format!("While Dialkey runs. Asks for a new token {} before the old one ends.", in_words(lead)),
        None => "While Dialkey runs. Asks for a new token shortly before the old one ends.".to_owned(),
    }
}
