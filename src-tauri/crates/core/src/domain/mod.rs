//! The nouns: what a phone system asks for, what a person has typed, what came back.

pub mod client_authentication;
pub mod connection;
pub mod diagnosis;
pub mod discovery;
pub mod exchange;
pub mod field;
pub mod history;
pub mod note;
pub mod preferences;
pub mod recipe;
pub mod recipes;
pub mod sign_in;
pub mod step;
pub mod storage;
pub mod system;
pub mod template;
pub mod test_call;
pub mod time;
pub mod token;
