//! The words about failures of what is asked about a token that is already there: they differ from those of a token
//! request, and say what becomes of the token.

use super::table::{GeneralCause, Next, SYSTEM_DOWN, WRONG_PLACE, Words, cause, words};
use crate::domain::{
    diagnosis::{DiagnosisCode as Code, Who},
    step::StepKind,
};

const NOT_OFFERED: GeneralCause = cause(
    "The phone system does not offer this for such a token",
    "Its documentation says for which tokens it does.",
    Who::Vendor,
    "",
    Next::Documentation,
);
const NOT_ALLOWED: GeneralCause = cause(
    "This application may not ask for it",
    "Some phone systems allow it only to certain applications.",
    Who::SystemAdministrator,
    "",
    Next::Documentation,
);
const TOKEN_ENDED: GeneralCause =
    cause("The token has ended or was replaced", "Get a new one.", Who::You, "", Next::GetToken);

/// The words for a code at a step: those of this table, else the general ones.
pub(super) fn words_at(step: StepKind, code: Code) -> Words {
    let own = match step {
        StepKind::Revoke => of_revocation(code),
        StepKind::Introspect => of_introspection(code),
        StepKind::UserInfo => of_userinfo(code),
        _ => None,
    };
    own.unwrap_or_else(|| words(code))
}

/// RFC 7009 2.2: nothing but a yes means that the token has ended.
fn of_revocation(code: Code) -> Option<Words> {
    let stays = "It may still be good there, so it stays here.";
    Some(match code {
        Code::NoAnswer | Code::ConnectionFailed => {
            Words { text: "Whether the token was revoked is not known, so it stays here.", ..words(code) }
        }
        // 503 says in so many words that the token still exists.
        Code::ServerFailed | Code::RateLimited => Words {
            title: "The token could not be revoked now",
            text: "It is still good there, so it stays here.",
            causes: vec![SYSTEM_DOWN],
        },
        Code::NotTokenService | Code::WebPage => {
            Words { title: "Tokens are not revoked at this address", text: stays, causes: vec![WRONG_PLACE] }
        }
        Code::ClientRefused => Words { text: stays, ..words(code) },
        _ if is_about_answer(code) => Words {
            title: "The phone system did not revoke the token",
            text: stays,
            causes: vec![NOT_OFFERED, NOT_ALLOWED, WRONG_PLACE],
        },
        _ => return None,
    })
}

/// RFC 7662 2.3.
fn of_introspection(code: Code) -> Option<Words> {
    Some(match code {
        Code::AnswerUnreadable | Code::AnswerTooLarge => {
            Words { title: "The answer makes no sense", text: "", causes: vec![WRONG_PLACE] }
        }
        Code::NotTokenService | Code::WebPage => {
            Words { title: "Nothing answers about tokens at this address", text: "", causes: vec![WRONG_PLACE] }
        }
        _ if is_about_answer(code) => Words {
            title: "The phone system says nothing about the token",
            text: "Whether it is good is still open.",
            causes: vec![NOT_ALLOWED, NOT_OFFERED],
        },
        _ => return None,
    })
}

/// `OpenID` Connect Core 5.3.3, RFC 6750 3.1.
fn of_userinfo(code: Code) -> Option<Words> {
    Some(match code {
        Code::TokenRefused => Words {
            title: "The token may not ask whom it acts for",
            text: "",
            causes: vec![
                TOKEN_ENDED,
                cause(
                    "It was not asked for with “openid” in {scope}",
                    "Many phone systems tell only then who signed in.",
                    Who::You,
                    "",
                    Next::Field("scope"),
                ),
                cause(
                    "It acts for an application, not for a person",
                    "Then there is nobody to be told about.",
                    Who::You,
                    "",
                    Next::Nothing,
                ),
            ],
        },
        Code::AnswerUnreadable | Code::AnswerTooLarge => {
            Words { title: "The answer makes no sense", text: "", causes: vec![WRONG_PLACE] }
        }
        Code::NotTokenService | Code::WebPage => {
            Words { title: "Nothing answers about people at this address", text: "", causes: vec![WRONG_PLACE] }
        }
        _ if is_about_answer(code) => Words {
            title: "The phone system does not say whom it acts for",
            text: "",
            causes: vec![NOT_OFFERED, NOT_ALLOWED],
        },
        _ => return None,
    })
}

/// Whether the general words would speak of a token that was asked for.
const fn is_about_answer(code: Code) -> bool {
    matches!(
        code,
        Code::AnswerTooLarge
            | Code::AnswerUnreadable
            | Code::CodeRefused
            | Code::GrantRefused
            | Code::RefreshRefused
            | Code::RequestRefused
            | Code::ScopeRefused
            | Code::TokenRefused
            | Code::TokenTypeUnknown
            | Code::UserRefused
    )
}
