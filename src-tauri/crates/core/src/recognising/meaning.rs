//! What a name in a request, a settings file or an export stands for.

/// What a value is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// The token endpoint.
    TokenAddress,
    /// The authorization endpoint.
    SignInAddress,
    /// An address or a host of which no more is known.
    Address,
    /// Where the answer of a sign-in comes back.
    RedirectUri,
    /// The authorization server's name for itself.
    Issuer,
    /// The client.
    ClientId,
    /// Its secret.
    ClientSecret,
    /// The name in front of the colon of a Basic header or of an address: a client's or a user's.
    BasicName,
    /// What stands behind that colon.
    BasicSecret,
    /// A user.
    Username,
    /// The user's password.
    Password,
    /// What the token may be used for.
    Scope,
    /// Whom the token or the assertion is for.
    Audience,
    /// A private key in any form.
    PrivateKey,
    /// The name of that key.
    KeyId,
    /// A refresh token.
    RefreshToken,
    /// Which grant is asked for.
    GrantType,
    /// A token that opens something right now.
    LiveToken,
    /// Of one run only, or made anew for each: `state`, `code`, `expires_in`.
    OfOneRun,
    /// A parameter of a request that no standard names.
    Parameter(String),
    /// A header of a request that the phone system asks for.
    Header(String),
    /// Any other name in a file of settings.
    Named(String),
}

/// Names without blanks, hyphens and capitals, each with what it stands for.
const NAMES: &[(&str, Meaning)] = &[
    ("clientid", Meaning::ClientId),
    ("appid", Meaning::ClientId),
    ("applicationid", Meaning::ClientId),
    ("consumerkey", Meaning::ClientId),
    ("clientsecret", Meaning::ClientSecret),
    ("appsecret", Meaning::ClientSecret),
    ("applicationsecret", Meaning::ClientSecret),
    ("consumersecret", Meaning::ClientSecret),
    ("apisecret", Meaning::ClientSecret),
    ("secretkey", Meaning::ClientSecret),
    ("secret", Meaning::ClientSecret),
    ("username", Meaning::Username),
    ("user", Meaning::Username),
    ("login", Meaning::Username),
    ("password", Meaning::Password),
    ("passwd", Meaning::Password),
    ("userpassword", Meaning::Password),
    ("tokenurl", Meaning::TokenAddress),
    ("tokenuri", Meaning::TokenAddress),
    ("tokenendpoint", Meaning::TokenAddress),
    ("tokenaddress", Meaning::TokenAddress),
    ("accesstokenurl", Meaning::TokenAddress),
    ("accesstokenuri", Meaning::TokenAddress),
    ("accesstokenendpoint", Meaning::TokenAddress),
    ("authurl", Meaning::SignInAddress),
    ("authuri", Meaning::SignInAddress),
    ("authendpoint", Meaning::SignInAddress),
    ("authorizeurl", Meaning::SignInAddress),
    ("authorizeendpoint", Meaning::SignInAddress),
    ("authorizationurl", Meaning::SignInAddress),
    ("authorizationuri", Meaning::SignInAddress),
    ("authorizationendpoint", Meaning::SignInAddress),
    ("signinaddress", Meaning::SignInAddress),
    ("host", Meaning::Address),
    ("hostname", Meaning::Address),
    ("fqdn", Meaning::Address),
    ("server", Meaning::Address),
    ("serverurl", Meaning::Address),
    ("url", Meaning::Address),
    ("baseurl", Meaning::Address),
    ("baseuri", Meaning::Address),
    ("apiurl", Meaning::Address),
    ("apihost", Meaning::Address),
    ("pbx", Meaning::Address),
    ("address", Meaning::Address),
    ("redirecturi", Meaning::RedirectUri),
    ("redirecturl", Meaning::RedirectUri),
    ("redirectaddress", Meaning::RedirectUri),
    ("callbackurl", Meaning::RedirectUri),
    ("callbackuri", Meaning::RedirectUri),
    ("issuer", Meaning::Issuer),
    ("scope", Meaning::Scope),
    ("scopes", Meaning::Scope),
    ("audience", Meaning::Audience),
    ("privatekey", Meaning::PrivateKey),
    ("keyid", Meaning::KeyId),
    ("kid", Meaning::KeyId),
    ("privatekeyid", Meaning::KeyId),
    ("refreshtoken", Meaning::RefreshToken),
    ("granttype", Meaning::GrantType),
    ("accesstoken", Meaning::LiveToken),
    ("idtoken", Meaning::LiveToken),
    ("bearertoken", Meaning::LiveToken),
    ("token", Meaning::LiveToken),
    ("clientassertion", Meaning::LiveToken),
    ("clientassertiontype", Meaning::OfOneRun),
    ("tokentype", Meaning::OfOneRun),
    ("expiresin", Meaning::OfOneRun),
    ("state", Meaning::OfOneRun),
    ("nonce", Meaning::OfOneRun),
    ("code", Meaning::OfOneRun),
    ("codechallenge", Meaning::OfOneRun),
    ("codechallengemethod", Meaning::OfOneRun),
    ("codeverifier", Meaning::OfOneRun),
    ("responsetype", Meaning::OfOneRun),
    ("responsemode", Meaning::OfOneRun),
];

