//! The HTTP client that a request is sent with. Each request has its own, so that no secret of a route and nothing about a
//! certificate outlives it; making one takes much less time than a request on this computer.

use std::{sync::Arc, time::Duration};

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

/// A client for one request, and who sees its handshake where it has one.
pub(super) struct ClientForOne {
    pub(super) client: Client,
    pub(super) witness: Option<Arc<Witness>>,
    pub(super) has_proxy: bool,
}

impl ClientForOne {
    /// A client that takes `way` to `url`.
    pub(super) fn new(route: &Route, url: &Url, way: &Way, call_timeout: Duration) -> Result<Self, TransportError> {
        let builder = on_its_way(builder(call_timeout), way)?;
        let (builder, witness) = if url.scheme() == "https" {
            let place = place_of(url).ok_or(TransportError::HostNotFound)?;
            let Tls { settings, witness } = Tls::for_request(route, &place)?;
            (builder.https_only(true).tls_backend_preconfigured(settings), Some(witness))
        } else {
            // Nothing is verified without TLS, so that no certificates need to be read.
            (builder.tls_certs_only([]), None)
        };
        let builder = if route.only_http_1 { builder.http1_only() } else { builder };
        let unusable = |_| TransportError::ConnectionFailed("the request could not be made".into());
        Ok(Self { client: builder.build().map_err(unusable)?, witness, has_proxy: way.proxy.is_some() })
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
