//! Tokens are revoked (RFC 7009) and asked about (RFC 7662), and say whom they act for (`OpenID` Connect Core 5.3).

use dialkey_core::{
    domain::{
        claim::{Claim, ClaimValue},
        diagnosis::DiagnosisCode,
        inquiry::Inquiry,
        revocation::Revocation,
        token::Token,
    },
    ports::vault::Record,
};
use dialkey_tests::{
    oidc_provider::{Client, SCOPE},
    signing_key::SigningKey,
};

use crate::{
    ID, SECRET,
    place::Place,
    signing_in::{of_key, of_secret},
    visitor::Decision,
};

async fn with_token(place: Place) -> (Place, Token) {
    let record = place.desk.get_token(&place.id).await;
    let token = record.token.unwrap_or_else(|| panic!("there must be a token: {:?}", record.diagnosis));
    (place, token)
}

async fn introspect(place: &Place) -> Inquiry {
    place.desk.desk().introspect_token(&place.id, place.desk.outside()).await.unwrap()
}

async fn revoke(place: &Place) -> Revocation {
    place.desk.desk().revoke_token(&place.id, place.desk.outside()).await.unwrap()
}

/// Puts a token back, as somebody would who had copied it before.
fn put_back(place: &Place, token: &Token) {
    let put_back = &mut |record: &mut Record| record.token = Some(token.clone());
    place.desk.desk().vault.change(&place.id, put_back).unwrap();
}

async fn is_active(place: &Place) -> bool {
    match introspect(place).await {
        Inquiry::Answered { is_active: Some(is_active), .. } => is_active,
        other => panic!("there must be an answer: {other:?}"),
    }
}

fn text<'a>(members: &'a [Claim], name: &str) -> Option<&'a str> {
    members.iter().find(|claim| claim.name == name).and_then(|claim| match &claim.value {
        ClaimValue::Text { text } => Some(text.as_str()),
        ClaimValue::Time { .. } => None,
    })
}

fn every_kind_of_client() -> [Place; 5] {
    [
        Place::of_public_client(Decision::Allow),
        of_secret("client_secret_post"),
        of_secret("client_secret_basic"),
        of_secret("client_secret_jwt"),
        of_key(&SigningKey::ec_p256()),
    ]
}

#[tokio::test]
async fn every_kind_of_client_has_its_tokens_revoked_and_they_are_dead_then() {
    for place in every_kind_of_client() {
        let (place, token) = with_token(place).await;
        assert!(is_active(&place).await);
        let revocation = revoke(&place).await;
        assert!(matches!(revocation, Revocation::Revoked { .. }), "{revocation:?}");
        assert!(place.desk.record(&place.id).token.is_none());

        put_back(&place, &token);
        assert!(!is_active(&place).await);
        let renewed = place.desk.renew_token(&place.id).await;
        assert_eq!(renewed.diagnosis.unwrap().code, DiagnosisCode::RefreshRefused);
        // RFC 7009 2.2: it is no longer known, which counts as a yes.
        put_back(&place, &token);
        assert!(matches!(revoke(&place).await, Revocation::Revoked { .. }));
    }
}

#[tokio::test]
async fn a_good_token_is_described_in_words() {
    let (place, _) = with_token(of_secret("client_secret_basic")).await;
    let Inquiry::Answered { members, is_active: Some(true), .. } = introspect(&place).await else {
        panic!("the token is good")
    };
    assert_eq!(text(&members, "client_id"), Some(ID));
    assert_eq!(text(&members, "scope"), Some(SCOPE));
    assert_eq!(text(&members, "iss"), Some(place.server.issuer.as_str()));
    for name in ["exp", "iat"] {
        let claim = members.iter().find(|claim| claim.name == name).unwrap();
        assert!(claim.meaning.is_some() && matches!(claim.value, ClaimValue::Time { .. }), "{claim:?}");
    }
}

#[tokio::test]
async fn a_client_that_cannot_prove_itself_revokes_nothing_and_keeps_its_token() {
    let (place, _) = with_token(of_secret("client_secret_post")).await;
    place.desk.enter(&place.id, "client_secret", "something-else-of-the-same-length-as-before");
    let Revocation::NotRevoked { refresh_token_revoked: false, diagnosis, .. } = revoke(&place).await else {
        panic!("nothing may be revoked")
    };
    assert_eq!(diagnosis.code, DiagnosisCode::ClientRefused);
    assert_eq!(diagnosis.server.unwrap().error.as_deref(), Some("invalid_client"));
    let kept = place.desk.record(&place.id).token.unwrap();
    assert!(kept.refresh_token.is_some());
    let Inquiry::Failed { diagnosis, .. } = introspect(&place).await else { panic!("nothing may be said") };
    assert_eq!(diagnosis.code, DiagnosisCode::ClientRefused);
    place.desk.enter(&place.id, "client_secret", SECRET);
    assert!(is_active(&place).await, "it was never revoked");
}

#[tokio::test]
async fn a_token_for_openid_says_whom_it_acts_for_and_another_does_not() {
    let place = Place::of_public_client(Decision::Allow);
    let scope = format!("openid {SCOPE}");
    let client = Client::public(ID).allowed(&scope).signing_in(&place.redirect_uri());
    let place = place.at(&[client]);
    place.desk.enter(&place.id, "scope", &scope);
    let (place, _) = with_token(place).await;
    let told = place.desk.desk().ask_userinfo(&place.id, place.desk.outside()).await.unwrap();
    let Inquiry::Answered { members, .. } = told else { panic!("there is an answer: {told:?}") };
    assert_eq!(text(&members, "sub"), Some("ann"));

    let (other, _) = with_token(Place::of_public_client(Decision::Allow)).await;
    let told = other.desk.desk().ask_userinfo(&other.id, other.desk.outside()).await.unwrap();
    let Inquiry::Failed { diagnosis, .. } = told else { panic!("its scope is too small: {told:?}") };
    assert_eq!(diagnosis.code, DiagnosisCode::TokenRefused);
    assert!(diagnosis.causes.iter().any(|cause| cause.title.contains("openid")), "{:?}", diagnosis.causes);
}
