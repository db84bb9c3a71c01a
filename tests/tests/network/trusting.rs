//! Which certificates are refused and why, and what trusting one is good for.

use std::net::{IpAddr, Ipv6Addr};

use dialkey_core::{
    domain::{certificate::CertificateProblem, route::Route},
    reading::{certificates_in, read_certificate},
};
use dialkey_tests::raw_server::{RawServer, Reply};
use rcgen::{CertificateParams, SanType};

use crate::{
    V4, ask, assert_arrived,
    certificates::{Authority, Shown, expired, is_authority, not_yet_valid, self_signed},
    mistrust, phone_system, problem, trusting, trusting_at,
};

fn for_another_name(parameters: &mut CertificateParams) {
    parameters.subject_alt_names = vec![SanType::DnsName("other.example.com".try_into().unwrap())];
}

fn without_names(parameters: &mut CertificateParams) {
    parameters.subject_alt_names.clear();
}

/// One that nothing is wrong with but what is done to it, as an authority of the person's own signs it.
fn of_authority(change: fn(&mut CertificateParams)) -> (Shown, Route) {
    let authority = Authority::new("Company CA");
    let route = Route { authority: Some(authority.pem()), ..Route::default() };
    (authority.sign(change), route)
}

#[tokio::test]
async fn f82_what_is_wrong_with_a_certificate_is_named_and_trusting_it_helps() {
    let plain = |_: &mut CertificateParams| {};
    let unknown = CertificateProblem::UnknownIssuer;
    let cases = [
        ("self-signed", (self_signed(plain), Route::default()), unknown),
        ("self-signed authority", (self_signed(is_authority), Route::default()), unknown),
        ("self-signed without names", (self_signed(without_names), Route::default()), unknown),
        ("self-signed and expired", (self_signed(expired), Route::default()), CertificateProblem::Expired),
        ("of an unknown authority", (of_authority(plain).0, Route::default()), unknown),
        ("expired", of_authority(expired), CertificateProblem::Expired),
        ("not yet valid", of_authority(not_yet_valid), CertificateProblem::NotYetValid),
        ("another name", of_authority(for_another_name), CertificateProblem::OtherName),
        ("no name", of_authority(without_names), CertificateProblem::OtherName),
    ];
    for (what, (shown, route), expected) in cases {
        let server = phone_system(&shown).await;
        let not_trusted = mistrust(&route, &server.url("/token")).await;
        assert_eq!(not_trusted.problem, expected, "{what}");
        assert_eq!(not_trusted.place, server.address().to_string(), "{what}");
        assert_eq!(not_trusted.certificate, read_certificate(&shown.chain[0]), "{what}");
        assert_eq!(not_trusted.trusted_before, None, "{what}");
        assert!(not_trusted.problem.may_be_trusted(), "{what}");
        assert_arrived(&server, 0);
        let trusted = Route { authority: route.authority, ..trusting(&shown, &server) };
        assert_eq!(ask(&trusted, &server.url("/token")).await.unwrap().status, 200, "{what}");
        assert_arrived(&server, 1);
    }
}

#[tokio::test]
async fn f82_what_can_be_forged_is_refused_although_it_is_trusted() {
    // Made with OpenSSL, since the libraries here make neither such keys nor such versions.
    for (what, fixture) in [
        ("RSA with 1024 bits", include_str!("../../fixtures/certificates/rsa-1024.pem")),
        ("X.509 version 1", include_str!("../../fixtures/certificates/version-1.pem")),
    ] {
        let certificate = certificates_in(fixture).unwrap().remove(0);
        let shown = Shown { chain: vec![certificate.into()], key: self_signed(|_| {}).key };
        let server = phone_system(&shown).await;
        for route in [Route::default(), trusting(&shown, &server)] {
            let not_trusted = mistrust(&route, &server.url("/token")).await;
            assert_eq!(not_trusted.problem, CertificateProblem::TooWeak, "{what}");
            assert!(!not_trusted.problem.may_be_trusted(), "{what}");
            assert_eq!(not_trusted.certificate, read_certificate(&shown.chain[0]), "{what}");
        }
        assert_arrived(&server, 0);
    }
}

