//! The only part that knows HTTP: reads a request whole, has it answered, writes the answer.

use std::{fmt::Debug, sync::Arc};

use axum::{
    body::to_bytes,
    extract::{Request, State},
    handler::Handler,
    http::{HeaderValue, StatusCode, header},
    response::Response,
    serve::Listener,
};
use tokio::sync::watch;

use crate::{delivery::Delivery, received::Received, reply::Reply, system::System};

/// Bytes of a request's body. A token request has a few thousand at the most.
const BODY_LIMIT: usize = 64 * 1024;

/// Serves one phone system until the sending side of `end` is dropped; requests under way are still answered.
pub(crate) fn spawn<L: Listener>(listener: L, system: Arc<System>, mut end: watch::Receiver<()>)
where
    L::Addr: Debug,
{
    let service = respond.with_state(Served { system, end: end.clone() }).into_make_service();
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        // Nothing is ever sent: this ends with an error when the practice system is dropped.
        while end.changed().await.is_ok() {}
    });
    tokio::spawn(async move {
        if let Err(error) = serving.await {
            tracing::warn!(%error, "a practice system stopped");
        }
    });
}

/// What a request is answered by.
#[derive(Clone)]
struct Served {
    system: Arc<System>,
    end: watch::Receiver<()>,
}

async fn respond(State(served): State<Served>, request: Request) -> Response {
    let Served { system, mut end } = served;
    let date = httpdate::fmt_http_date(system.now());
    let reply = match receive(request).await {
        Some(received) => system.handle(received).await,
        None => Reply::empty(413),
    };
    match reply.delivery {
        Delivery::Late(after) => tokio::time::sleep(after).await,
        // Ends with an error when the practice system is dropped.
        Delivery::Never => tokio::select! { () = system.until_it_answers() => {}, _ = end.changed() => {} },
        _ => {}
    }
    to_response(reply, &date)
}

/// The request as it arrived; none when its body is too long or breaks off.
async fn receive(request: Request) -> Option<Received> {
    let (parts, body) = request.into_parts();
    let headers = parts
        .headers
        .iter()
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str()).to_owned();
    let body = to_bytes(body, BODY_LIMIT).await.ok()?.to_vec();
    Some(Received { method: parts.method.to_string(), target, headers, body })
}

fn to_response(reply: Reply, date: &str) -> Response {
    let needed = reply.delivery.header(&reply.body);
    let mut response = Response::new(reply.delivery.body(reply.body));
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    // The Date is the practice system's own, so that its clock can be seen to differ.
    let every_answer = [("Date".to_owned(), date.to_owned()), ("Cache-Control".to_owned(), "no-store".to_owned())];
    for (name, value) in every_answer.into_iter().chain(reply.headers).chain(needed) {
        if let (Ok(name), Ok(value)) = (header::HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().append(name, value);
        }
    }
    response
}
