//! Puts recognised values to the fields of a way: by the names that recipes agree on, by the parameters that the way
//! sends, and by the vendor's labels.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::{Kind, Meaning, Offer, Recognised, meaning::bare, offer::Fill};
use crate::{
    domain::{
        client_authentication::ClientAuthenticationMethod as Method,
        field::{Field, FieldKind},
        note::{Note, Tone},
        recipe::Grant,
        template::{Part, Template},
    },
    filling::Filled,
    inspecting::{self, placeholders},
};

/// Words in the name of a parameter whose value is better not shown in the clear.
const TELLTALE: &[&str] = &["secret", "password", "token", "key", "assertion", "auth"];

/// What `recognised` would fill into the fields of `filled`; none where nothing of it fits, or where it is just what the
/// field `into` is for. `text` is what was entered there.
pub fn fit(filled: &Filled<'_>, into: &str, text: &SecretString, recognised: Recognised) -> Option<Offer> {
    let mut fitting = Fitting::new(filled, recognised.kind);
    if let Some((_, address)) = recognised.values.first().filter(|_| recognised.kind == Kind::AddressWithPassword) {
        // It belongs where it was entered, whatever the way does with that field.
        fitting.put(into, address);
    }
    let signs_in = recognised.values.iter().any(|(meaning, _)| *meaning == Meaning::SignInAddress);
    for (meaning, value) in &recognised.values {
        fitting.place(meaning, value, signs_in);
    }
    let method = fitting.method();
    let mut notes = recognised.notes;
    let fills = fitting.fills(method.unwrap_or_else(|| filled.client_authentication()), &mut notes);
    notes.extend(note_about_grant(filled, &recognised.values));
    notes.extend(note_about_tokens(&recognised.values, fitting.values.contains_key("refresh_token")));
    let is_value_of_field =
        matches!(recognised.kind, Kind::Jwk | Kind::Pem | Kind::KeyFile) && fills.iter().all(|fill| fill.key == into);
    (!fills.is_empty() && !is_value_of_field).then(|| Offer {
        field: into.to_owned(),
        text: text.clone(),
        kind: recognised.kind,
        fills,
        method,
        notes,
    })
}

struct Fitting<'a> {
    filled: &'a Filled<'a>,
    kind: Kind,
    /// By the key of the field; the first value that was found for it.
    values: BTreeMap<String, SecretString>,
    further_parameters: Vec<(String, SecretString)>,
    further_headers: Vec<(String, SecretString)>,
    parameters_key: &'static str,
    has_basic: bool,
}

impl<'a> Fitting<'a> {
    const fn new(filled: &'a Filled<'a>, kind: Kind) -> Self {
        Self {
            filled,
            kind,
            values: BTreeMap::new(),
            further_parameters: Vec::new(),
            further_headers: Vec::new(),
            parameters_key: "parameters",
            has_basic: false,
        }
    }

