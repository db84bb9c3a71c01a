use proptest::prelude::*;

use super::*;
use crate::{
    domain::client_authentication::ClientAuthenticationMethod as Method, filling::Filled,
    inspecting::private_key::sample_keys::EC_P256,
};

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
fn f11_an_address_with_a_password_is_taken_apart() {
    for text in ["https://desk-7:hunter2@pbx.northwind.example", "desk-7:hunter2@pbx.northwind.example"] {
        let offered = offer("own", text);
        assert_eq!(fills(&offered), [("host", HOST), ("client_id", "desk-7"), ("client_secret", "hunter2")]);
        let view = offered.to_view();
        assert_eq!((view.title.as_str(), view.can_keep), ("This address has a user name or password in it.", false));
    }
    let of_user = offer("user", "https://anna:hunter2@pbx.northwind.example:8443/");
    let expected = [("host", "https://pbx.northwind.example:8443/"), ("username", "anna"), ("password", "hunter2")];
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

#[test]
fn f11_the_rest_of_such_an_address_goes_where_it_was_entered() {
    let recipe = Recipe::parse(&RECIPE.replace("{host}/oauth/token", "{host}")).unwrap();
    let connection = editing::create(&recipe, "own", ConnectionId("1".into()), false).unwrap();
    let text = "https://desk-7:hunter2@pbx.northwind.example".into();
    let offer = editing::recognise(&recipe, &connection, "host", &text).unwrap().unwrap();
    assert_eq!(fills(&offer), [("host", HOST), ("client_id", "desk-7"), ("client_secret", "hunter2")]);
    assert!(offer_in("person", "redirect_uri", "https://a:b@pbx.northwind.example/").is_none());
}

#[test]
fn f6_an_offer_cannot_turn_the_text_around_it() {
    let view = offer("own", "client_id=a\u{202E}b\nclient_secret=x").to_view();
    assert_eq!(view.values[0].shown, "a\u{FFFD}b");
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
