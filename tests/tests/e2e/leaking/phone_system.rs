//! A phone system that knows every secret and repeats what it was sent wherever it can.

use base64::{Engine, engine::general_purpose::STANDARD};
use dialkey_tests::{
    raw_server::Reply,
    request::{Request, value},
    scripted_server::Asked,
};
use serde_json::json;

pub(super) const CLIENT_SECRET: &str = "Zq7%k@V!x#M2+w:R&9~p'L";
pub(super) const HEADER_VALUE: &str = "hv-81c2;e4=\"Xw9\"";
pub(super) const PASSWORD: &str = "c0rrect h0rse\"bättery/staple";
pub(super) const CODE: &str = "co/de+7d:Q&x=\"9-Lk2";
pub(super) const OTHER_CODE: &str = "other/code+8Zt&1=Ws";
pub(super) const ACCESS_TOKEN: &str = "at.Kd83hw+PQ/zm=71-vT_x";
pub(super) const REFRESH_TOKEN: &str = "rt~N5c!0Lw&bY2/q=9";
pub(super) const NEXT_REFRESH_TOKEN: &str = "next~rt%8+Z:k/5&v=";
pub(super) const PASSPHRASE: &str = "öpen the vault, 7 tïmes";
pub(super) const WRONG_PASSPHRASE: &str = "not this one & 8 others";
pub(super) const NEXT_PASSPHRASE: &str = "an0ther ph(r)ase/again";
/// The signature of the token that follows the first one.
pub(super) const SIGNATURE: &str = "c2lnbmVkLWJ5LW5vYm9keS1pbi1wYXJ0aWN1bGFy";

/// The token that follows the first one; it can be taken apart.
pub(super) fn next_access_token() -> String {
    let [header, payload] = [json!({ "alg": "none" }), json!({ "sub": "front_desk", "scope": "calls" })]
        .map(|part| STANDARD.encode(part.to_string()).replace('=', ""));
    format!("{header}.{payload}.{SIGNATURE}")
}

/// Does what the path says, and repeats what it was sent wherever it can.
pub(super) fn answer(bytes: &[u8]) -> Reply {
    let request = Request::parse(bytes);
    let everything = format!("{}\n{}", String::from_utf8_lossy(bytes), STANDARD.encode(bytes));
    let form = request.form();
    let renews = value(&form, "grant_type") == Some("refresh_token");
    match request.path() {
        "/authorize" => {
            let asked = Asked { parameters: request.query() };
            let back = asked.back_with(&[("code", CODE), ("state", asked.get("state"))]);
            Reply::answer(303, &[("Location", &back)], "")
        }
        "/token" if renews => {
            let token = next_access_token();
            let members = json!({
                "access_token": token, "refresh_token": NEXT_REFRESH_TOKEN, "expires_in": 3600, "token_type": "Bearer",
                "note": everything,
            });
            Reply::json(200, members.to_string())
        }
        "/token" => {
            let members = json!({
                "access_token": ACCESS_TOKEN, "refresh_token": REFRESH_TOKEN, "expires_in": 3600,
                "token_type": "Bearer", "scope": everything, "note": everything,
            });
            Reply::answer(200, &[("Content-Type", "application/json"), ("X-Debug", ACCESS_TOKEN)], members.to_string())
        }
        "/lost" => Reply::Bytes(Vec::new()),
        "/broken" => Reply::answer(500, &[("Content-Type", "text/html")], format!("<p>{everything}</p>")),
        "/about" => {
            Reply::json(200, json!({ "active": true, "username": everything, "sub": "front_desk" }).to_string())
        }
        "/gone" => Reply::json(200, ""),
        _ => Reply::json(401, json!({ "error": "invalid_client", "error_description": everything }).to_string()),
    }
}
