//! RFC 6749 6: a refresh token is exchanged for a new token.

use secrecy::SecretString;

use super::token_flow::TokenFlow;
use crate::{
    domain::{diagnosis::Diagnosis, step::StepKind, token::Token},
    filling::Taken,
};

/// Asks once, as the step named. Where no new refresh token comes back, the old one stays good.
pub(super) async fn run(
    flow: &mut TokenFlow<'_>,
    step: StepKind,
    refresh_token: &SecretString,
) -> Result<Token, Box<Diagnosis>> {
    flow.check_values_to_renew()?;
    let values = Taken::from([("refresh_token".to_owned(), refresh_token.clone())]);
    let request = flow.refresh_request(&values)?;
    let answer = flow.send(step, &request).await?;
    let token = flow.read_token(step, &request, &answer)?;
    Ok(Token { refresh_token: token.refresh_token.or_else(|| Some(refresh_token.clone())), ..token })
}
