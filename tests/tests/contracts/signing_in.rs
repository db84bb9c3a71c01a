//! A person who signs in, and the page that was opened for it.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use dialkey_core::{
    capturing::{AuthorizationAnswer, ExpectedAnswer, RedirectUri},
    ports::{
        AnswerCapture,
        capture::{CaptureError, CapturePlan, Ending, NotShown, ReadyCapture},
    },
};
use secrecy::ExposeSecret;
use url::Url;

/// The code that comes back, with characters that a body has to encode.
pub(crate) const CODE: &str = "a code/of+the=answer";

/// The pages that were opened, the latest last.
#[derive(Default, Clone)]
pub(crate) struct Opened(Arc<Mutex<Vec<Url>>>);

impl Opened {
    pub(crate) fn last(&self) -> Url {
        self.0.lock().unwrap().last().expect("a page was opened").clone()
    }
}

/// Comes back at once with [`CODE`].
pub(crate) struct SignsInAtOnce(Opened);

impl SignsInAtOnce {
    pub(crate) fn new(opened: &Opened) -> Self {
        Self(opened.clone())
    }
}

#[async_trait]
impl AnswerCapture for SignsInAtOnce {
    async fn get_ready(&self, plan: CapturePlan) -> Result<Box<dyn ReadyCapture>, CaptureError> {
        Ok(Box::new(SigningIn { redirect_uri: plan.redirect_uri, opened: self.0.clone(), expected: None }))
    }
}

struct SigningIn {
    redirect_uri: RedirectUri,
    opened: Opened,
    expected: Option<ExpectedAnswer>,
}

#[async_trait]
impl ReadyCapture for SigningIn {
    fn redirect_uri(&self) -> &RedirectUri {
        &self.redirect_uri
    }

    async fn show(&mut self, page: &Url, expected: ExpectedAnswer) -> Result<(), NotShown> {
        self.opened.0.lock().unwrap().push(page.clone());
        self.expected = Some(expected);
        Ok(())
    }

    async fn answer(&mut self) -> Result<AuthorizationAnswer, CaptureError> {
        let expected = self.expected.as_ref().expect("the page was shown before its answer is waited for");
        let mut arrived = self.redirect_uri.url().clone();
        if expected.expects_token {
            arrived.set_fragment(Some("access_token=of-the-answer&token_type=Bearer"));
        } else {
            arrived.query_pairs_mut().append_pair("code", CODE);
        }
        // Exposed because an answer carries the state it belongs to.
        let state = expected.state.expose_secret();
        let arrived = Url::parse(&format!("{arrived}&state={state}")).unwrap();
        Ok(expected.judge_address(&arrived).expect("this is the answer"))
    }

    async fn finish(self: Box<Self>, _: Ending) {}
}

/// The page is `endpoint` with exactly this query, in which `{state}` and `{challenge}` stand for 256 bits each.
#[track_caller]
pub(crate) fn assert_page(page: &Url, endpoint: &str, query: &str) {
    let value = |name: &str| page.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    let mut expected = format!("{endpoint}?{query}");
    for (placeholder, name) in [("{state}", "state"), ("{challenge}", "code_challenge")] {
        if !query.contains(placeholder) {
            continue;
        }
        let value = value(name).unwrap_or_else(|| panic!("{name} is missing in {page}"));
        assert_eq!(URL_SAFE_NO_PAD.decode(&value).map(|bytes| bytes.len()), Ok(32), "{name} is {value}");
        expected = expected.replace(placeholder, &value);
    }
    assert_eq!(page.as_str(), expected);
}
