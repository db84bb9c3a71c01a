use super::*;
use crate::{
    domain::client_authentication::ClientAuthenticationMethod as Method, inspecting::private_key::sample_keys::EC_P256,
};

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
