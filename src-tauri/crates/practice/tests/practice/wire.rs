//! The smallest HTTP client that shows what is on the wire.

use std::{
    collections::HashMap,
    io::{Read, Write},
    net::TcpStream,
};

use dialkey_practice::{Demo, Practice};

/// An answer, taken apart.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    /// Where the answer sends the browser, split before the `?` or `#`, with the parameters behind it.
    pub(crate) fn way_back(&self) -> (String, HashMap<String, String>) {
        let location = self.header("location").unwrap_or_else(|| panic!("nobody is sent anywhere: {self:?}"));
        let (before, after) = location.split_at(location.find(['?', '#']).unwrap());
        let parameters = form_urlencoded::parse(&after.as_bytes()[1..]).into_owned().collect();
        (format!("{before}{}", &after[..1]), parameters)
    }

    /// `error` of RFC 6749 5.2.
    pub(crate) fn error(&self) -> String {
        self.json()["error"].as_str().unwrap_or_default().to_owned()
    }
}

/// A request under construction; it accepts gzip unless told otherwise.
pub(crate) struct Call {
    address: String,
    host: Option<String>,
    method: &'static str,
    target: String,
    headers: Vec<(&'static str, String)>,
    body: String,
}

impl Call {
    pub(crate) fn get(practice: &Practice, id: &str, target: &str) -> Self {
        let address = practice.system(id).unwrap().address.clone();
        let headers = vec![("Accept-Encoding", "gzip".to_owned())];
        Self { address, host: None, method: "GET", target: target.to_owned(), headers, body: String::new() }
    }

    /// A token request in the usual form.
    pub(crate) fn token(practice: &Practice, id: &str, parameters: &[(&str, &str)]) -> Self {
        Self::get(practice, id, token_path(id)).form(parameters)
    }

    /// An authorization request, as a browser sends it.
    pub(crate) fn authorization(practice: &Practice, id: &str, parameters: &[(&str, &str)]) -> Self {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        Self::get(practice, id, &format!("{}?{query}", authorization_path(id)))
    }

    /// Posts a form to the same target.
    pub(crate) fn form(self, parameters: &[(&str, &str)]) -> Self {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        self.method("POST").header("Content-Type", "application/x-www-form-urlencoded").body(&body)
    }

    /// Posts JSON to the same target.
    pub(crate) fn json(self, body: &serde_json::Value) -> Self {
        self.method("POST").header("Content-Type", "application/json").body(&body.to_string())
    }

    pub(crate) fn method(mut self, method: &'static str) -> Self {
        self.method = method;
        self
    }

    /// Calls the practice system by another name.
    pub(crate) fn host(mut self, host: &str) -> Self {
        self.host = Some(host.to_owned());
        self
    }

    pub(crate) fn target(mut self, target: &str) -> Self {
        target.clone_into(&mut self.target);
        self
    }

    /// Sets a header, in place of one with the same name.
    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.to_owned()));
        self
    }

    pub(crate) fn without_header(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self
    }

    pub(crate) fn body(mut self, body: &str) -> Self {
        body.clone_into(&mut self.body);
        self
    }

    pub(crate) fn send(self) -> Answer {
        read_answer(&self.send_for_text())
    }

    /// Sends it and reads whatever comes until the connection ends.
    pub(crate) fn send_for_text(self) -> String {
        let socket = self.address.strip_prefix("http://").unwrap();
        let host = self.host.as_deref().unwrap_or(socket);
        let mut stream = TcpStream::connect(socket).unwrap();
        let mut request = format!("{} {} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n", self.method, self.target);
        for (name, value) in &self.headers {
            request.extend([name, ": ", value, "\r\n"]);
        }
        request.extend(["Content-Length: ", &self.body.len().to_string(), "\r\n\r\n", &self.body]);
        stream.write_all(request.as_bytes()).unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    }
}

fn read_answer(text: &str) -> Answer {
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines.map(|line| line.split_once(": ").unwrap()).map(|(name, value)| (name.into(), value.into()));
    Answer { status, headers: headers.collect(), body: body.to_owned() }
}

fn token_path(id: &str) -> &'static str {
    match id {
        "pexip-infinity" => "/oauth/token/",
        "bright-pattern" => "/configapi/v2/oauth/token",
        "ringme" => "/oauth/token",
        "oauth2" => "/oauth2/token",
        "wildix-oauth2" => "/authorization/oauth2Token",
        "3cx" => "/connect/token",
        "freepbx" => "/admin/api/api/token",
        "netsapiens" => "/ns-api/oauth2/token/",
        _ => panic!("no such phone system"),
    }
}

fn authorization_path(id: &str) -> &'static str {
    match id {
        "ringme" => "/oauth/authorize",
        "oauth2" => "/oauth2/authorize",
        "wildix-oauth2" => "/authorization/oauth2",
        _ => panic!("no such authorization endpoint"),
    }
}

/// The demo values of a way, ordinary or with a title of their own.
pub(crate) fn demo<'a>(practice: &'a Practice, id: &str, way: &str, title: &str) -> &'a Demo {
    let system = practice.system(id).unwrap();
    system.demo.iter().find(|demo| demo.way == way && demo.title == title).unwrap()
}

/// One value of demo values.
pub(crate) fn value<'a>(demo: &'a Demo, key: &str) -> &'a str {
    &demo.values[key].value
}
