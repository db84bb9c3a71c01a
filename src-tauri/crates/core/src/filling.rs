//! A recipe's templates filled with a connection's values.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::SecretString;
use url::Url;

use crate::{
    domain::{
        client_authentication::ClientAuthenticationMethod,
        connection::{Connection, Value},
        field::{Field, FieldKind},
        recipe::{Recipe, Way},
        step::StepKind,
        template::{Part, Template},
    },
    inspecting::base_url::{AddressProblem, BaseUrl, read_base_url_by},
    ports::http::{WirePart, WireText},
};

/// The unreserved characters of RFC 3986 2.3 stay; everything else in a part of an address is escaped.
const ADDRESS_PART: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Values that earlier requests of a run answered, by name.
pub type Taken = BTreeMap<String, SecretString>;

/// A connection together with its recipe and way.
#[derive(Debug, Clone, Copy)]
pub struct Filled<'a> {
    /// The recipe.
    pub recipe: &'a Recipe,
    /// The way.
    pub way: &'a Way,
    /// The connection.
    pub connection: &'a Connection,
}

impl<'a> Filled<'a> {
    /// Brings the three together; none when the recipe has no such way.
    pub fn new(recipe: &'a Recipe, connection: &'a Connection) -> Option<Self> {
        let way = recipe.way(&connection.way)?;
        Some(Self { recipe, way, connection })
    }

    /// How the client proves itself: as chosen, else as the recipe prefers.
    pub fn client_authentication(&self) -> ClientAuthenticationMethod {
        let offered = &self.way.client_authentication.methods;
        self.connection
            .client_authentication
            .filter(|chosen| offered.contains(chosen))
            .or_else(|| offered.first().copied())
            .unwrap_or(ClientAuthenticationMethod::None)
    }

