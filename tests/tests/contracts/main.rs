//! The requests of the vendors' documents, byte by byte, and what their sample answers yield.
//!
//! Every value is invented and has the shape of the document's. What these values are answered does not matter: what
//! arrived is looked at.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod bright_pattern;
mod generic;
mod pexip;
mod ringme;
mod sample_answers;

use dialkey_practice::{Practice, Received};
use dialkey_tests::desk::TestDesk;

/// The headers of every token request, in alphabetical order.
const HEADERS: [&str; 6] = ["accept", "accept-encoding", "content-length", "content-type", "host", "user-agent"];

/// A practice system that receives what a desk sends.
struct Wire {
    practice: Practice,
    system: &'static str,
    desk: TestDesk,
}

impl Wire {
    async fn to(system: &'static str) -> Self {
        Self { practice: Practice::start_only(&[system]).await.unwrap(), system, desk: TestDesk::default() }
    }

    fn address(&self) -> &str {
        &self.practice.system(self.system).unwrap().address
    }

    /// Fills in `values`, clicks once and answers with the one request that arrived.
    async fn request(&self, way: &str, method: Option<&str>, values: &[(&str, &str)]) -> Received {
        let before = self.practice.received(self.system).len();
        let id = self.desk.create(self.system, way);
        if let Some(method) = method {
            self.desk.prove_by(&id, method);
        }
        for (field, value) in values {
            self.desk.enter(&id, field, value);
        }
        let record = self.desk.get_token(&id).await;
        let mut arrived = self.practice.received(self.system).split_off(before);
        assert_eq!(arrived.len(), 1, "one click, one request: {:?}", record.diagnosis);
        arrived.remove(0)
    }
}

/// Everything of a request but its body, which is the rest of the contract.
fn assert_form_post(request: &Received, target: &str, host: &str, further_headers: &[&str]) {
    assert_eq!((request.method.as_str(), request.target.as_str()), ("POST", target));
    let mut names: Vec<&str> = request.headers.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    let mut expected = [HEADERS.as_slice(), further_headers].concat();
    expected.sort_unstable();
    assert_eq!(names, expected, "a header too many says more than it should");
    assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(request.header("accept"), Some("application/json"));
    assert_eq!(request.header("accept-encoding"), Some("gzip"));
    assert_eq!(request.header("host"), host.strip_prefix("http://"));
    assert_eq!(request.header("content-length"), Some(request.body.len().to_string().as_str()));
}

fn body(request: &Received) -> &str {
    str::from_utf8(&request.body).unwrap()
}
