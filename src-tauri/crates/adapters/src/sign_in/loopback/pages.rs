//! The pages of the listener. Nothing that arrived is ever shown on one.

use std::sync::LazyLock;

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine as _, engine::general_purpose::STANDARD};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("fragment.js");

/// RFC 9700 4.2.4: nothing of others is loaded, and nothing here can be framed or send anything elsewhere.
static POLICY: LazyLock<String> =
    LazyLock::new(|| format!("{}; form-action 'none'; style-src '{}'", NOTHING, source_of(STYLE)));
/// The page that hands over the fragment also runs its script and sends its form here.
static FRAGMENT_POLICY: LazyLock<String> = LazyLock::new(|| {
    let (style, script) = (source_of(STYLE), source_of(SCRIPT));
    format!("{NOTHING}; form-action 'self'; style-src '{style}'; script-src '{script}'")
});
const NOTHING: &str = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/// A page as it is sent.
pub(super) struct Page {
    /// The document.
    pub(super) html: String,
    /// Its Content-Security-Policy.
    pub(super) policy: &'static str,
}

impl Page {
    /// The token is there.
    pub(super) fn granted() -> Self {
        Self::of("You are signed in", "Dialkey has the token. You can close this page and go back to Dialkey.")
    }

    /// There is no token, because somebody declined.
    pub(super) fn denied() -> Self {
        Self::of("The sign-in was declined", "There is no token. Go back to Dialkey to see what you can do.")
    }

    /// There is no token.
    pub(super) fn failed() -> Self {
        Self::of("Go back to Dialkey", "There is no token yet. Dialkey says why, and what to do next.")
    }

    /// Nobody knows yet.
    pub(super) fn still_working() -> Self {
        Self::of("Go back to Dialkey", "Dialkey has your answer and is still working on the token.")
    }

    /// An answer that belongs to another sign-in.
    pub(super) fn other_sign_in() -> Self {
        Self::of(
            "This answer is from another sign-in",
            "Dialkey does not use it and keeps waiting. Go back to Dialkey and click “Open again”.",
        )
    }

    /// An answer that cannot be used.
    pub(super) fn unusable() -> Self {
        Self::of(
            "This answer cannot be used",
            "Dialkey keeps waiting. Go back to Dialkey, click “Open again” and sign in once more.",
        )
    }

    /// The sign-in has its answer, or nobody waits for one.
    pub(super) fn over() -> Self {
        Self::of("This sign-in is over", "Its answer is not needed any more. Go back to Dialkey.")
    }

    /// Anything else.
    pub(super) fn nothing_here() -> Self {
        Self::of("There is nothing here", "Dialkey waits here for the answer of a sign-in.")
    }

    /// Hands over what stands behind the # of its address, with a `nonce` that proves where it comes from.
    pub(super) fn fragment(nonce: &str) -> Self {
        let body = format!(
            r#"<div id="waiting">
<h1>One moment</h1>
<p>The answer is on its way to Dialkey.</p>
<noscript><p>Your browser runs no scripts. Copy the whole address of this page and paste it in Dialkey.</p></noscript>
</div>
<div id="nothing" hidden>
<h1>There is no answer in this address</h1>
<p>Dialkey keeps waiting. Go back to Dialkey and click “Open again”.</p>
</div>
<form method="post" hidden>
<input type="hidden" name="nonce" value="{nonce}">
<input type="hidden" name="fragment">
</form>
<script>{SCRIPT}</script>"#
        );
        Self { html: document("Sign-in", &body), policy: &FRAGMENT_POLICY }
    }

    fn of(heading: &str, text: &str) -> Self {
        Self { html: document(heading, &format!("<h1>{heading}</h1>\n<p>{text}</p>")), policy: &POLICY }
    }
}

fn document(title: &str, body: &str) -> String {
    format!(
        r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – Dialkey</title>
<style>{STYLE}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"#
    )
}

/// What a policy calls a text that may stand in a page.
fn source_of(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(digest(&SHA256, text.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
        text.split_once(start).unwrap().1.split_once(end).unwrap().0
    }

    #[test]
    fn the_policy_names_the_style_and_the_script_that_stand_in_the_page() {
        let page = Page::fragment("a-nonce");
        for (start, end) in [("<style>", "</style>"), ("<script>", "</script>")] {
            let source = source_of(between(&page.html, start, end));
            assert!(page.policy.contains(&format!("'{source}'")), "{source} is not in {}", page.policy);
        }
        let still = Page::granted();
        assert!(still.policy.contains(&source_of(between(&still.html, "<style>", "</style>"))));
        assert!(!still.policy.contains("script-src") && !still.html.contains("<script"), "only one page has a script");
    }

    #[test]
    fn every_page_has_its_language_one_visible_heading_and_is_dark_where_the_system_is() {
        let pages = [Page::granted(), Page::denied(), Page::failed(), Page::still_working(), Page::other_sign_in()];
        let others = [Page::unusable(), Page::over(), Page::nothing_here(), Page::fragment("a")];
        for Page { html, .. } in pages.into_iter().chain(others) {
            assert!(html.contains(r#"<html lang="en">"#), "{html}");
            let hidden = html.split_once("hidden>").map_or("", |(_, behind)| between(behind, "", "</div>"));
            assert_eq!(html.matches("<h1>").count() - hidden.matches("<h1>").count(), 1, "{html}");
            assert!(html.contains("prefers-color-scheme: dark"));
        }
    }

    #[test]
    fn only_the_page_after_the_token_says_that_it_worked() {
        for Page { html, .. } in [Page::denied(), Page::failed(), Page::still_working(), Page::over()] {
            assert!(!html.contains("signed in") && !html.contains("has the token"), "{html}");
        }
    }
}
