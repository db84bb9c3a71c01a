//! RFC 8259, production by production, beside a token: what is JSON yields the token, what is not never does. What the
//! grammar leaves open, and what is tolerated, is written down here.

use dialkey_core::{
    domain::recipe::AnswerShape,
    ports::http::HttpAnswer,
    reading::{ReadingProblem, read_token_answer},
};
use secrecy::ExposeSecret;

/// RFC 8259 2 to 7.
const VALUES: [&str; 46] = [
    "null",
    "true",
    "false",
    "0",
    "-0",
    "7",
    "-7",
    "10",
    "1.5",
    "-0.1",
    "0e1",
    "1E5",
    "1e+5",
    "1e-5",
    "1.25e10",
    "123456789012345678901234567890",
    "0.1234567890123456789012345678901234567890",
    "1e-400",
    "-1e-400",
    r#""""#,
    r#"" ""#,
    r#""é""#,
    r#""\u00e9""#,
    r#""\ud83d\ude00""#,
    r#""😀""#,
    r#""\" \\ \/ \b \f \n \r \t""#,
    r#""\u0000""#,
    r#""\u007f""#,
    "\"\u{7f}\"",
    "\"\u{2028}\u{2029}\"",
    "\"\u{FEFF}\"",
    r#""\uFFFF""#,
    r#""//""#,
    r#""/*""#,
    "[]",
    "[ ]",
    "[1]",
    "[1,2 , 3]",
    "[[],[[]]]",
    "[\n\t\r 1]",
    "{}",
    "{ }",
    r#"{"":0}"#,
    r#"{"a":{"b":[{"c":null}]}}"#,
    r#"{"\u0061":1}"#,
    r#"{"a":1,"a":2}"#,
];

/// What only looks like a value.
const NO_VALUES: [&str; 75] = [
    "",
    "nul",
    "True",
    "NULL",
    "undefined",
    "NaN",
    "Infinity",
    "-Infinity",
    "+1",
    "--1",
    "-",
    "01",
    "-01",
    "00",
    "1.",
    ".5",
    "-.5",
    "1.e1",
    "1e",
    "1e+",
    "1ee2",
    "1e1.5",
    "0x10",
    "1_000",
    "1 000",
    "1,5",
    "１",
    "'a'",
    "a",
    "\"",
    "\"a",
    "a\"",
    r#""\""#,
    r#""\a""#,
    r#""\x41""#,
    r#""\u""#,
    r#""\u12""#,
    r#""\u12G4""#,
    r#""\U0041""#,
    "\"\n\"",
    "\"\t\"",
    "\"\0\"",
    "\"\u{1f}\"",
    "“a”",
    "`a`",
    "[",
    "]",
    "[1",
    "1]",
    "[1 2]",
    "[1,,2]",
    "[,1]",
    "[,]",
    "[1,2",
    "[:]",
    "[\"a\":1]",
    "(1)",
    "{",
    "}",
    "{]",
    "[}",
    "{1:2}",
    "{a:1}",
    "{'a':1}",
    r#"{"a"}"#,
    r#"{"a":}"#,
    r#"{"a" 1}"#,
    r#"{"a":1 "b":2}"#,
    r#"{,"a":1}"#,
    r#"{"a":1,,"b":2}"#,
    r#"{"a"::1}"#,
    r#"{"a":1}}"#,
    "/* a */ 1",
    "1 // a",
    "# a\n1",
];

