//! A key that the vendor's pages hand out is the token: nothing is sent.

use super::token_flow::TokenFlow;
use crate::{
    domain::{diagnosis::Diagnosis, step::StepKind, token::Token},
    reading::{Lifetime, TokenReading},
};

/// Takes the key over. When it ends is known to the vendor's pages only.
pub(super) fn run(flow: &mut TokenFlow<'_>) -> Result<Token, Box<Diagnosis>> {
    flow.check_values()?;
    flow.steps.begin(StepKind::Read, None, None);
    let key = flow.filled.secret("api_key").cloned().unwrap_or_default();
    let reading = TokenReading {
        access_token: key,
        token_type: "Bearer".into(),
        refresh_token: None,
        scope: None,
        lifetime: Lifetime::Unknown,
        notes: Vec::new(),
    };
    let token = flow.make_token(reading, None);
    flow.steps.done(StepKind::Read, Some(format!("{} characters", token.characters())));
    Ok(token)
}
