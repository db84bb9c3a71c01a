//! Several programs with one vault.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Stdio},
};

use dialkey_adapters::vault::{Opening, Unusable, VaultFileError};
use dialkey_core::ports::Vault as _;

use crate::{
    place::{ID, Place, SetClock},
    step,
};

const PROGRAMS: u32 = 4;
const WRITES: u32 = 25;

#[test]
fn f93_programs_that_write_at_once_lose_nothing() {
    let place = Place::with_vault();
    let mut programs: Vec<Child> = (0..PROGRAMS)
        .map(|number| {
            let mut command = place.program("programs::writes_many_connections");
            command.env("DIALKEY_TEST_NUMBER", number.to_string()).stdout(Stdio::null()).spawn().unwrap()
        })
        .collect();
    for program in &mut programs {
        assert!(program.wait().unwrap().success());
    }
    let vault = place.ready();
    assert_eq!(vault.summaries().unwrap().len(), 1 + usize::try_from(PROGRAMS * WRITES).unwrap());
    assert_eq!(step::read(&vault, ID), PROGRAMS * WRITES, "each change saw the one before it");
}

#[test]
#[ignore = "another test starts it"]
fn writes_many_connections() {
    let Some(place) = Place::of_parent() else { return };
    let number = std::env::var("DIALKEY_TEST_NUMBER").unwrap();
    let vault = place.ready();
    for index in 0..WRITES {
        vault.insert(step::record(&format!("{number}.{index}"))).unwrap();
        let id = dialkey_core::domain::connection::ConnectionId(ID.to_owned());
        vault
            .change(&id, &mut |record| {
                let step: u32 = record.connection.name.parse().unwrap();
                let text = (step + 1).to_string();
                record.connection.name.clone_from(&text);
                let value = dialkey_core::domain::connection::Value::Plain { text: text.clone(), typed: None };
                record.connection.values.insert("step".to_owned(), value);
                record.token = Some(step::token(&text));
            })
            .unwrap();
    }
}

#[test]
fn a_change_by_another_program_is_noticed() {
    let place = Place::with_vault();
    let [one, other] = [place.ready(), place.ready()];
    let before = one.data_version().unwrap();
    step::write(&one, ID, 1).unwrap();
    assert_eq!(one.data_version().unwrap(), before, "its own change is no news");
    step::write(&other, ID, 2).unwrap();
    assert_ne!(one.data_version().unwrap(), before);
    assert_eq!(step::read(&one, ID), 2);
}

#[cfg(target_os = "linux")]
#[test]
fn f93_what_replaces_the_vault_names_the_program_that_has_it_open() {
    let place = Place::with_vault();
    let backup = place.folder_at(SetClock::at(0)).back_up_if_due(&place.ready()).unwrap().unwrap();
    let mut program = place.program("programs::has_the_vault_open_until_its_input_ends");
    let mut program = program.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.any(|line| line.contains("it is open")));

    let refused = place.folder().restore(&backup).unwrap_err();
    let VaultFileError::Unusable(Unusable::InUse { by: Some(by) }) = refused else { panic!("{refused:?}") };
    let name = std::env::current_exe().unwrap().file_name().unwrap().to_str().unwrap().to_owned();
    assert!(name.starts_with(&by), "{by} is the beginning of {name}");
    assert!(matches!(place.open(), Opening::Ready(_)), "any number may have it open");

    drop(program.stdin.take());
    lines.for_each(drop);
    assert!(program.wait().unwrap().success());
    place.folder().restore(&backup).unwrap();
}

#[test]
#[ignore = "another test starts it"]
fn has_the_vault_open_until_its_input_ends() {
    use std::io::Write as _;

    let Some(place) = Place::of_parent() else { return };
    let _vault = place.ready();
    let mut out = std::io::stdout();
    out.write_all(b"\nit is open\n").unwrap();
    out.flush().unwrap();
    std::io::copy(&mut std::io::stdin(), &mut std::io::sink()).unwrap();
}
