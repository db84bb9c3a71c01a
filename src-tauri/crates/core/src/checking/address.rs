//! Is the address understood, and what stands on the way that it names?

use std::net::IpAddr;

use url::{Host, Url};

use super::{checks::Finding, places::Place};
use crate::{
    domain::{diagnosis::CauseAction, reach::Reach},
    filling::Filled,
    inspecting::base_url::AddressProblem,
};

/// An address as it will be used.
pub(super) fn understood(url: &Url) -> Finding {
    let place = match Reach::of(url) {
        Reach::ThisComputer => " · this computer",
        Reach::PrivateNetwork => " · a private network",
        Reach::Anywhere => "",
    };
    Finding::good(format!("{url}{place}"))
}

/// An address that cannot be used.
pub(super) fn not_understood(filled: &Filled<'_>, place: &Place<'_>, problem: &AddressProblem) -> Finding {
    let action = match problem {
        AddressProblem::NotEncryptedInside => Some(CauseAction::AllowWithoutTls),
        _ => place.edit(),
    };
    let sentence = if has_zone(place.typed(filled)) {
        "An IPv6 address with a % names a network card of this computer, which a web address cannot. Enter the host’s \
         name or another of its addresses."
    } else {
        problem.sentence()
    };
    Finding::bad("The address cannot be used", sentence).with_action(action)
}

/// RFC 4007 11, RFC 6874.
fn has_zone(typed: &str) -> bool {
    typed.split(['[', ']']).nth(1).is_some_and(|host| host.contains(':') && host.contains('%'))
}

/// What is known of a host that is no name.
pub(super) fn no_name(host: &Host<&str>, place: &Place<'_>) -> Finding {
    match host {
        Host::Ipv6(address) if address.is_unicast_link_local() => Finding::warning(
            "The address is good on one network card only",
            "It begins with fe80, and only with the name of the network card would it be whole. Enter the host’s name.",
        )
        .with_action(place.edit()),
        _ => Finding::skipped("The address is a number, so there is no name to look up."),
    }
}

/// The addresses that a name has.
pub(super) fn found(addresses: &[IpAddr]) -> Finding {
    let list = addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    Finding::good(if is_v6_only(addresses) { format!("{list} · IPv6 only") } else { list })
}

/// Whether a network without IPv6 does not get there.
pub(super) fn is_v6_only(addresses: &[IpAddr]) -> bool {
    !addresses.is_empty() && addresses.iter().all(IpAddr::is_ipv6)
}
