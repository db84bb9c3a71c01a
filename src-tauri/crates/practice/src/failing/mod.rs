//! What a fault does to a request and to its answer. Without a fault nothing here is asked.

mod answers;
mod entered;
mod token_answer;

use crate::{
    delivery::Delivery,
    fault::{Fault, Group},
    place::Place,
    received::Received,
    reply::Reply,
    system::System,
};

pub(crate) use entered::{refusal_of_grant, refuses};

/// The answer that comes in place of the phone system's own, where a request meets the fault there.
pub(crate) fn instead(system: &System, fault: Fault, place: &Place<'_>, request: &Received) -> Option<Reply> {
    let is_met = match fault.group() {
        Group::Answer => place.hands_out_tokens(),
        Group::Elsewhere | Group::Busy => place.is_for_programs(),
        Group::Use => place.wants_token(),
        Group::Encryption => system.encrypted_address().is_some_and(|address| address != system.address),
        Group::Entered | Group::SignIn | Group::Renewal => false,
    };
    if is_met { answers::of(system, fault, request) } else { None }
}

/// The phone system's own answer as the fault changes it.
pub(crate) fn afterwards(system: &System, fault: Fault, place: &Place<'_>, reply: Reply) -> Reply {
    match fault {
        Fault::Slow if place.is_for_programs() => Reply { delivery: Delivery::Late(system.slowness), ..reply },
        _ if place.hands_out_tokens() && reply.status == 200 => token_answer::changed(fault, reply),
        _ => reply,
    }
}
