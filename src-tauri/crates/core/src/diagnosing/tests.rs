use super::evidence::unsupported_scheme;
use crate::ports::http::HttpAnswer;

fn asked_by(status: u16, challenges: &[&str]) -> Option<&'static str> {
    let headers = challenges.iter().map(|value| ("WWW-Authenticate".to_owned(), (*value).to_owned())).collect();
    unsupported_scheme(&HttpAnswer { status, headers, body: Vec::new(), milliseconds: 0 })
}

#[test]
fn a_scheme_is_unsupported_only_where_nothing_else_is_offered() {
    assert_eq!(asked_by(401, &["Digest realm=\"a\", qop=\"auth\", nonce=\"Basic \""]), Some("Digest"));
    assert_eq!(asked_by(401, &["Negotiate", "NTLM"]), Some("Negotiate"));
    assert_eq!(asked_by(401, &["ntlm"]), Some("NTLM"));
    for supported in [&["Negotiate", "Basic realm=a"][..], &["Digest realm=a, Basic realm=b"], &["Bearer"], &[]] {
        assert_eq!(asked_by(401, supported), None, "{supported:?}");
    }
    assert_eq!(asked_by(407, &["NTLM"]), None, "a proxy asks in another header");
}
