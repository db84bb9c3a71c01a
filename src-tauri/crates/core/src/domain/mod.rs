//! The nouns: what a phone system asks for, what a person has typed, what came back.

pub mod certificate;
pub mod check;
pub mod claim;
pub mod client_authentication;
pub mod connection;
pub mod diagnosis;
pub mod discovery;
pub mod exchange;
pub mod field;
pub mod history;
pub mod inquiry;
pub mod note;
pub mod preferences;
pub mod recipe;
pub mod recipes;
pub mod revocation;
pub mod route;
pub mod sign_in;
pub mod step;
pub mod storage;
pub mod system;
pub mod template;
pub mod test_call;
pub mod time;
pub mod token;
pub mod token_details;