    fn field(&self, key: &str) -> Option<&'a Field> {
        self.filled.recipe.field(self.filled.way, key)
    }

    /// Finds the field of one value, if it has one.
    fn place(&mut self, meaning: &Meaning, value: &SecretString, signs_in: bool) {
        if signs_in {
            self.parameters_key = "sign_in_parameters";
        }
        match meaning {
            Meaning::TokenAddress | Meaning::SignInAddress | Meaning::Address => self.place_address(meaning, value),
            Meaning::BasicName | Meaning::BasicSecret => self.place_basic(meaning, value),
            Meaning::Username | Meaning::Password => {
                let (user, password) = self.user_keys();
                self.put(if *meaning == Meaning::Username { &user } else { &password }, value);
            }
            Meaning::Parameter(name) | Meaning::Named(name) => match self.key_of(name) {
                Some(key) => self.put(&key, value),
                None if matches!(meaning, Meaning::Parameter(_)) => {
                    self.further_parameters.push((name.clone(), value.clone()));
                }
                None => {}
            },
            Meaning::Header(name) => match self.key_of(name) {
                Some(key) => self.put(&key, value),
                None => self.further_headers.push((name.clone(), value.clone())),
            },
            other => {
                if let Some(key) = other.key() {
                    self.put(key, value);
                }
            }
        }
    }

    fn put(&mut self, key: &str, value: &SecretString) {
        // Exposed to tell whether there is anything.
        if self.field(key).is_some() && !value.expose_secret().trim().is_empty() {
            self.values.entry(key.to_owned()).or_insert_with(|| value.clone());
        }
    }

    /// The fields of a user: a chain may call them what it likes.
    fn user_keys(&self) -> (String, String) {
        let basic = self.filled.way.call.iter().find_map(|call| call.basic.as_ref());
        match basic.filter(|_| self.field("username").is_none()) {
            Some(basic) => (basic.user.clone(), basic.password.clone()),
            None => ("username".to_owned(), "password".to_owned()),
        }
    }

    fn place_basic(&mut self, meaning: &Meaning, value: &SecretString) {
        let (user, password) = self.user_keys();
        let is_of_user = self.field("client_id").is_none()
            || (self.kind == Kind::AddressWithPassword && self.field(&password).is_some());
        let (name, secret) =
            if is_of_user { (user.as_str(), password.as_str()) } else { ("client_id", "client_secret") };
        self.has_basic |= !is_of_user && self.kind != Kind::AddressWithPassword;
        self.put(if *meaning == Meaning::BasicName { name } else { secret }, value);
    }

    /// The field of a name that no standard knows: by the way's own parameters, by key, by label.
    fn key_of(&self, name: &str) -> Option<String> {
        let way = self.filled.way;
        let calls = way.call.iter().flat_map(|call| call.parameters.iter().chain(&call.headers).chain(&call.query));
        let of_sign_in = way.authorization.iter().flat_map(|authorization| &authorization.parameters);
        let sent = way.parameters.iter().chain(&way.headers).chain(calls).chain(of_sign_in);
        let mut named = sent.filter(|(sent, template)| sent.eq_ignore_ascii_case(name) && template.is_one_name());
        let by_parameter = named.find_map(|(_, template)| template.first_name()).map(str::to_owned);
        let name = bare(name);
        by_parameter.or_else(|| {
            let mut fields = self.filled.recipe.fields(way).filter(|field| !has_lines(field));
            fields.find(|field| bare(&field.key) == name || bare(&field.label) == name).map(|field| field.key.clone())
        })
    }

    fn place_address(&mut self, meaning: &Meaning, value: &SecretString) {
        let way = self.filled.way;
        let template = match meaning {
            Meaning::TokenAddress => way.token_url.as_ref().or_else(|| self.filled.main_address()),
            Meaning::SignInAddress => way.authorization.as_ref().map(|authorization| &authorization.url),
            _ => self.filled.main_address(),
        };
        let of_test = || self.filled.recipe.test_calls(way).next().map(|call| &call.url);
        let Some(template) = template.or_else(of_test) else { return };
        let Some(key) = template.first_name() else { return };
        // Exposed to cut an address to what its field holds; a base address is no secret.
        let address = value.expose_secret();
        // A host alone is no whole address.
        if template.is_one_name() && *meaning == Meaning::Address && !has_path(address) {
            return;
        }
        self.put(key, &SecretString::from(base_of(template, address)));
    }

    /// The client authentication that the values speak for, where it is another one than is chosen.
    fn method(&self) -> Option<Method> {
        let present = self.filled.client_authentication();
        let offered = &self.filled.way.client_authentication.methods;
        let is_asked = |key: &str| self.field(key).is_some_and(|field| field.is_asked_with(present));
        let has = |key: &str| self.values.contains_key(key);
        let is_request = matches!(self.kind, Kind::Curl | Kind::PostmanCollection | Kind::Parameters);
        let wanted: &[Method] = if has("client_secret") && self.has_basic {
            &[Method::ClientSecretBasicRaw, Method::ClientSecretBasic]
        } else if has("private_key") && !is_asked("private_key") {
            &[Method::PrivateKeyJwt]
        } else if has("client_secret") && (is_request || !is_asked("client_secret")) {
            &[Method::ClientSecretPost, Method::ClientSecretBasic]
        } else {
            &[]
        };
        if self.has_basic && wanted.contains(&present) {
            return None;
        }
        wanted.iter().copied().find(|method| offered.contains(method)).filter(|method| *method != present)
    }

    /// What is filled in, in the order of the form.
    fn fills(&self, method: Method, notes: &mut Vec<Note>) -> Vec<Fill> {
        let mut examples = Vec::new();
        let mut fills = Vec::new();
        for field in self.filled.recipe.fields(self.filled.way).filter(|field| field.is_asked_with(method)) {
            let lines = match field.kind {
                FieldKind::Parameters if field.key == self.parameters_key => self.parameter_lines(),
                FieldKind::Headers => self.header_lines(),
                _ => None,
            };
            let Some(value) = lines.or_else(|| self.values.get(&field.key).cloned()) else { continue };
            if is_example(field, &value) {
                examples.push(field.label.as_str());
            } else if let Some(fill) = Fill::of(field, value) {
                fills.push(fill);
            }
        }
        if !examples.is_empty() {
            let note = Note::new(Tone::Info, "Example parts of a document are left out. Enter your own:");
            notes.push(note.with_evidence(examples.join(", ")));
        }
        fills
    }

    fn parameter_lines(&self) -> Option<SecretString> {
        let is_harmless = |name: &str| {
            let name = name.to_ascii_lowercase();
            !TELLTALE.iter().any(|word| name.contains(word)) && !self.filled.way.parameters.contains_key(&name)
        };
        lines_of(self.further_parameters.iter().filter(|(name, _)| is_harmless(name)), "=")
    }

    fn header_lines(&self) -> Option<SecretString> {
        let is_sent = |name: &str| self.filled.way.headers.keys().any(|sent| sent.eq_ignore_ascii_case(name));
        lines_of(self.further_headers.iter().filter(|(name, _)| !is_sent(name)), ": ")
    }
}

