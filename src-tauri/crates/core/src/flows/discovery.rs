//! RFC 8414 and `OpenID` Connect Discovery: an authorization server says where its endpoints are.

use serde::Deserialize;
use url::Url;

use super::token_flow::standard_headers;
use crate::{
    domain::{
        discovery::{DiscoveredValue, Discovery},
        recipe::DiscoveryFields,
    },
    filling::Filled,
    inspecting::base_url::read_base_url_by,
    ports::{
        Outside,
        http::{HttpAnswer, HttpRequest, Method, TOKEN_ANSWER_LIMIT},
    },
    reading::quote_words,
};

/// RFC 8414 3 and `OpenID` Connect Discovery 4.
const WELL_KNOWN: [&str; 2] = [".well-known/oauth-authorization-server", ".well-known/openid-configuration"];

const NOTHING_THERE: &str = "There is no description of its endpoints at this address.";

/// The members of RFC 8414 2, RFC 9207 3 and `OpenID` Connect Discovery 3 that are used.
#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: Option<String>,
    token_endpoint: Option<String>,
    revocation_endpoint: Option<String>,
    introspection_endpoint: Option<String>,
    userinfo_endpoint: Option<String>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// Asks the issuer that was typed. Nothing is filled in: what was found is shown first.
pub async fn discover(outside: Outside<'_>, filled: Filled<'_>, fields: &DiscoveryFields) -> Discovery {
    match look_up(outside, filled, fields).await {
        Ok(found) => found,
        Err(why) => Discovery::Nothing { why },
    }
}

async fn look_up(outside: Outside<'_>, filled: Filled<'_>, fields: &DiscoveryFields) -> Result<Discovery, String> {
    let typed = filled.text(&fields.issuer);
    // RFC 8414 2: an https address without query and fragment. What is asked is this computer's business otherwise.
    let without_tls = filled.connection.route.without_tls;
    read_base_url_by(typed, without_tls).map_err(|problem| problem.sentence().to_owned())?;
    let issuer = Url::parse(typed).map_err(|_| "The issuer has to be a whole address, from https on.".to_owned())?;
    let mut reasons = Vec::new();
    for address in addresses(&issuer) {
        let request = HttpRequest {
            method: Method::Get,
            url: address.clone(),
            query: Vec::new(),
            headers: standard_headers(),
            body: None,
            answer_limit: TOKEN_ANSWER_LIMIT,
        };
        let read = match outside.http.send(&filled.connection.route, &request).await {
            Ok(answer) => read_metadata(&answer, typed),
            Err(error) => Err(format!("{} could not be asked: {error}.", address.authority())),
        };
        match read {
            Ok(metadata) => return found(&filled, fields, &address, metadata),
            Err(problem) => reasons.push(problem),
        }
    }
    // "There is nothing" is the least that can be said; whatever else was found says more.
    let nothing = |reason: &String| reason == NOTHING_THERE;
    Err(reasons.iter().find(|reason| !nothing(reason)).or(reasons.first()).cloned().unwrap_or_default())
}

