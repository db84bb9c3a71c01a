//! The general words about each kind of failure.

use super::sign_in_table;
use crate::domain::diagnosis::{DiagnosisCode as Code, Who};

/// The words of one kind of failure.
pub(super) struct Words {
    /// What happened; `{host}` is the host that was asked. Here as in all other words `{client_id}` and the like are the
    /// vendor's own labels of these fields.
    pub(super) title: &'static str,
    pub(super) text: &'static str,
    pub(super) causes: Vec<GeneralCause>,
}

/// A cause that experience suggests; empty words are left out.
pub(super) struct GeneralCause {
    pub(super) title: &'static str,
    pub(super) text: &'static str,
    pub(super) who: Who,
    pub(super) place: &'static str,
    pub(super) next: Next,
}

/// What the button of a general cause does.
pub(super) enum Next {
    /// There is none.
    Nothing,
    /// Leads to the address.
    Address,
    /// Leads to the field of this key; the cause is left out where the field is not asked for.
    Field(&'static str),
    /// Opens the vendor's page, where there is one.
    Documentation,
    /// Copies the redirect address, to be registered.
    CopyRedirect,
    /// Leaves PKCE out and runs again; the cause is left out where PKCE is not in use.
    LeaveOutPkce,
    /// Allows private networks without encryption and runs again; the cause is left out where that is allowed already.
    AllowWithoutTls,
    /// Leads to how the connection gets there.
    EditRoute,
    /// Looks at the way without sending anything secret.
    CheckConnection,
    /// Gets a token from the beginning.
    GetToken,
    /// Runs again.
    TryAgain,
}

pub(super) const fn cause(
    title: &'static str,
    text: &'static str,
    who: Who,
    place: &'static str,
    next: Next,
) -> GeneralCause {
    GeneralCause { title, text, who, place, next }
}

const NETWORK: &str = "Network settings of this computer";

const MISSPELT: GeneralCause =
    cause("The address has a typing error", "Compare it letter by letter.", Who::You, "", Next::Address);
const OTHER_NETWORK: GeneralCause = cause(
    "This computer is in another network",
    "Many phone systems answer only inside the company network or its VPN.",
    Who::You,
    NETWORK,
    Next::TryAgain,
);
const FIREWALL: GeneralCause = cause(
    "A firewall is in between",
    "It has to allow this computer to reach the phone system at this address and port.",
    Who::NetworkAdministrator,
    "Firewall rules",
    Next::CheckConnection,
);
pub(super) const SYSTEM_DOWN: GeneralCause = cause(
    "The phone system is starting up or switched off",
    "Open its admin page in a browser to see whether it is there.",
    Who::SystemAdministrator,
    "",
    Next::TryAgain,
);
pub(super) const WRONG_PLACE: GeneralCause = cause(
    "The address belongs to something else",
    "A web page, a portal or another product answers there.",
    Who::You,
    "",
    Next::Address,
);

/// The words for a code.
#[expect(clippy::too_many_lines, reason = "a table")]
pub(super) fn words(code: Code) -> Words {
    match code {
        Code::ValuesIncomplete => Words { title: "Some values are not complete", text: "", causes: vec![] },
        Code::KeyUnusable => Words { title: "This key cannot sign the request", text: "", causes: vec![] },
        Code::HostNotFound => Words {
            title: "There is no host named {host}",
            text: "The name could not be turned into an address.",
            causes: vec![MISSPELT, OTHER_NETWORK],
        },
        Code::ConnectionRefused => Words {
            title: "Nothing answers at {host}",
            text: "The computer is there, but nothing listens at this port.",
            causes: vec![
                cause(
                    "The port is wrong or missing",
                    "Copy the address from the admin pages.",
                    Who::You,
                    "",
                    Next::Address,
                ),
                SYSTEM_DOWN,
                FIREWALL,
            ],
        },
        Code::ConnectionFailed => Words {
            title: "The connection to {host} broke off",
            text: "The request may or may not have arrived. It was not repeated.",
            causes: vec![OTHER_NETWORK, FIREWALL, SYSTEM_DOWN],
        },
        Code::NotEncrypted => Words {
            title: "The address is not encrypted",
            text: "Anybody on the way could read what is sent, so nothing was.",
            causes: vec![
                cause(
                    "The address begins with http",
                    "Most phone systems answer at https too.",
                    Who::You,
                    "",
                    Next::Address,
                ),
                cause(
                    "The phone system does not encrypt",
                    "Inside a private network you can allow that for this connection. Switching encryption on is better.",
                    Who::SystemAdministrator,
                    "",
                    Next::AllowWithoutTls,
                ),
            ],
        },
        Code::NotTls => Words {
            title: "{host} does not encrypt at this port",
            text: "Something answers there, but not over https. Nothing secret was sent.",
            causes: vec![cause(
                "The port is that of another service",
                "Encrypted pages usually have port 443 or 8443.",
                Who::You,
                "",
                Next::Address,
            )],
        },
        Code::NotHttp => Words {
            title: "{host} does not speak HTTP at this port",
            text: "Something answers there, but nothing that hands out tokens over http.",
            causes: vec![
                cause(
                    "The port wants https",
                    "Try https at the beginning of the address.",
                    Who::You,
                    "",
                    Next::Address,
                ),
                cause(
                    "The port is that of another service",
                    "Copy the address from the admin pages.",
                    Who::You,
                    "",
                    Next::Address,
                ),
            ],
        },
        Code::TlsFailed => Words {
            title: "No encrypted connection to {host}",
            text: "The other side answered, but could not agree on encryption. Nothing secret was sent.",
            causes: vec![
                cause(
                    "The port speaks something else",
                    "Encrypted pages usually have port 443.",
                    Who::You,
                    "",
                    Next::Address,
                ),
                FIREWALL,
            ],
        },
        Code::EncryptionTooOld => Words {
            title: "The encryption of {host} is too old",
            text: "It can be broken, so Dialkey has no weaker mode for it. Nothing secret was sent.",
            causes: vec![cause(
                "Its certificate or its firmware needs an update",
                "It has to offer TLS 1.2 or 1.3 with a certificate made in the last years.",
                Who::SystemAdministrator,
                "Certificate and firmware of the phone system",
                Next::Nothing,
            )],
        },
        Code::CertificateNotTrusted => Words {
            title: "This computer does not trust {host}",
            text: "Nothing secret was sent.",
            causes: vec![cause(
                "The phone system needs a certificate that others know",
                "One from a public authority, or one of your own company’s authority.",
                Who::SystemAdministrator,
                "Certificate settings of the phone system",
                Next::EditRoute,
            )],
        },
        Code::CertificateChanged => Words {
            title: "{host} shows another certificate than before",
            text: "Either it was renewed, or somebody stands in between. Nothing secret was sent.",
            causes: vec![],
        },
        Code::ClientCertificateWanted => Words {
            title: "{host} wants a certificate from you",
            text: "It lets only those in that show one it knows.",
            causes: vec![cause(
                "No certificate was chosen, or one that it does not know",
                "Its administrator gives it to you as a file, often with a password.",
                Who::SystemAdministrator,
                "",
                Next::EditRoute,
            )],
        },
        Code::NoAnswer => Words {
            title: "{host} did not answer in time",
            text: "The request may have arrived. It was not repeated.",
            causes: vec![SYSTEM_DOWN, FIREWALL, MISSPELT],
        },
        Code::ProxyRefused => Words {
            title: "The proxy did not let the request through",
            text: "A proxy stands between this computer and the phone system.",
            causes: vec![cause(
                "The proxy wants a name and password",
                "Enter them at how this connection gets there, or leave the proxy out.",
                Who::NetworkAdministrator,
                NETWORK,
                Next::EditRoute,
            )],
        },
        Code::Redirected => Words {
            title: "The address forwards to another one",
            text: "What carries a secret is never forwarded, so it ended there.",
            causes: vec![
                cause(
                    "The address is not quite the right one",
                    "Often https instead of http, a missing or extra slash, or the main name instead of an alias.",
                    Who::You,
                    "",
                    Next::Address,
                ),
                cause(
                    "A sign-in page of the network is in between",
                    "Open any web page first.",
                    Who::You,
                    NETWORK,
                    Next::TryAgain,
                ),
            ],
        },
        Code::WebPage => Words {
            title: "A web page came instead of a token",
            text: "",
            causes: vec![
                WRONG_PLACE,
                cause(
                    "A sign-in page of the network is in between",
                    "Open any web page first.",
                    Who::You,
                    NETWORK,
                    Next::TryAgain,
                ),
            ],
        },
        Code::NotTokenService => Words {
            title: "There is no token service at this address",
            text: "",
            causes: vec![
                WRONG_PLACE,
                cause(
                    "The API is not switched on",
                    "Some phone systems have to be told to offer it.",
                    Who::SystemAdministrator,
                    "",
                    Next::Documentation,
                ),
            ],
        },
        Code::PortUnavailable
        | Code::SignInDenied
        | Code::SignInRefused
        | Code::SignInTimedOut
        | Code::SignInWindowClosed
        | Code::IssuerMismatch
        | Code::CodeRefused
        | Code::RefreshRefused => sign_in_table::words(code),
        Code::ClientRefused => Words {
            title: "The phone system does not recognise this application",
            text: "",
            causes: vec![
                cause(
                    "{client_id} is not the right one",
                    "Copy it again from the admin pages.",
                    Who::You,
                    "",
                    Next::Field("client_id"),
                ),
                cause(
                    "{client_secret} belongs to another application or is outdated",
                    "It is usually shown once. If it is lost, make a new one.",
                    Who::You,
                    "",
                    Next::Field("client_secret"),
                ),
                cause(
                    "The key belongs to another application",
                    "Each application has its own.",
                    Who::You,
                    "",
                    Next::Field("private_key"),
                ),
            ],
        },
        Code::UserRefused => Words {
            title: "The phone system refuses this user",
            text: "Several wrong attempts can lock an account, so it was tried once only.",
            causes: vec![
                cause(
                    "The user name is written differently",
                    "Some systems want it with a domain.",
                    Who::You,
                    "",
                    Next::Field("username"),
                ),
                cause("The password is wrong or has changed", "", Who::You, "", Next::Field("password")),
                cause(
                    "The account is locked or needs a second factor",
                    "Such users cannot get a token with a password.",
                    Who::SystemAdministrator,
                    "User accounts of the phone system",
                    Next::Nothing,
                ),
            ],
        },
        Code::GrantRefused => Words {
            title: "The application may not get tokens this way",
            text: "",
            causes: vec![cause(
                "The application is of another type",
                "Look at its type in the admin pages and choose the same here.",
                Who::You,
                "",
                Next::Documentation,
            )],
        },
        Code::ScopeRefused => Words {
            title: "The phone system refuses the permissions asked for",
            text: "",
            causes: vec![
                cause("{scope} has a typing error", "Capitals and blanks count.", Who::You, "", Next::Field("scope")),
                cause(
                    "The application may do less than asked for",
                    "Its permissions have to include what stands in {scope}.",
                    Who::SystemAdministrator,
                    "",
                    Next::Documentation,
                ),
            ],
        },
        Code::RequestRefused => Words {
            title: "The phone system refused the request",
            text: "We do not know this answer. Its own words and the exchange say more.",
            causes: vec![cause(
                "Something is different from what the documentation says",
                "Compare what was sent and answered with it.",
                Who::SystemAdministrator,
                "",
                Next::Documentation,
            )],
        },
        Code::RateLimited => Words {
            title: "The phone system wants a pause",
            text: "It has had too many requests.",
            causes: vec![cause(
                "Other programs use the same limit",
                "Wait, then try again.",
                Who::SystemAdministrator,
                "",
                Next::TryAgain,
            )],
        },
        Code::ServerFailed => Words {
            title: "The phone system failed by itself",
            text: "The request arrived, but could not be handled.",
            causes: vec![SYSTEM_DOWN],
        },
        Code::AnswerTooLarge => Words {
            title: "The answer is too large for a token",
            text: "It was not read to its end.",
            causes: vec![WRONG_PLACE],
        },
        Code::AnswerUnreadable => Words {
            title: "The answer holds no token",
            text: "",
            causes: vec![
                WRONG_PLACE,
                cause(
                    "The phone system answers in a way we do not know",
                    "Its own words below may say more.",
                    Who::Vendor,
                    "",
                    Next::Documentation,
                ),
            ],
        },
        Code::TokenTypeUnknown => Words {
            title: "The token is of an unknown kind",
            text: "A token whose kind is not understood must not be used.",
            causes: vec![cause(
                "The application is set up for another kind of token",
                "Dialkey uses Bearer tokens.",
                Who::SystemAdministrator,
                "",
                Next::Documentation,
            )],
        },
        Code::TokenRefused => Words {
            title: "The token was not accepted",
            text: "",
            causes: vec![
                cause("The token has ended or was replaced", "Get a new one.", Who::You, "", Next::TryAgain),
                cause(
                    "The role of the application or user does not allow this call",
                    "The token itself can be fine.",
                    Who::SystemAdministrator,
                    "Roles and permissions of the phone system",
                    Next::Nothing,
                ),
            ],
        },
    }
}
