//! Every fault of the practice system, met by a connection that can meet it: what it is called, that what was typed is
//! still there, and that nothing secret is shown.

use std::time::Duration;

use dialkey_adapters::{clock::SystemClock, http::ReqwestHttp};
use dialkey_core::{
    domain::{
        connection::{ConnectionId, FieldView},
        diagnosis::{CauseAction, Diagnosis, DiagnosisCode},
    },
    ports::vault::Record,
};
use dialkey_practice::{Demo, Fault, Practice, PracticeSystem};
use dialkey_tests::{
    browser::Person,
    desk::{TestDesk, any_port},
    forbidden::Forbidden,
    signer::Signer,
};
use secrecy::{ExposeSecret, SecretString};

/// Longer than any answer on this computer takes, and all that is waited for one that never comes.
const PATIENCE: Duration = Duration::from_secs(3);

/// What a person sees of a fault.
enum Seen {
    /// The run fails.
    Run(DiagnosisCode),
    /// The renewal fails.
    Renewal(DiagnosisCode),
    /// The token comes, and the call that tries it fails.
    Trial(DiagnosisCode),
    /// The token comes.
    Token,
}

/// Where a fault is met, as phone system and way, and what is seen of it.
fn expectation(fault: Fault) -> ((&'static str, &'static str), Seen) {
    use DiagnosisCode as Code;
    use Seen::{Renewal, Run, Token, Trial};

    const SECRET: (&str, &str) = ("oauth2", "client_credentials");
    const SIGNED: (&str, &str) = ("pexip-infinity", "client");
    const SIGN_IN: (&str, &str) = ("oauth2", "authorization_code");
    const PASSWORD: (&str, &str) = ("ringme", "password_credentials");
    match fault {
        Fault::WrongSecret | Fault::UnknownClient | Fault::ErrorInside | Fault::DigestAuthentication => {
            (SECRET, Run(Code::ClientRefused))
        }
        Fault::UnknownUser => (PASSWORD, Run(Code::UserRefused)),
        Fault::ScopeRefused => (SECRET, Run(Code::ScopeRefused)),
        Fault::GrantRefused => (SECRET, Run(Code::GrantRefused)),
        Fault::WrongClock | Fault::FastClock => (SIGNED, Run(Code::ClientRefused)),
        Fault::AccessDenied => (SIGN_IN, Run(Code::SignInDenied)),
        Fault::SignInFailed => (SIGN_IN, Run(Code::SignInRefused)),
        // Nothing comes back that counts, so the wait goes on to its end.
        Fault::RedirectRefused | Fault::WrongState => (SIGN_IN, Run(Code::SignInTimedOut)),
        Fault::WrongIssuer => (SIGN_IN, Run(Code::IssuerMismatch)),
        Fault::ExpiredCode => (SIGN_IN, Run(Code::CodeRefused)),
        Fault::QuotedExpiry | Fault::NoExpiry | Fault::ExpiredAtOnce | Fault::Slow => (SECRET, Token),
        Fault::WrongTokenType => (SECRET, Run(Code::TokenTypeUnknown)),
        Fault::NoToken | Fault::EmptyAnswer | Fault::GarbageJson => (SECRET, Run(Code::AnswerUnreadable)),
        Fault::TooLarge | Fault::GzipBomb => (SECRET, Run(Code::AnswerTooLarge)),
        Fault::WebPage | Fault::Xml => (SECRET, Run(Code::WebPage)),
        Fault::CaptivePortal | Fault::Redirect | Fault::RedirectToHttps => (SECRET, Run(Code::Redirected)),
        Fault::NotFound => (SECRET, Run(Code::NotTokenService)),
        Fault::NeverAnswers => (SECRET, Run(Code::NoAnswer)),
        Fault::ClosesEarly => (SECRET, Run(Code::ConnectionFailed)),
        Fault::RateLimited => (SECRET, Run(Code::RateLimited)),
        Fault::ServerError | Fault::Maintenance => (SECRET, Run(Code::ServerFailed)),
        Fault::RefreshRefused | Fault::RotatedRefreshToken => (PASSWORD, Renewal(Code::RefreshRefused)),
        Fault::LostRefreshAnswer => (PASSWORD, Renewal(Code::ConnectionFailed)),
        Fault::MissingScope | Fault::TokenRefused => (SECRET, Trial(Code::TokenRefused)),
        Fault::SelfSignedCertificate
        | Fault::PrivateAuthority
        | Fault::ExpiredCertificate
        | Fault::NotYetValidCertificate
        | Fault::WrongHostCertificate
        // To somebody who has not trusted another one before, and to whom its own certificate is strange.
        | Fault::ChangedCertificate
        | Fault::AsksForClientCertificate => (SECRET, Run(Code::CertificateNotTrusted)),
        Fault::OldEncryption => (SECRET, Run(Code::EncryptionTooOld)),
        Fault::NotEncrypted => (SECRET, Run(Code::NotTls)),
    }
}

