//! Whole things as people copy them, and what they fill in.

use proptest::prelude::*;
use secrecy::ExposeSecret;

use super::*;
use crate::{
    domain::{client_authentication::ClientAuthenticationMethod as Method, connection::ConnectionId, recipe::Recipe},
    editing,
    filling::Filled,
    inspecting::private_key::sample_keys::EC_P256,
};

const RECIPE: &str = r#"
id = "made-up"
name = "Made up"
tile = "Mu"
summary = "For the tests"
about = "For the tests."

[[field]]
key = "host"
label = "PBX address"
kind = "base_url"

[[field]]
key = "client_id"
label = "App ID"
kind = "text"

[[field]]
key = "client_secret"
label = "App Secret"
kind = "secret"
needed_by = ["client_secret_post", "client_secret_basic_raw"]

[[field]]
key = "private_key"
label = "Private key"
kind = "private_key"
needed_by = ["private_key_jwt"]

[[field]]
key = "key_id"
label = "Key ID"
kind = "text"
optional = true
needed_by = ["private_key_jwt"]

[[field]]
key = "tenant"
label = "Tenant URL"
kind = "text"
optional = true

[[field]]
key = "parameters"
label = "Extra parameters"
kind = "parameters"
optional = true

[[field]]
key = "headers"
label = "Extra headers"
kind = "headers"
optional = true

[[way]]
id = "own"
name = "For itself"
summary = "It asks for itself."
renewal_hint = "a new one each time"
renewal = "Asks again."
evidence = "standard"
opens = "{host}"
grant = "client_credentials"
token_url = "{host}/oauth/token"
parameters = { domain = "{tenant}" }
client_authentication.methods = ["client_secret_post", "client_secret_basic_raw", "private_key_jwt"]
client_authentication.jwt = { algorithms = ["ES256"], audience = "{token_url}", lifetime_seconds = 60, key_id = "{key_id}" }

[[way]]
id = "user"
name = "For a user"
summary = "It asks for a user."
renewal_hint = "a new one each time"
renewal = "Asks again."
evidence = "standard"
opens = "{host}"
grant = "password"
token_url = "{host}/oauth/token"
client_authentication.methods = ["client_secret_post"]

[[way.field]]
key = "username"
label = "User name"
kind = "text"

[[way.field]]
key = "password"
label = "Password"
kind = "password"

[[way]]
id = "person"
name = "A person signs in"
summary = "A person signs in."
renewal_hint = "a new one each time"
renewal = "Asks again."
evidence = "standard"
opens = "{host}"
grant = "authorization_code"
token_url = "{host}/oauth/token"
client_authentication.methods = ["client_secret_post"]

[way.authorization]
url = "{host}/oauth/authorize"
parameters = { scope = "{scope}" }

[[way.field]]
key = "redirect_uri"
label = "Redirect address"
kind = "redirect_uri"
default = "http://127.0.0.1/cb/{connection}"

[[way.field]]
key = "scope"
label = "Scope"
kind = "text"
optional = true
"#;

const HOST: &str = "https://pbx.northwind.example";

/// What a text entered into a field of a way would fill in.
fn offer_in(way: &str, field: &str, text: &str) -> Option<Offer> {
    let recipe = Recipe::parse(RECIPE).unwrap();
    let connection = editing::create(&recipe, way, ConnectionId("1".into()), false).unwrap();
    editing::recognise(&recipe, &connection, field, &text.into()).unwrap()
}

#[track_caller]
fn offer(way: &str, text: &str) -> Offer {
    offer_in(way, "host", text).unwrap_or_else(|| panic!("it is recognised: {text}"))
}

fn fills(offer: &Offer) -> Vec<(&str, &str)> {
    // Exposed to compare.
    offer.fills.iter().map(|fill| (fill.key.as_str(), fill.value.expose_secret())).collect()
}

const CLIENT: [(&str, &str); 3] = [("host", HOST), ("client_id", "desk-7"), ("client_secret", "pa%ss w+rd&1")];

