//! A request as it arrived.

use std::io::Read as _;

use tiny_http::Request;

/// The largest form that is read.
const LARGEST_FORM: u64 = 64 * 1024;

/// No browser announces this much.
const LARGEST_ANNOUNCEMENT: usize = 1 << 30;

/// Why a form cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum FormProblem {
    /// Larger than any answer.
    TooLarge,
    /// Not `application/x-www-form-urlencoded`.
    NotAForm,
    /// It broke off, or is no text.
    Broken,
}

/// Whether the request must not even be dropped: the server then sets aside memory for what is left of its body, and a
/// length that nobody has memory for would end the program.
pub(super) fn is_dangerous(request: &Request) -> bool {
    request.body_length().is_some_and(|length| length > LARGEST_ANNOUNCEMENT)
}

/// The path of the target, without its query.
pub(super) fn path(request: &Request) -> &str {
    let target = request.url();
    target.split_once('?').map_or(target, |(path, _)| path)
}

/// The one `Host` header; none where there is none, or several.
pub(super) fn host(request: &Request) -> Option<&str> {
    let mut hosts = values(request, "Host");
    hosts.next().filter(|_| hosts.next().is_none())
}

/// Whether a browser only looks ahead, and the person is not there yet.
pub(super) fn is_prefetch(request: &Request) -> bool {
    let names = ["Purpose", "Sec-Purpose", "X-Purpose", "X-Moz"];
    names.iter().flat_map(|name| values(request, name)).any(|value| {
        let value = value.to_ascii_lowercase();
        value.contains("prefetch") || value.contains("prerender") || value.contains("preview")
    })
}

/// Reads a form.
pub(super) fn read_form(request: &mut Request) -> Result<String, FormProblem> {
    let content_type = values(request, "Content-Type").next().unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    if !media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(FormProblem::NotAForm);
    }
    if request.body_length().is_some_and(|length| length as u64 > LARGEST_FORM) {
        return Err(FormProblem::TooLarge);
    }
    let mut form = Vec::new();
    request.as_reader().take(LARGEST_FORM + 1).read_to_end(&mut form).map_err(|_| FormProblem::Broken)?;
    if form.len() as u64 > LARGEST_FORM {
        return Err(FormProblem::TooLarge);
    }
    if request.body_length().is_some_and(|length| length != form.len()) {
        return Err(FormProblem::Broken);
    }
    String::from_utf8(form).map_err(|_| FormProblem::Broken)
}

fn values<'a>(request: &'a Request, name: &'static str) -> impl Iterator<Item = &'a str> {
    let headers = request.headers().iter().filter(move |header| header.field.equiv(name));
    headers.map(|header| header.value.as_str())
}
