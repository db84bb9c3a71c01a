//! Random text for tokens.

use aws_lc_rs::{error::Unspecified, rand};

const LETTERS_AND_DIGITS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// `count` random bytes; fails when the operating system gives none.
pub(crate) fn bytes(count: usize) -> Result<Vec<u8>, Unspecified> {
    let mut bytes = vec![0; count];
    rand::fill(&mut bytes)?;
    Ok(bytes)
}

/// `count` letters and digits; fails when the operating system gives no randomness.
pub(crate) fn letters_and_digits(count: usize) -> Result<String, Unspecified> {
    let letter = |byte: u8| char::from(LETTERS_AND_DIGITS[usize::from(byte) % LETTERS_AND_DIGITS.len()]);
    Ok(bytes(count)?.into_iter().map(letter).collect())
}
