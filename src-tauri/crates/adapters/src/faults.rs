//! What is said where the program itself has a fault.

use std::{
    backtrace::{Backtrace, BacktraceStatus},
    io::{self, Write as _},
    panic::{self, PanicHookInfo},
};

/// From now on a panic says where it happened, and why only in words that stand in the program itself. A message made
/// at run time may quote what was typed or answered, as that of a text cut within a character does.
pub fn say_faults_without_values() {
    panic::set_hook(Box::new(|panic| {
        let backtrace = Backtrace::capture();
        let frames =
            if backtrace.status() == BacktraceStatus::Captured { backtrace.to_string() } else { String::new() };
        // Where nobody reads it there is nothing left to do.
        let _ = writeln!(io::stderr(), "{}\n{frames}", sentence(panic));
    }));
}

fn sentence(panic: &PanicHookInfo<'_>) -> String {
    let place = panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
    let words = panic.payload().downcast_ref::<&'static str>().copied().unwrap_or("its message is not shown");
    format!("Dialkey has a fault at {place}: {words}")
}
