use super::*;
use crate::domain::client_authentication::ClientAuthenticationMethod as Method;

#[test]
fn f16_a_curl_command_is_recognised_in_every_shell_and_style() {
    let encoded = "grant_type=client_credentials&client_id=desk-7&client_secret=pa%25ss+w%2Brd%261";
    for text in [
        format!("curl -X POST '{HOST}/oauth/token' -d '{encoded}'"),
        format!("$ curl -sSLX POST {HOST}/oauth/token \\\n  -H 'Accept: */*' \\\n  --data '{encoded}'"),
        format!("curl.exe \"{HOST}/oauth/token\" ^\r\n -H \"Host: x\" ^\r\n --data-raw \"{encoded}\""),
        format!("curl ^\"{HOST}/oauth/token^\" ^\n --data-raw ^\"{}^\"", encoded.replace('&', "^&").replace('%', "^%")),
        format!("curl.exe `\n  --url '{HOST}/oauth/token' `\n  -d \"{encoded}\""),
        format!(
            "curl -L -X POST '{HOST}/oauth/token' \\ -H 'Content-Type: application/x-www-form-urlencoded' \\ \
             --data-urlencode 'grant_type=client_credentials' \\ --data-urlencode 'client_id=desk-7' \\ \
             --data-urlencode 'client_secret=pa%ss w+rd&1'"
        ),
        format!(
            "curl {HOST}/oauth/token -F grant_type=client_credentials -F client_id=desk-7 \
             -F 'client_secret=pa%ss w+rd&1;type=text/plain'"
        ),
        format!(
            "curl {HOST}/oauth/token --json '{{\"grant_type\":\"client_credentials\",\"client_id\":\"desk-7\",\
             \"client_secret\":\"pa%ss w+rd&1\"}}'"
        ),
        format!("curl –X POST ‘{HOST}/oauth/token’ –d ‘{encoded}’"),
        format!("curl -G {HOST}/oauth/token -d '{encoded}'"),
    ] {
        let offer = offer("own", &text);
        assert_eq!(offer.to_view().title, "This is a curl command.");
        assert_eq!(fills(&offer), CLIENT, "{text}");
        assert_eq!(offer.method, None, "the body is what the way prefers");
        assert_eq!(offer.notes, [], "{text}");
    }
}

#[test]
fn f16_a_curl_command_with_a_basic_header_chooses_it() {
    let header = "Authorization: Basic ZGVzay03OnBhJXNzIHcrcmQmMQ==";
    for proof in ["-u 'desk-7:pa%ss w+rd&1'", "'-udesk-7:pa%ss w+rd&1'", &format!("-H '{header}'")] {
        let offer = offer("own", &format!("curl {proof} {HOST}/oauth/token -d grant_type=client_credentials"));
        assert_eq!(fills(&offer), CLIENT, "{proof}");
        assert_eq!(offer.method, Some(Method::ClientSecretBasicRaw));
        let view = offer.to_view();
        assert_eq!(view.values.last().unwrap().shown, "Basic header, as it is");
    }
}

#[test]
fn f16_what_else_a_curl_command_sends_is_offered_or_left_out() {
    let text = format!(
        "curl -k '{HOST}/oauth/token' -H 'X-Appkey: k-1' -H 'User-Agent: x' -d 'domain=north&audience=all&api_key=hidden' \
         -d grant_type=client_credentials -d @more.txt"
    );
    let offer = offer("own", &text);
    assert_eq!(
        fills(&offer),
        [("host", HOST), ("tenant", "north"), ("headers", "X-Appkey: k-1")],
        "a parameter that sounds like a secret is not put where it is shown"
    );
    let notes: Vec<&str> = offer.notes.iter().map(|note| note.text.as_str()).collect();
    assert_eq!(
        notes,
        [
            "It takes values from a file, which cannot be seen from here.",
            "It leaves out the check of the certificate (-k). Dialkey always makes it.",
        ]
    );
}
