//! What is typed or pasted while a sign-in is waited for.

use std::{io::BufRead as _, thread};

use dialkey_adapters::sign_in::PendingSignIn;
use dialkey_core::capturing::PasteProblem;
use secrecy::SecretString;

use crate::sign_in::say;

/// What confirms that a bare code was copied from the phone system's own page.
const CONFIRMATION: &str = "yes";

/// Takes lines of standard input as the answer, one after the other, until one is. `at_end` is called when there is no
/// further line.
pub(crate) fn read_pasted_lines(pending: PendingSignIn, at_end: impl FnOnce() + Send + 'static) {
    // A thread of its own: reading a line cannot be given up, and must not keep the program from ending.
    thread::spawn(move || {
        let mut to_confirm: Option<SecretString> = None;
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            let confirmed = to_confirm.take().filter(|_| line.trim() == CONFIRMATION);
            let is_confirmed = confirmed.is_some();
            let pasted = confirmed.unwrap_or_else(|| SecretString::from(line));
            let Err(problem) = pending.paste(&pasted, is_confirmed) else { return };
            say(&sentence(&problem));
            if problem.to_refusal().can_confirm {
                say(&format!("Type {CONFIRMATION} to go on with it, or paste the whole address."));
                to_confirm = Some(pasted);
            }
        }
        at_end();
    });
}

/// The problem in words, without the buttons of a window.
fn sentence(problem: &PasteProblem) -> String {
    let once_more = "Open the address above once more, sign in and paste the new address.";
    match problem {
        PasteProblem::OtherRun => format!("This answer is from an earlier sign-in. {once_more}"),
        PasteProblem::Contradictory => format!("This address contradicts itself. {once_more}"),
        other => other.to_string(),
    }
}
