//! Phone systems that want a certificate of this side (RFC 8705 2).

use dialkey_adapters::probe::NetworkProbe;
use dialkey_core::{
    domain::route::{ClientCertificate, Route},
    ports::{Probe as _, http::TransportError, probe::Trust},
    reading::read_certificate,
};
use dialkey_tests::raw_server::{RawServer, Reply};
use secrecy::SecretString;
use tokio_rustls::rustls::{
    SupportedProtocolVersion,
    version::{TLS12, TLS13},
};
use url::Url;

use crate::{
    V4, ask, assert_arrived,
    certificates::{Authority, Shown, expired, self_signed},
    refusal, trusting,
};

/// A phone system that knows the clients of one authority.
struct Careful {
    server: RawServer,
    shown: Shown,
    authority: Authority,
}

impl Careful {
    async fn start(is_required: bool, version: &'static SupportedProtocolVersion) -> Self {
        let (shown, authority) = (self_signed(|_| {}), Authority::new("Clients CA"));
        let settings = shown.settings_for_clients_of(&authority, is_required, version);
        let server = RawServer::start_with_tls(settings, V4, |_| Reply::json(200, "{}")).await;
        Self { server, shown, authority }
    }

    fn route(&self, own: Option<ClientCertificate>) -> Route {
        Route { client_certificate: own, ..trusting(&self.shown, &self.server) }
    }

    fn url(&self) -> String {
        self.server.url("/token")
    }
}

fn own(shown: &Shown) -> ClientCertificate {
    ClientCertificate {
        chain: shown.chain_pem(),
        private_key: SecretString::from(shown.key_pem()),
        certificate: read_certificate(&shown.chain[0]).unwrap(),
    }
}

#[tokio::test]
async fn f88_the_right_certificate_opens_the_door() {
    for version in [&TLS12, &TLS13] {
        let careful = Careful::start(true, version).await;
        let route = careful.route(Some(own(&careful.authority.sign(|_| {}))));
        assert_eq!(ask(&route, &careful.url()).await.unwrap().status, 200);
        assert_arrived(&careful.server, 1);
        let looked = NetworkProbe.shake_hands(&route, &Url::parse(&careful.url()).unwrap()).await.unwrap();
        assert_eq!(looked.trust, Ok(Trust::Person));
        assert_arrived(&careful.server, 1);
    }
}

#[tokio::test]
async fn f88_no_certificate_a_strange_one_and_an_old_one_are_refused_and_named() {
    for version in [&TLS12, &TLS13] {
        let careful = Careful::start(true, version).await;
        let url = Url::parse(&careful.url()).unwrap();
        let strange = own(&Authority::new("Clients CA").sign(|_| {}));
        let old = own(&careful.authority.sign(expired));
        for own in [None, Some(strange), Some(old)] {
            let route = careful.route(own);
            assert_eq!(refusal(&route, url.as_str()).await, TransportError::ClientCertificateWanted);
            let looked = NetworkProbe.shake_hands(&route, &url).await;
            assert_eq!(looked.err(), Some(TransportError::ClientCertificateWanted));
        }
        assert_arrived(&careful.server, 0);
    }
}

#[tokio::test]
async fn who_asks_without_insisting_is_answered_without_one() {
    let careful = Careful::start(false, &TLS13).await;
    let route = careful.route(None);
    assert_eq!(ask(&route, &careful.url()).await.unwrap().status, 200);
    let looked = NetworkProbe.shake_hands(&route, &Url::parse(&careful.url()).unwrap()).await.unwrap();
    assert_eq!(looked.trust, Ok(Trust::Person));
    assert_arrived(&careful.server, 1);
}

#[tokio::test]
async fn a_certificate_that_cannot_be_used_ends_it_before_anything_is_sent() {
    let careful = Careful::start(true, &TLS13).await;
    let shown = careful.authority.sign(|_| {});
    let other_key = ClientCertificate { private_key: SecretString::from(self_signed(|_| {}).key_pem()), ..own(&shown) };
    let no_key = ClientCertificate { private_key: SecretString::from("no key"), ..own(&shown) };
    let no_chain = ClientCertificate { chain: String::new(), ..own(&shown) };
    for unusable in [other_key, no_key, no_chain] {
        let failed = refusal(&careful.route(Some(unusable)), &careful.url()).await;
        assert!(matches!(failed, TransportError::TlsFailed(_)), "{failed:?}");
    }
    assert_eq!(careful.server.connections(), 0);
}

#[tokio::test]
async fn who_does_not_ask_is_not_shown_it() {
    let shown = self_signed(|_| {});
    let server = crate::phone_system(&shown).await;
    let mine = Authority::new("Clients CA").sign(|_| {});
    let route = Route { client_certificate: Some(own(&mine)), ..trusting(&shown, &server) };
    assert_eq!(ask(&route, &server.url("/")).await.unwrap().status, 200);
    assert_arrived(&server, 1);
}
