//! Answers into tokens, leniently, in one place.
//!
//! Phone systems answer with wrong content types, quoted numbers, trailing commas and refusals that say 200 OK. All
//! of that is read here. What is received is never changed, and nothing in it is believed beyond what it is asked for:
//! text of the other side is cut, freed of control characters and never mixed with ours.

mod body_text;
mod certificate;
mod claims;
mod document;
mod excerpt;
mod inquiry_answer;
mod jwt;
mod lifetime;
mod people;
mod problem;
mod quoting;
mod refusal;
mod retry_after;
#[cfg(test)]
pub(crate) mod sample_certificates;
mod server_clock;
mod token_answer;
mod trailing_commas;
mod veil;
mod web_page;

pub use self::{
    body_text::text_of,
    certificate::{certificates_in, fingerprint, is_too_weak, read_certificate, read_certificates},
    excerpt::excerpt,
    lifetime::Lifetime,
    people::body_for_people,
    problem::ReadingProblem,
    retry_after::retry_after,
    server_clock::server_ahead,
    token_answer::{TokenReading, read_token_answer, read_token_parameters},
};
pub(crate) use self::{
    inquiry_answer::{IntrospectionReading, read_introspection, read_revocation_refusal, read_userinfo},
    jwt::{read_token_details, shape_of},
    quoting::{quote_target, quote_words},
};