#[test]
fn f16_a_curl_command_is_recognised_in_every_shell_and_style() {
    let encoded = "grant_type=client_credentials&client_id=desk-7&client_secret=pa%25ss+w%2Brd%261";
    for text in [
        format!("curl -X POST '{HOST}/oauth/token' -d '{encoded}'"),
        format!("$ curl -sSLX POST {HOST}/oauth/token \\\n  -H 'Accept: */*' \\\n  --data '{encoded}'"),
        format!("curl.exe \"{HOST}/oauth/token\" ^\r\n -H \"Host: x\" ^\r\n --data-raw \"{encoded}\""),
        format!("curl ^\"{HOST}/oauth/token^\" ^\n --data-raw ^\"{}^\"", encoded.replace('&', "^&").replace('%', "^%")),
        format!("curl.exe `\n  --url '{HOST}/oauth/token' `\n  -d \"{encoded}\""),
        format!(
            "curl -L -X POST '{HOST}/oauth/token' \\ -H 'Content-Type: application/x-www-form-urlencoded' \\ \
             --data-urlencode 'grant_type=client_credentials' \\ --data-urlencode 'client_id=desk-7' \\ \
             --data-urlencode 'client_secret=pa%ss w+rd&1'"
        ),
        format!(
            "curl {HOST}/oauth/token -F grant_type=client_credentials -F client_id=desk-7 \
             -F 'client_secret=pa%ss w+rd&1;type=text/plain'"
        ),
        format!(
            "curl {HOST}/oauth/token --json '{{\"grant_type\":\"client_credentials\",\"client_id\":\"desk-7\",\
             \"client_secret\":\"pa%ss w+rd&1\"}}'"
        ),
        format!("curl –X POST ‘{HOST}/oauth/token’ –d ‘{encoded}’"),
        format!("curl -G {HOST}/oauth/token -d '{encoded}'"),
    ] {
        let offer = offer("own", &text);
        assert_eq!(offer.to_view().title, "This is a curl command.");
        assert_eq!(fills(&offer), CLIENT, "{text}");
        assert_eq!(offer.method, None, "the body is what the way prefers");
        assert_eq!(offer.notes, [], "{text}");
    }
}

#[test]
fn f16_a_curl_command_with_a_basic_header_chooses_it() {
    let header = "Authorization: Basic ZGVzay03OnBhJXNzIHcrcmQmMQ==";
    for proof in ["-u 'desk-7:pa%ss w+rd&1'", "'-udesk-7:pa%ss w+rd&1'", &format!("-H '{header}'")] {
        let offer = offer("own", &format!("curl {proof} {HOST}/oauth/token -d grant_type=client_credentials"));
        assert_eq!(fills(&offer), CLIENT, "{proof}");
        assert_eq!(offer.method, Some(Method::ClientSecretBasicRaw));
        let view = offer.to_view();
        assert_eq!(view.values.last().unwrap().shown, "Basic header, as it is");
    }
}

#[test]
fn f16_what_else_a_curl_command_sends_is_offered_or_left_out() {
    let text = format!(
        "curl -k '{HOST}/oauth/token' -H 'X-Appkey: k-1' -H 'User-Agent: x' -d 'domain=north&audience=all&api_key=hidden' \
         -d grant_type=client_credentials -d @more.txt"
    );
    let offer = offer("own", &text);
    assert_eq!(
        fills(&offer),
        [("host", HOST), ("tenant", "north"), ("headers", "X-Appkey: k-1")],
        "a parameter that sounds like a secret is not put where it is shown"
    );
    let notes: Vec<&str> = offer.notes.iter().map(|note| note.text.as_str()).collect();
    assert_eq!(
        notes,
        [
            "It takes values from a file, which cannot be seen from here.",
            "It leaves out the check of the certificate (-k). Dialkey always makes it.",
        ]
    );
}

#[test]
fn f16_an_offer_names_its_fields_and_never_shows_a_secret() {
    let view = offer("own", &format!("curl -u desk-7:hunter2 {HOST}/oauth/token")).to_view();
    let shown: Vec<_> = view.values.iter().map(|value| (value.label.as_str(), value.shown.as_str())).collect();
    assert_eq!(
        shown,
        [
            ("PBX address", HOST),
            ("App ID", "desk-7"),
            ("App Secret", "7 characters"),
            ("How the client proves itself", "Basic header, as it is"),
        ]
    );
    assert!(!serde_json::to_string(&view).unwrap().contains("hunter2"));
    assert!(!format!("{:?}", offer("own", "client_secret=hunter2\nclient_id=a")).contains("hunter2"));
}

#[test]
fn f16_a_live_token_is_pointed_out_and_not_kept() {
    let said = "There is a token in it that may still be good. It is left out and not kept.";
    for text in [
        format!("curl {HOST}/api/x -H 'Authorization: Bearer eyJ.live.token'"),
        format!("{{\"host\":\"{HOST}\",\"access_token\":\"eyJ.live.token\"}}"),
        format!("HOST={HOST}\nREFRESH_TOKEN=eyJ.live.token"),
    ] {
        let offer = offer("own", &text);
        assert_eq!(offer.notes.iter().map(|note| note.text.as_str()).collect::<Vec<_>>(), [said], "{text}");
        assert!(fills(&offer).iter().all(|(_, value)| !value.contains("live")), "{text}");
    }
}

