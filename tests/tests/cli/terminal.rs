//! Somebody sits at a terminal: what the browser ended up on can be pasted although a listener waits for it.

use std::{
    io::{BufRead, BufReader, Read, Write},
    process::{Command, Stdio},
};

use dialkey_tests::browser::Person;

use crate::{program::Get, servers::Servers};

/// A command as a shell reads it.
fn line_of(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| format!("'{}'", word.to_str().unwrap())).collect::<Vec<_>>().join(" ")
}

#[test]
fn an_answer_that_the_listener_cannot_get_is_pasted() {
    let servers = Servers::start();
    let get = Get::with_demo_of(servers.system("wildix-oauth2"), "code")
        .flag("--no-browser")
        .option("--redirect", "http://127.0.0.1/cb/test");
    let (command, _) = get.command();
    // `script` runs a command in a terminal of its own.
    let mut terminal = Command::new("script")
        .args(["--quiet", "--return", "--command", &line_of(&command), "/dev/null"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut screen = BufReader::new(terminal.stdout.take().unwrap());
    let mut line = || {
        let mut line = String::new();
        screen.read_line(&mut line).unwrap();
        assert_ne!(line, "", "it ended too early");
        line.trim_end().to_owned()
    };
    let page = loop {
        if let Ok(page) = line().parse() {
            break page;
        }
    };
    while !line().starts_with("If nothing happens then, paste the whole address") {}
    let address = servers.sent_back_from(Person::Allows, &page);
    writeln!(terminal.stdin.as_mut().unwrap(), "{address}").unwrap();
    let mut rest = String::new();
    screen.read_to_string(&mut rest).unwrap();
    assert!(terminal.wait().unwrap().success(), "{rest}");
    let token = rest.lines().last().unwrap();
    assert!(token.len() == 40 && token.chars().all(char::is_alphanumeric), "{rest}");
}
