//! Refusals that are about the client and how it proved itself.

use dialkey_adapters::http::ReqwestHttp;
use dialkey_core::domain::{
    client_authentication::ClientAuthenticationMethod::{
        self, ClientSecretBasic, ClientSecretBasicRaw, ClientSecretPost,
    },
    diagnosis::{CauseAction, DiagnosisCode::ClientRefused},
};
use dialkey_tests::raw_server::{RawServer, Reply};

use super::{Run, run};

const REFUSED: &str = "The phone system does not recognise this application";

/// The other ways to prove the client that the person may try.
fn offered(run: &Run) -> Vec<ClientAuthenticationMethod> {
    let actions = run.diagnosis().causes.iter().filter_map(|cause| cause.action.as_ref());
    let methods = actions.filter_map(|action| match action {
        CauseAction::TryClientAuthentication { method, .. } => Some(*method),
        _ => None,
    });
    methods.collect()
}

async fn run_by(method: &str, reply: impl Fn() -> Reply + Send + Sync + 'static) -> Run {
    let server = RawServer::start(move |_| reply()).await;
    let run = Run::against(&server.url("/token"), method, ReqwestHttp::default()).await;
    assert_eq!(server.requests().len(), 1, "another way is offered and never tried by itself");
    run
}

/// RFC 6749 5.2
#[tokio::test]
async fn f59_a_challenge_for_a_header_offers_the_header() {
    for body in ["", "<html><head><title>401</title></head></html>", r#"{"error":"invalid_client"}"#] {
        let challenge = [("WWW-Authenticate", r#"Basic realm="PBX""#)];
        let run = run_by("client_secret_post", move || Reply::answer(401, &challenge, body)).await;
        assert_eq!(run.diagnosis().code, ClientRefused, "{body}");
        run.assert_reads(REFUSED, "");
        assert!(offered(&run).iter().all(|method| [ClientSecretBasic, ClientSecretBasicRaw].contains(method)));
        assert_eq!(offered(&run).len(), 1, "{body}");
    }
}

/// RFC 7616, RFC 4559
#[tokio::test]
async fn f59_a_challenge_that_nothing_here_can_answer_is_named() {
    for (challenge, scheme) in [
        (r#"Digest realm="PBX", qop="auth, auth-int", nonce="x""#, "Digest"),
        ("Negotiate", "Negotiate"),
        ("NTLM", "NTLM"),
    ] {
        let run = run_by("client_secret_basic", move || {
            Reply::answer(401, &[("WWW-Authenticate", challenge)], "<html><head><title>No</title></head></html>")
        })
        .await;
        run.assert_reads(REFUSED, "");
        let named = format!("It asks for a sign-in by {scheme}, which is not supported");
        assert!(run.causes().contains(&named.as_str()), "{challenge}: {:?}", run.causes());
    }
    let both = [("WWW-Authenticate", "Negotiate"), ("WWW-Authenticate", r#"Basic realm="PBX""#)];
    let run = run_by("client_secret_post", move || Reply::answer(401, &both, "")).await;
    assert!(!run.causes().iter().any(|cause| cause.contains("not supported")), "one is known: {:?}", run.causes());
}

#[tokio::test]
async fn f59_a_page_with_401_is_a_refusal_with_its_title() {
    let page = "<!DOCTYPE html><html><head><title>Unauthorized</title></head></html>";
    let run = run(move || Reply::answer(401, &[("Content-Type", "text/html")], page)).await;
    run.assert_reads(REFUSED, "The page is titled “Unauthorized”.");
}

/// RFC 6749 2.3.1: what is encoded and what is not differs for this secret.
#[tokio::test]
async fn f60_the_other_encoding_of_a_header_is_offered_once() {
    let malformed = r#"{"error":"invalid_request","error_description":"client and secret are not properly encoded"}"#;
    let unknown = r#"{"error":"invalid_client"}"#;
    for (used, other) in [("client_secret_basic", ClientSecretBasicRaw), ("client_secret_basic_raw", ClientSecretBasic)]
    {
        for (status, body) in [(400, malformed), (401, unknown), (400, unknown)] {
            let run = run_by(used, move || Reply::json(status, body)).await;
            assert_eq!(offered(&run), [other], "{used}: {body}");
        }
    }
    let in_body = run_by("client_secret_post", move || Reply::json(400, malformed)).await;
    assert!(!offered(&in_body).contains(&ClientSecretPost), "what was tried is not offered");
}