#[tokio::test]
async fn f84_an_authority_of_the_persons_own_is_trusted_with_all_it_vouches_for() {
    let root = Authority::new("Company CA");
    let intermediate = root.intermediate("Company CA 2");
    let mut shown = intermediate.sign(|_| {});
    let route = Route { authority: Some(root.pem()), ..Route::default() };
    let server = phone_system(&shown).await;
    assert_eq!(
        problem(&route, &server.url("/")).await,
        CertificateProblem::UnknownIssuer,
        "a link of the chain is missing"
    );
    assert_arrived(&server, 0);
    shown.chain.push(intermediate.certificate());
    let server = phone_system(&shown).await;
    assert_eq!(ask(&route, &server.url("/")).await.unwrap().status, 200);
    assert_eq!(problem(&Route::default(), &server.url("/")).await, CertificateProblem::UnknownIssuer);
    assert_arrived(&server, 1);
}

#[tokio::test]
async fn several_authorities_may_stand_in_one_text() {
    let (first, second) = (Authority::new("First CA"), Authority::new("Second CA"));
    let route = Route { authority: Some(first.pem() + &second.pem()), ..Route::default() };
    for authority in [&first, &second] {
        let server = phone_system(&authority.sign(|_| {})).await;
        assert_eq!(ask(&route, &server.url("/")).await.unwrap().status, 200);
    }
    let stranger = Authority::new("First CA");
    let server = phone_system(&stranger.sign(|_| {})).await;
    let not_trusted = mistrust(&route, &server.url("/")).await;
    assert!(not_trusted.problem.may_be_trusted() && not_trusted.problem != CertificateProblem::TooWeak);
    assert_arrived(&server, 0);
}

#[tokio::test]
async fn a_certificate_is_trusted_at_its_own_place_only() {
    let shown = self_signed(|_| {});
    let server = phone_system(&shown).await;
    let other_port = server.address().port() ^ 1;
    for place in
        [format!("127.0.0.1:{other_port}"), format!("localhost:{}", server.address().port()), "127.0.0.1".into()]
    {
        let route = trusting_at(&shown, &place);
        assert_eq!(problem(&route, &server.url("/")).await, CertificateProblem::UnknownIssuer, "{place}");
    }
    assert_arrived(&server, 0);
}

#[tokio::test]
async fn a_certificate_without_its_key_is_worth_nothing() {
    let shown = self_signed(|_| {});
    let stolen = Shown { chain: shown.chain.clone(), key: self_signed(|_| {}).key };
    let server = phone_system(&stolen).await;
    let failed = crate::refusal(&trusting(&shown, &server), &server.url("/")).await;
    assert!(matches!(failed, dialkey_core::ports::http::TransportError::TlsFailed(_)), "{failed:?}");
    assert_arrived(&server, 0);
}

#[tokio::test]
async fn f86_ipv6_and_old_http_are_trusted_in_the_same_way() {
    let v6 = IpAddr::V6(Ipv6Addr::LOCALHOST);
    let shown = self_signed(|parameters| parameters.subject_alt_names = vec![SanType::IpAddress(v6)]);
    let server = RawServer::start_with_tls(shown.settings(), v6, |_| Reply::json(200, "{}")).await;
    assert_eq!(problem(&Route::default(), &server.url("/")).await, CertificateProblem::UnknownIssuer);
    let route = Route { only_http_1: true, ..trusting(&shown, &server) };
    assert_eq!(ask(&route, &server.url("/")).await.unwrap().status, 200);
    assert_arrived(&server, 1);
}

#[tokio::test]
async fn http_2_is_offered_unless_it_is_left_out() {
    let shown = self_signed(|_| {});
    for (only_http_1, offered) in [(false, "PRI * HTTP/2.0"), (true, "POST / HTTP/1.1")] {
        let mut settings = shown.settings();
        settings.alpn_protocols = vec![b"h2".into(), b"http/1.1".into()];
        let server = RawServer::start_with_tls(settings, V4, |_| Reply::json(200, "{}")).await;
        let route = Route { only_http_1, ..trusting(&shown, &server) };
        // A server that claims to speak HTTP/2 and does not is no answer.
        let _ = ask(&route, &server.url("/")).await;
        let requests = server.requests();
        assert!(requests[0].starts_with(offered.as_bytes()), "{}", String::from_utf8_lossy(&requests[0]));
    }
}