/// RFC 8414 3.1 puts its name between host and path; `OpenID` Connect appends it.
fn addresses(issuer: &Url) -> Vec<Url> {
    let path = issuer.path().trim_end_matches('/');
    let [oauth, openid] = WELL_KNOWN;
    let paths = [format!("/{oauth}{path}"), format!("{path}/{openid}"), format!("/{openid}{path}")];
    let mut addresses: Vec<Url> = Vec::new();
    for path in paths {
        let mut address = issuer.clone();
        address.set_path(&path);
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    addresses
}

fn read_metadata(answer: &HttpAnswer, typed: &str) -> Result<Metadata, String> {
    if answer.status != 200 {
        return Err(NOTHING_THERE.into());
    }
    let metadata: Metadata = serde_json::from_slice(&answer.body)
        .map_err(|_| "What is at this address is no description of endpoints.".to_owned())?;
    // RFC 8414 3.3: identical, or the document must not be used.
    if metadata.issuer != typed {
        let named = quote_words(&metadata.issuer).unwrap_or_default();
        return Err(format!("The description is that of {named}, which is not exactly what is typed here."));
    }
    Ok(metadata)
}

fn found(
    filled: &Filled<'_>,
    fields: &DiscoveryFields,
    address: &Url,
    metadata: Metadata,
) -> Result<Discovery, String> {
    let endpoints = [
        (true, Some(&fields.authorization_endpoint), metadata.authorization_endpoint),
        (true, Some(&fields.token_endpoint), metadata.token_endpoint),
        (false, fields.revocation_endpoint.as_ref(), metadata.revocation_endpoint),
        (false, fields.introspection_endpoint.as_ref(), metadata.introspection_endpoint),
        (false, fields.userinfo_endpoint.as_ref(), metadata.userinfo_endpoint),
    ];
    let mut values = Vec::new();
    for (is_needed, key, endpoint) in endpoints {
        let (Some(key), Some(endpoint)) = (key, endpoint) else { continue };
        let Some(field) = filled.recipe.field(filled.way, key) else { continue };
        if let Err(problem) = read_base_url_by(&endpoint, filled.connection.route.without_tls) {
            return Err(format!("The {} it names cannot be used. {}", field.label, problem.sentence()));
        }
        if let Some(host) = other_host(address, &endpoint) {
            // Who describes itself may not say where another server's secrets go; whoever knows better types it.
            if is_needed {
                return Err(format!(
                    "The {} it names is at another host, {host}. Type it if that is right.",
                    field.label
                ));
            }
            continue;
        }
        let now = filled.text(key);
        values.push(DiscoveredValue {
            field: key.clone(),
            label: field.label.clone(),
            instead_of: Some(now).filter(|now| !now.is_empty() && *now != endpoint).map(str::to_owned),
            found: endpoint,
        });
    }
    if values.is_empty() {
        return Err("The description names none of the addresses that are needed here.".into());
    }
    let names_issuer = metadata.authorization_response_iss_parameter_supported;
    Ok(Discovery::Found { address: address.to_string(), values, names_issuer })
}

/// The host of an endpoint, cut for people, where it is not that of the description.
fn other_host(address: &Url, endpoint: &str) -> Option<String> {
    let host = Url::parse(endpoint).ok()?.host_str()?.to_owned();
    (Some(host.as_str()) != address.host_str()).then(|| quote_words(&host)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(issuer: &str) -> Vec<String> {
        addresses(&issuer.parse().unwrap()).into_iter().map(String::from).collect()
    }

    #[test]
    fn the_well_known_name_stands_between_host_and_path_or_behind_the_path() {
        assert_eq!(
            asked("https://as.test/tenant/7"),
            [
                "https://as.test/.well-known/oauth-authorization-server/tenant/7",
                "https://as.test/tenant/7/.well-known/openid-configuration",
                "https://as.test/.well-known/openid-configuration/tenant/7",
            ]
        );
        assert_eq!(
            asked("https://as.test"),
            [
                "https://as.test/.well-known/oauth-authorization-server",
                "https://as.test/.well-known/openid-configuration",
            ]
        );
    }

    fn answer(issuer: &str) -> HttpAnswer {
        let body = serde_json::json!({ "issuer": issuer, "token_endpoint": "https://as.test/token" });
        HttpAnswer { status: 200, headers: vec![], body: body.to_string().into_bytes(), milliseconds: 1 }
    }

    #[test]
    fn a_description_of_another_issuer_is_put_away_however_alike() {
        assert!(read_metadata(&answer("https://as.test"), "https://as.test").is_ok());
        for named in ["https://as.test/", "https://AS.test", "https://evil.test"] {
            assert!(read_metadata(&answer(named), "https://as.test").is_err(), "{named}");
        }
    }
}