/// A token with this behind it, as a member of the same object.
fn beside(value: &str) -> String {
    format!(r#"{{"access_token":"at-1","token_type":"Bearer","x":{value}}}"#)
}

fn read(body: impl Into<Vec<u8>>) -> Result<String, ReadingProblem> {
    read_as("application/json", body)
}

fn read_as(content_type: &str, body: impl Into<Vec<u8>>) -> Result<String, ReadingProblem> {
    let headers = vec![("Content-Type".to_owned(), content_type.to_owned())];
    let answer = HttpAnswer { status: 200, headers, body: body.into(), milliseconds: 1 };
    let reading = read_token_answer(&AnswerShape::default(), &answer)?;
    Ok(reading.access_token.expose_secret().to_owned())
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

#[test]
fn what_is_json_yields_the_token_beside_it() {
    for value in VALUES {
        assert_eq!(read(beside(value)).as_deref(), Ok("at-1"), "{value:?}");
        for blank in [" ", "\t", "\r\n", "\n \n"] {
            let body = beside(value).replace(',', &format!("{blank},{blank}"));
            let body = if value.contains(['"', ',']) { format!("{blank}{}{blank}", beside(value)) } else { body };
            assert_eq!(read(body).as_deref(), Ok("at-1"), "{value:?} between {blank:?}");
        }
    }
}

#[test]
fn what_is_no_json_yields_no_token() {
    for value in NO_VALUES {
        let read = read(beside(value));
        assert!(matches!(read, Err(ReadingProblem::Unreadable { .. })), "{value:?}: {read:?}");
    }
}

#[test]
fn what_stands_around_an_answer_makes_it_none() {
    let good = beside("1");
    for around in ["]", "}", ",", "x", "{}", "1", "\"", "\u{0}", "\u{c}", "\u{b}x", "//", "<!-- -->", "\u{200B}"] {
        assert!(read(format!("{good}{around}")).is_err(), "behind it: {around:?}");
    }
    for around in ["]", "}", ",", "x", "1", "\"", ")]}'\n", "while(1);", "//\n", "\u{0}", "data: "] {
        assert!(read(format!("{around}{good}")).is_err(), "before it: {around:?}");
    }
    for end in 0..good.len() {
        assert!(read(&good.as_bytes()[..end]).is_err(), "broken off: {}", &good[..end]);
    }
    for body in [format!("[{good}]"), format!("\"{}\"", good.replace('"', "\\\"")), "\"at-1\"".into(), "at-1".into()] {
        assert!(read(body.clone()).is_err(), "wrapped up: {body}");
    }
}

/// RFC 8259 leaves numbers, depth, doubled names and lone surrogates to the reader.
#[test]
fn what_the_grammar_leaves_open_is_refused_where_it_could_mislead() {
    for value in ["1e400", "-1e400", "1e99999999999999999999", r#""\ud800""#, r#""\udc00\ud800""#, r#"{"\udfff":1}"#] {
        assert!(read(beside(value)).is_err(), "{value}");
    }
    for (depth, is_read) in [(1, true), (100, true), (200, false), (100_000, false)] {
        let nested = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(read(beside(&nested)).is_ok(), is_read, "{depth} deep");
        assert!(read("[".repeat(depth)).is_err() && read("{\"a\":".repeat(depth)).is_err(), "never closed");
    }
    for doubled in ["access_token", "token_type", "expires_in", "refresh_token", "error", r"access\u005ftoken"] {
        let body = format!(r#"{{"access_token":"at-1","{doubled}":"at-2","{doubled}":"at-3"}}"#);
        assert!(read(body).is_err(), "{doubled}");
    }
}

/// RFC 8259 8.1 wants UTF-8; what can be told apart for certain is read all the same.
#[test]
fn other_encodings_are_read_where_they_are_certain() {
    let good = beside("\"é\"");
    for body in [
        [b"\xEF\xBB\xBF", good.as_bytes()].concat(),
        utf16(&format!("\u{FEFF}{good}"), u16::to_le_bytes),
        utf16(&format!("\u{FEFF}{good}"), u16::to_be_bytes),
        utf16(&good, u16::to_le_bytes),
        utf16(&good, u16::to_be_bytes),
    ] {
        assert_eq!(read(body.clone()).as_deref(), Ok("at-1"), "{body:02x?}");
        assert!(read(&body[..body.len() - 1]).is_err(), "cut within a character");
    }
    let latin1: Vec<u8> = good.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
    assert_eq!(read_as("application/json; charset=iso-8859-1", latin1.clone()).as_deref(), Ok("at-1"));
    assert!(read(latin1).is_err(), "nobody said so");
    for damage in [&b"\xC3"[..], b"\xC0\x80", b"\xED\xA0\x80", b"\xF4\x90\x80\x80", b"\x80", b"\xFF"] {
        let body = [&b"{\"access_token\":\"at-1\",\"x\":\""[..], damage, b"\"}"].concat();
        assert!(read(body).is_err(), "{damage:02x?}");
    }
    let utf32: Vec<u8> = good.chars().flat_map(|letter| u32::from(letter).to_be_bytes()).collect();
    assert!(read(utf32).is_err());
}

/// The one deviation that a vendor's own page shows.
#[test]
fn commas_before_a_closing_bracket_are_the_only_deviation_that_is_tolerated() {
    for tolerated in [
        r#"{"access_token":"at-1",}"#,
        "{\"access_token\":\"at-1\" ,\r\n}",
        r#"{"access_token":"at-1","x":[1,],}"#,
        r#"{"access_token":"at-1","x":{"a":1,},}"#,
    ] {
        assert_eq!(read(tolerated).as_deref(), Ok("at-1"), "{tolerated}");
    }
    for refused in [
        r#"{"access_token":"at-1",,}"#,
        r#"{,"access_token":"at-1"}"#,
        r#"{"access_token":"at-1"},"#,
        r#"{"access_token":"at-1","x":[,]}"#,
        r#"{"access_token":"at-1","x":{,}}"#,
        r#"{"access_token":"at-1","x",}"#,
        r#"{"access_token":"at-1","x":,}"#,
        r#"{"access_token":"at-1",]"#,
    ] {
        assert!(read(refused).is_err(), "{refused}");
    }
}
