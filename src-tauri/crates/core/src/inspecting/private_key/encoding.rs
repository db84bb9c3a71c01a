//! Base64 as keys are written in: either alphabet of RFC 4648, with or without padding.

use base64::{
    Engine, alphabet, decoded_len_estimate,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use zeroize::Zeroizing;

// Unused bits behind the last byte are not part of the key; what the bytes mean is checked afterwards.
const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::RequireNone)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// Decodes `text`, which has no blanks in it. None where it is not Base64.
pub(super) fn decode_base64(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let text = text.trim_end_matches('=');
    let engine = if text.contains(['-', '_']) { URL_SAFE } else { STANDARD };
    // Decoded in place, so that no unwiped copy is left behind.
    let mut bytes = Zeroizing::new(vec![0; decoded_len_estimate(text.len())]);
    let length = engine.decode_slice(text, &mut bytes).ok()?;
    bytes.truncate(length);
    Some(bytes)
}
