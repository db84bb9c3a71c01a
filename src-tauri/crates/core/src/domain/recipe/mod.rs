//! One phone system: what it asks for, how it hands out a token, how to test the token, what its errors mean.
//!
//! A recipe is data. It is parsed strictly: an unknown key, a template that names no field and a field that nothing
//! could fill are errors that name the place.

mod answer;
mod checks;
mod requests;
#[cfg(test)]
pub(crate) mod sample;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

pub use answer::{AnswerShape, FailedWhen};
pub use checks::RecipeError;
pub use requests::{
    Authorization, BasicCredentials, BodyCoding, Call, CallMethod, Present, Refresh, RefreshKind, TestCall,
};

use super::{
    client_authentication::{AssertionSettings, ClientAuthenticationMethod},
    diagnosis::Who,
    field::Field,
    step::StepKind,
    template::Template,
};

/// A phone system's description, as its TOML file has it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// Name of the file and of the phone system in commands: `my-phone-system`.
    pub id: String,
    /// The product's name.
    pub name: String,
    /// Two letters for the tile.
    pub tile: String,
    /// A few words below the name.
    pub summary: String,
    /// How a person knows that this is the right choice; `**…**` marks the vendor's words.
    pub about: String,
    /// The vendor's page.
    #[serde(default)]
    pub documentation: Option<String>,
    /// Whether it stands below the list, as a way out for systems that are not listed.
    #[serde(default)]
    pub generic: bool,
    /// The question that chooses the way; needed with more than one.
    #[serde(default)]
    pub way_question: Option<String>,
    /// Where the answer to that question stands.
    #[serde(default)]
    pub way_hint: Option<String>,
    /// Where the set-up steps are done: "On the Management Node, signed in as an administrator."
    #[serde(default)]
    pub setup_place: Option<String>,
    /// Set-up steps of every way.
    #[serde(default)]
    pub setup: Vec<SetupStep>,
    /// Fields of every way.
    #[serde(default)]
    pub field: Vec<Field>,
    /// Which fields an authorization server's own description can fill in.
    #[serde(default)]
    pub discovery: Option<DiscoveryFields>,
    /// The ways to a token, at least one.
    pub way: Vec<Way>,
    /// Harmless calls of every way.
    #[serde(default)]
    pub test_call: Vec<TestCall>,
    /// What failures of every way mean.
    #[serde(default)]
    pub cause: Vec<KnownCause>,
}

impl Recipe {
    /// The way of this name.
    pub fn way(&self, id: &str) -> Option<&Way> {
        self.way.iter().find(|way| way.id == id)
    }

    /// The fields of a way, those of every way first.
    pub fn fields<'a>(&'a self, way: &'a Way) -> impl Iterator<Item = &'a Field> {
        self.field.iter().chain(&way.field)
    }

    /// The field of this key.
    pub fn field<'a>(&'a self, way: &'a Way, key: &str) -> Option<&'a Field> {
        self.fields(way).find(|field| field.key == key)
    }

    /// The harmless calls of a way, those of every way first.
    pub fn test_calls<'a>(&'a self, way: &'a Way) -> impl Iterator<Item = &'a TestCall> {
        self.test_call.iter().chain(&way.test_call)
    }
}

/// One step in the vendor's own pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct SetupStep {
    /// What is done.
    pub title: String,
    /// How; `**…**` marks the vendor's own words, ` > ` parts of a menu path.
    pub text: String,
    /// Something that must not be overlooked.
    #[serde(default)]
    pub caution: Option<String>,
    /// Values to enter there.
    #[serde(default)]
    pub enter: Vec<SetupValue>,
}

/// A value to be carried into the vendor's pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct SetupValue {
    /// The vendor's label.
    pub label: String,
    /// What to enter.
    pub value: String,
    /// Whether it is worth a copy button; labels of tick boxes are not.
    #[serde(default)]
    pub copy: bool,
}

