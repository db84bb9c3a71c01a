//! Another value that a field may need, made out of what is there and what was answered. It is offered, never tried by
//! itself.

use url::Url;

use super::your_cause;
use crate::{
    domain::{
        diagnosis::{Cause, CauseAction},
        field::Field,
        reach::Reach,
        template::Template,
    },
    filling::Filled,
    ports::http::HttpAnswer,
};

/// Key of the field with the audience of an assertion.
const AUDIENCE: &str = "audience";

/// The address that a redirect points to, where it is the same thing at the same host and can be entered: https, moved
/// for good (RFC 9110 15.4) or written a little differently.
pub(crate) fn value_of_redirect(
    filled: &Filled<'_>,
    template: &Template,
    asked: &Url,
    answer: &HttpAnswer,
) -> Option<CauseAction> {
    let target = asked.join(answer.header("location")?.trim()).ok()?;
    let is_safe = target.scheme() == "https" || Reach::of(&target) == Reach::ThisComputer;
    // What else stands in such an address may be a code or a session of its own.
    let is_plain = target.query() == asked.query()
        && target.fragment().is_none()
        && target.username().is_empty()
        && target.password().is_none();
    let is_same_path = target.path().trim_end_matches('/') == asked.path().trim_end_matches('/');
    let has_moved = matches!(answer.status, 301 | 307 | 308) || is_same_path;
    if target == *asked || target.host() != asked.host() || !is_safe || !is_plain || !has_moved {
        return None;
    }
    let field = filled.recipe.field(filled.way, template.first_name()?)?;
    Some(use_value(field, base_of(template, &target)?))
}

/// What has to stand in the field of a template for `target` to come out.
fn base_of(template: &Template, target: &Url) -> Option<String> {
    if template.is_one_name() {
        return Some(target.to_string());
    }
    if template.names().count() > 1 {
        return None;
    }
    let behind = template.expand(|_| String::new());
    target.as_str().strip_suffix(&behind).map(str::to_owned)
}

/// The address with a slash at its end where there is none, and without where there is one.
pub(super) fn other_slash(filled: &Filled<'_>, template: &Template) -> Option<Cause> {
    let field = filled.recipe.field(filled.way, template.first_name()?).filter(|_| template.is_one_name())?;
    let (other, title) = with_other_slash(&filled.address(template).ok()?)?;
    Some(your_cause(
        title,
        Some("Some phone systems tell the two spellings apart. This would be the other one.".to_owned()),
        Some(use_value(field, other)),
    ))
}

/// The same for the audience of what is signed, which has to be what the phone system calls itself (RFC 7523 3).
pub(super) fn other_audience(filled: &Filled<'_>) -> Option<Cause> {
    let field = filled.recipe.field(filled.way, AUDIENCE).filter(|_| filled.client_authentication().is_signed())?;
    let used = match filled.text(AUDIENCE) {
        "" => filled.token_url().ok()?,
        audience => Url::parse(audience).ok()?,
    };
    let (other, _) = with_other_slash(&used)?;
    Some(your_cause(
        format!("{} may be spelt differently", field.label),
        Some(format!("Signed now: {used} The other spelling would be {other}")),
        Some(use_value(field, other)),
    ))
}

fn with_other_slash(url: &Url) -> Option<(String, &'static str)> {
    let mut other = url.clone();
    let path = url.path();
    if path == "/" {
        return None;
    }
    let (path, title) = match path.strip_suffix('/') {
        Some(shorter) => (shorter.to_owned(), "The address may have to end without a slash"),
        None => (format!("{path}/"), "The address may need a slash at its end"),
    };
    other.set_path(&path);
    Some((other.to_string(), title))
}

fn use_value(field: &Field, value: String) -> CauseAction {
    CauseAction::UseValue { field: field.key.clone(), label: field.label.clone(), value }
}
