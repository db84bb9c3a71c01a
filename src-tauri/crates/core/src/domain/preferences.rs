//! How the program behaves, whatever it keeps. Nothing here is worth protecting, and nothing whose loss hurts.

use serde::{Deserialize, Serialize};

/// Seconds after which a copied secret leaves the clipboard, unless another time was chosen.
pub const DEFAULT_CLIPBOARD_SECONDS: u32 = 45;

/// What a person has chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default)]
pub struct Preferences {
    /// Light or dark.
    pub theme: Theme,
    /// Seconds after which a copied secret leaves the clipboard; none leaves it there.
    pub clipboard_seconds: Option<u32>,
    /// Minutes without a key or a click after which the vault locks itself; none never.
    pub lock_after_minutes: Option<u32>,
    /// Locks the vault when the computer wakes up.
    pub lock_on_resume: bool,
    /// Whether closing the window leaves the program in the tray; none until the person was asked.
    pub stay_in_tray: Option<bool>,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            clipboard_seconds: Some(DEFAULT_CLIPBOARD_SECONDS),
            lock_after_minutes: None,
            lock_on_resume: false,
            stay_in_tray: None,
        }
    }
}

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system is.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}
