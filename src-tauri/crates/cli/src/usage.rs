//! How a token is used, found out before it is asked for: one that cannot be printed as wanted is not asked for.

use dialkey_core::{
    desk::Desk,
    domain::{
        connection::ConnectionId,
        recipe::{Present, Recipe, TestCall, Way},
    },
};

use crate::{failure::Failure, output::Output};

/// How a token is used.
pub(crate) struct Usage<'a> {
    /// Whether somebody signs in to get it.
    pub(crate) signs_in: bool,
    /// How a call carries it.
    pub(crate) present: &'a Present,
    /// The recipe's first harmless call, where there is one.
    pub(crate) call: Option<&'a TestCall>,
    /// Address of that call; empty where there is none.
    pub(crate) address: String,
}

/// How the token of a connection is used, or why it cannot be printed like that. `how_to_give` says how the value of a
/// field is given that is missing.
pub(crate) fn usage_of<'a>(
    desk: &Desk<'_>,
    recipe: &'a Recipe,
    way: &'a Way,
    id: &ConnectionId,
    output: Output,
    how_to_give: fn(&str) -> String,
) -> Result<Usage<'a>, Failure> {
    if output == Output::Header && matches!(way.present, Present::Query(_)) {
        return Err(Failure::bad_input(format!(
            "{} takes its token in the address, not in a header. Use --output token, env, json or curl.",
            recipe.name
        )));
    }
    let call = recipe.test_calls(way).next();
    let address = desk.test_address(id)?;
    if output == Output::Curl && address.is_none() {
        return Err(Failure::bad_input(match call.and_then(|call| call.url.first_name()) {
            Some(key) => format!("--output curl needs an address to use the token at. {}", how_to_give(key)),
            None => format!("{} has no harmless call that --output curl could print.", recipe.name),
        }));
    }
    let signs_in = way.grant.needs_sign_in();
    Ok(Usage { signs_in, present: &way.present, call, address: address.unwrap_or_default() })
}