#[test]
fn f16_json_is_recognised_whatever_its_names_look_like() {
    for text in [
        format!("{{\"clientId\":\"desk-7\",\"clientSecret\":\"pa%ss w+rd&1\",\"baseUrl\":\"{HOST}\"}}"),
        format!(
            "{{\"grant_type\":\"client_credentials\",\"client_id\":\"desk-7\",\"client_secret\":\"pa%ss w+rd&1\",\"url\":\"{HOST}/oauth/token\"}}"
        ),
        format!(
            "{{\n \"web\": {{\"client_id\":\"desk-7\",\"client_secret\":\"pa%ss w+rd&1\",\"token_uri\":\"{HOST}/oauth/token\"}}\n}},"
        ),
    ] {
        assert_eq!(fills(&offer("own", &text)), CLIENT, "{text}");
    }
}

#[test]
fn f16_a_key_file_and_a_jwk_fill_in_the_key() {
    let pem = EC_P256.pem();
    let file = serde_json::json!({
        "type": "service_account", "client_id": "desk-7", "private_key_id": "k-1", "private_key": pem,
        "token_uri": format!("{HOST}/oauth/token"),
    });
    let offer = offer("own", &file.to_string());
    assert_eq!(offer.to_view().title, "This is a key file.");
    let expected = [("host", HOST), ("client_id", "desk-7"), ("private_key", pem.as_str()), ("key_id", "k-1")];
    assert_eq!(fills(&offer), expected);
    assert_eq!(offer.method, Some(Method::PrivateKeyJwt));
    assert_eq!(offer.to_view().values[2].shown, "EC P-256 private key");

    let jwk = EC_P256.jwk.to_string();
    let offer = offer_in("own", "client_secret", &jwk).unwrap();
    assert_eq!(fills(&offer), [("private_key", jwk.as_str()), ("key_id", "a key of the tests")]);
    let offer = offer_in("own", "client_secret", &pem).unwrap();
    assert_eq!(fills(&offer)[0].0, "private_key");
}

#[test]
fn f16_a_postman_collection_is_recognised_with_its_variables() {
    let schema =
        serde_json::json!({ "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json" });
    let by_request = serde_json::json!({
        "info": schema,
        "item": [
            { "name": "Alarms", "request": { "method": "GET", "url": { "raw": "{{base}}/api/alarms" } } },
            { "name": "folder", "item": [{ "name": "token", "request": {
                "method": "POST",
                "url": { "raw": "{{base}}/oauth/token" },
                "body": { "mode": "urlencoded", "urlencoded": [
                    { "key": "grant_type", "value": "client_credentials" },
                    { "key": "client_id", "value": "desk-7" },
                    { "key": "client_secret", "value": "{{secret}}" },
                    { "key": "tenant", "value": "off", "disabled": true },
                ] },
            } }] },
        ],
        "variable": [{ "key": "base", "value": HOST }, { "key": "secret", "value": "pa%ss w+rd&1" }],
    });
    let offered = offer("own", &by_request.to_string());
    assert_eq!((fills(&offered), offered.notes.len()), (CLIENT.to_vec(), 0));
    assert_eq!(offered.to_view().title, "This is a Postman collection.");

    let by_settings = serde_json::json!({
        "info": schema,
        "auth": { "type": "oauth2", "oauth2": [
            { "key": "accessTokenUrl", "value": format!("{HOST}/oauth/token"), "type": "string" },
            { "key": "clientId", "value": "desk-7" },
            { "key": "clientSecret", "value": "{{secret}}" },
            { "key": "grant_type", "value": "client_credentials" },
            { "key": "client_authentication", "value": "header" },
            { "key": "accessToken", "value": "eyJ.live.token" },
        ] },
        "item": [],
    });
    let offered = offer("own", &by_settings.to_string());
    assert_eq!(fills(&offered), &CLIENT[..2]);
    let notes: Vec<_> = offered.notes.iter().map(|note| (note.text.as_str(), note.evidence.as_deref())).collect();
    assert_eq!(
        notes,
        [
            (
                "It uses variables whose values are not in it. Export the environment and paste that as well.",
                Some("secret")
            ),
            ("There is a token in it that may still be good. It is left out and not kept.", None),
        ]
    );
}

