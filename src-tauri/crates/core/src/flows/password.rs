//! RFC 6749 4.3: the client asks with a person's name and password.

use super::token_flow::TokenFlow;
use crate::{
    domain::{diagnosis::Diagnosis, step::StepKind, token::Token},
    ports::http::WireText,
};

/// 4.3.2 asks, 4.3.3 answers. Discarding the password afterwards (4.3.1) is up to whoever keeps the connection.
pub(super) async fn run(flow: &mut TokenFlow<'_>) -> Result<Token, Box<Diagnosis>> {
    flow.check_values()?;
    let filled = flow.filled;
    let password = filled.secret("password").cloned().unwrap_or_default();
    let label = filled.recipe.field(filled.way, "password").map_or("Password", |field| field.label.as_str());
    let resource_owner = vec![
        ("username".to_owned(), WireText::plain(filled.text("username"))),
        ("password".to_owned(), WireText::secret(label, password)),
    ];
    let request = flow.token_request("password", resource_owner)?;
    let answer = flow.send(StepKind::Token, &request).await?;
    flow.read_token(StepKind::Token, &request, &answer)
}
