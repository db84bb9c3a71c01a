//! Saved connections: what the window keeps in the vault, used without it, and also while it is open.

mod attempt;
mod choosing;
mod forget;
mod get;
mod list;
mod opened;
mod renew;
mod renew_all;
mod report;
mod unlocking;
mod words;

pub(crate) use forget::forget;
pub(crate) use get::get;
pub(crate) use list::list;
pub(crate) use renew::renew;
pub(crate) use report::report;