#[test]
fn f16_a_postman_environment_is_recognised() {
    let environment = serde_json::json!({
        "name": "North", "_postman_variable_scope": "environment",
        "values": [
            { "key": "host", "value": HOST, "enabled": true },
            { "key": "client_id", "value": "desk-7", "type": "default" },
            { "key": "client_secret", "value": "pa%ss w+rd&1", "type": "secret" },
            { "key": "access_token", "value": "" },
        ],
    });
    let offer = offer("own", &environment.to_string());
    assert_eq!(fills(&offer), CLIENT);
    assert_eq!(offer.to_view().title, "This is a Postman environment.");
    assert_eq!(offer.notes, [], "an empty token is none");
}

#[test]
fn f16_lines_of_settings_are_recognised() {
    for text in [
        format!(
            "# phones\nexport PHONES_HOST=\"{HOST}\"\nPHONES_CLIENT_ID=desk-7\nPHONES_CLIENT_SECRET='pa%ss w+rd&1'\n"
        ),
        format!("[phones]\nurl = {HOST}\napp_id = desk-7\napp_secret = pa%ss w+rd&1"),
        format!("PBX address: {HOST}\r\nApp ID: desk-7\r\nApp Secret: pa%ss w+rd&1"),
        format!("PBX\t{HOST}\nApp ID\tdesk-7\nApp Secret\tpa%ss w+rd&1"),
        "$env:HOST='https://pbx.northwind.example'\n$env:CLIENT_ID='desk-7'\n$env:CLIENT_SECRET='pa%ss w+rd&1'"
            .to_owned(),
        format!("PBX\n{HOST}\nApp ID\ndesk-7\nApp Secret\npa%ss w+rd&1"),
    ] {
        let offer = offer("own", &text);
        assert_eq!(fills(&offer), CLIENT, "{text}");
        assert_eq!(offer.to_view().title, "These are lines of settings.");
    }
    let offer = offer_in("own", "client_secret", "client_id=desk-7").expect("one line with a known name");
    assert_eq!(fills(&offer), [("client_id", "desk-7")]);
}

#[test]
fn f16_parameters_and_the_address_of_a_sign_in_are_recognised() {
    let parameters = "grant_type=client_credentials&client_id=desk-7&client_secret=pa%25ss+w%2Brd%261";
    assert_eq!(fills(&offer("own", parameters)), &CLIENT[1..]);

    let address = format!(
        "{HOST}/oauth/authorize?response_type=code&client_id=desk-7&scope=calls%20all&state=x\
         &redirect_uri=https%3A%2F%2Fpbx.northwind.example%2Fapi%2Fdoc%2F"
    );
    let offered = offer("person", &address);
    let expected = [
        ("host", HOST),
        ("client_id", "desk-7"),
        ("redirect_uri", "https://pbx.northwind.example/api/doc/"),
        ("scope", "calls all"),
    ];
    assert_eq!(fills(&offered), expected);
    assert_eq!(offered.to_view().title, "This is the address of a request, with its parameters.");
}

#[test]
fn f11_an_address_with_a_password_is_taken_apart() {
    for text in ["https://desk-7:hunter2@pbx.northwind.example", "desk-7:hunter2@pbx.northwind.example"] {
        let offered = offer("own", text);
        assert_eq!(fills(&offered), [("host", HOST), ("client_id", "desk-7"), ("client_secret", "hunter2")]);
        let view = offered.to_view();
        assert_eq!((view.title.as_str(), view.can_keep), ("This address has a user name or password in it.", false));
    }
    let of_user = offer("user", "https://anna:hunter2@pbx.northwind.example:8443/");
    let expected = [("host", "https://pbx.northwind.example:8443"), ("username", "anna"), ("password", "hunter2")];
    assert_eq!(fills(&of_user), expected);
}

#[test]
fn f8_example_parts_are_left_out_of_an_offer() {
    let text = "curl -X POST 'https://<hostname>/oauth/token' -d client_id=desk-7 -d client_secret=client_secret \
                -d username=user_name -d password=user_password -d grant_type=password";
    let offered = offer("user", text);
    assert_eq!(fills(&offered), [("client_id", "desk-7")]);
    assert_eq!(offered.notes[0].text, "Example parts of a document are left out. Enter your own:");
    assert_eq!(offered.notes[0].evidence.as_deref(), Some("PBX address, App Secret, User name, Password"));
}

#[test]
fn what_was_made_for_another_way_says_so() {
    let offered = offer("own", "grant_type=password&client_id=desk-7&username=anna&password=x");
    assert_eq!(offered.notes[0].text, "It asks for a token in another way than this connection does. It fits");
    assert_eq!(offered.notes[0].evidence.as_deref(), Some("For a user"));
}

