//! Holds the TypeScript types against the Rust types they are made from.
//!
//! `cargo xtask bindings` runs this with `DIALKEY_WRITE_BINDINGS` set, which writes them instead.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use dialkey_core::domain::{
    connection::{ConnectionRow, ConnectionView},
    inquiry::Inquiry,
    note::NoteAction,
    preferences::Preferences,
    report::Report,
    revocation::Revocation,
    route::{ProxyChoice, RouteEntry},
    sign_in::PasteRefusal,
    storage::StorageView,
    system::SystemView,
    token_details::TokenDetails,
};
use dialkey_practice::PracticeSystem;
use ts_rs::{Config, TS};

fn bindings_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/bindings")
}

fn write_bindings(folder: &Path) {
    let config = Config::new().with_out_dir(folder);
    ConnectionRow::export_all(&config).unwrap();
    ConnectionView::export_all(&config).unwrap();
    Inquiry::export_all(&config).unwrap();
    NoteAction::export_all(&config).unwrap();
    PasteRefusal::export_all(&config).unwrap();
    PracticeSystem::export_all(&config).unwrap();
    Preferences::export_all(&config).unwrap();
    StorageView::export_all(&config).unwrap();
    Report::export_all(&config).unwrap();
    ProxyChoice::export_all(&config).unwrap();
    Revocation::export_all(&config).unwrap();
    RouteEntry::export_all(&config).unwrap();
    SystemView::export_all(&config).unwrap();
    TokenDetails::export_all(&config).unwrap();
}

fn files_of(folder: &Path) -> BTreeMap<String, String> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap())
        })
        .collect()
}

#[test]
fn the_typescript_types_are_those_of_rust() {
    if std::env::var_os("DIALKEY_WRITE_BINDINGS").is_some() {
        let folder = bindings_folder();
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        write_bindings(&folder);
        return;
    }
    let fresh = tempfile::tempdir().unwrap();
    write_bindings(fresh.path());
    assert_eq!(
        files_of(fresh.path()),
        files_of(&bindings_folder()),
        "ui/src/bindings is out of date; `cargo xtask bindings` writes it anew"
    );
}
