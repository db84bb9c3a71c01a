//! Routes and looks as the tables hold them. What this version cannot read stays as another one stored it.

use std::collections::BTreeMap;

use dialkey_core::{
    domain::{
        certificate::Certificate,
        connection::Connection,
        route::{ClientCertificate, Proxy, Route, TrustedCertificate},
        time::Timestamp,
    },
    ports::vault::Record,
};
use zeroize::Zeroizing;

use super::stored::{exposed, from_json, keep, secret, to_json};

/// A row of `route` with the rows of `trusted_certificate`.
#[derive(PartialEq, Eq, Default)]
pub(super) struct StoredRoute {
    pub(super) proxy: StoredProxy,
    pub(super) without_tls: bool,
    pub(super) only_http_1: bool,
    pub(super) authority: Option<String>,
    pub(super) own_certificate: Option<StoredOwnCertificate>,
    pub(super) signs_ahead: Option<i64>,
    /// By their places.
    pub(super) trusted: BTreeMap<String, StoredTrust>,
}

/// The columns about the proxy.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct StoredProxy {
    pub(super) kind: String,
    pub(super) address: Option<String>,
    pub(super) username: Option<String>,
    pub(super) password: Option<Zeroizing<String>>,
}

/// The columns about the client certificate.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct StoredOwnCertificate {
    pub(super) chain: String,
    pub(super) key: Zeroizing<String>,
    pub(super) certificate: String,
}

/// A row of `trusted_certificate`, without its place.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct StoredTrust {
    pub(super) certificate: String,
    pub(super) trusted_at: i64,
}

/// A row of `last_look`.
#[derive(PartialEq, Eq, Default)]
pub(super) struct StoredLook {
    pub(super) checks: Option<String>,
    pub(super) server_ahead: Option<i64>,
}

impl Default for StoredProxy {
    fn default() -> Self {
        Self::of_kind(SYSTEM)
    }
}

const SYSTEM: &str = "system";
const NONE: &str = "none";
const MANUAL: &str = "manual";

impl StoredRoute {
    pub(super) fn of(connection: &Connection) -> Self {
        let Route { proxy, without_tls, only_http_1, authority, trusted, client_certificate } = &connection.route;
        Self {
            proxy: StoredProxy::of(proxy),
            without_tls: *without_tls,
            only_http_1: *only_http_1,
            authority: authority.clone(),
            own_certificate: client_certificate.as_ref().and_then(StoredOwnCertificate::of),
            signs_ahead: connection.signs_ahead,
            trusted: trusted.iter().filter_map(StoredTrust::of).collect(),
        }
    }

    /// The route again.
    pub(super) fn to_route(&self) -> Route {
        let trusted = self.trusted.iter().filter_map(|(place, trust)| trust.to_trusted(place));
        Route {
            proxy: self.proxy.to_proxy(),
            without_tls: self.without_tls,
            only_http_1: self.only_http_1,
            authority: self.authority.clone(),
            trusted: trusted.collect(),
            client_certificate: self.own_certificate.as_ref().and_then(StoredOwnCertificate::to_certificate),
        }
    }

    /// See [`super::stored::StoredRecord::changed`].
    pub(super) fn keep_unread(&mut self, read: &Self, stored: &Self) {
        keep(&mut self.proxy, &read.proxy, || stored.proxy.clone());
        keep(&mut self.own_certificate, &read.own_certificate, || stored.own_certificate.clone());
        for (place, trust) in stored.trusted.iter().filter(|(place, _)| !read.trusted.contains_key(*place)) {
            self.trusted.entry(place.clone()).or_insert_with(|| trust.clone());
        }
    }
}

impl StoredProxy {
    fn of_kind(kind: &str) -> Self {
        Self { kind: kind.into(), address: None, username: None, password: None }
    }

    fn of(proxy: &Proxy) -> Self {
        match proxy {
            Proxy::System => Self::of_kind(SYSTEM),
            Proxy::None => Self::of_kind(NONE),
            Proxy::Manual { address, username, password } => Self {
                kind: MANUAL.into(),
                address: Some(address.clone()),
                username: Some(username.clone()),
                password: password.as_ref().map(exposed),
            },
        }
    }

    fn to_proxy(&self) -> Proxy {
        match self.kind.as_str() {
            NONE => Proxy::None,
            MANUAL => Proxy::Manual {
                address: self.address.clone().unwrap_or_default(),
                username: self.username.clone().unwrap_or_default(),
                password: self.password.as_ref().map(secret),
            },
            _ => Proxy::System,
        }
    }
}

impl StoredOwnCertificate {
    fn of(own: &ClientCertificate) -> Option<Self> {
        let certificate = to_json(&own.certificate)?;
        Some(Self { chain: own.chain.clone(), key: exposed(&own.private_key), certificate })
    }

    fn to_certificate(&self) -> Option<ClientCertificate> {
        let certificate: Certificate = from_json(&self.certificate)?;
        Some(ClientCertificate { chain: self.chain.clone(), private_key: secret(&self.key), certificate })
    }
}

impl StoredTrust {
    fn of(trusted: &TrustedCertificate) -> Option<(String, Self)> {
        let certificate = to_json(&trusted.certificate)?;
        Some((trusted.place.clone(), Self { certificate, trusted_at: trusted.trusted_at.0 }))
    }

    fn to_trusted(&self, place: &str) -> Option<TrustedCertificate> {
        let certificate = from_json(&self.certificate)?;
        Some(TrustedCertificate { place: place.into(), certificate, trusted_at: Timestamp(self.trusted_at) })
    }
}

impl StoredLook {
    pub(super) fn of(record: &Record) -> Self {
        Self { checks: record.checks.as_ref().and_then(to_json), server_ahead: record.server_ahead }
    }

    /// See [`super::stored::StoredRecord::changed`].
    pub(super) fn keep_unread(&mut self, read: &Self, stored: &Self) {
        keep(&mut self.checks, &read.checks, || stored.checks.clone());
    }
}
