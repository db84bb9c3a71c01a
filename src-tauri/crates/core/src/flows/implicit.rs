//! RFC 6749 4.2: a person signs in, and the token itself comes back behind a #.

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
    reading::{TokenReading, read_token_parameters},
};

/// 4.2.1 asks, 4.2.2 answers. No refresh token comes with it.
pub(super) async fn run(flow: &mut TokenFlow<'_>) -> Result<Token, Box<Diagnosis>> {
    flow.check_values()?;
    let mut sign_in = SignIn::get_ready(flow).await?;
    let outcome = sign_in_and_read(flow, &mut sign_in).await;
    sign_in.finish(&outcome).await;
    outcome
}

async fn sign_in_and_read(flow: &mut TokenFlow<'_>, sign_in: &mut SignIn) -> Result<Token, Box<Diagnosis>> {
    let AuthorizationAnswer::Token { parameters, in_query } = sign_in.answer(flow).await? else {
        return Err(flow.fail(StepKind::SignIn, &Failure::OtherIssuer));
    };
    flow.steps.begin(StepKind::Read, None, None);
    let reading = read_token_parameters(parameters.iter())
        .map_err(|problem| flow.fail(StepKind::Read, &Failure::Unreadable(&problem)))?;
    flow.known.add("Access token", &reading.access_token);
    // 4.2.2: a refresh token must not come this way; one that does is not kept.
    let reading = TokenReading { refresh_token: None, ..reading };
    let mut token = flow.make_token(reading, sign_in.scope_asked.clone());
    if in_query {
        let sentence = "The token came in the address itself, where the browser’s history keeps it.";
        token.notes.push(Note::new(Tone::Warn, sentence));
    }
    flow.steps.done(StepKind::Read, Some(format!("{} characters", token.characters())));
    Ok(token)
}
