//! What the main window may ask for. Each command takes its input apart, calls, and converts the answer.

#![expect(clippy::needless_pass_by_value, reason = "Tauri hands arguments over by value")]

mod connections;
mod flows;
mod practice;
mod preferences;
mod reports;
mod route;
mod sign_in;
mod storage;
mod systems;
mod tokens;
mod values;
mod window;

pub(crate) use connections::*;
pub(crate) use flows::*;
pub(crate) use practice::*;
pub(crate) use preferences::*;
pub(crate) use reports::*;
pub(crate) use route::*;
pub(crate) use sign_in::*;
pub(crate) use storage::*;
pub(crate) use systems::*;
pub(crate) use tokens::*;
pub(crate) use values::*;
pub(crate) use window::*;
