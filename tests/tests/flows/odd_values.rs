//! Values with characters that something on the way could take for its own.

use base64::{Engine, engine::general_purpose::STANDARD};
use dialkey_core::domain::note::Tone;
use dialkey_tests::{
    desk::TestDesk,
    raw_server::Reply,
    request::{Request, value},
    scripted_server::ScriptedServer,
};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::Value;

const ID: &str = "desk-7";
/// Each of these means something in a form, an address, a header or JSON.
const SECRET: &str = r#"p%25 @!#+:&=é€"\~"#;

/// The credentials as a phone system reads them that asks for this client authentication.
fn decoded(method: &str, request: &Request) -> Option<(String, String)> {
    let form = request.form();
    let basic = || {
        let credentials = STANDARD.decode(request.header("authorization")?.strip_prefix("Basic ")?).ok()?;
        let (id, secret) = String::from_utf8(credentials)
            .ok()?
            .split_once(':')
            .map(|(id, secret)| (id.to_owned(), secret.to_owned()))?;
        Some((id, secret))
    };
    let from_form =
        |text: &str| form_urlencoded::parse(format!("x={text}").as_bytes()).next().map(|(_, value)| value.into_owned());
    match method {
        "client_secret_post" => {
            Some((value(&form, "client_id")?.to_owned(), value(&form, "client_secret")?.to_owned()))
        }
        "client_secret_basic_raw" => basic(),
        "client_secret_basic" => {
            let (id, secret) = basic()?;
            Some((from_form(&id)?, from_form(&secret)?))
        }
        "client_secret_jwt" => {
            let mut validation = Validation::new(Algorithm::HS256);
            validation.validate_aud = false;
            let key = DecodingKey::from_secret(SECRET.as_bytes());
            let claims = jsonwebtoken::decode::<Value>(value(&form, "client_assertion")?, &key, &validation).ok()?;
            Some((claims.claims["sub"].as_str()?.to_owned(), SECRET.to_owned()))
        }
        other => panic!("{other} is not tried"),
    }
}

