//! Where the answer of a sign-in comes back to, and whether what was asked for can catch it there.

use dialkey_core::{
    desk::Desk,
    domain::{
        connection::ConnectionId,
        recipe::{Recipe, Way},
        sign_in::Capture,
    },
};
use secrecy::SecretString;

use crate::{
    arguments::{CaptureChoice, GivenValues},
    failure::Failure,
    fill_in::enter,
    secret_source::SecretSource,
    systems::default_of,
};

/// Key of the field with the redirect address.
const REDIRECT_URI: &str = "redirect_uri";

/// Enters the redirect address. One that is not given is the same in every run, since it is registered at the phone
/// system.
pub(crate) fn choose_redirect(
    desk: &Desk<'_>,
    recipe: &Recipe,
    way: &Way,
    id: &ConnectionId,
    given: &GivenValues,
    chooses_capture: bool,
) -> Result<(), Failure> {
    let Some(field) = recipe.field(way, REDIRECT_URI).filter(|_| way.grant.needs_sign_in()) else {
        return refuse_options_of_sign_in(given, chooses_capture);
    };
    let is_set = given.values.iter().any(|(key, _)| key == REDIRECT_URI);
    let redirect = match (&given.redirect, is_set) {
        (Some(_), true) => {
            return Err(Failure::bad_input(format!(
                "Give the redirect address once: --redirect or --set {REDIRECT_URI}."
            )));
        }
        (Some(redirect), false) => Some(redirect.clone()),
        (None, true) => None,
        (None, false) => default_of(&recipe.id, field),
    };
    if let Some(redirect) = redirect {
        enter(desk, id, REDIRECT_URI, &SecretString::from(redirect))?;
    }
    Ok(())
}

fn refuse_options_of_sign_in(given: &GivenValues, chooses_capture: bool) -> Result<(), Failure> {
    if given.redirect.is_some() || chooses_capture || given.without_pkce {
        return Err(Failure::bad_input(
            "Nobody signs in with this way; leave --redirect, --capture and --without-pkce out.",
        ));
    }
    Ok(())
}

/// Whether the answer of a sign-in can be caught as it was asked for.
pub(crate) fn check_capture(
    desk: &Desk<'_>,
    id: &ConnectionId,
    choice: Option<CaptureChoice>,
    reads_secret: bool,
) -> Result<(), Failure> {
    let Some(sign_in) = desk.view(id, false, None)?.sign_in else { return Ok(()) };
    let by_listener = sign_in.capture == Capture::Loopback;
    if choice == Some(CaptureChoice::Loopback) && !by_listener {
        return Err(Failure::bad_input(format!(
            "Nothing here can listen at {}. Use --capture paste.",
            sign_in.redirect_uri
        )));
    }
    let pastes = choice == Some(CaptureChoice::Paste) || !by_listener;
    if pastes && reads_secret {
        return Err(Failure::bad_input(
            "Standard input cannot hold a secret and the pasted address. Give the secret as KEY=@FILE or KEY=env:NAME.",
        ));
    }
    Ok(())
}

/// Whether standard input holds a secret.
pub(crate) fn reads_secret(given: &GivenValues) -> bool {
    given.secrets.iter().any(|(_, source)| matches!(source, SecretSource::StandardInput))
}
