#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| dialkey_fuzz::harness::callback(data));
