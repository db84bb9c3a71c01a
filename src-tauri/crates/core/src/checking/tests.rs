use std::{
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use async_trait::async_trait;
use secrecy::{ExposeSecret as _, SecretString};

use super::*;
use crate::{
    capturing::RedirectUri,
    domain::{
        certificate::{Certificate, CertificateProblem, NotTrusted},
        connection::{Connection, ConnectionId, Value},
        diagnosis::CauseAction,
        recipe::{Recipe, sample::RECIPE},
        route::Route,
        step::Step,
        time::Timestamp,
    },
    editing,
    ports::{
        AnswerCapture, Clock, Http, Probe, Progress, Random,
        capture::{CaptureError, CapturePlan, ReadyCapture},
        http::{HttpAnswer, HttpRequest},
        probe::{Handshake, Trust},
    },
};

const NOW: Timestamp = Timestamp(784_111_777);
const NOW_AS_DATE: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
const FOUR_MINUTES_BEHIND: &str = "Sun, 06 Nov 1994 08:45:25 GMT";
const PLANTED: [&str; 3] = ["planted-client-7Kd2", "planted-secret-9Qx1", "planted-password-3Vb8"];

/// A world in which everything is as a test says, and which remembers what left this computer.
struct World {
    proxy: Option<String>,
    resolves: Result<Vec<IpAddr>, TransportError>,
    connects: Result<(), TransportError>,
    shakes: Result<Handshake, TransportError>,
    listens: Result<(), CaptureError>,
    answer: Result<HttpAnswer, TransportError>,
    left: Mutex<Vec<String>>,
}

impl Default for World {
    fn default() -> Self {
        let handshake =
            Handshake { version: "TLS 1.3".into(), certificate: Some(certificate()), trust: Ok(Trust::System) };
        Self {
            proxy: None,
            resolves: Ok(vec![[10, 20, 4, 15].into()]),
            connects: Ok(()),
            shakes: Ok(handshake),
            listens: Ok(()),
            answer: Ok(answer(405, &[("Date", NOW_AS_DATE)], "")),
            left: Mutex::default(),
        }
    }
}

impl World {
    fn leaves(&self, what: impl Into<String>) {
        self.left.lock().unwrap_or_else(PoisonError::into_inner).push(what.into());
    }

    fn left(&self) -> Vec<String> {
        self.left.lock().unwrap().clone()
    }

    fn outside(&self) -> Outside<'_> {
        Outside { http: self, probe: self, clock: self, capture: self, random: self, progress: self }
    }
}

#[async_trait]
impl Probe for World {
    fn proxy(&self, _: &Route, _: &Url) -> Option<String> {
        self.proxy.clone()
    }

    async fn resolve(&self, host: &str) -> Result<Vec<IpAddr>, TransportError> {
        self.leaves(host);
        self.resolves.clone()
    }

    async fn connect(&self, _: &Route, url: &Url) -> Result<(), TransportError> {
        self.leaves(url.as_str());
        self.connects.clone()
    }

    async fn shake_hands(&self, _: &Route, url: &Url) -> Result<Handshake, TransportError> {
        self.leaves(url.as_str());
        self.shakes.clone()
    }

    async fn listen(&self, _: &RedirectUri) -> Result<(), CaptureError> {
        self.listens.clone()
    }
}

#[async_trait]
impl Http for World {
    async fn send(&self, _: &Route, request: &HttpRequest) -> Result<HttpAnswer, TransportError> {
        self.leaves(format!("{request:?}"));
        assert!(request.body.is_none() && request.query.is_empty(), "nothing is carried there");
        assert!(!request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("authorization")));
        self.answer.clone()
    }
}

impl Clock for World {
    fn now(&self) -> Timestamp {
        NOW
    }
}

#[async_trait]
impl AnswerCapture for World {
    async fn get_ready(&self, _: CapturePlan) -> Result<Box<dyn ReadyCapture>, CaptureError> {
        panic!("nobody signs in while the way is looked at")
    }
}

impl Random for World {
    fn fill(&self, _: &mut [u8]) {
        panic!("nothing has to be unguessable while the way is looked at")
    }
}

impl Progress for World {
    fn steps_changed(&self, _: &[Step]) {}
}

fn certificate() -> Certificate {
    Certificate {
        subject: "CN=pbx.northwind.test".into(),
        issuer: "CN=House".into(),
        names: vec!["pbx.northwind.test".into()],
        not_before: NOW.plus_seconds(-86_400),
        not_after: NOW.plus_seconds(100 * 86_400),
        fingerprint: "AB12 CD34".into(),
    }
}

fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> HttpAnswer {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    HttpAnswer { status, headers, body: body.as_bytes().to_vec(), milliseconds: 1 }
}