const fn has_lines(field: &Field) -> bool {
    matches!(field.kind, FieldKind::Parameters | FieldKind::Headers)
}

fn lines_of<'a>(pairs: impl Iterator<Item = &'a (String, SecretString)>, separator: &str) -> Option<SecretString> {
    // Exposed to be joined; the result is a secret again.
    let lines: Vec<String> = pairs.map(|(name, value)| format!("{name}{separator}{}", value.expose_secret())).collect();
    (!lines.is_empty()).then(|| SecretString::from(lines.join("\n")))
}

fn is_example(field: &Field, value: &SecretString) -> bool {
    // Exposed to be compared with what documents write in place of a value.
    let value = value.expose_secret();
    match field.kind {
        FieldKind::BaseUrl => inspecting::base_url::read_base_url(value)
            .is_err_and(|problem| matches!(problem, inspecting::base_url::AddressProblem::ExamplePart { .. })),
        _ if field.kind.is_secret() => placeholders::is_example_secret(value),
        FieldKind::Text => placeholders::find_in_text(value).is_some(),
        _ => false,
    }
}

fn has_path(address: &str) -> bool {
    let behind_scheme = address.split_once("://").map_or(address, |(_, rest)| rest);
    behind_scheme.trim_end_matches('/').contains('/')
}

/// What the field at the start of `template` holds when the whole is `address`.
fn base_of(template: &Template, address: &str) -> String {
    if template.is_one_name() {
        return address.to_owned();
    }
    let rest: Option<String> = template.parts()[1..]
        .iter()
        .map(|part| match part {
            Part::Text(text) => Some(text.as_str()),
            Part::Name(_) => None,
        })
        .collect();
    let without_query = address.split(['?', '#']).next().unwrap_or(address);
    let path = rest.as_deref().unwrap_or_default().trim_end_matches('/');
    if let Some(base) = without_query.trim_end_matches('/').strip_suffix(path).filter(|_| !path.is_empty()) {
        return base.to_owned();
    }
    let has_scheme = without_query.contains("://");
    let parsed = Url::parse(&if has_scheme { without_query.to_owned() } else { format!("https://{without_query}") });
    match parsed.map(|url| url.origin()) {
        Ok(origin) if origin.is_tuple() => {
            let origin = origin.ascii_serialization();
            if has_scheme { origin } else { origin.trim_start_matches("https://").to_owned() }
        }
        _ => without_query.to_owned(),
    }
}

/// It may have been made for another way of the same phone system.
fn note_about_grant(filled: &Filled<'_>, values: &[(Meaning, SecretString)]) -> Option<Note> {
    let (_, grant) = values.iter().find(|(meaning, _)| *meaning == Meaning::GrantType)?;
    // Exposed to tell the grant, which is no secret.
    let grant = match grant.expose_secret() {
        "client_credentials" => Grant::ClientCredentials,
        "password" | "password_credentials" => Grant::Password,
        "authorization_code" | "authorization_code_with_pkce" => Grant::AuthorizationCode,
        "implicit" => Grant::Implicit,
        "refresh_token" => Grant::RefreshToken,
        _ => return None,
    };
    if grant == filled.way.grant || filled.way.grant == Grant::Chain {
        return None;
    }
    let mut others = filled.recipe.way.iter().filter(|way| way.grant == grant);
    let sentence = "It asks for a token in another way than this connection does.";
    let note = Note::new(Tone::Warn, sentence);
    Some(match others.next() {
        Some(way) => Note { text: format!("{sentence} It fits"), ..note }.with_evidence(way.name.clone()),
        None => note,
    })
}

fn note_about_tokens(values: &[(Meaning, SecretString)], keeps_refresh_token: bool) -> Option<Note> {
    let is_live = |meaning: &Meaning| {
        *meaning == Meaning::LiveToken || (*meaning == Meaning::RefreshToken && !keeps_refresh_token)
    };
    let sentence = match values.iter().filter(|(meaning, _)| is_live(meaning)).count() {
        0 => return None,
        1 => "There is a token in it that may still be good. It is left out and not kept.",
        _ => "There are tokens in it that may still be good. They are left out and not kept.",
    };
    Some(Note::new(Tone::Warn, sentence))
}