/// A connection in front of a practice system, with somebody who signs in.
struct Scene {
    practice: Practice,
    desk: TestDesk,
    id: ConnectionId,
    demo: Demo,
    typed: Vec<FieldView>,
}

impl Scene {
    /// Filled in while the phone system is as it is then.
    async fn filled_in(system: &str, way: &str, fault: Option<Fault>) -> Self {
        let practice = Practice::builder().only(&[system]).slowness(Duration::from_millis(1)).start().await.unwrap();
        practice.fail(None, fault).unwrap();
        let shown: PracticeSystem = practice.systems_now().remove(0);
        let demo = shown.demo_of(way).unwrap().clone();
        let signer = Signer::who(Person::Allows);
        let signer =
            if fault.is_some_and(nothing_comes_back) { signer.within(Duration::from_millis(500)) } else { signer };
        let desk = TestDesk::with(ReqwestHttp::with_call_timeout(PATIENCE), SystemClock).signing_in(signer);
        let id = desk.create_from(system, &demo);
        any_port(&desk, &id);
        if way == "authorization_code" {
            desk.enter(&id, "issuer", &shown.address);
        }
        let typed = desk.view(&id).fields;
        Self { practice, desk, id, demo, typed }
    }

    async fn with_token(system: &str, way: &str) -> Self {
        let mut scene = Self::filled_in(system, way, None).await;
        let record = scene.desk.get_token(&scene.id).await;
        assert_eq!(record.diagnosis, None, "{system} works while nothing is wrong");
        // A password is forgotten once it has done its work.
        scene.typed = scene.desk.view(&scene.id).fields;
        scene
    }

    fn fail(&self, fault: Option<Fault>) {
        self.practice.fail(None, fault).unwrap();
    }

    /// What was typed is there, and none of it that is secret is shown; nor are tokens.
    fn assert_nothing_is_lost_or_leaked(&self, fault: Fault) {
        let view = self.desk.view(&self.id);
        assert_eq!(view.fields, self.typed, "{fault} changes what was typed");
        self.secrets().assert_not_in(&serde_json::to_string(&view).unwrap(), fault.name());
    }

    fn secrets(&self) -> Forbidden {
        let token = self.desk.record(&self.id).token;
        let tokens = token.into_iter().flat_map(|token| [Some(token.access_token), token.refresh_token]).flatten();
        let tokens: Vec<String> = tokens.map(|token| token.expose_secret().to_owned()).collect();
        let typed =
            ["client_secret", "password"].iter().filter_map(|&key| Some(self.demo.values.get(key)?.value.as_str()));
        let secrets: Vec<_> = typed.chain(tokens.iter().map(String::as_str)).map(|secret| ("secret", secret)).collect();
        let key = self.demo.values.get("private_key").map_or("", |key| &key.value);
        Forbidden::of(&secrets).and_key(key)
    }
}

/// Whether a sign-in gets no answer that counts.
fn nothing_comes_back(fault: Fault) -> bool {
    matches!(fault, Fault::RedirectRefused | Fault::WrongState)
}

fn code(diagnosis: Option<Diagnosis>) -> Option<DiagnosisCode> {
    diagnosis.map(|diagnosis| diagnosis.code)
}