/// One way to a token.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Way {
    /// Name in commands: `trusted`.
    pub id: String,
    /// The vendor's name for it.
    pub name: String,
    /// What it means for the person.
    pub summary: String,
    /// A few words on renewing: "can be renewed".
    pub renewal_hint: String,
    /// What renewing does, as a sentence.
    pub renewal: String,
    /// How sure the facts are.
    pub evidence: Evidence,
    /// What the token opens; a template.
    pub opens: Template,
    /// Why nobody should begin with it any more; none while it is alive.
    #[serde(default)]
    pub retired: Option<String>,
    /// The grant that is run.
    pub grant: Grant,
    /// Where a person signs in; for the grants that need one.
    #[serde(default)]
    pub authorization: Option<Authorization>,
    /// Address of the token endpoint; for the grants that ask one.
    #[serde(default)]
    pub token_url: Option<Template>,
    /// How the parameters of the token request are written.
    #[serde(default)]
    pub body: BodyCoding,
    /// Further parameters of the token request. One made only of an empty optional field is not sent.
    #[serde(default)]
    pub parameters: IndexMap<String, Template>,
    /// Further headers of the token request.
    #[serde(default)]
    pub headers: IndexMap<String, Template>,
    /// How the client proves itself.
    #[serde(default)]
    pub client_authentication: ClientAuthentication,
    /// The calls of a chain, in order; the last one answers with the token.
    #[serde(default)]
    pub call: Vec<Call>,
    /// How a token is renewed.
    #[serde(default)]
    pub refresh: Refresh,
    /// Address at which a token is revoked (RFC 7009).
    #[serde(default)]
    pub revocation: Option<Template>,
    /// Address at which a token is asked about (RFC 7662).
    #[serde(default)]
    pub introspection: Option<Template>,
    /// Address that says whom a token acts for (`OpenID` Connect Core 5.3).
    #[serde(default)]
    pub userinfo: Option<Template>,
    /// How a call carries the token.
    #[serde(default)]
    pub present: Present,
    /// Where the answer holds what.
    #[serde(default)]
    pub answer: AnswerShape,
    /// Set-up steps of this way, after those of every way.
    #[serde(default)]
    pub setup: Vec<SetupStep>,
    /// Fields of this way, after those of every way.
    #[serde(default)]
    pub field: Vec<Field>,
    /// Harmless calls of this way, after those of every way.
    #[serde(default)]
    pub test_call: Vec<TestCall>,
    /// What failures of this way mean, before those of every way.
    #[serde(default)]
    pub cause: Vec<KnownCause>,
    /// Shown before running: "a new token ends the old one".
    #[serde(default)]
    pub warn: Vec<String>,
}

/// The grants that the engine runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Grant {
    /// RFC 6749 4.4.
    ClientCredentials,
    /// RFC 6749 4.3.
    Password,
    /// RFC 6749 4.1 with PKCE (RFC 7636).
    AuthorizationCode,
    /// RFC 6749 4.2.
    Implicit,
    /// RFC 6749 6, with a refresh token that was got elsewhere.
    RefreshToken,
    /// Several requests of the vendor's own, each using what the one before answered.
    Chain,
    /// No request at all: the vendor's pages hand out a key that is the token.
    Key,
}

impl Grant {
    /// Whether a person signs in at the phone system.
    pub const fn needs_sign_in(self) -> bool {
        matches!(self, Self::AuthorizationCode | Self::Implicit)
    }
}

/// Fields that the metadata of an authorization server (RFC 8414) can fill in, by their keys.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiscoveryFields {
    /// Holds the issuer's address, from which the metadata is asked for.
    pub issuer: String,
    /// Gets `authorization_endpoint`.
    pub authorization_endpoint: String,
    /// Gets `token_endpoint`.
    pub token_endpoint: String,
    /// Gets `revocation_endpoint`.
    #[serde(default)]
    pub revocation_endpoint: Option<String>,
    /// Gets `introspection_endpoint`.
    #[serde(default)]
    pub introspection_endpoint: Option<String>,
    /// Gets `userinfo_endpoint`.
    #[serde(default)]
    pub userinfo_endpoint: Option<String>,
}

/// How sure the facts of a way are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// Read in the vendor's own documentation.
    Vendor,
    /// Read in software of others that works with it.
    ThirdParty,
    /// Not confirmed by anybody we know of.
    Unconfirmed,
    /// Not a vendor's: the standard itself.
    Standard,
}

/// How the client proves itself, as the recipe has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientAuthentication {
    /// The first is used, the others are offered.
    pub methods: Vec<ClientAuthenticationMethod>,
    /// How an assertion is made; needed by the two JWT methods.
    #[serde(default)]
    pub jwt: Option<AssertionSettings>,
}

/// Turns a failure into a cause that is specific to the phone system.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownCause {
    /// When it applies; every condition given must hold.
    pub when: CauseCondition,
    /// What happened, in the words of this system; replaces the general title where given.
    #[serde(default)]
    pub say: Option<String>,
    /// The causes, the likeliest first.
    pub check: Vec<Check>,
}

/// When a known cause applies.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CauseCondition {
    /// The step that failed.
    pub step: StepKind,
    /// `error` of the answer.
    #[serde(default)]
    pub error: Option<String>,
    /// HTTP status of the answer.
    #[serde(default)]
    pub status: Option<u16>,
    /// The call of a chain that failed.
    #[serde(default)]
    pub call: Option<String>,
}

/// One likely cause, as a recipe has it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// The cause as a sentence.
    pub title: String,
    /// What speaks for it or what to do.
    #[serde(default)]
    pub text: Option<String>,
    /// Who can fix it.
    pub who: Who,
    /// Menu path of the vendor's pages.
    #[serde(default)]
    pub place: Option<String>,
    /// Key of the field to change.
    #[serde(default)]
    pub field: Option<String>,
}
