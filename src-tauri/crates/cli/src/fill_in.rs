//! From the command line to a connection that is filled in. What cannot work is said before anything is sent.

use dialkey_adapters::random::OsRandom;
use dialkey_core::{
    desk::{Desk, DeskError},
    domain::{
        client_authentication::ClientAuthenticationMethod,
        connection::ConnectionId,
        recipe::{Recipe, Way},
        recipes::Recipes,
        sign_in::SignInSettings,
    },
};
use secrecy::SecretString;

use crate::{
    arguments::{GetArguments, GivenValues},
    failure::Failure,
    redirect::{check_capture, choose_redirect, reads_secret},
    route::choose_route,
    secret_source::SecretSource,
    usage::{Usage, usage_of},
};

/// Fills in a new connection to get a token for, and says how that is used.
pub(crate) fn fill_in<'a>(
    desk: &Desk<'_>,
    recipes: &'a Recipes,
    system: &str,
    arguments: &GetArguments,
) -> Result<(ConnectionId, Usage<'a>), Failure> {
    let given = &arguments.given;
    let Begun { id, recipe, way } = begin(desk, recipes, system, given, arguments.sign_in.capture.is_some())?;
    check_capture(desk, &id, arguments.sign_in.capture, reads_secret(given))?;
    let how_to_give = |key: &str| format!("Give it as --set {key}=ADDRESS.");
    let usage = usage_of(desk, recipe, way, &id, arguments.output, how_to_give)?;
    // Read last: where standard input holds a secret, nobody is asked for it in vain.
    enter_secrets(desk, recipe, way, &id, given)?;
    Ok((id, usage))
}

/// Fills in a new connection to look at its way.
pub(crate) fn fill_in_to_check(
    desk: &Desk<'_>,
    recipes: &Recipes,
    system: &str,
    given: &GivenValues,
) -> Result<ConnectionId, Failure> {
    let Begun { id, recipe, way } = begin(desk, recipes, system, given, false)?;
    enter_secrets(desk, recipe, way, &id, given)?;
    Ok(id)
}

/// A connection with all that may be seen of it.
struct Begun<'a> {
    id: ConnectionId,
    recipe: &'a Recipe,
    way: &'a Way,
}

fn begin<'a>(
    desk: &Desk<'_>,
    recipes: &'a Recipes,
    system: &str,
    given: &GivenValues,
    chooses_capture: bool,
) -> Result<Begun<'a>, Failure> {
    let recipe = recipes.find(system).ok_or_else(|| DeskError::NoSuchSystem(system.to_owned()))?;
    let way = choose_way(recipe, given.way.as_deref())?;
    let id = desk.create(&recipe.id, &way.id, false, &OsRandom)?;
    choose_route(desk, &id, &given.route)?;
    enter_values(desk, recipe, way, &id, given)?;
    choose_client_authentication(desk, way, &id, given)?;
    if given.without_pkce {
        desk.change_sign_in(&id, SignInSettings { leave_out_pkce: true, ..SignInSettings::default() })?;
    }
    choose_redirect(desk, recipe, way, &id, given, chooses_capture)?;
    Ok(Begun { id, recipe, way })
}

fn enter_values(
    desk: &Desk<'_>,
    recipe: &Recipe,
    way: &Way,
    id: &ConnectionId,
    given: &GivenValues,
) -> Result<(), Failure> {
    for (key, value) in &given.values {
        if is_secret(recipe, way, key)? {
            return Err(Failure::bad_input(format!(
                "{key} is a secret and must not stand on the command line, where other programs and the shell's history \
                 see it. Give it as --secret {key}=@FILE, {key}=env:NAME or {key}=- for standard input."
            )));
        }
        enter(desk, id, key, &SecretString::from(value.as_str()))?;
    }
    Ok(())
}

fn enter_secrets(
    desk: &Desk<'_>,
    recipe: &Recipe,
    way: &Way,
    id: &ConnectionId,
    given: &GivenValues,
) -> Result<(), Failure> {
    let from_standard_input = |(_, source): &&(String, SecretSource)| matches!(source, SecretSource::StandardInput);
    if given.secrets.iter().filter(from_standard_input).count() > 1 {
        return Err(Failure::bad_input(
            "Standard input can hold one secret only. Give the others as KEY=@FILE or KEY=env:NAME.",
        ));
    }
    for (key, source) in &given.secrets {
        if !is_secret(recipe, way, key)? {
            return Err(Failure::bad_input(format!("{key} is no secret; give it as --set {key}=VALUE.")));
        }
        enter(desk, id, key, &source.read(key)?)?;
    }
    Ok(())
}

fn choose_client_authentication(
    desk: &Desk<'_>,
    way: &Way,
    id: &ConnectionId,
    given: &GivenValues,
) -> Result<(), Failure> {
    let Some(name) = &given.client_authentication else { return Ok(()) };
    let offered = &way.client_authentication.methods;
    if offered.is_empty() {
        return Err(Failure::bad_input("No client proves itself with this way; leave --client-authentication out."));
    }
    let method = offered.iter().find(|method| method_name(**method) == *name).ok_or_else(|| {
        let names = offered.iter().map(|method| method_name(*method)).collect::<Vec<_>>().join(", ");
        Failure::bad_input(format!("The client authentication can be: {names}."))
    })?;
    Ok(desk.choose_client_authentication(id, *method)?)
}

/// Takes over one value, or says why it cannot be.
pub(crate) fn enter(desk: &Desk<'_>, id: &ConnectionId, key: &str, value: &SecretString) -> Result<(), Failure> {
    match desk.enter(id, key, value)? {
        Some(rejected) => Err(Failure::bad_input(format!("{key}: {}", rejected.text))),
        None => Ok(()),
    }
}

fn choose_way<'a>(recipe: &'a Recipe, named: Option<&str>) -> Result<&'a Way, Failure> {
    let ways = || recipe.way.iter().map(|way| way.id.as_str()).collect::<Vec<_>>().join(", ");
    match (named, recipe.way.as_slice()) {
        (Some(name), _) => recipe.way(name).ok_or_else(|| {
            Failure::bad_input(format!("{} has no way \"{name}\". Its ways are: {}.", recipe.name, ways()))
        }),
        (None, [only]) => Ok(only),
        (None, _) => {
            Err(Failure::bad_input(format!("{} has several ways; add --way with one of: {}.", recipe.name, ways())))
        }
    }
}

fn is_secret(recipe: &Recipe, way: &Way, key: &str) -> Result<bool, Failure> {
    let field = recipe.field(way, key).ok_or_else(|| {
        let keys = recipe.fields(way).map(|field| field.key.as_str()).collect::<Vec<_>>().join(", ");
        Failure::bad_input(format!("{} asks for no \"{key}\". It asks for: {keys}.", recipe.name))
    })?;
    Ok(field.kind.is_secret())
}

/// `client-secret-post`, as on the command line.
fn method_name(method: ClientAuthenticationMethod) -> String {
    let name = serde_json::to_value(method).unwrap_or_default();
    name.as_str().unwrap_or_default().replace('_', "-")
}
