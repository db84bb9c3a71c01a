//! A person signs in at the phone system.

use serde::{Deserialize, Serialize};

use super::time::Timestamp;

/// Minutes a sign-in may take unless another time was chosen.
pub const DEFAULT_MINUTES: u32 = 10;
/// The longest time that can be chosen.
pub const LONGEST_MINUTES: u32 = 60;

/// How a person of this connection signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SignInSettings {
    /// Leaves PKCE out (RFC 7636), for phone systems that refuse parameters they do not know.
    pub leave_out_pkce: bool,
    /// Signs in in a window of this program where the redirect address is a page of the phone system itself.
    pub in_window: bool,
    /// How long the answer is waited for.
    pub minutes: u32,
}

impl Default for SignInSettings {
    fn default() -> Self {
        Self { leave_out_pkce: false, in_window: false, minutes: DEFAULT_MINUTES }
    }
}

/// What catches the answer; the redirect address decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Capture {
    /// A listener on this computer; the sign-in happens in the browser.
    Loopback,
    /// A window of this program, which sees the redirect before it is requested.
    SignInWindow,
    /// The person, who pastes the address that the browser ended up on.
    Paste,
}

/// How a person signs in, for the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SignInView {
    /// What was chosen.
    pub settings: SignInSettings,
    /// What catches the answer with these values.
    pub capture: Capture,
    /// Whether the redirect address is a page of the phone system itself, so that a sign-in window could catch it.
    pub can_use_window: bool,
    /// Whether a code is exchanged, which PKCE protects.
    pub has_code: bool,
    /// The redirect address as it is registered.
    pub redirect_uri: String,
    /// Menu path of the page where it is registered.
    pub redirect_place: Option<String>,
}

/// What is waited for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SignInWait {
    /// Host of the page that was opened.
    pub host: String,
    /// What catches the answer.
    pub capture: Capture,
    /// The redirect address exactly as it was sent.
    pub redirect_uri: String,
    /// Menu path of the page where it is registered.
    pub redirect_place: Option<String>,
    /// When the waiting ends.
    pub ends_at: Timestamp,
    /// Why the page could not be shown, where it could not.
    pub not_shown: Option<String>,
}

/// Why what was pasted is not the answer. The waiting goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PasteRefusal {
    /// What is wrong and what to do.
    pub sentence: String,
    /// Whether it is taken all the same when the person confirms where it is from.
    pub can_confirm: bool,
}
