//! A request as a test looks at it, whoever received it.

use dialkey_practice::Received;

/// Names and values in order.
pub type Pairs = Vec<(String, String)>;

/// A request, taken apart.
#[derive(Debug, Clone)]
pub struct Request {
    /// Method as on the wire.
    pub method: String,
    /// Path and query as on the wire.
    pub target: String,
    /// Headers in order.
    pub headers: Pairs,
    /// The body as text.
    pub body: String,
}

impl Request {
    /// Takes the bytes of a request apart.
    pub fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let mut lines = head.lines();
        let mut first = lines.next().unwrap_or_default().split(' ').map(str::to_owned);
        let headers = lines.filter_map(|line| line.split_once(':'));
        Self {
            method: first.next().unwrap_or_default(),
            target: first.next().unwrap_or_default(),
            headers: headers.map(|(name, value)| (name.to_owned(), value.trim().to_owned())).collect(),
            body: body.to_owned(),
        }
    }

    /// The target up to its query.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The parameters of the address.
    pub fn query(&self) -> Pairs {
        pairs(self.target.split_once('?').map_or("", |(_, query)| query))
    }

    /// The parameters of a form in the body.
    pub fn form(&self) -> Pairs {
        pairs(&self.body)
    }

    /// A header, whatever its case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some(value)
    }
}

impl From<&Received> for Request {
    fn from(received: &Received) -> Self {
        Self {
            method: received.method.clone(),
            target: received.target.clone(),
            headers: received.headers.clone(),
            body: String::from_utf8_lossy(&received.body).into_owned(),
        }
    }
}

/// The value of a parameter; none where it is missing.
pub fn value<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let (_, value) = pairs.iter().find(|(known, _)| known == name)?;
    Some(value)
}

/// The names of parameters, in order.
pub fn names(pairs: &[(String, String)]) -> Vec<&str> {
    pairs.iter().map(|(name, _)| name.as_str()).collect()
}

fn pairs(encoded: &str) -> Pairs {
    form_urlencoded::parse(encoded.as_bytes()).into_owned().collect()
}