#[tokio::test]
async fn f19_a_secret_of_special_characters_arrives_by_every_client_authentication() {
    for method in ["client_secret_post", "client_secret_basic", "client_secret_basic_raw", "client_secret_jwt"] {
        let token = move |request: &Request| {
            let arrived = decoded(method, request);
            if arrived == Some((ID.to_owned(), SECRET.to_owned())) {
                Reply::json(200, r#"{"access_token":"token-1","token_type":"Bearer"}"#)
            } else {
                Reply::json(401, r#"{"error":"invalid_client"}"#)
            }
        };
        let server = ScriptedServer::start(|_| String::new(), token).await;
        let desk = TestDesk::default();
        let id = desk.create("oauth2", "client_credentials");
        desk.prove_by(&id, method);
        for (field, text) in
            [("token_address", server.token_address().as_str()), ("client_id", ID), ("client_secret", SECRET)]
        {
            desk.enter(&id, field, text);
        }
        let record = desk.get_token(&id).await;
        assert!(record.token.is_some(), "{method}: {:?}", record.diagnosis);

        let view = desk.view(&id);
        let notes = &view.fields.iter().find(|field| field.key == "client_secret").unwrap().notes;
        let said: Vec<_> = notes.iter().map(|note| (note.tone, note.text.as_str(), note.evidence.as_deref())).collect();
        let doubt = "It has characters inside that such values rarely have. Compare it with the original.";
        assert_eq!(said, [(Tone::Warn, doubt, Some("positions 13 (U+00E9), 14 (U+20AC)"))], "only é and € are doubted");
    }
}

#[test]
fn f21_a_megabyte_changes_no_field_and_says_how_much_fits() {
    let desk = TestDesk::default();
    for recipe in desk.recipes().all() {
        for way in &recipe.way {
            let id = desk.create(&recipe.id, &way.id);
            for field in recipe.fields(way) {
                let before = format!("{:?}", desk.record(&id).connection.values);
                let megabyte = "x".repeat(1 << 20).into();
                let offered = desk.desk().recognise(&id, &field.key, &megabyte).unwrap();
                assert!(offered.is_none(), "{} is not taken apart", field.key);
                let said = desk.desk().enter(&id, &field.key, &megabyte).unwrap().expect("it is refused");
                assert!(said.text.starts_with("This is too long; it was not kept."), "{}: {}", field.key, said.text);
                assert_eq!(format!("{:?}", desk.record(&id).connection.values), before, "what was there stays");
            }
        }
    }
}

#[test]
fn f21_names_of_any_script_are_kept_and_endless_ones_are_cut() {
    let desk = TestDesk::default();
    let id = desk.create("oauth2", "client_credentials");
    for name in ["☎️ Nord 👩‍💻", "مقسم الشمال", "מרכזיה", "Ünïted \"Phones\" <b>"] {
        desk.desk().rename(&id, name).unwrap();
        assert_eq!(desk.view(&id).name, name);
    }
    desk.desk().rename(&id, &"☎".repeat(1 << 20)).unwrap();
    assert_eq!(desk.view(&id).name.chars().count(), 200);
}

#[test]
fn f16_a_pasted_curl_command_fills_in_a_phone_system_only_when_told() {
    let desk = TestDesk::default();
    let id = desk.create("oauth2", "client_credentials");
    let text = "curl -u 'desk-7:hunter2' https://pbx.northwind.example/oauth/token -d grant_type=client_credentials \
                -d scope=calls -d tenant=north";
    let offer = desk.desk().recognise(&id, "client_id", &text.into()).unwrap().unwrap();
    let view = offer.to_view();
    let shown: Vec<_> = view.values.iter().map(|value| (value.label.as_str(), value.shown.as_str())).collect();
    assert_eq!(
        shown,
        [
            ("Client ID", "desk-7"),
            ("Client secret", "7 characters"),
            ("Token address", "https://pbx.northwind.example/oauth/token"),
            ("Scope", "calls"),
            ("Extra parameters", "tenant=north"),
            ("How the client proves itself", "Basic header, as it is"),
        ]
    );
    assert!(!serde_json::to_string(&view).unwrap().contains("hunter2"), "no secret leaves Rust");
    let is_empty = |key: &str| !desk.record(&id).connection.values.contains_key(key);
    assert!(is_empty("client_id") && is_empty("client_secret"), "nothing is changed before it was shown");
    desk.desk().fill(&id, &offer).unwrap();
    assert!(!is_empty("client_id") && !is_empty("client_secret") && !is_empty("token_address"));
    let view = serde_json::to_string(&desk.view(&id)).unwrap();
    assert!(!view.contains("hunter2") && view.contains("client_secret_basic_raw"));
}

#[test]
fn f74_a_locked_key_is_opened_and_the_opened_one_is_kept() {
    const LOCKED: &str = "-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAiEGeqEpNbIEAICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEFfBQ3Sq2MnrFeA9b5VqQlYEgZCf
Z8MXT0c9FCVBwEfDqCG63g7/zphUB7zJw1pbUeU+3brp+MZoXPDOfI3acySB4z8/
a0ovQEV5RoDaj7usAxzAT1mmoFxNBU9RS2/t9DOWWuPZWMyYDj25znxBmaElKlz0
d4/fIVHKPpZ2rMbH+Sv0ISwt4ueoZWZS40t1J9C/6UtVc6iscZ/sf8m/MHSE6FA=
-----END ENCRYPTED PRIVATE KEY-----
";
    let desk = TestDesk::default();
    let id = desk.create("pexip-infinity", "client");
    desk.enter(&id, "private_key", LOCKED);
    let entered =
        || desk.view(&id).fields.into_iter().find(|field| field.key == "private_key").unwrap().entered.unwrap();
    assert_eq!((entered().title.as_str(), entered().usable, entered().locked), ("Locked private key", false, true));

    let wrong = desk.desk().open_key(&id, "private_key", &"wrong".into()).unwrap();
    assert_eq!(
        (wrong.tone, wrong.text.as_str()),
        (Tone::Bad, "The passphrase does not open it. Capital letters and blanks count.")
    );
    assert!(entered().locked, "the locked key stays");

    let opened = desk.desk().open_key(&id, "private_key", &"northwind é".into()).unwrap();
    assert_eq!(
        (opened.tone, opened.text.as_str()),
        (
            Tone::Info,
            "We opened it and keep the key without its passphrase, in the encrypted file of your connections."
        )
    );
    assert_eq!((entered().title.as_str(), entered().usable, entered().locked), ("EC P-256 private key", true, false));
    let view = serde_json::to_string(&desk.view(&id)).unwrap();
    assert!(!view.contains("northwind é") && !view.contains("BEGIN"), "neither key nor passphrase leaves Rust");
}
