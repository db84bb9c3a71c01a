//! How a connection's requests get there: what a person chooses about it.

use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::{Desk, DeskError};
use crate::{
    domain::{
        connection::ConnectionId,
        note::Note,
        route::{Proxy, ProxyChoice},
    },
    editing::certificates::{read_authority, read_client_certificate},
};

impl Desk<'_> {
    /// Chooses which proxy is asked. A password stays only with the proxy and the name that it was typed for.
    ///
    /// # Errors
    /// [`DeskError::ProxyAddress`] where the address is not one of a proxy.
    pub fn choose_proxy(&self, id: &ConnectionId, choice: &ProxyChoice) -> Result<(), DeskError> {
        let chosen = match choice {
            ProxyChoice::System => Proxy::System,
            ProxyChoice::None => Proxy::None,
            ProxyChoice::Manual { address, username } => {
                let address = read_proxy_address(address).ok_or(DeskError::ProxyAddress)?;
                Proxy::Manual { address, username: username.trim().to_owned(), password: None }
            }
        };
        Ok(self.vault.change(id, &mut |record| {
            let route = &mut record.connection.route;
            let kept = match (&route.proxy, &chosen) {
                (Proxy::Manual { address, username, password }, Proxy::Manual { address: to, username: by, .. })
                    if address == to && username == by =>
                {
                    password.clone()
                }
                _ => None,
            };
            route.proxy = chosen.clone();
            if let Proxy::Manual { password, .. } = &mut route.proxy {
                *password = kept;
            }
        })?)
    }

    /// Keeps the password of the proxy that the person named; an empty one takes it away.
    pub fn proxy_password(&self, id: &ConnectionId, typed: &SecretString) -> Result<(), DeskError> {
        // Exposed to tell an empty entry.
        let typed = Some(typed.clone()).filter(|typed| !typed.expose_secret().is_empty());
        Ok(self.vault.change(id, &mut |record| {
            if let Proxy::Manual { password, .. } = &mut record.connection.route.proxy {
                password.clone_from(&typed);
            }
        })?)
    }

    /// Chooses whether addresses in private networks may go without encryption.
    pub fn allow_without_tls(&self, id: &ConnectionId, allow: bool) -> Result<(), DeskError> {
        self.change(id, &mut |record| record.connection.route.without_tls = allow)
    }

    /// Chooses whether HTTP/2 is left out.
    pub fn only_http_1(&self, id: &ConnectionId, only: bool) -> Result<(), DeskError> {
        Ok(self.vault.change(id, &mut |record| record.connection.route.only_http_1 = only)?)
    }

    /// Takes over certificates of an authority of the person's own, in PEM; an empty text takes them away. What cannot
    /// be used changes nothing and is answered with the reason.
    pub fn change_authority(&self, id: &ConnectionId, typed: &str) -> Result<Option<Note>, DeskError> {
        let authority = match typed.trim() {
            "" => None,
            typed => match read_authority(typed) {
                Ok(authority) => Some(authority),
                Err(rejected) => return Ok(Some(rejected)),
            },
        };
        self.vault.change(id, &mut |record| record.connection.route.authority.clone_from(&authority))?;
        Ok(None)
    }

    /// Takes over the certificate that this side proves itself with: PEM text, or a PKCS#12 file in Base64 that
    /// `passphrase` opens. An empty text takes it away; what cannot be used is answered with the reason.
    pub fn change_client_certificate(
        &self,
        id: &ConnectionId,
        typed: &SecretString,
        passphrase: &SecretString,
    ) -> Result<Option<Note>, DeskError> {
        // Exposed to tell an empty entry.
        let certificate = if typed.expose_secret().trim().is_empty() {
            None
        } else {
            match read_client_certificate(typed, passphrase) {
                Ok(certificate) => Some(certificate),
                Err(rejected) => return Ok(Some(rejected)),
            }
        };
        self.vault.change(id, &mut |record| record.connection.route.client_certificate.clone_from(&certificate))?;
        Ok(None)
    }

    /// Chooses how many seconds are added to this computer's time in what is signed; none for its own time.
    pub fn sign_on_server_time(&self, id: &ConnectionId, ahead: Option<i64>) -> Result<(), DeskError> {
        Ok(self.vault.change(id, &mut |record| record.connection.signs_ahead = ahead)?)
    }
}

/// The address of a proxy, from the scheme on. A name and a password have fields of their own.
fn read_proxy_address(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let whole = if typed.contains("://") { typed.to_owned() } else { format!("http://{typed}") };
    let url = Url::parse(&whole).ok()?;
    let is_bare = matches!(url.path(), "/" | "") && url.query().is_none() && url.fragment().is_none();
    let names_nobody = url.username().is_empty() && url.password().is_none();
    let is_usable = matches!(url.scheme(), "http" | "https") && url.has_host() && is_bare && names_nobody;
    is_usable.then(|| url.as_str().trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_proxy_is_completed_and_nothing_but_an_address() {
        for (typed, used) in [
            (" proxy.lan:3128 ", Some("http://proxy.lan:3128")),
            ("https://proxy.lan", Some("https://proxy.lan")),
            ("10.0.0.1:8080/", Some("http://10.0.0.1:8080")),
            ("", None),
            ("http://anna:pw@proxy.lan", None),
            ("proxy.lan/wpad.dat", None),
            ("ftp://proxy.lan", None),
        ] {
            assert_eq!(read_proxy_address(typed).as_deref(), used, "{typed}");
        }
    }
}