async fn run(fault: Fault, system: &str, way: &str) -> (Scene, Record) {
    let scene = Scene::filled_in(system, way, Some(fault)).await;
    let record = scene.desk.get_token(&scene.id).await;
    (scene, record)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_is_named_for_what_it_is_and_loses_and_leaks_nothing() {
    for &fault in Fault::all() {
        let ((system, way), seen) = expectation(fault);
        let scene = match seen {
            Seen::Run(expected) => {
                let (scene, record) = run(fault, system, way).await;
                assert!(record.token.is_none(), "{fault} yields no token");
                assert_eq!(code(record.diagnosis), Some(expected), "{fault}");
                scene
            }
            Seen::Token => {
                let (scene, record) = run(fault, system, way).await;
                assert_eq!(code(record.diagnosis), None, "{fault}");
                assert!(record.token.is_some(), "{fault} yields a token");
                scene
            }
            Seen::Renewal(expected) => {
                let scene = Scene::with_token(system, way).await;
                scene.fail(Some(fault));
                let record = scene.desk.renew_token(&scene.id).await;
                assert_eq!(code(record.diagnosis), Some(expected), "{fault}");
                scene
            }
            Seen::Trial(expected) => {
                let scene = Scene::with_token(system, way).await;
                scene.fail(Some(fault));
                let outcome = scene.desk.try_token(&scene.id).await.test.unwrap();
                assert_eq!(code(outcome.diagnosis), Some(expected), "{fault}");
                scene
            }
        };
        scene.assert_nothing_is_lost_or_leaked(fault);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_works_again_once_the_fault_is_off() {
    for fault in [Fault::WrongSecret, Fault::WebPage, Fault::NeverAnswers, Fault::Maintenance, Fault::TooLarge] {
        let (scene, record) = run(fault, "oauth2", "client_credentials").await;
        assert!(record.diagnosis.is_some(), "{fault}");
        scene.fail(None);
        let record = scene.desk.get_token(&scene.id).await;
        assert!(record.token.is_some() && record.diagnosis.is_none(), "{fault}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_without_encryption_is_told_where_it_is_sent() {
    let scene = Scene::filled_in("oauth2", "client_credentials", None).await;
    scene.fail(Some(Fault::SelfSignedCertificate));
    let diagnosis = scene.desk.diagnosis(&scene.id).await;
    assert_eq!(diagnosis.code, DiagnosisCode::Redirected);
    assert_eq!(scene.practice.received("oauth2").len(), 1, "it is not followed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_renewal_is_uncertain_and_a_refused_one_is_not() {
    for (fault, is_uncertain) in [(Fault::LostRefreshAnswer, true), (Fault::RefreshRefused, false)] {
        let scene = Scene::with_token("ringme", "password_credentials").await;
        scene.fail(Some(fault));
        scene.desk.renew_token(&scene.id).await;
        assert_eq!(scene.desk.view(&scene.id).is_uncertain, is_uncertain, "{fault}");
    }
}

impl Scene {
    /// Trusts the certificate that the last run has shown.
    fn trust(&self) {
        let diagnosis = self.desk.record(&self.id).diagnosis.unwrap();
        let shown = diagnosis.causes.iter().find_map(|cause| match &cause.action {
            Some(CauseAction::LookAtCertificate { place, certificate, .. }) => Some((place, &certificate.fingerprint)),
            _ => None,
        });
        let (place, fingerprint) = shown.unwrap_or_else(|| panic!("a certificate is shown: {diagnosis:?}"));
        self.desk.desk().trust(&self.id, place, fingerprint).unwrap();
    }

    /// What the practice system gives to be tried against its fault.
    fn value(&self) -> String {
        self.practice.faults().values[0].value.clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn f82_whoever_trusts_a_certificate_gets_the_token_until_it_is_another_one() {
    for fault in [Fault::SelfSignedCertificate, Fault::ExpiredCertificate, Fault::NotYetValidCertificate] {
        let (scene, _) = run(fault, "oauth2", "client_credentials").await;
        scene.trust();
        assert!(scene.desk.get_token(&scene.id).await.token.is_some(), "{fault}");
        scene.fail(Some(Fault::ChangedCertificate));
        let record = scene.desk.get_token(&scene.id).await;
        assert_eq!(code(record.diagnosis), Some(DiagnosisCode::CertificateChanged), "{fault}");
        scene.trust();
        assert!(scene.desk.get_token(&scene.id).await.diagnosis.is_none(), "{fault}, trusted anew");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn f84_the_authority_of_a_company_vouches_and_does_not_for_other_names() {
    let (scene, _) = run(Fault::PrivateAuthority, "oauth2", "client_credentials").await;
    assert_eq!(scene.desk.desk().change_authority(&scene.id, &scene.value()).unwrap(), None);
    assert!(scene.desk.get_token(&scene.id).await.token.is_some());
    assert_eq!(scene.desk.view(&scene.id).route.authority.len(), 1);

    let (scene, _) = run(Fault::WrongHostCertificate, "oauth2", "client_credentials").await;
    scene.desk.desk().change_authority(&scene.id, &scene.value()).unwrap();
    let diagnosis = scene.desk.diagnosis(&scene.id).await;
    let first = &diagnosis.causes[0];
    assert_eq!(first.title, "The address is not the name in the certificate");
    assert!(first.text.as_ref().unwrap().contains("pbx.practice.example"), "{first:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn f88_a_phone_system_that_asks_for_a_certificate_takes_the_one_it_knows() {
    let (scene, _) = run(Fault::AsksForClientCertificate, "oauth2", "client_credentials").await;
    scene.trust();
    let diagnosis = scene.desk.diagnosis(&scene.id).await;
    assert_eq!(diagnosis.code, DiagnosisCode::ClientCertificateWanted);
    assert!(diagnosis.causes.iter().any(|cause| cause.action == Some(CauseAction::EditRoute)), "{diagnosis:?}");
    let own = SecretString::from(scene.value());
    let refused = scene.desk.desk().change_client_certificate(&scene.id, &own, &SecretString::default()).unwrap();
    assert_eq!(refused, None);
    assert!(scene.desk.get_token(&scene.id).await.token.is_some());
    let view = scene.desk.view(&scene.id);
    assert!(view.route.client_certificate.is_some());
    let shown = serde_json::to_string(&view).unwrap();
    assert!(!shown.contains("PRIVATE KEY"), "the key is not shown");
}
