//! A place that shows another certificate than the one that is trusted there.

use dialkey_core::{
    domain::{certificate::CertificateProblem, route::Route},
    reading::{certificates_in, read_certificate},
};

use crate::{
    ask, assert_arrived,
    certificates::{Authority, Shown, expired, self_signed},
    mistrust, phone_system, trusting,
};

#[tokio::test]
async fn f83_another_certificate_is_refused_and_both_are_shown() {
    let before = self_signed(|_| {});
    for after in [self_signed(|_| {}), self_signed(expired), Authority::new("CA").sign(|_| {})] {
        let server = phone_system(&after).await;
        let not_trusted = mistrust(&trusting(&before, &server), &server.url("/token")).await;
        assert_eq!(not_trusted.problem, CertificateProblem::Changed);
        assert_eq!(not_trusted.certificate, read_certificate(&after.chain[0]));
        assert_eq!(not_trusted.trusted_before, read_certificate(&before.chain[0]));
        assert_ne!(not_trusted.certificate, not_trusted.trusted_before);
        assert_arrived(&server, 0);
    }
}

#[tokio::test]
async fn another_certificate_that_is_verified_needs_nobody_to_trust_it() {
    let before = self_signed(|_| {});
    let authority = Authority::new("Company CA");
    let server = phone_system(&authority.sign(|_| {})).await;
    let route = Route { authority: Some(authority.pem()), ..trusting(&before, &server) };
    assert_eq!(ask(&route, &server.url("/token")).await.unwrap().status, 200);
    assert_arrived(&server, 1);
}

#[tokio::test]
async fn another_certificate_that_can_be_forged_is_not_offered_for_trust() {
    let before = self_signed(|_| {});
    let weak = certificates_in(include_str!("../../fixtures/certificates/rsa-1024.pem")).unwrap().remove(0);
    let server = phone_system(&Shown { chain: vec![weak.into()], key: self_signed(|_| {}).key }).await;
    let not_trusted = mistrust(&trusting(&before, &server), &server.url("/token")).await;
    assert_eq!(not_trusted.problem, CertificateProblem::TooWeak);
    assert_eq!(not_trusted.trusted_before, read_certificate(&before.chain[0]));
    assert_arrived(&server, 0);
}

#[tokio::test]
async fn trust_that_is_taken_back_is_gone_at_once() {
    let shown = self_signed(|_| {});
    let server = phone_system(&shown).await;
    assert_eq!(ask(&trusting(&shown, &server), &server.url("/")).await.unwrap().status, 200);
    let not_trusted = mistrust(&Route::default(), &server.url("/")).await;
    assert_eq!(not_trusted.problem, CertificateProblem::UnknownIssuer);
    assert_arrived(&server, 1);
}
