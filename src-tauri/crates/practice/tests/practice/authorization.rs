//! The authorization page: what it shows, what it checks, and how people are sent back.

use dialkey_practice::{Acting, Practice};

use crate::wire::{Answer, Call};

pub(crate) const REDIRECT: &str = "http://127.0.0.1:49152/callback/x";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

const ASKED: [(&str, &str); 5] = [
    ("response_type", "code"),
    ("client_id", "practice-body"),
    ("redirect_uri", REDIRECT),
    ("scope", "read write"),
    ("state", "s t&a=te"),
];

const IMPLICIT: [(&str, &str); 4] =
    [("response_type", "token"), ("client_id", "practice-implicit"), ("redirect_uri", REDIRECT), ("state", "x")];

async fn start(acting: Acting) -> Practice {
    Practice::builder().act_by_itself(acting).start().await.unwrap()
}

fn ask(practice: &Practice, parameters: &[(&str, &str)]) -> Answer {
    Call::authorization(practice, "oauth2", parameters).send()
}

/// `ASKED` with one parameter set, or left out when its value is empty.
fn changed<'a>(name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut parameters: Vec<(&str, &str)> = ASKED.into_iter().filter(|(known, _)| *known != name).collect();
    parameters.extend((!value.is_empty()).then_some((name, value)));
    parameters
}

fn assert_page(answer: &Answer, status: u16, text: &str) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert!(answer.header("location").is_none(), "nobody is sent anywhere");
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(answer.body.contains(text), "{}", answer.body);
}