/// Longest name that is looked up; settings have shorter ones.
const LONGEST_NAME: usize = 64;

impl Meaning {
    /// What a name stands for by itself: `client_id`, `Client ID`, `clientId`.
    pub(super) fn of(name: &str) -> Option<Self> {
        let name = bare(name);
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, meaning)| meaning.clone())
    }

    /// The same for a name that may have words in front, as settings do: `PHONES_CLIENT_ID`.
    pub(super) fn of_setting(name: &str) -> Option<Self> {
        if name.len() > LONGEST_NAME {
            return None;
        }
        let words = words(name);
        (0..words.len()).find_map(|first| Self::of(&words[first..].concat()))
    }

    /// What a parameter of a request is for.
    pub(super) fn of_parameter(name: &str) -> Self {
        Self::of(name).unwrap_or_else(|| Self::Parameter(name.to_owned()))
    }

    /// Key of the field that holds such a value, where recipes agree on one.
    pub(super) const fn key(&self) -> Option<&'static str> {
        Some(match self {
            Self::RedirectUri => "redirect_uri",
            Self::Issuer => "issuer",
            Self::ClientId => "client_id",
            Self::ClientSecret => "client_secret",
            Self::Username => "username",
            Self::Password => "password",
            Self::Scope => "scope",
            Self::Audience => "audience",
            Self::PrivateKey => "private_key",
            Self::KeyId => "key_id",
            Self::RefreshToken => "refresh_token",
            _ => return None,
        })
    }
}

/// A name without what people and programs write differently: capitals, blanks, hyphens and underscores.
pub(super) fn bare(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The words of a name, however they are joined: `clientId`, `CLIENT_ID`, `client-id`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for c in name.chars() {
        let begins = c.is_uppercase() && was_small;
        if begins || !c.is_alphanumeric() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
        was_small = c.is_lowercase() || c.is_ascii_digit();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_means_the_same_however_it_is_written() {
        for name in ["client_id", "clientId", "Client ID", "CLIENT-ID", "PHONES_CLIENT_ID", "oauth.clientId", "AppID"] {
            assert_eq!(Meaning::of_setting(name), Some(Meaning::ClientId), "{name}");
        }
        assert_eq!(Meaning::of_setting("ACME_TOKEN_URL"), Some(Meaning::TokenAddress));
        assert_eq!(Meaning::of_setting("favourite_colour"), None);
        assert_eq!(Meaning::of_setting(&"x".repeat(100_000)), None);
    }

    #[test]
    fn no_name_stands_in_the_table_twice() {
        for (index, (name, _)) in NAMES.iter().enumerate() {
            assert_eq!(bare(name), *name);
            assert!(!NAMES[index + 1..].iter().any(|(other, _)| other == name), "{name}");
        }
    }
}
