//! What the readers of foreign text must survive, for the fuzzer. The ordinary tests hold the same.

pub mod harness;
