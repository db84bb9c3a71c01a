//! The words about statuses that say more than their kind of failure does (RFC 9110 15.5).

use super::table::{GeneralCause, Next, WRONG_PLACE, Words, cause};
use crate::domain::diagnosis::{DiagnosisCode as Code, Who};

const NOT_SWITCHED_ON: GeneralCause = cause(
    "The API is not switched on",
    "Some phone systems have to be told to offer it.",
    Who::SystemAdministrator,
    "",
    Next::Documentation,
);

/// The words for a refusal that nothing but its status explains; none where the status says no more.
pub(super) fn words(code: Code, status: u16) -> Option<Words> {
    Some(match (code, status) {
        (Code::RequestRefused, 403) => Words {
            title: "The phone system does not let this in",
            text: "It understood the request and does not allow it, whatever the values are.",
            causes: vec![
                cause(
                    "Only certain addresses or hosts are allowed",
                    "Many phone systems have a list of those that may use the API. This computer has to be on it.",
                    Who::SystemAdministrator,
                    "List of allowed addresses of the phone system",
                    Next::Documentation,
                ),
                cause(
                    "The user or the application may not use the API",
                    "It needs the permission for it.",
                    Who::SystemAdministrator,
                    "Roles and permissions of the phone system",
                    Next::Nothing,
                ),
                cause(
                    "Something in between refuses it",
                    "Firewalls for web pages and proxies answer like this too.",
                    Who::NetworkAdministrator,
                    "Firewall rules",
                    Next::CheckConnection,
                ),
            ],
        },
        (Code::NotTokenService, 404 | 410) => Words {
            title: "There is no token service at this address",
            text: "The host answers, but knows nothing under this path.",
            causes: vec![WRONG_PLACE, NOT_SWITCHED_ON],
        },
        (Code::NotTokenService, 405) => Words {
            title: "There is no token service at this address",
            text: "What answers there takes no requests of this kind.",
            causes: vec![WRONG_PLACE, NOT_SWITCHED_ON],
        },
        (Code::NotTokenService, 415) => Words {
            title: "The phone system wants the request written differently",
            text: "It refuses the form in which the values were sent, not the values.",
            causes: vec![
                WRONG_PLACE,
                cause(
                    "The phone system has changed with an update",
                    "Compare its documentation with what was sent.",
                    Who::Vendor,
                    "",
                    Next::Documentation,
                ),
            ],
        },
        _ => return None,
    })
}
