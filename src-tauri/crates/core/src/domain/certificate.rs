//! Certificates of phone systems and their authorities (RFC 5280), as people compare them.

use serde::{Deserialize, Serialize};

use super::time::Timestamp;

/// What a certificate says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Certificate {
    /// Whom it is for, as its own words have it: "CN=pbx.example.com,O=Example".
    pub subject: String,
    /// Who vouches for it.
    pub issuer: String,
    /// Names and addresses it is valid for.
    pub names: Vec<String>,
    /// When it begins to be valid.
    pub not_before: Timestamp,
    /// When it ends.
    pub not_after: Timestamp,
    /// SHA-256 of the whole certificate in groups of four hexadecimal digits: "09AF 3C21 …".
    pub fingerprint: String,
}

impl Certificate {
    /// Whether nobody but itself vouches for it.
    pub fn is_self_signed(&self) -> bool {
        self.subject == self.issuer
    }
}

/// Why a certificate is not trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum CertificateProblem {
    /// Its time is over.
    Expired,
    /// Its time has not begun.
    NotYetValid,
    /// It is made for other names.
    OtherName,
    /// Nobody known vouches for it.
    UnknownIssuer,
    /// It is another one than the person trusted.
    Changed,
    /// Its authority has withdrawn it.
    Revoked,
    /// Its key or its format is too weak to prove anything.
    TooWeak,
    /// It cannot be verified for another reason.
    Unverifiable,
}

impl CertificateProblem {
    /// What is wrong with the certificate.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Expired => "Its certificate has run out.",
            Self::NotYetValid => "Its certificate is not valid yet.",
            Self::OtherName => "Its certificate is made for another name.",
            Self::UnknownIssuer => "Nobody this computer knows vouches for its certificate.",
            Self::Changed => "It shows another certificate than the one you trusted.",
            Self::Revoked => "The authority that made its certificate has withdrawn it.",
            Self::TooWeak => "Its certificate is of a kind that can be forged.",
            Self::Unverifiable => "Its certificate could not be verified.",
        }
    }

    /// Whether a person who has compared the fingerprint may trust it all the same.
    pub const fn may_be_trusted(self) -> bool {
        !matches!(self, Self::Revoked | Self::TooWeak)
    }
}

impl NotTrusted {
    /// What is wrong with the certificate.
    pub fn sentence(&self) -> &'static str {
        match self.problem {
            CertificateProblem::UnknownIssuer | CertificateProblem::Unverifiable
                if self.certificate.as_ref().is_some_and(Certificate::is_self_signed) =>
            {
                "It signed its certificate itself, so this computer cannot tell who is really answering."
            }
            problem => problem.sentence(),
        }
    }
}

/// A certificate that was not trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotTrusted {
    /// Host and port that showed it: "pbx.example.com:443".
    pub place: String,
    /// Why not.
    pub problem: CertificateProblem,
    /// The certificate, where it can be read.
    pub certificate: Option<Certificate>,
    /// The one that the person trusted before.
    pub trusted_before: Option<Certificate>,
}
