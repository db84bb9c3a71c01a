//! Refusing what was entered, whatever it is.

use crate::{
    description::{Answer, CallProof, GrantType, TokenRefusals},
    fault::Fault,
};

/// How a grant of a client that has proven itself is refused on purpose.
pub(crate) const fn refusal_of_grant(fault: Fault, kind: GrantType, refusals: &TokenRefusals) -> Option<&Answer> {
    Some(match (fault, kind) {
        (Fault::RefreshRefused | Fault::RotatedRefreshToken, GrantType::RefreshToken) => &refusals.refresh_token,
        (_, GrantType::RefreshToken) => return None,
        (Fault::GrantRefused, _) => &refusals.client_grant,
        (Fault::ScopeRefused, _) => &refusals.scope,
        (Fault::UnknownUser, GrantType::Password) => &refusals.user,
        (Fault::ExpiredCode, GrantType::AuthorizationCode) => &refusals.code,
        _ => return None,
    })
}

/// Whether the proof of a call that hands out a token is refused on purpose.
pub(crate) const fn refuses(fault: Fault, proof: &CallProof) -> bool {
    match proof {
        CallProof::BasicUser => matches!(fault, Fault::WrongSecret | Fault::UnknownClient | Fault::UnknownUser),
        CallProof::ClientMembers { .. } => matches!(fault, Fault::WrongSecret | Fault::UnknownClient),
        CallProof::TokenMember { .. } => matches!(fault, Fault::RefreshRefused | Fault::RotatedRefreshToken),
        CallProof::Bearer(_) => false,
    }
}
