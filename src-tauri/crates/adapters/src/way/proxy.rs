//! Which proxy a request goes through. Only those that are asked over HTTP (RFC 9110 9.3.6) are used.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::STANDARD};
use dialkey_core::{
    domain::route::{Proxy, Route},
    ports::http::TransportError,
};
use hyper_util::client::proxy::matcher::Matcher;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret as _, SecretString};
use url::{Host, Url};
use zeroize::Zeroizing;

use super::is_this_computer;

/// A proxy, and what it is asked with.
#[derive(Clone)]
pub(crate) struct ProxyOnTheWay {
    /// Scheme, host and port.
    pub(crate) address: Url,
    /// What goes into `Proxy-Authorization` (RFC 9110 11.7.2), for the proxy alone.
    pub(crate) authorization: Option<Arc<HeaderValue>>,
}

/// The proxy that a request to `url` goes through; none where it goes there directly.
pub(crate) fn proxy_for(route: &Route, url: &Url) -> Result<Option<ProxyOnTheWay>, TransportError> {
    // What a name without TLS stands for is looked at before anything is sent. A proxy would find it by itself.
    let is_looked_at = url.scheme() == "http" && matches!(url.host(), Some(Host::Domain(_)));
    if is_this_computer(url) || is_looked_at {
        return Ok(None);
    }
    match &route.proxy {
        Proxy::None => Ok(None),
        Proxy::System => system_proxy(url),
        Proxy::Manual { address, username, password } => {
            let authorization = (!username.is_empty()).then(|| basic(username, password.as_ref())).transpose()?;
            Ok(Some(ProxyOnTheWay { address: usable(address)?, authorization: authorization.map(Arc::new) }))
        }
    }
}

/// What the settings of this computer say at this moment.
fn system_proxy(url: &Url) -> Result<Option<ProxyOnTheWay>, TransportError> {
    let Some(target) = url.as_str().parse().ok() else { return Ok(None) };
    let Some(intercept) = Matcher::from_system().intercept(&target) else { return Ok(None) };
    let authorization = intercept.basic_auth().cloned().map(Arc::new);
    Ok(Some(ProxyOnTheWay { address: usable(&intercept.uri().to_string())?, authorization }))
}

fn usable(address: &str) -> Result<Url, TransportError> {
    let unusable = |why: &str| TransportError::ProxyFailed(why.into());
    let mut url = Url::parse(address).map_err(|_| unusable("its address cannot be read"))?;
    if url.scheme() != "http" || url.host().is_none() {
        return Err(unusable("it is not asked over http, and Dialkey knows no other kind"));
    }
    // A name and a password are kept elsewhere; here they would be shown.
    let is_taken_out = url.set_username("").is_ok() && url.set_password(None).is_ok();
    if is_taken_out { Ok(url) } else { Err(unusable("its address cannot be read")) }
}

/// RFC 7617 2, in UTF-8.
fn basic(username: &str, password: Option<&SecretString>) -> Result<HeaderValue, TransportError> {
    // Exposed to be sent to the proxy, which is who it is for.
    let password = password.map_or("", |password| password.expose_secret());
    let pair = Zeroizing::new(format!("{username}:{password}"));
    let text = Zeroizing::new(format!("Basic {}", STANDARD.encode(pair.as_bytes())));
    let mut header = HeaderValue::from_str(&text)
        .map_err(|_| TransportError::ProxyFailed("its name or password cannot be written".into()))?;
    header.set_sensitive(true);
    Ok(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(address: &str) -> Route {
        let password = Some(SecretString::from("pass:word"));
        Route { proxy: Proxy::Manual { address: address.into(), username: "ü".into(), password }, ..Route::default() }
    }

    fn asked(route: &Route, url: &str) -> Option<String> {
        let proxy = proxy_for(route, &Url::parse(url).unwrap()).unwrap();
        proxy.map(|proxy| proxy.address.to_string())
    }

    #[test]
    fn this_computer_and_names_without_tls_are_asked_directly() {
        let route = route("http://proxy.example.com:8080");
        let through = Some("http://proxy.example.com:8080/".to_owned());
        for url in ["https://pbx.example.com/token", "https://10.0.0.1/", "http://10.0.0.1/", "http://[fd00::1]/"] {
            assert_eq!(asked(&route, url), through, "{url}");
        }
        for url in [
            "https://localhost/",
            "http://localhost:8080/",
            "https://127.0.0.1/",
            "https://127.9.9.9/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "http://pbx.example.com/",
        ] {
            assert_eq!(asked(&route, url), None, "{url}");
        }
        let none = Route { proxy: Proxy::None, ..Route::default() };
        assert_eq!(asked(&none, "https://pbx.example.com/"), None);
    }

    #[test]
    fn name_and_password_are_written_for_the_proxy_and_not_shown() {
        let url = Url::parse("https://pbx.example.com/").unwrap();
        let proxy = proxy_for(&route("http://a:b@proxy.example.com"), &url).unwrap().unwrap();
        assert_eq!(proxy.address.as_str(), "http://proxy.example.com/");
        let authorization = proxy.authorization.unwrap();
        assert_eq!(authorization.as_bytes(), format!("Basic {}", STANDARD.encode("ü:pass:word")).as_bytes());
        assert!(authorization.is_sensitive() && !format!("{authorization:?}").contains("Basic"));
    }

    #[test]
    fn a_proxy_of_another_kind_is_said_to_be_one() {
        let url = Url::parse("https://pbx.example.com/").unwrap();
        for address in ["socks5://proxy:1080", "https://proxy:3128", "proxy:3128", "", "http://"] {
            assert!(matches!(proxy_for(&route(address), &url), Err(TransportError::ProxyFailed(_))), "{address}");
        }
    }
}
