//! RFC 6749 4.4: the client asks in its own name.

use super::token_flow::TokenFlow;
use crate::domain::{diagnosis::Diagnosis, step::StepKind, token::Token};

/// 4.4.2 asks, 4.4.3 answers. There is nothing before: the authorization was given when the client was made.
pub(super) async fn run(flow: &mut TokenFlow<'_>) -> Result<Token, Box<Diagnosis>> {
    flow.check_values()?;
    let request = flow.token_request("client_credentials", Vec::new())?;
    let answer = flow.send(StepKind::Token, &request).await?;
    flow.read_token(StepKind::Token, &request, &answer)
}
