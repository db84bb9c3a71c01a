//! What can be done about a token that is there: have it revoked, forget it, ask about it, look at it.

use secrecy::ExposeSecret;

use super::{Desk, DeskError};
use crate::{
    domain::{
        connection::ConnectionId,
        history::{HappeningKind, remember},
        inquiry::Inquiry,
        revocation::{Revocation, TokenTypeHint},
        step::StepKind,
        token::Token,
        token_details::TokenDetails,
    },
    editing,
    filling::Filled,
    flows::{self, Unanswered},
    ports::{Outside, vault::Record},
    reading,
    redacting::clean_claims,
};

impl Desk<'_> {
    /// Has the connection's token revoked at the phone system (RFC 7009), and forgets it only when that said yes.
    ///
    /// Where there is a refresh token it goes first, because its end is meant to end all that came from it (2.1); the
    /// access token follows, for phone systems that do not do so. Each is sent once, and what was said yes to is
    /// forgotten at once: after a failure in between, the access token is still kept and the refresh token is not.
    ///
    /// # Errors
    /// [`DeskError::NotOffered`] where the way has no address for it, [`DeskError::NoToken`] without a token.
    pub async fn revoke_token(&self, id: &ConnectionId, outside: Outside<'_>) -> Result<Revocation, DeskError> {
        let record = self.vault.load(id)?;
        let (filled, token) = self.asked_about(&record, StepKind::Revoke)?;
        let mut refresh_token_revoked = false;
        if token.refresh_token.is_some() {
            if let Err(unanswered) = flows::revoke(outside, filled, token, TokenTypeHint::RefreshToken).await {
                return Ok(not_revoked(unanswered, refresh_token_revoked));
            }
            self.change(id, &mut |record| forget_refresh_token(record, token))?;
            refresh_token_revoked = true;
        }
        let exchange = match flows::revoke(outside, filled, token, TokenTypeHint::AccessToken).await {
            Ok(exchange) => exchange,
            Err(unanswered) => return Ok(not_revoked(unanswered, refresh_token_revoked)),
        };
        let now = self.clock.now();
        self.change(id, &mut |record| {
            // A new one may have come meanwhile; nobody said yes to that.
            if record.token.as_ref().is_some_and(|kept| kept.is_same_as(token)) {
                forget_token(record);
                remember(&mut record.history, now, HappeningKind::Neutral, "Token revoked");
            }
        })?;
        let text = if refresh_token_revoked {
            "The phone system ended it and its refresh token. Neither is kept here any more."
        } else {
            "The phone system ended it. It is not kept here any more."
        };
        Ok(Revocation::Revoked { title: "The token is revoked".into(), text: text.into(), exchange })
    }

    /// Forgets the connection's token here. The phone system is not told and takes it until it ends.
    pub fn forget_token(&self, id: &ConnectionId) -> Result<(), DeskError> {
        let now = self.clock.now();
        self.change(id, &mut |record| {
            if record.token.is_some() {
                remember(&mut record.history, now, HappeningKind::Neutral, "Token forgotten");
            }
            forget_token(record);
        })
    }

    /// Asks the phone system whether the token is good (RFC 7662). The answer is not kept.
    ///
    /// # Errors
    /// [`DeskError::NotOffered`] where the way has no address for it, [`DeskError::NoToken`] without a token.
    pub async fn introspect_token(&self, id: &ConnectionId, outside: Outside<'_>) -> Result<Inquiry, DeskError> {
        let record = self.vault.load(id)?;
        let (filled, token) = self.asked_about(&record, StepKind::Introspect)?;
        Ok(flows::introspect(outside, filled, token).await)
    }

    /// Asks the phone system whom the token acts for (`OpenID` Connect Core 5.3). The answer is not kept.
    ///
    /// # Errors
    /// [`DeskError::NotOffered`] where the way has no address for it, [`DeskError::NoToken`] without a token.
    pub async fn ask_userinfo(&self, id: &ConnectionId, outside: Outside<'_>) -> Result<Inquiry, DeskError> {
        let record = self.vault.load(id)?;
        let (filled, token) = self.asked_about(&record, StepKind::UserInfo)?;
        Ok(flows::ask_userinfo(outside, filled, token).await)
    }

    /// What the token shows of itself, read on this computer and good for nothing but to be looked at (RFC 9068 6).
    pub fn token_details(&self, id: &ConnectionId) -> Result<TokenDetails, DeskError> {
        let record = self.vault.load(id)?;
        let filled = self.filled(&record.connection)?;
        let token = record.token.as_ref().ok_or(DeskError::NoToken)?;
        let known = flows::known_secrets_with(&filled, token);
        // Exposed to be taken apart; the signature stays here, and whatever is a secret of its own is hidden.
        Ok(match reading::read_token_details(token.access_token.expose_secret()) {
            TokenDetails::Jwt { characters, header, payload, note } => TokenDetails::Jwt {
                characters,
                header: clean_claims(header, &known),
                payload: clean_claims(payload, &known),
                note,
            },
            opaque @ TokenDetails::Opaque { .. } => opaque,
        })
    }

    fn asked_about<'b>(&'b self, record: &'b Record, step: StepKind) -> Result<(Filled<'b>, &'b Token), DeskError> {
        let filled = self.filled(&record.connection)?;
        filled.inquiry_address(step).ok_or(DeskError::NotOffered)?;
        Ok((filled, record.token.as_ref().ok_or(DeskError::NoToken)?))
    }
}

fn not_revoked(unanswered: Unanswered, refresh_token_revoked: bool) -> Revocation {
    let Unanswered { diagnosis, exchange } = unanswered;
    Revocation::NotRevoked { refresh_token_revoked, diagnosis, exchange }
}

/// The record as it was before there was a token.
fn forget_token(record: &mut Record) {
    record.token = None;
    record.steps.clear();
    record.diagnosis = None;
    record.test = None;
    record.renewal = None;
}

/// Forgets the refresh token that came with `revoked`, wherever it stands, and no other.
fn forget_refresh_token(record: &mut Record, revoked: &Token) {
    let Some(refresh_token) = &revoked.refresh_token else { return };
    editing::forget_revoked(&mut record.connection, refresh_token);
    if let Some(kept) = record.token.as_mut().filter(|kept| kept.is_same_as(revoked)) {
        kept.refresh_token = None;
    }
}
