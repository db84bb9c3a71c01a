//! Example parts of a vendor's document that were left in a value.

use super::characters::is_blank;

/// Hosts that stand for "your host" in documents, with everything below them (RFC 2606 3).
const EXAMPLE_DOMAINS: &[&str] = &["example.com", "example.org", "example.net"];
/// Hosts that stand for "your host" by themselves.
const EXAMPLE_HOSTS: &[&str] = &["mgmt.domain.com"];
/// How documents write that both schemes are possible.
const EITHER_SCHEME: &str = "http[s]://";
/// Values that stand for "your value".
const EXAMPLE_VALUES: &[&str] = &[
    "client_id",
    "client-id",
    "client_secret",
    "client-secret",
    "user_name",
    "user_password",
    "your_client_id",
    "your-client-id",
    "your_client_secret",
    "your-client-secret",
];

/// The example part of an address, other than its host: `{PBX}`, `<hostname>`, `[PBX/NAME]`, `http[s]://`.
pub(super) fn find_in_address(text: &str) -> Option<&str> {
    text.get(..EITHER_SCHEME.len())
        .filter(|start| start.eq_ignore_ascii_case(EITHER_SCHEME))
        .or_else(|| bracketed(text, '{', '}'))
        .or_else(|| bracketed(text, '<', '>'))
        .or_else(|| bracketed(text, '[', ']').filter(|part| !is_ip_literal(part)))
}

/// Whether a host stands for "your host".
pub(super) fn is_example_host(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    EXAMPLE_HOSTS.contains(&host.as_str())
        || EXAMPLE_DOMAINS
            .iter()
            .any(|domain| host.strip_suffix(domain).is_some_and(|front| front.is_empty() || front.ends_with('.')))
}

/// The example part of a value other than an address: `<client_id>`, `{tenant}`, `client-id`, `example.com`.
pub(crate) fn find_in_text(text: &str) -> Option<&str> {
    if is_example_value(text) || is_example_host(without_scheme(text)) {
        return Some(text);
    }
    [('{', '}'), ('<', '>'), ('[', ']')]
        .into_iter()
        .find_map(|(open, close)| bracketed(text, open, close).filter(|part| is_name(part)))
}

/// Whether the whole secret is an example. A part of a real secret may look like one, so parts do not count.
pub(crate) fn is_example_secret(secret: &str) -> bool {
    is_example_value(secret)
        || [('{', '}'), ('<', '>'), ('[', ']')].into_iter().any(|(open, close)| {
            bracketed(secret, open, close).is_some_and(|part| part.len() == secret.len() && is_name(part))
        })
}

fn is_example_value(text: &str) -> bool {
    EXAMPLE_VALUES.iter().any(|value| value.eq_ignore_ascii_case(text))
}

fn without_scheme(text: &str) -> &str {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or(text);
    rest.trim_end_matches('/')
}

/// The first part of `text` from `open` to the last `close` that follows without an `open` between.
fn bracketed(text: &str, open: char, close: char) -> Option<&str> {
    let start = text.find(open)?;
    let length = text[start..].find(close)?;
    let closing: usize = text[start + length..].chars().take_while(|&c| c == close).map(char::len_utf8).sum();
    Some(&text[start..start + length + closing])
}

/// An IPv6 address, perhaps with a zone, which may have any name.
fn is_ip_literal(part: &str) -> bool {
    let address = part.split('%').next().unwrap_or_default();
    address.contains(':') && address.chars().all(|c| c.is_ascii_hexdigit() || matches!(c, '[' | ']' | ':' | '.'))
}

/// Whether what stands in the brackets is a name, as opposed to JSON or a piece of a real value.
fn is_name(part: &str) -> bool {
    let name = part.trim_matches(|c| matches!(c, '{' | '}' | '<' | '>' | '[' | ']'));
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '/') || is_blank(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f8_example_parts_of_addresses_are_found() {
        for (text, part) in [
            ("https://{PBX}/authorization/oauth2", "{PBX}"),
            ("https://{{host}}/oauth/token/", "{{host}}"),
            ("https://<hostname>/oauth/token", "<hostname>"),
            ("https://<domain>.phones.example", "<domain>"),
            ("http[s]://pbx.example/token", "http[s]://"),
            ("https://[PBX/NAME].phones.example/", "[PBX/NAME]"),
            ("https://\\[PBX/NAME\\].phones.example/", "[PBX/NAME\\]"),
        ] {
            assert_eq!(find_in_address(text), Some(part), "{text}");
        }
    }

    #[test]
    fn real_addresses_are_left_alone() {
        for text in
            ["https://[::1]:8443/", "https://[fe80::1%25eth0]/", "pexmgr.northwind.example", "https://10.0.0.1/"]
        {
            assert_eq!(find_in_address(text), None, "{text}");
        }
    }

    #[test]
    fn only_reserved_domains_are_example_hosts() {
        for host in ["example.com", "EXAMPLE.COM.", "pbx.example.org", "a.b.example.net", "mgmt.domain.com"] {
            assert!(is_example_host(host), "{host}");
        }
        for host in ["pexmgr.northwind.example", "myexample.com", "example.com.evil.example", "domain.com", "localhost"]
        {
            assert!(!is_example_host(host), "{host}");
        }
    }

    #[test]
    fn f8_example_values_are_found_in_text() {
        for text in ["<client_id>", "client-id", "USER_NAME", "{tenant}", "example.com", "https://example.com/"] {
            assert!(find_in_text(text).is_some(), "{text}");
        }
        for text in ["oauth2-desk-5514620391", "is_admin use_api", "anna@example.com", "{\"a\":1}", "a<3"] {
            assert_eq!(find_in_text(text), None, "{text}");
        }
    }

    #[test]
    fn a_secret_is_an_example_only_as_a_whole() {
        for secret in ["user_password", "<client_private_key>", "{{secret}}"] {
            assert!(is_example_secret(secret), "{secret}");
        }
        for secret in ["a{b}c", "x<secret>y", "[9#aB", "gMh{x}"] {
            assert!(!is_example_secret(secret), "{secret}");
        }
    }
}