#[test]
fn one_value_is_left_alone() {
    let jwk = EC_P256.jwk.to_string();
    let pem = EC_P256.pem();
    for (field, text) in [
        ("client_id", "desk-7"),
        ("client_id", "curl-user"),
        ("client_secret", "a=b"),
        ("client_secret", "pw: x"),
        ("client_secret", "x&y=z&q"),
        ("client_secret", "{\"not\": \"ours\"}"),
        ("client_secret", "a:b@c"),
        ("client_secret", "{"),
        ("host", "pbx.northwind.example:8443/oauth/token/"),
        ("host", "https://pbx.northwind.example/token?tenant=a"),
        ("host", "host:8443"),
        ("parameters", "scope=all\nclient_id=x"),
        ("headers", "X-Tenant: a\nUser: b"),
        ("private_key", &pem),
        ("client_id", ""),
    ] {
        assert!(offer_in("own", field, text).is_none(), "{field}: {text}");
    }
    // A key that names itself has something for a second field, and one that does not is just a key.
    let nameless = jwk.replace("\"kid\"", "\"name\"");
    assert!(offer_in("own", "private_key", &nameless).is_none());
}

#[test]
fn f21_a_megabyte_is_not_taken_apart() {
    let text = format!("client_id=desk-7\nclient_secret={}", "x".repeat(1 << 20));
    assert!(offer_in("own", "client_id", &text).is_none());
    let text = format!("client_id=desk-7\nclient_secret={}", "x".repeat(100 * 1024));
    assert_eq!(fills(&offer("own", &text)), [("client_id", "desk-7")], "a value that no field holds is left out");
}

#[test]
fn filling_in_changes_exactly_what_was_shown() {
    let recipe = Recipe::parse(RECIPE).unwrap();
    let mut connection = editing::create(&recipe, "own", ConnectionId("1".into()), false).unwrap();
    let text = format!("curl -u desk-7:hunter2 {HOST}/oauth/token -d domain=north");
    let offer = editing::recognise(&recipe, &connection, "client_id", &text.as_str().into()).unwrap().unwrap();
    editing::fill(&recipe, &mut connection, &offer).unwrap();
    let filled = Filled::new(&recipe, &connection).unwrap();
    assert_eq!((filled.text("host"), filled.text("client_id"), filled.text("tenant")), (HOST, "desk-7", "north"));
    assert_eq!(filled.client_authentication(), Method::ClientSecretBasicRaw);
    // Exposed to compare.
    assert_eq!(filled.secret("client_secret").unwrap().expose_secret(), "hunter2");
}

/// Pieces that the things are made of.
const PIECES: [&str; 24] = [
    "curl ",
    "-d ",
    "-u ",
    "-H ",
    "--json ",
    "'",
    "\"",
    "\\",
    "^",
    "`\n",
    "\n",
    "=",
    ":",
    "&",
    "{",
    "}",
    "[",
    "]",
    "{{x}}",
    "https://a.example/",
    "client_id",
    "grant_type",
    "\"item\":[",
    "Authorization: Basic ",
];

proptest! {
    #[test]
    fn no_text_panics_in_any_field(text in any::<String>(), pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..40)) {
        for text in [text, pieces.concat(), format!("curl {}", pieces.concat())] {
            for field in ["host", "client_id", "client_secret", "private_key", "parameters", "headers"] {
                if let Some(offer) = offer_in("own", field, &text) {
                    prop_assert!(!offer.fills.is_empty());
                    let _ = offer.to_view();
                }
            }
        }
    }

    #[test]
    fn no_offer_shows_a_secret(secret in "[a-zA-Z0-9]{12,40}", way in prop::sample::select(&["own", "user", "person"][..])) {
        for text in [
            format!("curl -u 'desk:{secret}' {HOST}/oauth/token"),
            format!("client_id=desk\nclient_secret={secret}\npassword={secret}\nmy_token={secret}"),
            format!("{{\"client_id\":\"desk\",\"client_secret\":\"{secret}\",\"x_secret\":\"{secret}\"}}"),
            format!("client_id=desk&client_secret={secret}&my_api_key={secret}"),
            format!("https://desk:{secret}@pbx.northwind.example/"),
        ] {
            let offer = offer(way, &text);
            prop_assert!(!format!("{:?} {offer:?}", offer.to_view()).contains(&secret), "{}", text);
        }
    }
}
