//! The answer of the authorization endpoint on its way back: which address it comes back to, and which answer belongs
//! to this run.

mod answer;
mod expected;
mod parameters;
mod pasted;
mod redirect_uri;

pub use answer::AuthorizationAnswer;
pub use expected::{ExpectedAnswer, NotTheAnswer};
pub use parameters::Parameters;
pub use pasted::PasteProblem;
pub use redirect_uri::{LoopbackHost, RedirectProblem, RedirectUri};
