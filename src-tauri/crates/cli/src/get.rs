//! One run, from the values given to the token printed.

use std::io::Write;

use dialkey_adapters::{clock::SystemClock, http::ReqwestHttp, memory_vault::MemoryVault, random::OsRandom};
use dialkey_core::{
    desk::Desk,
    domain::{connection::ConnectionId, recipe::Recipe, recipe::Way, recipes::Recipes, step::Step},
    ports::{Outside, Progress, Vault},
};
use secrecy::SecretString;

use crate::{
    arguments::GetArguments, failure::Failure, output, output::Output, secret_source::SecretSource, stop::StopRequests,
    systems::read_recipes,
};

/// Nobody watches the steps; a failed one is named in the report.
struct Unwatched;

impl Progress for Unwatched {
    fn steps_changed(&self, _: &[Step]) {}
}

pub(crate) async fn run(arguments: &GetArguments) -> Result<(), Failure> {
    let recipes = read_recipes()?;
    let vault = MemoryVault::default();
    let desk = Desk { recipes: &recipes, vault: &vault };
    let id = fill_in(&desk, &recipes, arguments)?;
    let test_address = desk.test_address(&id)?.unwrap_or_default();
    let mut stop = StopRequests::listen()?;
    let http = ReqwestHttp::with_call_timeout(arguments.timeout);
    let outside = Outside { http: &http, clock: &SystemClock, random: &OsRandom, progress: &Unwatched };
    tokio::select! {
        done = desk.get_token(&id, outside) => done?,
        () = stop.next() => return Err(Failure::Cancelled),
    }
    if let Some(diagnosis) = vault.load(&id).map_err(|error| Failure::bad_input(error.to_string()))?.diagnosis {
        return Err(Failure::Diagnosed(Box::new(diagnosis)));
    }
    let view = desk.view(&id, false, None)?;
    let result = output::write(arguments.output, &desk.token(&id)?, view.token.as_ref(), &test_address);
    Ok(writeln!(std::io::stdout(), "{result}")?)
}

fn fill_in(desk: &Desk<'_>, recipes: &Recipes, arguments: &GetArguments) -> Result<ConnectionId, Failure> {
    let recipe = recipes
        .find(&arguments.system)
        .ok_or_else(|| dialkey_core::desk::DeskError::NoSuchSystem(arguments.system.clone()))?;
    let way = choose_way(recipe, arguments.way.as_deref())?;
    let id = desk.create(&recipe.id, &way.id, false, &OsRandom)?;
    for (key, value) in &arguments.values {
        if field_kind_is_secret(recipe, way, key)? {
            return Err(Failure::bad_input(format!(
                "{key} is a secret and must not stand on the command line, where other programs and the shell's history \
                 see it. Give it as --secret {key}=@FILE, {key}=env:NAME or {key}=- for standard input."
            )));
        }
        enter(desk, &id, key, &SecretString::from(value.as_str()))?;
    }
    let from_standard_input = |(_, source): &&(String, SecretSource)| matches!(source, SecretSource::StandardInput);
    if arguments.secrets.iter().filter(from_standard_input).count() > 1 {
        return Err(Failure::bad_input(
            "Standard input can hold one secret only. Give the others as KEY=@FILE or KEY=env:NAME.",
        ));
    }
    for (key, source) in &arguments.secrets {
        if !field_kind_is_secret(recipe, way, key)? {
            return Err(Failure::bad_input(format!("{key} is no secret; give it as --set {key}=VALUE.")));
        }
        enter(desk, &id, key, &source.read(key)?)?;
    }
    if let Some(name) = &arguments.client_authentication {
        let offered = &way.client_authentication.methods;
        let method = offered.iter().find(|method| method_name(**method) == *name).ok_or_else(|| {
            let names = offered.iter().map(|method| method_name(*method)).collect::<Vec<_>>().join(", ");
            Failure::bad_input(format!("The client authentication can be: {names}."))
        })?;
        desk.choose_client_authentication(&id, *method)?;
    }
    if arguments.output == Output::Curl && desk.test_address(&id)?.is_none() {
        let field = recipe.test_calls(way).next().and_then(|call| call.url.first_name());
        return Err(Failure::bad_input(match field {
            Some(key) => format!("--output curl needs an address to use the token at. Give it as --set {key}=ADDRESS."),
            None => format!("{} has no harmless call that --output curl could print.", recipe.name),
        }));
    }
    Ok(id)
}

fn enter(desk: &Desk<'_>, id: &ConnectionId, key: &str, value: &SecretString) -> Result<(), Failure> {
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

fn field_kind_is_secret(recipe: &Recipe, way: &Way, key: &str) -> Result<bool, Failure> {
    let field = recipe.field(way, key).ok_or_else(|| {
        let keys = recipe.fields(way).map(|field| field.key.as_str()).collect::<Vec<_>>().join(", ");
        Failure::bad_input(format!("{} asks for no \"{key}\". It asks for: {keys}.", recipe.name))
    })?;
    Ok(field.kind.is_secret())
}

/// `client-secret-post`, as on the command line.
fn method_name(method: dialkey_core::domain::client_authentication::ClientAuthenticationMethod) -> String {
    let name = serde_json::to_value(method).unwrap_or_default();
    name.as_str().unwrap_or_default().replace('_', "-")
}
