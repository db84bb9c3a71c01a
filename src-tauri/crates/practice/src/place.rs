//! What stands at a path of a phone system.

use crate::{
    description::{
        Answer, ApiEndpoint, AuthorizationEndpoint, Call, Description, Facts, Placeholder, TokenEndpoint, UserInfo,
    },
    token_endpoint::Asked,
};

/// Where a request arrived.
pub(crate) enum Place<'a> {
    /// The token endpoint or another where clients prove themselves in the same way.
    Token(Asked<'a>, &'a TokenEndpoint),
    UserInfo(&'a UserInfo),
    Authorization(&'a AuthorizationEndpoint),
    Metadata,
    /// A call that hands out a token in the vendor's own way.
    Call(&'a Call),
    /// A call that wants a token.
    Api(&'a ApiEndpoint),
    /// A page for people.
    Page(&'a Answer),
    Nowhere,
}

impl<'a> Place<'a> {
    /// What a description has at this path.
    pub(crate) fn at(path: &str, description: &'a Description) -> Self {
        if let Some((asked, endpoint)) = Asked::at(path, description).zip(description.token.as_ref()) {
            return Self::Token(asked, endpoint);
        }
        if let Some(userinfo) = description.userinfo.as_ref().filter(|userinfo| userinfo.path == path) {
            return Self::UserInfo(userinfo);
        }
        if let Some(endpoint) = description.authorization.as_ref().filter(|endpoint| endpoint.path == path) {
            return Self::Authorization(endpoint);
        }
        if description.metadata.iter().any(|known| known == path) {
            return Self::Metadata;
        }
        if let Some(call) = description.call.iter().find(|call| call.path == path) {
            return Self::Call(call);
        }
        if let Some(endpoint) = api_endpoint(path, description) {
            return Self::Api(endpoint);
        }
        let page = description.page.iter().find(|page| page.path == path);
        page.map_or(Self::Nowhere, |page| Self::Page(&page.answer))
    }

    /// Whether a token is asked for here.
    pub(crate) const fn hands_out_tokens(&self) -> bool {
        matches!(self, Self::Token(Asked::Token, _) | Self::Call(_))
    }

    /// Whether a token is used here.
    pub(crate) const fn wants_token(&self) -> bool {
        matches!(self, Self::Api(_) | Self::UserInfo(_))
    }

    /// Whether programs come here, not people.
    pub(crate) const fn is_for_programs(&self) -> bool {
        !matches!(self, Self::Authorization(_) | Self::Page(_) | Self::Nowhere)
    }
}

fn api_endpoint<'a>(path: &str, description: &'a Description) -> Option<&'a ApiEndpoint> {
    description.api.iter().find(|endpoint| {
        let is_plain = endpoint.path.fill(&Facts::default()) == path;
        let of_client = |id: &str| endpoint.path.fill(&Facts::default().with(Placeholder::ClientId, id)) == path;
        is_plain || description.client.iter().any(|client| of_client(&client.id))
    })
}
