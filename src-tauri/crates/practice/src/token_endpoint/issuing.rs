//! Making, remembering and answering tokens.

use aws_lc_rs::error::Unspecified;

use crate::{
    description::{ACCESS, Client, Grant, Placeholder, REFRESH, TokenEndpoint},
    issued::IssuedToken,
    reply::Reply,
    system::System,
    tokens,
};

/// For whom and for what a token is made.
pub(super) struct Subject {
    pub(super) username: Option<String>,
    pub(super) scope: String,
    /// Number of the authorization that a refresh token came from; none where this is a new one.
    pub(super) authorization: Option<u64>,
    /// The refresh token that was used and stays good, where that is so.
    pub(super) kept_refresh_token: Option<String>,
}

/// Makes a token, remembers what it is good for and answers with it.
pub(super) fn issue(
    system: &System,
    endpoint: &TokenEndpoint,
    grant: &Grant,
    client: &Client,
    subject: Subject,
) -> Result<Reply, Unspecified> {
    let expires_at = system.seconds().saturating_add(endpoint.lifetime_seconds);
    let access_token = tokens::make_access_token(endpoint.access_token, &client.id, expires_at)?;
    let username = subject.username.as_deref();
    let planted = system.description.user.iter().find(|user| Some(user.name.as_str()) == username);
    let made_refresh_token = match subject.kept_refresh_token {
        Some(_) => None,
        None => Some(tokens::make_refresh_token(planted.map_or("", |user| &user.refresh_token_contains))?),
    };
    let facts = system
        .facts()
        .with(Placeholder::AccessToken, &access_token)
        .with(
            Placeholder::RefreshToken,
            made_refresh_token.as_ref().or(subject.kept_refresh_token.as_ref()).cloned().unwrap_or_default(),
        )
        .with(Placeholder::ExpiresIn, endpoint.lifetime_seconds.to_string())
        .with(Placeholder::Scope, &subject.scope)
        .with(Placeholder::ClientId, &client.id)
        .with(Placeholder::Username, username.unwrap_or_default());
    let reply = Reply::from_answer(&grant.answer, &facts);
    let mut issued = system.issued();
    let token = IssuedToken {
        kind: ACCESS.to_owned(),
        client_id: client.id.clone(),
        username: subject.username,
        scope: subject.scope,
        expires_at: Some(expires_at),
        single_use: false,
        authorization: subject.authorization.or_else(|| Some(issued.begin_authorization())),
    };
    if endpoint.one_active_token {
        issued.end_all(ACCESS, &client.id);
    }
    // Only a refresh token that was really handed out is good for anything.
    if let Some(refresh_token) = made_refresh_token.filter(|_| grant.hands_out_refresh_token()) {
        issued.remember(refresh_token, IssuedToken { kind: REFRESH.to_owned(), expires_at: None, ..token.clone() });
    }
    issued.remember(access_token, token);
    Ok(reply)
}