fn assert_error(answer: &Answer, error: &str) {
    let (to, parameters) = answer.way_back();
    assert_eq!((to.as_str(), parameters["error"].as_str()), ("http://127.0.0.1:49152/callback/x?", error));
    assert_eq!(parameters["state"], "s t&a=te", "the state comes back unchanged, on errors too");
    assert!(!parameters.contains_key("code"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_names_application_host_and_redirect_and_can_be_used_without_a_script() {
    let practice = start(Acting::ByPerson).await;
    let page = ask(&practice, &ASKED);
    let host = practice.system("oauth2").unwrap().address.replace("http://", "");
    for text in [
        "<html lang=\"en\">",
        "<main>",
        "<h1>Sign in to Any OAuth 2.0 system</h1>",
        "<strong>Practice application</strong>",
        &format!("<dd>{host}</dd>"),
        "<dd>http://127.0.0.1:49152/callback/x</dd>",
        "<dd>read write</dd>",
        "<label for=\"username\">User name</label>",
        "<label for=\"password\">Password</label>",
        "<button id=\"allow\" name=\"decision\" value=\"allow\">Allow</button>",
        "<button id=\"deny\" name=\"decision\" value=\"deny\">Deny</button>",
        "light dark",
    ] {
        assert_page(&page, 200, text);
    }
    assert!(!page.body.contains("<script"));
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
}

#[tokio::test(flavor = "multi_thread")]
async fn allow_sends_back_a_code_the_state_and_the_issuer() {
    let practice = start(Acting::ByPerson).await;
    let form = [("username", "practice"), ("password", "correct horse 49"), ("decision", "allow")];
    let answer = Call::authorization(&practice, "oauth2", &ASKED).form(&form).send();
    assert_eq!(answer.status, 303);
    let (to, parameters) = answer.way_back();
    assert_eq!(to, format!("{REDIRECT}?"));
    assert_eq!(parameters["code"].len(), 40);
    assert_eq!(parameters["state"], "s t&a=te");
    assert_eq!(parameters["iss"], practice.system("oauth2").unwrap().address, "RFC 9207");
    assert_eq!(parameters.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn deny_sends_back_access_denied_whatever_the_fields_say() {
    let practice = start(Acting::ByPerson).await;
    let form = [("username", ""), ("password", "wrong"), ("decision", "deny")];
    assert_error(&Call::authorization(&practice, "oauth2", &ASKED).form(&form).send(), "access_denied");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_shows_the_page_again() {
    let practice = start(Acting::ByPerson).await;
    let form = [("username", "practice"), ("password", "wrong"), ("decision", "allow")];
    let answer = Call::authorization(&practice, "oauth2", &ASKED).form(&form).send();
    assert_page(&answer, 200, "<p role=\"alert\">User name or password is wrong.</p>");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_acts_by_itself_when_it_is_told_to() {
    let allowing = start(Acting::Allow).await;
    assert!(ask(&allowing, &ASKED).way_back().1.contains_key("code"));
    assert_error(&ask(&start(Acting::Deny).await, &ASKED), "access_denied");
    let never = start(Acting::Never).await;
    assert_page(&ask(&never, &ASKED), 200, "Allow");
    let form = [("username", "practice"), ("password", "correct horse 49"), ("decision", "allow")];
    assert_page(&Call::authorization(&never, "oauth2", &ASKED).form(&form).send(), 200, "Allow");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_address_that_is_not_registered_ends_in_a_page_and_no_redirect() {
    let practice = start(Acting::Allow).await;
    let own_page = format!("{}/signed-in", practice.system("oauth2").unwrap().address);
    for registered in [REDIRECT, "http://[::1]:8080/", "http://localhost/x", &own_page] {
        assert_eq!(ask(&practice, &changed("redirect_uri", registered)).status, 303, "{registered}");
    }
    let with_slash = format!("{own_page}/");
    for foreign in ["https://evil.example/", &with_slash, "http://127.0.0.1:49152/#x", "javascript:alert(1)"] {
        assert_page(&ask(&practice, &changed("redirect_uri", foreign)), 400, "is not registered");
    }
    assert_page(&ask(&practice, &changed("redirect_uri", "")), 400, "did not say where to go back to");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_application_or_a_doubled_parameter_ends_in_a_page() {
    let practice = start(Acting::Allow).await;
    assert_page(&ask(&practice, &changed("client_id", "nobody")), 400, "no application with the ID nobody");
    assert_page(&ask(&practice, &changed("client_id", "")), 400, "did not say who it is");
    let mut doubled = ASKED.to_vec();
    doubled.push(("state", "another"));
    assert_page(&ask(&practice, &doubled), 400, "a parameter twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_with_the_request_stays_text_in_a_page() {
    let practice = start(Acting::ByPerson).await;
    let hostile = "\"><script>alert('x')</script>";
    let page = ask(&practice, &changed("client_id", hostile));
    assert_page(&page, 400, "&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
    assert!(!page.body.contains("<script"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_known_application_is_told_to_it() {
    let practice = start(Acting::Allow).await;
    for (name, value, error) in [
        ("response_type", "", "invalid_request"),
        ("response_type", "id_token", "unsupported_response_type"),
        ("response_type", "token", "unauthorized_client"),
        ("scope", "admin", "invalid_scope"),
        ("code_challenge", CHALLENGE, "invalid_request"),
        ("code_challenge_method", "S256", "invalid_request"),
        ("response_mode", "web_message", "invalid_request"),
        ("prompt", "none", "login_required"),
    ] {
        let mut parameters = changed(name, value);
        if value == "token" {
            parameters.push(("response_mode", "query"));
        }
        assert_error(&ask(&practice, &parameters), error);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_challenge_by_s256_is_taken() {
    let practice = start(Acting::Allow).await;
    for (challenge, method, taken) in
        [(CHALLENGE, "S256", true), (CHALLENGE, "plain", false), ("too-short", "S256", false)]
    {
        let mut parameters = ASKED.to_vec();
        parameters.extend([("code_challenge", challenge), ("code_challenge_method", method)]);
        let answer = ask(&practice, &parameters);
        assert_eq!(answer.way_back().1.contains_key("code"), taken, "{challenge} {method}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_scope_must_be_there_where_the_vendor_says_so() {
    let practice = start(Acting::Allow).await;
    let client = &practice.system("ringme").unwrap().demo_of("public").unwrap().values["client_id"].value;
    let asked = [("response_type", "code"), ("client_id", client), ("redirect_uri", REDIRECT), ("state", "x")];
    let answer = Call::authorization(&practice, "ringme", &asked).send();
    assert_eq!(answer.way_back().1["error"], "invalid_scope");
    let mut with_scope = asked.to_vec();
    with_scope.push(("scope", "all"));
    let (_, parameters) = Call::authorization(&practice, "ringme", &with_scope).send().way_back();
    assert!(parameters.contains_key("code"));
    assert!(!parameters.contains_key("iss"), "this phone system does not name itself");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_implicit_grant_answers_in_the_fragment_without_a_refresh_token() {
    let practice = start(Acting::Allow).await;
    let (to, parameters) = ask(&practice, &IMPLICIT).way_back();
    assert_eq!(to, format!("{REDIRECT}#"));
    assert_eq!(parameters["token_type"], "Bearer");
    assert_eq!((parameters["expires_in"].as_str(), parameters["scope"].as_str()), ("600", "read"));
    assert_eq!(parameters["state"], "x");
    assert!(!parameters.contains_key("refresh_token"), "RFC 6749 4.2.2");
    let authorization = format!("Bearer {}", parameters["access_token"]);
    let answer = Call::get(&practice, "oauth2", "/whoami").header("Authorization", &authorization).send();
    assert_eq!(answer.json()["username"], "practice", "the token works");
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_of_the_implicit_grant_come_in_the_fragment_and_a_token_never_in_a_query() {
    let practice = start(Acting::Deny).await;
    assert_eq!(ask(&practice, &IMPLICIT).way_back().0, format!("{REDIRECT}#"));
    let mut in_query = IMPLICIT.to_vec();
    in_query.push(("response_mode", "query"));
    assert_eq!(ask(&start(Acting::Allow).await, &in_query).way_back().1["error"], "invalid_request");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_comes_in_the_fragment_or_as_a_form_where_that_is_asked_for() {
    let practice = start(Acting::Allow).await;
    let (to, parameters) = ask(&practice, &changed("response_mode", "fragment")).way_back();
    assert_eq!(to, format!("{REDIRECT}#"));
    assert!(parameters.contains_key("code"));
    let page = ask(&practice, &changed("response_mode", "form_post"));
    assert_page(&page, 200, "<form method=\"post\" action=\"http://127.0.0.1:49152/callback/x\">");
    assert_page(&page, 200, "<input type=\"hidden\" name=\"state\" value=\"s t&amp;a=te\">");
    assert_page(&page, 200, "<noscript><button");
    assert_page(&page, 200, "name=\"code\"");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_of_the_redirect_address_stays() {
    let practice = start(Acting::Allow).await;
    let answer = ask(&practice, &changed("redirect_uri", "http://localhost:3000/cb?keep=1"));
    assert!(answer.header("location").unwrap().starts_with("http://localhost:3000/cb?keep=1&code="), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_the_phone_system_itself_are_there_to_be_sent_back_to() {
    let practice = start(Acting::Allow).await;
    for (id, path) in [("wildix-oauth2", "/api/v1/doc/?code=x&state=y"), ("oauth2", "/signed-in?code=x")] {
        assert_page(&Call::get(&practice, id, path).send(), 200, "(practice)");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn authorization_requests_are_kept_as_they_arrived() {
    let practice = start(Acting::ByPerson).await;
    Call::authorization(&practice, "oauth2", &ASKED).form(&[("decision", "deny")]).send();
    let received = practice.received("oauth2");
    assert_eq!((received.len(), received[0].path()), (1, "/oauth2/authorize"));
    assert!(received[0].query().unwrap().ends_with("state=s+t%26a%3Dte"));
    assert_eq!(received[0].body, b"decision=deny");
    let refused = Call::authorization(&practice, "oauth2", &ASKED).method("PUT").send();
    assert_eq!((refused.status, refused.header("allow")), (405, Some("GET, POST")));
}