fn recipe() -> Recipe {
    toml::from_str(RECIPE).unwrap()
}

/// A connection that is filled in, with planted secrets.
fn connection(host: &str) -> Connection {
    let mut connection = editing::create(&recipe(), "w", ConnectionId("c".into()), false).unwrap();
    let plain = |text: &str| Value::Plain { text: text.to_owned(), typed: None };
    let [client, secret, password] = PLANTED;
    connection.values.insert("host".into(), plain(host));
    connection.values.insert("client_id".into(), plain(client));
    connection.values.insert("client_secret".into(), Value::Secret(SecretString::from(secret)));
    connection.values.insert("password".into(), Value::Secret(SecretString::from(password)));
    connection
}

async fn checks_of(world: &World, connection: &Connection) -> Vec<Check> {
    let recipe = recipe();
    check_connection(world.outside(), Filled::new(&recipe, connection).unwrap(), &|_| ()).await.checks
}

fn of(checks: &[Check], kind: CheckKind) -> &Check {
    checks.iter().find(|check| check.kind == kind).unwrap()
}

/// The kind and the state of every check that is neither good nor skipped.
fn not_good(checks: &[Check]) -> Vec<(CheckKind, CheckState)> {
    let states = checks.iter().map(|check| (check.kind, check.state));
    states.filter(|(_, state)| !matches!(state, CheckState::Good | CheckState::Skipped)).collect()
}

const HOST: &str = "https://pbx.northwind.test";

#[tokio::test]
async fn a_way_without_obstacles_is_good_from_end_to_end() {
    let world = World::default();
    let checks = checks_of(&world, &connection(HOST)).await;
    assert_eq!(not_good(&checks), []);
    assert_eq!(of(&checks, CheckKind::Name).sentence.as_deref(), Some("10.20.4.15"));
    assert_eq!(of(&checks, CheckKind::Encryption).sentence.as_deref(), Some("TLS 1.3"));
    assert_eq!(of(&checks, CheckKind::Service).sentence.as_deref(), Some("/token · 405 Method Not Allowed"));
    assert!(checks.iter().all(|check| check.state != CheckState::ToDo));
    assert_eq!(checks[0].place.as_deref(), Some("pbx.northwind.test:443"));
}

#[tokio::test]
async fn nothing_that_was_typed_but_the_address_leaves_this_computer() {
    let world = World::default();
    checks_of(&world, &connection(HOST)).await;
    let left = world.left();
    assert!(left.iter().any(|what| what.contains("Get")), "the service was asked: {left:?}");
    for what in &left {
        assert!(what.contains("pbx.northwind.test"));
        for planted in PLANTED {
            assert!(!what.contains(planted), "{planted} left in {what}");
        }
    }
}

#[tokio::test]
async fn checks_are_told_before_they_begin_and_as_each_ends() {
    let told = Mutex::new(Vec::new());
    let (recipe, connection, world) = (recipe(), connection(HOST), World::default());
    let filled = Filled::new(&recipe, &connection).unwrap();
    let on_change = |checks: &[Check]| told.lock().unwrap().push(checks.to_vec());
    let report = check_connection(world.outside(), filled, &on_change).await;
    let told = told.into_inner().unwrap();
    assert!(told[0].iter().all(|check| check.state == CheckState::ToDo));
    assert!(told.iter().any(|checks| of(checks, CheckKind::Port).state == CheckState::Now));
    assert_eq!(told.last(), Some(&report.checks));
    assert_eq!(report.made_at, NOW);
}

