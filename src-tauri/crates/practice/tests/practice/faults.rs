//! What a phone system does wrong on purpose, and that it is well again afterwards.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::{Duration, SystemTime},
};

use dialkey_practice::{Acting, Fault, Practice, PracticeError};

use crate::{
    authorization::REDIRECT,
    wire::{Answer, Call, demo, value},
};

const SECRET: &str = "body%2@secret!#1+a:b&c";
const CLIENT: [(&str, &str); 3] =
    [("grant_type", "client_credentials"), ("client_id", "practice-body"), ("client_secret", SECRET)];
const REFRESH: [(&str, &str); 4] = [
    ("grant_type", "refresh_token"),
    ("client_id", "practice-body"),
    ("client_secret", SECRET),
    ("refresh_token", "rT6jNq1ZwXe8MbVk5LyHc3DpFs7GuA"),
];

async fn start(fault: Fault) -> Practice {
    Practice::builder().only(&["oauth2"]).failing(fault).act_by_itself(Acting::Allow).start().await.unwrap()
}

fn ask(practice: &Practice) -> Answer {
    Call::token(practice, "oauth2", &CLIENT).send()
}

async fn asked(fault: Fault) -> Answer {
    ask(&start(fault).await)
}

fn sign_in(practice: &Practice) -> Answer {
    let asked =
        [("response_type", "code"), ("client_id", "practice-body"), ("redirect_uri", REDIRECT), ("state", "mine")];
    Call::authorization(practice, "oauth2", &asked).send()
}

fn whoami(practice: &Practice, token: &str) -> Answer {
    Call::get(practice, "oauth2", "/whoami").header("Authorization", &format!("Bearer {token}")).send()
}

