//! Token requests: what is answered, and what is refused before or after the client is known.

use dialkey_practice::Practice;

use crate::wire::{Answer, Call, demo, value};

const PASSWORD_TYPE: &str = "Application of the type password_credentials";

async fn start() -> Practice {
    Practice::start().await.unwrap()
}

/// Parameters of a demo under their names on the wire.
fn parameters<'a>(practice: &'a Practice, id: &str, way: &str, names: &[(&'a str, &str)]) -> Vec<(&'a str, &'a str)> {
    let demo = practice.system(id).unwrap().demo_of(way).unwrap();
    names.iter().map(|(name, key)| (*name, value(demo, key))).collect()
}

fn password_parameters(practice: &Practice) -> Vec<(&str, &str)> {
    let names = ["client_id", "client_secret", "username", "password"].map(|name| (name, name));
    let mut all = vec![("grant_type", "password")];
    all.extend(parameters(practice, "ringme", "password_credentials", &names));
    all
}

fn client_parameters<'a>(practice: &'a Practice, id: &str, way: &str) -> Vec<(&'a str, &'a str)> {
    let names = ["client_id", "client_secret"].map(|name| (name, name));
    let mut all = vec![("grant_type", "client_credentials")];
    all.extend(parameters(practice, id, way, &names));
    all
}

fn with<'a>(mut parameters: Vec<(&'a str, &'a str)>, name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    parameters.retain(|(known, _)| *known != name);
    parameters.push((name, value));
    parameters
}

