//! The HTTP clients that requests are sent with, by the way they take.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use dialkey_core::{
    domain::route::{Route, place_of},
    ports::http::{CONNECT_TIMEOUT, TransportError},
};
use reqwest::{Client, ClientBuilder, Proxy, redirect, retry};
use url::Url;

use crate::{
    tls::{Tls, Witness},
    way::Way,
};

/// Makes a client for every request, so that no secret of a route and nothing about a certificate outlives it; what
/// takes long to make is shared between them. The exception are requests without TLS to this computer, which have
/// nothing of the kind.
#[derive(Debug)]
pub(super) struct Clients {
    this_computer: OnceLock<Client>,
}

/// A client for one request, and who sees its handshake where it has one.
pub(super) struct ClientForOne {
    pub(super) client: Client,
    pub(super) witness: Option<Arc<Witness>>,
    pub(super) has_proxy: bool,
}

impl Clients {
    pub(super) const fn new() -> Self {
        Self { this_computer: OnceLock::new() }
    }

    /// The client that takes `way` to `url`.
    pub(super) fn client(
        &self,
        route: &Route,
        url: &Url,
        way: &Way,
        call_timeout: Duration,
    ) -> Result<ClientForOne, TransportError> {
        let unusable = |_| TransportError::ConnectionFailed("the request could not be made".into());
        let builder = builder(call_timeout);
        if url.scheme() == "https" {
            let place = place_of(url).ok_or(TransportError::HostNotFound)?;
            let Tls { settings, witness } = Tls::for_request(route, &place)?;
            let builder = on_its_way(builder, way)?.https_only(true).tls_backend_preconfigured(settings);
            let builder = if route.only_http_1 { builder.http1_only() } else { builder };
            let client = builder.build().map_err(unusable)?;
            return Ok(ClientForOne { client, witness: Some(witness), has_proxy: way.proxy.is_some() });
        }
        // Nothing is verified without TLS, so that no certificates need to be read.
        let builder = builder.tls_certs_only([]);
        if way.checked.is_some() {
            let client = on_its_way(builder, way)?.build().map_err(unusable)?;
            return Ok(ClientForOne { client, witness: None, has_proxy: way.proxy.is_some() });
        }
        if let Some(client) = self.this_computer.get() {
            return Ok(ClientForOne { client: client.clone(), witness: None, has_proxy: false });
        }
        let client = on_its_way(builder, way)?.build().map_err(unusable)?;
        let client = self.this_computer.get_or_init(|| client).clone();
        Ok(ClientForOne { client, witness: None, has_proxy: false })
    }
}

fn builder(call_timeout: Duration) -> ClientBuilder {
    Client::builder()
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false)
        .gzip(true)
        .pool_max_idle_per_host(0)
        .connect_timeout(CONNECT_TIMEOUT.min(call_timeout))
        .timeout(call_timeout)
}

fn on_its_way(builder: ClientBuilder, way: &Way) -> Result<ClientBuilder, TransportError> {
    let builder = match &way.proxy {
        None => builder.no_proxy(),
        Some(proxy) => {
            let unusable = |_| TransportError::ProxyFailed("its address cannot be read".into());
            let through = Proxy::all(proxy.address.clone()).map_err(unusable)?;
            builder.proxy(match &proxy.authorization {
                None => through,
                Some(authorization) => through.custom_http_auth((**authorization).clone()),
            })
        }
    };
    Ok(match &way.checked {
        None => builder,
        Some(checked) => builder.resolve_to_addrs(&checked.name, &checked.addresses),
    })
}