#[tokio::test]
async fn an_earlier_failure_skips_what_comes_behind_it() {
    for (world, failed) in [
        (World { resolves: Err(TransportError::HostNotFound), ..World::default() }, CheckKind::Name),
        (World { connects: Err(TransportError::ConnectionRefused), ..World::default() }, CheckKind::Port),
        (World { shakes: Err(TransportError::NotTls), ..World::default() }, CheckKind::Encryption),
    ] {
        let checks = checks_of(&world, &connection(HOST)).await;
        assert_eq!(not_good(&checks), [(failed, CheckState::Bad)]);
        assert_eq!(of(&checks, CheckKind::Service).state, CheckState::Skipped);
        assert!(matches!(of(&checks, failed).action, Some(CauseAction::EditField { .. })));
        assert!(!world.left().iter().any(|what| what.contains("Get")), "nothing is asked over a way that failed");
    }
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_ends_the_way_and_is_shown() {
    let not_trusted = NotTrusted {
        place: "pbx.northwind.test:443".into(),
        problem: CertificateProblem::UnknownIssuer,
        certificate: Some(certificate()),
        trusted_before: None,
    };
    let shakes = |not_trusted| {
        Ok(Handshake { version: "TLS 1.2".into(), certificate: Some(certificate()), trust: Err(not_trusted) })
    };
    let world = World { shakes: shakes(not_trusted.clone()), ..World::default() };
    let checks = checks_of(&world, &connection(HOST)).await;
    assert_eq!(not_good(&checks), [(CheckKind::Certificate, CheckState::Bad)]);
    let check = of(&checks, CheckKind::Certificate);
    assert_eq!(check.sentence.as_deref(), Some("Nobody this computer knows vouches for its certificate."));
    assert!(matches!(&check.action, Some(CauseAction::LookAtCertificate { place, .. }) if place == &not_trusted.place));

    let revoked = NotTrusted { problem: CertificateProblem::Revoked, ..not_trusted };
    let world = World { shakes: shakes(revoked), ..World::default() };
    let checks = checks_of(&world, &connection(HOST)).await;
    assert_eq!(of(&checks, CheckKind::Certificate).action, None, "nobody may trust this one");
}

#[tokio::test]
async fn an_address_that_cannot_be_used_is_not_asked_for() {
    let world = World::default();
    for (host, sentence) in [
        ("", "The address is missing."),
        ("https://{PBX}", "Replace the example part with the address of your phone system."),
        ("https://[fe80::1%25eth0]", "An IPv6 address with a % names a network card"),
    ] {
        let checks = checks_of(&world, &connection(host)).await;
        let address = of(&checks, CheckKind::Address);
        assert_eq!((address.state, address.place.as_deref()), (CheckState::Bad, None));
        assert!(address.sentence.as_deref().unwrap().starts_with(sentence), "{address:?}");
        assert_eq!(world.left(), [""; 0]);
    }
}

#[tokio::test]
async fn without_encryption_a_private_network_is_asked_only_where_that_is_allowed() {
    let world = World::default();
    let mut connection = connection("http://10.20.4.15");
    let checks = checks_of(&world, &connection).await;
    assert_eq!(of(&checks, CheckKind::Address).action, Some(CauseAction::AllowWithoutTls));
    assert_eq!(world.left(), [""; 0]);

    connection.route.without_tls = true;
    let checks = checks_of(&world, &connection).await;
    assert_eq!(not_good(&checks), [(CheckKind::Encryption, CheckState::Warning)]);
    assert_eq!(of(&checks, CheckKind::Certificate).state, CheckState::Skipped);
    assert_eq!(of(&checks, CheckKind::Service).state, CheckState::Good);
}

#[tokio::test]
async fn a_proxy_on_the_way_is_named_and_looks_the_name_up() {
    let world = World { proxy: Some("proxy.lan:3128".into()), ..World::default() };
    let checks = checks_of(&world, &connection(HOST)).await;
    assert_eq!(of(&checks, CheckKind::Proxy).sentence.as_deref(), Some("By proxy.lan:3128"));
    assert_eq!(of(&checks, CheckKind::Name).state, CheckState::Skipped);
    let checks = checks_of(&world, &connection("https://10.20.4.15")).await;
    assert_eq!(of(&checks, CheckKind::Proxy).state, CheckState::Warning, "a network of one’s own needs no proxy");
}

#[tokio::test]
async fn a_host_with_an_ipv6_address_only_is_said_to_have_no_other() {
    let resolves = Ok(vec!["2001:db8::1".parse().unwrap()]);
    let world = World { resolves, connects: Err(TransportError::ConnectTimedOut), ..World::default() };
    let checks = checks_of(&world, &connection(HOST)).await;
    assert_eq!(of(&checks, CheckKind::Name).sentence.as_deref(), Some("2001:db8::1 · IPv6 only"));
    assert!(of(&checks, CheckKind::Port).sentence.as_deref().unwrap().ends_with("may not carry IPv6."));
}

#[tokio::test]
async fn a_token_service_is_told_from_what_else_may_answer() {
    let page = "<html><title>Guest network</title></html>";
    for (answer, state, name) in [
        (answer(400, &[], r#"{"error":"invalid_request"}"#), CheckState::Good, "This is a token service"),
        (answer(401, &[("WWW-Authenticate", "Basic realm=a")], ""), CheckState::Good, "This is a token service"),
        (answer(405, &[], page), CheckState::Good, "This is a token service"),
        (answer(200, &[], r#"{"hello":"world"}"#), CheckState::Good, "This is a token service"),
        (answer(200, &[], page), CheckState::Warning, "A web page answers here"),
        (answer(401, &[], page), CheckState::Warning, "A sign-in page stands in front of it"),
        (answer(401, &[("WWW-Authenticate", "NTLM")], ""), CheckState::Warning, "It asks for a sign-in by NTLM"),
        (answer(403, &[], ""), CheckState::Warning, "It does not let this computer in"),
        (answer(404, &[], ""), CheckState::Warning, "Nothing is found at this address"),
        (answer(200, &[], "OK"), CheckState::Warning, "Something else answers here"),
        (answer(503, &[], ""), CheckState::Warning, "It fails by itself"),
        (
            answer(302, &[("Location", "https://portal.test/")], ""),
            CheckState::Warning,
            "The address forwards to another one",
        ),
    ] {
        let status = answer.status;
        let world = World { answer: Ok(answer), ..World::default() };
        let checks = checks_of(&world, &connection(HOST)).await;
        let service = of(&checks, CheckKind::Service);
        assert_eq!((service.state, service.name.as_str()), (state, name), "{status}");
    }
}

#[tokio::test]
async fn a_redirect_is_offered_as_a_value_only_where_it_stays_at_the_host() {
    let world_with =
        |location: &str| World { answer: Ok(answer(301, &[("Location", location)], "")), ..World::default() };
    let action = async |location: &str| {
        let checks = checks_of(&world_with(location), &connection(HOST)).await;
        of(&checks, CheckKind::Service).action.clone()
    };
    let moved = action("https://pbx.northwind.test:8443/token").await;
    let value = "https://pbx.northwind.test:8443".to_owned();
    assert_eq!(moved, Some(CauseAction::UseValue { field: "host".into(), label: "Host".into(), value }));
    for elsewhere in ["https://portal.test/token", "http://pbx.northwind.test/token", "/login", "/token?session=7"] {
        assert!(matches!(action(elsewhere).await, Some(CauseAction::EditField { .. })), "{elsewhere}");
    }
}

#[tokio::test]
async fn clocks_that_differ_are_a_warning_with_the_direction() {
    let date = [("Date", FOUR_MINUTES_BEHIND)];
    let world = World { answer: Ok(answer(405, &date, "")), ..World::default() };
    let checks = checks_of(&world, &connection(HOST)).await;
    let clock = of(&checks, CheckKind::Clock);
    assert_eq!(clock.name, "This computer’s clock is 4 minutes 12 seconds ahead");
    assert_eq!((clock.state, &clock.action), (CheckState::Warning, &None), "nothing is signed here");
}

#[tokio::test]
async fn values_that_are_missing_are_said_although_the_way_is_good() {
    let mut connection = connection(HOST);
    connection.values.remove("client_secret");
    let checks = checks_of(&World::default(), &connection).await;
    assert_eq!(not_good(&checks), [(CheckKind::Values, CheckState::Bad)]);
    let values = of(&checks, CheckKind::Values);
    assert_eq!(values.name, "Secret is not complete");
    assert!(matches!(&values.action, Some(CauseAction::EditField { field, .. }) if field == "client_secret"));
    assert_eq!(of(&checks, CheckKind::Redirect).state, CheckState::Skipped);
}

#[tokio::test]
async fn an_obstacle_is_found_again_without_a_request() {
    let (recipe, connection) = (recipe(), connection(HOST));
    let filled = Filled::new(&recipe, &connection).unwrap();
    let world = World { shakes: Err(TransportError::NoCommonTls), ..World::default() };
    let url = filled.token_url().unwrap();
    let obstacle = find_obstacle(world.outside(), &filled, &url).await;
    assert_eq!(obstacle.error, Some(TransportError::NoCommonTls));
    assert_eq!(obstacle.in_words(), "The check “Connection is encrypted” failed.");
    assert!(!world.left().iter().any(|what| what.contains("Get")));
    assert_eq!(obstacle.sharpened(TransportError::TlsFailed("?".into())), TransportError::NoCommonTls);
    assert_eq!(obstacle.sharpened(TransportError::HostNotFound), TransportError::HostNotFound, "that says enough");
    let obstacle = Obstacle { error: Some(TransportError::ClientCertificateWanted), ..obstacle };
    let ended = TransportError::ConnectionFailed("the other side ended it".into());
    assert_eq!(obstacle.sharpened(ended), TransportError::ClientCertificateWanted, "its reason was lost with it");
    let obstacle = find_obstacle(World::default().outside(), &filled, &url).await;
    assert!(obstacle.error.is_none() && obstacle.in_words().contains("nothing wrong"));
}

#[test]
fn the_planted_values_are_there() {
    let connection = connection(HOST);
    let Some(Value::Secret(secret)) = connection.values.get("client_secret") else { panic!("it is a secret") };
    // Exposed to see that it is the planted one.
    assert_eq!(secret.expose_secret(), PLANTED[1]);
}