fn assert_refused(answer: &Answer, status: u16, error: &str) {
    assert_eq!((answer.status, answer.error().as_str()), (status, error), "{answer:?}");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_has_a_date_and_is_not_stored() {
    let practice = start().await;
    for answer in [
        Call::token(&practice, "ringme", &password_parameters(&practice)).send(),
        Call::token(&practice, "ringme", &[]).send(),
        Call::get(&practice, "ringme", "/nowhere").send(),
        Call::get(&practice, "oauth2", "/whoami").send(),
    ] {
        assert!(httpdate::parse_http_date(answer.header("date").unwrap()).is_ok());
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_password_grant_is_answered_as_documented() {
    let practice = start().await;
    let answer = Call::token(&practice, "ringme", &password_parameters(&practice)).send();
    assert_eq!(answer.status, 200, "{answer:?}");
    let json = answer.json();
    assert_eq!(json["token_type"], "Bearer");
    assert_eq!(json["expires_in"], 3600);
    assert_eq!(json["access_token"].as_str().unwrap().len(), 30);
    assert!(json["refresh_token"].as_str().unwrap().is_ascii());
    assert!(json.get("scope").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_demo_user_gets_a_refresh_token_with_cyrillic_letters() {
    let practice = start().await;
    let title = "A refresh token with look-alike letters";
    let lookalike = demo(&practice, "ringme", "password_credentials", title);
    let asked = with(password_parameters(&practice), "username", value(lookalike, "username"));
    let asked = with(asked, "password", value(lookalike, "password"));
    let json = Call::token(&practice, "ringme", &asked).send().json();
    let odd: String = json["refresh_token"].as_str().unwrap().chars().filter(|letter| !letter.is_ascii()).collect();
    assert_eq!(odd, "\u{420}\u{41a}\u{421}");
    assert!(json["access_token"].as_str().unwrap().is_ascii());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trusted_type_gets_scope_all_and_no_refresh_token() {
    let practice = start().await;
    for asked in [
        client_parameters(&practice, "ringme", "trusted"),
        with(client_parameters(&practice, "ringme", "trusted"), "scope", "all"),
    ] {
        let json = Call::token(&practice, "ringme", &asked).send().json();
        assert_eq!(json["scope"], "all");
        assert!(json.get("refresh_token").is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_of_one_type_may_not_use_the_other_types_grant() {
    let practice = start().await;
    let asked = with(password_parameters(&practice), "grant_type", "client_credentials");
    assert_refused(&Call::token(&practice, "ringme", &asked).send(), 400, "unauthorized_client");
    let asked = with(client_parameters(&practice, "ringme", "trusted"), "grant_type", "password");
    assert_refused(&Call::token(&practice, "ringme", &asked).send(), 400, "unauthorized_client");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_client_secret_or_user_is_refused_as_the_vendor_does() {
    let practice = start().await;
    for (name, error) in [
        ("client_id", "invalid_client"),
        ("client_secret", "invalid_client"),
        ("username", "invalid_grant"),
        ("password", "invalid_grant"),
    ] {
        let asked = with(password_parameters(&practice), name, "wrong");
        assert_refused(&Call::token(&practice, "ringme", &asked).send(), 401, error);
    }
    let asked = with(client_parameters(&practice, "bright-pattern", "v3"), "client_secret", "wrong");
    assert_refused(&Call::token(&practice, "bright-pattern", &asked).send(), 401, "invalid_client");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_request_must_accept_gzip_where_the_vendor_says_so() {
    let practice = start().await;
    let call = || Call::token(&practice, "ringme", &password_parameters(&practice));
    assert_eq!(call().without_header("Accept-Encoding").send().status, 406);
    assert_eq!(call().header("Accept-Encoding", "deflate, br").send().status, 406);
    assert_eq!(call().header("Accept-Encoding", "br, GZIP;q=0.5").send().status, 200);
    let api_call = Call::get(&practice, "ringme", "/api/ver1.0/user/").without_header("Accept-Encoding");
    assert_eq!(api_call.send().status, 406);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_malformed_answer_of_the_document_is_reproduced() {
    let practice = start().await;
    for (way, name) in [("v3", "tenant"), ("v5", "scope")] {
        let asked = with(client_parameters(&practice, "bright-pattern", way), name, "practice.example");
        let answer = Call::token(&practice, "bright-pattern", &asked).send();
        assert_eq!(answer.status, 200, "{answer:?}");
        let (before, rest) = answer.body.split_once("eyJ").unwrap();
        let (token, after) = rest.split_once('"').unwrap();
        assert_eq!(before, r#"{ "access_token":""#);
        assert_eq!(after, r#", "token_type":"Bearer", "expires_in":"3599", }"#);
        assert_eq!(token.split('.').count(), 3, "it looks like a JWT");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_version_wants_the_tenant_under_its_own_name() {
    let practice = start().await;
    for (way, wanted, other) in [("v3", "tenant", "scope"), ("v5", "scope", "tenant")] {
        let asked = client_parameters(&practice, "bright-pattern", way);
        let only_other = with(asked.clone(), other, "practice.example");
        assert_refused(&Call::token(&practice, "bright-pattern", &only_other).send(), 400, "invalid_request");
        assert_refused(&Call::token(&practice, "bright-pattern", &asked).send(), 400, "invalid_request");
        let wrong = with(asked.clone(), wanted, "other.example.com");
        assert_refused(&Call::token(&practice, "bright-pattern", &wrong).send(), 401, "invalid_client");
        let both = with(only_other, wanted, "practice.example");
        assert_eq!(Call::token(&practice, "bright-pattern", &both).send().status, 200, "the other name is ignored");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_scope_is_refused() {
    let practice = start().await;
    let asked = with(client_parameters(&practice, "ringme", "trusted"), "scope", "some");
    assert_refused(&Call::token(&practice, "ringme", &asked).send(), 400, "invalid_scope");
    let asked = client_parameters(&practice, "oauth2", "client_credentials");
    for scope in ["read admin", "read  write"] {
        let answer = Call::token(&practice, "oauth2", &with(asked.clone(), "scope", scope)).send();
        assert_refused(&answer, 400, "invalid_scope");
    }
    let granted = Call::token(&practice, "oauth2", &with(asked.clone(), "scope", "write read")).send().json();
    assert_eq!(granted["scope"], "write read");
    assert_eq!(Call::token(&practice, "oauth2", &with(asked, "scope", "")).send().json()["scope"], "read");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_grant_is_refused() {
    let practice = start().await;
    for id in ["ringme", "bright-pattern", "oauth2", "pexip-infinity"] {
        let answer =
            Call::token(&practice, id, &[("grant_type", "urn:ietf:params:oauth:grant-type:device_code")]).send();
        assert_refused(&answer, 400, "unsupported_grant_type");
    }
    let answer = Call::token(&practice, "bright-pattern", &[("grant_type", "password")]).send();
    assert_refused(&answer, 400, "unsupported_grant_type");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_or_doubled_parameter_is_refused() {
    let practice = start().await;
    for missing in ["grant_type", "client_id", "username", "password"] {
        let asked = with(password_parameters(&practice), missing, "");
        assert_refused(&Call::token(&practice, "ringme", &asked).send(), 400, "invalid_request");
    }
    for doubled in 0..5 {
        let mut asked = password_parameters(&practice);
        asked.push(asked[doubled]);
        assert_refused(&Call::token(&practice, "ringme", &asked).send(), 400, "invalid_request");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_parameters_are_ignored() {
    let practice = start().await;
    let asked = with(password_parameters(&practice), "redirect_uri", "https://practice.example/");
    assert_eq!(Call::token(&practice, "ringme", &asked).send().status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_content_type_or_encoding_is_refused() {
    let practice = start().await;
    let call = || Call::token(&practice, "ringme", &password_parameters(&practice));
    for content_type in ["application/json", "text/plain", "application/x-www-form-urlencoded; charset=utf-16"] {
        assert_refused(&call().header("Content-Type", content_type).send(), 400, "invalid_request");
    }
    assert_refused(&call().without_header("Content-Type").send(), 400, "invalid_request");
    assert_refused(&call().body("grant_type=pass%word").send(), 400, "invalid_request");
    let with_charset = call().header("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8");
    assert_eq!(with_charset.send().status, 200);
    let asked = client_parameters(&practice, "bright-pattern", "v3");
    let answer = Call::token(&practice, "bright-pattern", &asked).header("Content-Type", "application/json").send();
    assert_eq!(answer.status, 415);
}

#[tokio::test(flavor = "multi_thread")]
async fn parameters_in_the_address_are_refused() {
    let practice = start().await;
    let answer =
        Call::token(&practice, "ringme", &password_parameters(&practice)).target("/oauth/token?scope=all").send();
    assert_refused(&answer, 400, "invalid_request");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_method_is_refused_with_the_right_one() {
    let practice = start().await;
    let answer = Call::get(&practice, "ringme", "/oauth/token").send();
    assert_eq!((answer.status, answer.header("allow")), (405, Some("POST")));
    let answer = Call::get(&practice, "ringme", "/api/ver1.0/user/").method("POST").send();
    assert_eq!((answer.status, answer.header("allow")), (405, Some("GET")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slash_too_few_redirects_and_a_slash_too_many_finds_nothing() {
    let practice = start().await;
    let answer = Call::token(&practice, "pexip-infinity", &[]).target("/oauth/token").send();
    assert_eq!((answer.status, answer.header("location")), (301, Some("/oauth/token/")));
    let answer = Call::token(&practice, "ringme", &password_parameters(&practice)).target("/oauth/token/").send();
    assert_eq!(answer.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_front_page_is_a_web_page_whatever_is_sent() {
    let practice = start().await;
    let asked = client_parameters(&practice, "oauth2", "client_credentials");
    let answer = Call::token(&practice, "oauth2", &asked).target("/").send();
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert!(answer.body.starts_with("<!DOCTYPE html>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ordinary_demo_values_stand_first() {
    let practice = start().await;
    let first = practice.system("ringme").unwrap().demo_of("password_credentials").unwrap();
    assert_eq!(first.title, PASSWORD_TYPE);
    assert!(first.note.is_none());
}
