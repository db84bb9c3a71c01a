//! RFC 6749 4.1 with PKCE (RFC 7636): a person signs in, and the code that comes back is exchanged for a token.

use secrecy::SecretString;

use super::{sign_in::SignIn, token_flow::TokenFlow};
use crate::{
    capturing::AuthorizationAnswer,
    diagnosing::Failure,
    domain::{
        diagnosis::Diagnosis,
        note::{Note, Tone},
        step::StepKind,
        token::Token,
    },
    ports::http::WireText,
    reading::quote_words,
};

/// 4.1.1 asks, 4.1.2 answers; 4.1.3 exchanges the code, 4.1.4 answers with the token. Every address comes from the
/// values the run began with, so a code never goes to another server than the one it was asked for at (RFC 9207 1).
pub(super) async fn run(flow: &mut TokenFlow<'_>) -> Result<Token, Box<Diagnosis>> {
    flow.check_values()?;
    let mut sign_in = SignIn::get_ready(flow).await?;
    let outcome = sign_in_and_exchange(flow, &mut sign_in).await;
    sign_in.finish(&outcome).await;
    outcome
}

async fn sign_in_and_exchange(flow: &mut TokenFlow<'_>, sign_in: &mut SignIn) -> Result<Token, Box<Diagnosis>> {
    let (code, issuer) = match sign_in.answer(flow).await? {
        AuthorizationAnswer::Code(code) => (code, None),
        AuthorizationAnswer::CodeOf { code, issuer } => (code, Some(issuer)),
        _ => return Err(flow.fail(StepKind::SignIn, &Failure::OtherIssuer)),
    };
    flow.known.add("Code", &code);
    // An issuer is remembered where the way has a place for it; until then there is nothing to compare it with.
    flow.issuer_named = issuer.filter(|_| flow.filled.fields().any(|field| field.key == "issuer"));
    let request = flow.token_request("authorization_code", code_parameters(sign_in, code))?;
    let answer = flow.send(StepKind::Token, &request).await?;
    let token = flow.read_token(StepKind::Token, &request, &answer)?;
    // The scope was asked for before the code, not with it.
    let mut notes = token.notes;
    notes.extend(flow.issuer_named.as_deref().and_then(quote_words).map(|issuer| {
        let sentence = "The phone system names itself. From now on only answers with this name are taken:";
        Note::new(Tone::Info, sentence).with_evidence(issuer)
    }));
    Ok(Token { scope_asked: sign_in.scope_asked.clone(), notes, ..token })
}

/// 4.1.3: the redirect address byte for byte as it was sent, and the verifier (RFC 7636 4.5).
fn code_parameters(sign_in: &SignIn, code: SecretString) -> Vec<(String, WireText)> {
    let mut parameters = vec![
        ("code".to_owned(), WireText::secret("Code", code)),
        ("redirect_uri".to_owned(), WireText::plain(sign_in.redirect_uri().as_str())),
    ];
    let verifier = sign_in.code_verifier.clone();
    parameters
        .extend(verifier.map(|verifier| ("code_verifier".to_owned(), WireText::secret("Code verifier", verifier))));
    parameters
}
