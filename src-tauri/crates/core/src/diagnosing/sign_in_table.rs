//! The general words about failures of a sign-in and of what follows from it.

use super::table::{Next, Words, cause};
use crate::domain::diagnosis::{DiagnosisCode as Code, Who};

/// The words for a code of a sign-in; for any other those about a sign-in that has run out.
#[expect(clippy::too_many_lines, reason = "a table")]
pub(super) fn words(code: Code) -> Words {
    match code {
        Code::PortUnavailable => Words {
            title: "Dialkey cannot listen for the answer",
            text: "The answer of the sign-in comes back to a port of this computer, which is not free.",
            causes: vec![
                cause(
                    "Another program uses the port",
                    "Close it, or register the redirect address with another port and enter it here.",
                    Who::You,
                    "",
                    Next::Field("redirect_uri"),
                ),
                cause(
                    "Nothing but the port has to change",
                    "You can also register an address of another kind and paste the answer.",
                    Who::SystemAdministrator,
                    "",
                    Next::CopyRedirect,
                ),
            ],
        },
        Code::SignInDenied => Words {
            title: "Access was not allowed",
            text: "You or the phone system declined. Nothing was changed.",
            causes: vec![cause(
                "The sign-in was declined",
                "Sign in once more and allow access, with a user who may do so.",
                Who::You,
                "",
                Next::TryAgain,
            )],
        },
        Code::SignInRefused => Words {
            title: "The phone system ended the sign-in",
            text: "Its own words say why, as far as it says so.",
            causes: vec![
                cause(
                    "It does not take everything that was sent",
                    "Some phone systems refuse an extra protection of the sign-in, because they do not know it. It can be left out.",
                    Who::You,
                    "",
                    Next::LeaveOutPkce,
                ),
                cause(
                    "The application is not set up for signing in",
                    "Compare its type and its redirect address with the set-up steps.",
                    Who::SystemAdministrator,
                    "",
                    Next::CopyRedirect,
                ),
            ],
        },
        Code::SignInTimedOut => Words {
            title: "Nothing came back from the sign-in",
            text: "The time for it is over; nothing was changed.",
            causes: vec![
                cause(
                    "The redirect address is not registered",
                    "Then the phone system shows an error and never sends the browser back. Register exactly this one.",
                    Who::SystemAdministrator,
                    "",
                    Next::CopyRedirect,
                ),
                cause(
                    "The browser was closed, or asked for https",
                    "Try again. If the last page is blank, copy its address and paste it here.",
                    Who::You,
                    "",
                    Next::TryAgain,
                ),
            ],
        },
        Code::SignInWindowClosed => Words {
            title: "The sign-in window was closed",
            text: "Nothing was saved.",
            causes: vec![cause(
                "The sign-in was not finished",
                "Try again, or sign in with the browser instead.",
                Who::You,
                "",
                Next::TryAgain,
            )],
        },
        Code::IssuerMismatch => Words {
            title: "The answer came from a different server",
            text: "It calls itself something else than what stands in {issuer}, so it was not used.",
            causes: vec![
                cause(
                    "{issuer} is written differently",
                    "It has to be the same to the last character, with or without a slash at the end.",
                    Who::You,
                    "",
                    Next::Field("issuer"),
                ),
                cause(
                    "Somebody mixes two servers up on purpose",
                    "Do not go on before the administrator has looked at it.",
                    Who::SystemAdministrator,
                    "",
                    Next::Nothing,
                ),
            ],
        },
        Code::CodeRefused => Words {
            title: "The answer of the sign-in was not accepted",
            text: "The sign-in worked, the step that follows it did not. Such an answer is good once, so it was not tried again.",
            causes: vec![
                cause("The answer was too old or already used", "Sign in once more.", Who::You, "", Next::TryAgain),
                cause(
                    "The redirect address differs from the registered one",
                    "Every character counts, also a slash at the end.",
                    Who::You,
                    "",
                    Next::Field("redirect_uri"),
                ),
                cause(
                    "The phone system does not manage an extra protection",
                    "It ties both steps together. Leave it out only if its vendor says so.",
                    Who::You,
                    "",
                    Next::LeaveOutPkce,
                ),
            ],
        },
        _ => Words {
            title: "The sign-in has run out",
            text: "What renews the token is no longer good. A new token is needed.",
            causes: vec![cause(
                "It ended, was used elsewhere or was withdrawn",
                "Get a token from the beginning.",
                Who::You,
                "",
                Next::GetToken,
            )],
        },
    }
}
