//! Taking the body of a token request apart, in one of the codings that the phone system takes.

use axum::{
    body::Body,
    extract::{FromRequest, Multipart, Request},
};
use serde_json::Value;

use crate::{
    description::BodyCoding,
    form::{self, FormError, Parameters},
    received::Received,
};

/// Why there are no parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BodyError {
    /// The content type is not taken.
    ContentType,
    /// The body is not what its content type says, or a name comes twice.
    Form(FormError),
}

/// The parameters of a body, those without a value left out.
pub(super) async fn read(request: &Received, taken: &[BodyCoding]) -> Result<Parameters, BodyError> {
    let coding = coding_of(request).filter(|coding| taken.contains(coding)).ok_or(BodyError::ContentType)?;
    match coding {
        BodyCoding::Form => form::parse_form(&request.body).map_err(BodyError::Form),
        BodyCoding::Json => parse_json(&request.body).ok_or(BodyError::Form(FormError::Malformed)),
        BodyCoding::Multipart => parse_multipart(request).await.map_err(BodyError::Form),
    }
}

/// The coding that the content type names. The form and JSON may have `charset=UTF-8` and no other parameter.
fn coding_of(request: &Received) -> Option<BodyCoding> {
    let mut parts = request.header("content-type")?.split(';').map(str::trim);
    let media_type = parts.next()?.to_ascii_lowercase();
    let is_plain = parts.all(|parameter| parameter.eq_ignore_ascii_case("charset=utf-8"));
    match media_type.as_str() {
        "application/x-www-form-urlencoded" if is_plain => Some(BodyCoding::Form),
        "application/json" if is_plain => Some(BodyCoding::Json),
        // The boundary is read by the library.
        "multipart/form-data" => Some(BodyCoding::Multipart),
        _ => None,
    }
}

fn parse_json(body: &[u8]) -> Option<Parameters> {
    let Ok(Value::Object(members)) = serde_json::from_slice(body) else { return None };
    let texts = members.into_iter().map(|(name, value)| Some((name, value.as_str()?.to_owned())));
    let mut parameters = texts.collect::<Option<Parameters>>()?;
    parameters.retain(|_, value| !value.is_empty());
    Some(parameters)
}

async fn parse_multipart(request: &Received) -> Result<Parameters, FormError> {
    let content_type = request.header("content-type").unwrap_or_default();
    let rebuilt = Request::builder().header("content-type", content_type).body(Body::from(request.body.clone()));
    let rebuilt = rebuilt.map_err(|_| FormError::Malformed)?;
    let mut multipart = Multipart::from_request(rebuilt, &()).await.map_err(|_| FormError::Malformed)?;
    let mut parameters = Parameters::new();
    while let Some(field) = multipart.next_field().await.map_err(|_| FormError::Malformed)? {
        let name = field.name().map(ToOwned::to_owned).filter(|_| field.file_name().is_none());
        let name = name.ok_or(FormError::Malformed)?;
        let value = field.bytes().await.map_err(|_| FormError::Malformed)?;
        let value = String::from_utf8(value.to_vec()).map_err(|_| FormError::Malformed)?;
        if parameters.insert(name, value).is_some() {
            return Err(FormError::Repeated);
        }
    }
    parameters.retain(|_, value| !value.is_empty());
    Ok(parameters)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [BodyCoding; 3] = [BodyCoding::Form, BodyCoding::Json, BodyCoding::Multipart];

    fn request(content_type: &str, body: &str) -> Received {
        Received {
            method: "POST".into(),
            target: "/token".into(),
            headers: vec![("content-type".into(), content_type.into())],
            body: body.into(),
        }
    }

    #[test]
    fn the_form_content_type_may_have_a_charset_and_nothing_else() {
        for taken in [
            "application/x-www-form-urlencoded",
            "Application/X-WWW-Form-Urlencoded",
            "application/x-www-form-urlencoded; charset=UTF-8",
            "application/x-www-form-urlencoded;charset=utf-8",
        ] {
            assert_eq!(coding_of(&request(taken, "")), Some(BodyCoding::Form), "{taken}");
        }
        for refused in [
            "",
            "text/plain",
            "application/x-www-form-urlencoded; charset=latin1",
            "application/x-www-form-urlencoded; boundary=x",
        ] {
            assert_eq!(coding_of(&request(refused, "")), None, "{refused}");
        }
    }

    #[tokio::test]
    async fn every_coding_yields_the_same_parameters() {
        let multipart = "--x\r\nContent-Disposition: form-data; name=\"client_id\"\r\n\r\n800\r\n--x\r\n\
            Content-Disposition: form-data; name=\"client_secret\"\r\n\r\na&b=c\r\n--x\r\n\
            Content-Disposition: form-data; name=\"scope\"\r\n\r\n\r\n--x--\r\n";
        for (content_type, body) in [
            ("application/x-www-form-urlencoded", "client_id=800&client_secret=a%26b%3Dc&scope="),
            ("application/json", r#"{"client_id":"800","client_secret":"a&b=c","scope":""}"#),
            ("multipart/form-data; boundary=x", multipart),
        ] {
            let parameters = read(&request(content_type, body), &ALL).await.unwrap();
            assert_eq!(parameters.len(), 2, "{content_type}");
            assert_eq!((parameters["client_id"].as_str(), parameters["client_secret"].as_str()), ("800", "a&b=c"));
        }
    }

    #[tokio::test]
    async fn a_coding_that_is_not_taken_is_told_from_a_malformed_body() {
        let json = request("application/json", "{}");
        assert_eq!(read(&json, &[BodyCoding::Form]).await, Err(BodyError::ContentType));
        let doubled = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x\r\n\
            Content-Disposition: form-data; name=\"a\"\r\n\r\n2\r\n--x--\r\n";
        let file = "--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"a\"\r\n\r\n1\r\n--x--\r\n";
        for (content_type, body, error) in [
            ("application/json", "[]", FormError::Malformed),
            ("application/json", r#"{"client_id":800}"#, FormError::Malformed),
            ("multipart/form-data", "--x--", FormError::Malformed),
            ("multipart/form-data; boundary=x", "client_id=800", FormError::Malformed),
            ("multipart/form-data; boundary=x", file, FormError::Malformed),
            ("multipart/form-data; boundary=x", doubled, FormError::Repeated),
        ] {
            assert_eq!(read(&request(content_type, body), &ALL).await, Err(BodyError::Form(error)), "{body}");
        }
    }
}