/// The beginning of an answer, for those that have no end or are no text.
fn beginning(practice: &Practice, bytes: usize) -> Vec<u8> {
    let address = practice.system("oauth2").unwrap().address.replace("http://", "");
    let mut stream = TcpStream::connect(&address).unwrap();
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(CLIENT).finish();
    let head = "POST /oauth2/token HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded";
    write!(stream, "{head}\r\nHost: {address}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    let mut beginning = vec![0; bytes];
    stream.read_exact(&mut beginning).unwrap();
    beginning
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_entered_is_refused_in_the_words_of_the_phone_system() {
    for (fault, status, error) in [
        (Fault::WrongSecret, 401, "invalid_client"),
        (Fault::UnknownClient, 401, "invalid_client"),
        (Fault::ScopeRefused, 400, "invalid_scope"),
        (Fault::GrantRefused, 400, "unauthorized_client"),
    ] {
        let answer = asked(fault).await;
        assert_eq!((answer.status, answer.error().as_str()), (status, error), "{fault}: {answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_user_is_refused_by_the_password_grant_and_by_calls() {
    let practice = Practice::builder().failing(Fault::UnknownUser).start().await.unwrap();
    let demo = practice.system("ringme").unwrap().demo_of("password_credentials").unwrap();
    let names = ["client_id", "client_secret", "username", "password"];
    let mut asked = vec![("grant_type", "password")];
    asked.extend(names.map(|name| (name, value(demo, name))));
    assert_eq!(Call::token(&practice, "ringme", &asked).send().error(), "invalid_grant");
    // "101:p:w @ correct%20horse 51"
    let call = Call::get(&practice, "wildix-service-token", "/api/v1/personal/token/?service=x");
    let call = call.header("Authorization", "Basic MTAxOnA6dyBAIGNvcnJlY3QlMjBob3JzZSA1MQ==");
    assert_eq!(call.send().status, 401);
    practice.fail(None, None).unwrap();
    let call = Call::get(&practice, "wildix-service-token", "/api/v1/personal/token/?service=x");
    let call = call.header("Authorization", "Basic MTAxOnA6dyBAIGNvcnJlY3QlMjBob3JzZSA1MQ==");
    assert_eq!(call.send().status, 200, "the same is right otherwise");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_clock_is_seen_in_every_answer() {
    for (fault, ahead) in [(Fault::WrongClock, -600), (Fault::FastClock, 7200)] {
        let answer = asked(fault).await;
        assert_eq!(answer.status, 200, "a secret carries no time");
        let date = httpdate::parse_http_date(answer.header("date").unwrap()).unwrap();
        let difference = seconds(date) - seconds(SystemTime::now());
        assert!((difference - ahead).abs() <= 2, "{fault}: {difference}");
    }
}

fn seconds(time: SystemTime) -> i64 {
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs().try_into().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_is_allowed_ends_with_an_error() {
    for (fault, error) in [
        (Fault::AccessDenied, "access_denied"),
        (Fault::SignInFailed, "server_error"),
        (Fault::ScopeRefused, "invalid_scope"),
        (Fault::GrantRefused, "unauthorized_client"),
    ] {
        let (_, parameters) = sign_in(&start(fault).await).way_back();
        assert_eq!((parameters["error"].as_str(), parameters["state"].as_str()), (error, "mine"), "{fault}");
        assert!(!parameters.contains_key("code"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_back_is_missing_or_names_another_sign_in_or_server() {
    let answer = sign_in(&start(Fault::RedirectRefused).await);
    assert_eq!((answer.status, answer.header("location")), (400, None));
    let (_, parameters) = sign_in(&start(Fault::WrongState).await).way_back();
    assert!(parameters.contains_key("code") && parameters["state"] != "mine", "{parameters:?}");
    let practice = start(Fault::WrongIssuer).await;
    let (_, parameters) = sign_in(&practice).way_back();
    assert_eq!(parameters["state"], "mine");
    assert_ne!(parameters["iss"], practice.systems()[0].address);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fresh_code_is_refused_as_one_that_has_run_out() {
    let practice = start(Fault::ExpiredCode).await;
    let code = sign_in(&practice).way_back().1.remove("code").unwrap();
    let mut exchange = vec![("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", REDIRECT)];
    exchange.extend(&CLIENT[1..]);
    let answer = Call::token(&practice, "oauth2", &exchange).send();
    assert_eq!((answer.status, answer.error().as_str()), (400, "invalid_grant"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_comes_in_an_answer_that_is_not_quite_right() {
    let malformed = asked(Fault::QuotedExpiry).await.body;
    assert!(malformed.contains(r#""expires_in":"600""#) && malformed.ends_with(",}"), "{malformed}");
    let without = asked(Fault::NoExpiry).await.json();
    assert!(without["access_token"].is_string() && without.get("expires_in").is_none());
    assert_eq!(asked(Fault::ExpiredAtOnce).await.json()["expires_in"], 0);
    assert_eq!(asked(Fault::WrongTokenType).await.json()["token_type"], "mac");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_holds_no_token() {
    for (fault, beginning) in [
        (Fault::NoToken, r#"{"result":null}"#),
        (Fault::ErrorInside, r#"{"error":"invalid_client""#),
        (Fault::EmptyAnswer, ""),
        (Fault::Xml, "<?xml"),
        (Fault::GarbageJson, r#"{"access_token""#),
        (Fault::WebPage, "<!DOCTYPE html>"),
    ] {
        let answer = asked(fault).await;
        assert_eq!(answer.status, 200, "{fault}");
        assert!(answer.body.starts_with(beginning), "{fault}: {}", answer.body);
    }
    assert!(serde_json::from_str::<serde_json::Value>(&asked(Fault::GarbageJson).await.body).is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_without_end_goes_on_and_on() {
    let practice = start(Fault::TooLarge).await;
    assert!(beginning(&practice, 3 * 1024 * 1024).ends_with(b" "));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_answer_says_that_it_is_packed() {
    let practice = start(Fault::GzipBomb).await;
    let head = String::from_utf8_lossy(&beginning(&practice, 200)).to_ascii_lowercase();
    assert!(head.contains("content-encoding: gzip"), "{head}");
    let length = head.split("content-length: ").nth(1).unwrap().lines().next().unwrap().parse::<usize>().unwrap();
    assert!(length < 128 * 1024, "{length} bytes arrive");
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_forward_to_others_without_taking_anything() {
    let practice = start(Fault::Redirect).await;
    let address = practice.systems()[0].address.clone();
    for (fault, status, target) in [
        (Fault::Redirect, 301, format!("{address}/oauth2/token/")),
        (Fault::RedirectToHttps, 308, format!("{}/oauth2/token", address.replace("http:", "https:"))),
        (Fault::CaptivePortal, 302, "http://portal.practice.example/sign-in?from=/oauth2/token".to_owned()),
    ] {
        practice.fail(None, Some(fault)).unwrap();
        let answer = ask(&practice);
        assert_eq!((answer.status, answer.header("location")), (status, Some(target.as_str())), "{fault}");
        assert!(answer.body.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_of_the_whole_server_say_what_they_want() {
    for (fault, status, header, beginning) in [
        (Fault::DigestAuthentication, 401, "www-authenticate", "Digest "),
        (Fault::RateLimited, 429, "retry-after", "30"),
        (Fault::Maintenance, 503, "retry-after", "600"),
        (Fault::NotFound, 404, "content-type", "text/html"),
    ] {
        let answer = asked(fault).await;
        assert_eq!(answer.status, status, "{fault}");
        assert!(answer.header(header).unwrap().starts_with(beginning), "{fault}: {answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_fails_repeats_what_it_was_sent() {
    let practice = start(Fault::ServerError).await;
    let call = Call::token(&practice, "oauth2", &CLIENT).header("Authorization", "Basic YTpjYW5hcnk=");
    let answer = call.send();
    assert_eq!(answer.status, 500);
    for echoed in [SECRET, "body%252%40secret", "Basic YTpjYW5hcnk=", "password canary"] {
        assert!(answer.body.contains(echoed), "{echoed} is missing in {}", answer.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_answer_is_a_good_one() {
    let builder = Practice::builder().only(&["oauth2"]).failing(Fault::Slow);
    let practice = builder.slowness(Duration::from_millis(1)).start().await.unwrap();
    assert!(ask(&practice).json()["access_token"].is_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_not_answered_is_let_go_when_the_fault_ends() {
    let practice = start(Fault::NeverAnswers).await;
    let call = Call::token(&practice, "oauth2", &CLIENT);
    let asking = tokio::task::spawn_blocking(move || call.send());
    while practice.received("oauth2").is_empty() {
        tokio::task::yield_now().await;
    }
    assert!(!asking.is_finished());
    practice.fail(None, None).unwrap();
    assert_eq!(asking.await.unwrap().status, 503, "it has no token");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_breaks_off_leaves_half_an_answer() {
    let answer = asked(Fault::ClosesEarly).await;
    let promised: usize = answer.header("content-length").unwrap().parse().unwrap();
    assert!(!answer.body.is_empty() && answer.body.len() < promised, "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_refresh_token_is_good_again_and_a_used_one_is_not() {
    let practice = start(Fault::RefreshRefused).await;
    let refresh = || Call::token(&practice, "oauth2", &REFRESH).send();
    assert_eq!(refresh().error(), "invalid_grant");
    practice.fail(None, None).unwrap();
    let first = refresh().json();
    let token = first["access_token"].as_str().unwrap();
    assert_eq!(whoami(&practice, token).status, 200);

    practice.fail(None, Some(Fault::RotatedRefreshToken)).unwrap();
    let next = first["refresh_token"].as_str().unwrap();
    let refresh = || Call::token(&practice, "oauth2", &[&REFRESH[..3], &[("refresh_token", next)]].concat()).send();
    assert_eq!(refresh().error(), "invalid_grant");
    practice.fail(None, None).unwrap();
    assert_eq!(refresh().error(), "invalid_grant", "it was used elsewhere");
    assert_eq!(whoami(&practice, token).status, 401, "what came from it ended with it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewal_whose_answer_is_lost_has_happened() {
    let practice = start(Fault::LostRefreshAnswer).await;
    assert_eq!(Call::token(&practice, "oauth2", &REFRESH).send_for_text(), "");
    assert_eq!(ask(&practice).status, 200, "only renewals are lost");
    practice.fail(None, None).unwrap();
    assert_eq!(Call::token(&practice, "oauth2", &REFRESH).send().error(), "invalid_grant", "it is used up");
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_that_renew_meet_the_same_faults() {
    let practice = Practice::start_only(&["yeastar-p-series"]).await.unwrap();
    let id = "yeastar-p-series";
    let demo = practice.system(id).unwrap().demo[0].clone();
    let agent = |path: &str| Call::get(&practice, id, path).header("User-Agent", "OpenAPI");
    let proof = serde_json::json!({ "username": value(&demo, "client_id"), "password": value(&demo, "client_secret") });
    let refresh =
        |token: &str| agent("/openapi/v1.0/refresh_token").json(&serde_json::json!({ "refresh_token": token })).send();
    let token = |answer: &Answer| answer.json()["refresh_token"].as_str().unwrap_or_default().to_owned();
    let first = token(&agent("/openapi/v1.0/get_token").json(&proof).send());
    practice.fail(Some(id), Some(Fault::RefreshRefused)).unwrap();
    assert_eq!(refresh(&first).json()["errcode"], 10004);
    practice.fail(Some(id), None).unwrap();
    let second = token(&refresh(&first));
    practice.fail(Some(id), Some(Fault::RotatedRefreshToken)).unwrap();
    assert_eq!(refresh(&second).json()["errcode"], 10004);
    practice.fail(Some(id), None).unwrap();
    assert_eq!(refresh(&second).json()["errcode"], 10004, "it was used elsewhere");
    practice.fail(Some(id), Some(Fault::WrongSecret)).unwrap();
    assert_eq!(agent("/openapi/v1.0/get_token").json(&proof).send().json()["errcode"], 20003);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_came_is_refused_where_it_is_used() {
    let practice = start(Fault::MissingScope).await;
    let token = ask(&practice).json()["access_token"].as_str().unwrap().to_owned();
    let answer = whoami(&practice, &token);
    assert_eq!((answer.status, answer.error().as_str()), (403, "insufficient_scope"));
    practice.fail(None, Some(Fault::TokenRefused)).unwrap();
    assert_eq!(whoami(&practice, &token).status, 401);
    practice.fail(None, None).unwrap();
    assert_eq!(whoami(&practice, &token).status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_for_people_stay_while_programs_meet_the_fault() {
    for fault in [Fault::Maintenance, Fault::WebPage, Fault::EmptyAnswer] {
        let practice = start(fault).await;
        assert_eq!(sign_in(&practice).status, 303, "{fault}");
        let not_asking = whoami(&practice, "none").status;
        assert_eq!(not_asking == 401, fault == Fault::EmptyAnswer, "{fault} is met by every program: {not_asking}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_phone_system_fails_while_the_others_are_well() {
    let practice = Practice::start_only(&["oauth2", "ringme"]).await.unwrap();
    assert_eq!(practice.faults().on, None);
    practice.fail(Some("ringme"), Some(Fault::Maintenance)).unwrap();
    assert_eq!(practice.faults().on.as_deref(), Some("maintenance"));
    assert_eq!(ask(&practice).status, 200);
    assert_eq!(Call::token(&practice, "ringme", &[]).send().status, 503);
    practice.fail(None, None).unwrap();
    assert_ne!(Call::token(&practice, "ringme", &[]).send().status, 503);
    let refused = practice.fail(Some("3cx"), Some(Fault::Maintenance));
    assert!(matches!(refused, Err(PracticeError::UnknownSystem(id)) if id == "3cx"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rotating_refresh_token_of_the_demo_is_the_one_that_these_tests_use() {
    let practice = Practice::start_only(&["oauth2"]).await.unwrap();
    let demo = demo(&practice, "oauth2", "refresh_token", "A refresh token that works once");
    assert_eq!(value(demo, "refresh_token"), REFRESH[3].1);
}