    /// The fields that are asked for with the client authentication in use.
    pub fn fields(&self) -> impl Iterator<Item = &'a Field> {
        let method = self.client_authentication();
        self.recipe.fields(self.way).filter(move |field| field.is_asked_with(method))
    }

    /// A value that may be seen; empty when there is none.
    pub fn text(&self, key: &str) -> &'a str {
        match self.connection.values.get(key) {
            Some(Value::Plain { text, .. }) => text,
            _ => "",
        }
    }

    /// A value that may not be seen.
    pub fn secret(&self, key: &str) -> Option<&'a SecretString> {
        match self.connection.values.get(key) {
            Some(Value::Secret(secret)) => Some(secret),
            _ => None,
        }
    }

    /// The address of the token endpoint.
    pub fn token_url(&self) -> Result<Url, AddressProblem> {
        self.address(self.way.token_url.as_ref().ok_or(AddressProblem::NotAnAddress)?)
    }

    /// The address of the authorization endpoint.
    pub fn authorization_url(&self) -> Result<Url, AddressProblem> {
        self.address(&self.way.authorization.as_ref().ok_or(AddressProblem::NotAnAddress)?.url)
    }

    /// The address of the endpoint that an inquiry goes to; none where the way has none or its field is empty.
    pub fn inquiry_url(&self, step: StepKind) -> Option<Url> {
        self.address(self.inquiry_address(step)?).ok()
    }

    /// The same as the recipe has it.
    pub fn inquiry_address(&self, step: StepKind) -> Option<&'a Template> {
        let address = match step {
            StepKind::Revoke => &self.way.revocation,
            StepKind::Introspect => &self.way.introspection,
            StepKind::UserInfo => &self.way.userinfo,
            _ => return None,
        };
        address.as_ref()
    }

    /// Every address that the way talks to, in the order it does, those about a token that is there last.
    pub fn templates(&self) -> impl Iterator<Item = &'a Template> {
        let way = self.way;
        let of_sign_in = way.authorization.as_ref().map(|authorization| &authorization.url);
        let of_token = way.token_url.iter().chain(of_sign_in).chain(way.call.iter().map(|call| &call.url));
        let of_inquiries = [&way.refresh.url, &way.revocation, &way.introspection, &way.userinfo];
        of_token.chain(of_inquiries.into_iter().flatten())
    }

    /// The address that the way talks to first of all; none where it only takes over a key.
    pub fn main_address(&self) -> Option<&'a Template> {
        let of_chain = self.way.call.first().map(|call| &call.url);
        let of_sign_in = self.way.authorization.as_ref().map(|authorization| &authorization.url);
        self.way.token_url.as_ref().or(of_sign_in).or(of_chain)
    }

    /// An address: the base as it was typed, everything else escaped for a part of an address.
    pub fn address(&self, template: &Template) -> Result<Url, AddressProblem> {
        let base_key = template.first_name().unwrap_or_default();
        let base = self.base(base_key)?;
        if template.is_one_name() {
            return Ok(base.url().clone());
        }
        if base.url().query().is_some() {
            // A path behind a query would become part of the query.
            return Err(AddressProblem::NotAnAddress);
        }
        let mut is_base = true;
        let text = template.expand(|name| {
            if std::mem::take(&mut is_base) {
                base.url().as_str().trim_end_matches('/').to_owned()
            } else {
                utf8_percent_encode(self.text(name), ADDRESS_PART).to_string()
            }
        });
        Url::parse(&text).map_err(|_| AddressProblem::NotAnAddress)
    }

    fn base(&self, key: &str) -> Result<BaseUrl, AddressProblem> {
        read_base_url_by(self.text(key), self.connection.route.without_tls)
    }

    /// Text for people and for claims, made of values that may be seen. An address stands there without its scheme.
    pub fn words(&self, template: &Template) -> String {
        template.expand(|name| self.host_of(name).unwrap_or_else(|| self.text(name).to_owned()))
    }

    /// Text in which `{token_url}` is the token endpoint.
    pub fn claim(&self, template: &Template, token_url: &Url) -> String {
        template.expand(|name| if name == "token_url" { token_url.as_str() } else { self.text(name) }.to_owned())
    }

    /// A value on its way out; none when it is made only of fields that are empty. An address stands there as its host; `taken` comes before fields of the same name.
    pub fn wire(&self, template: &Template, taken: &Taken) -> Option<WireText> {
        let mut names = template.names().peekable();
        if names.peek().is_some() && names.all(|name| !taken.contains_key(name) && self.is_empty(name)) {
            return None;
        }
        Some(WireText(self.wire_parts(template, taken)))
    }

    /// Parameters on their way out, without those that are made only of empty fields.
    pub fn wire_all(&self, parameters: &IndexMap<String, Template>, taken: &Taken) -> Vec<(String, WireText)> {
        let filled = parameters.iter().filter_map(|(name, value)| Some((name.clone(), self.wire(value, taken)?)));
        filled.collect()
    }

    /// The host a `base_url` field names, with its port.
    pub fn host_of(&self, key: &str) -> Option<String> {
        let field = self.recipe.field(self.way, key)?;
        if field.kind != FieldKind::BaseUrl {
            return None;
        }
        let base = self.base(key).ok()?;
        let host = base.url().host_str()?;
        Some(base.url().port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
    }

    /// The host that the way talks to first of all, for headings.
    pub fn main_host(&self) -> Option<String> {
        let of_test = || self.recipe.test_calls(self.way).next().map(|call| &call.url);
        self.host_of(self.main_address().or_else(of_test)?.first_name()?)
    }

    /// Whether nothing is entered for a field.
    pub fn is_empty(&self, key: &str) -> bool {
        self.text(key).is_empty() && self.secret(key).is_none()
    }

    fn wire_parts(&self, template: &Template, taken: &Taken) -> Vec<WirePart> {
        let named = |name: &String| {
            if let Some(value) = taken.get(name) {
                return WirePart::Secret { what: words_of(name), value: value.clone() };
            }
            match (self.secret(name), self.recipe.field(self.way, name)) {
                (Some(secret), Some(field)) => WirePart::Secret { what: field.label.clone(), value: secret.clone() },
                _ => WirePart::Plain(self.host_of(name).unwrap_or_else(|| self.text(name).to_owned())),
            }
        };
        let parts = template.parts().iter().map(|part| match part {
            Part::Text(text) => WirePart::Plain(text.clone()),
            Part::Name(name) => named(name),
        });
        parts.collect()
    }
}

/// The name of a taken value as words: `one_time_token` is "One time token".
pub(crate) fn words_of(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
