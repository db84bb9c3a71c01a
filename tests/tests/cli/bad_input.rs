//! What was given cannot work: exit code 2, and nothing was sent.

use std::{fs, io};

use crate::{
    program::{Get, Run, dialkey_cli},
    servers::Servers,
};

/// What is said of a command line that cannot work.
#[track_caller]
fn said_of(arguments: &[&str]) -> String {
    Run::from(dialkey_cli().args(arguments).output().unwrap()).failure(2).to_owned()
}

#[test]
fn an_unknown_phone_system_leads_to_the_list() {
    let said = said_of(&["get", "--system", "nobody"]);
    assert_eq!(said, "There is no phone system \"nobody\". `dialkey-cli systems` lists those there are.\n");
    let said = said_of(&["practice", "--system", "nobody"]);
    assert!(said.contains("nobody"), "{said}");
}

#[test]
fn an_unknown_or_missing_way_is_answered_with_those_there_are() {
    let unknown = said_of(&["get", "--system", "ringme", "--way", "nonsense"]);
    assert!(unknown.contains("no way \"nonsense\". Its ways are: "), "{unknown}");
    let missing = said_of(&["get", "--system", "ringme"]);
    assert!(missing.contains("has several ways; add --way with one of: "), "{missing}");
    for said in [unknown, missing] {
        assert!(said.contains("password_credentials") && said.contains("trusted"), "{said}");
    }
}

#[test]
fn an_unknown_field_is_answered_with_those_there_are() {
    let said = said_of(&["get", "--system", "ringme", "--way", "trusted", "--set", "tenant=x"]);
    assert!(said.contains("asks for no \"tenant\". It asks for: "), "{said}");
    assert!(said.contains("client_id") && said.contains("client_secret"), "{said}");
}

#[test]
fn an_unknown_client_authentication_is_answered_with_those_there_are() {
    let arguments = ["get", "--system", "oauth2", "--way", "client_credentials", "--client-authentication", "magic"];
    let said = said_of(&arguments);
    assert!(said.contains("client-secret-post") && said.contains("private-key-jwt"), "{said}");
}

#[test]
fn values_that_are_missing_are_named_by_their_label() {
    let said = said_of(&["get", "--system", "ringme", "--way", "trusted"]);
    assert!(said.contains("App ID") && said.contains("App Secret"), "{said}");
    assert!(said.contains("Nothing was sent.") && said.contains("You can fix this"), "{said}");
}

#[test]
fn a_value_that_may_be_seen_is_not_taken_as_a_secret() {
    let said = said_of(&["get", "--system", "ringme", "--way", "trusted", "--secret", "client_id=env:HOME"]);
    assert!(said.contains("client_id is no secret; give it as --set client_id=VALUE."), "{said}");
}

#[test]
fn a_secret_that_cannot_be_read_is_named_by_where_it_should_be() {
    let file = said_of(&["get", "--system", "ringme", "--way", "trusted", "--secret", "client_secret=@no/such/file"]);
    assert!(file.contains("no/such/file could not be read"), "{file}");
    let folder = said_of(&["get", "--system", "ringme", "--way", "trusted", "--secret", "client_secret=@/"]);
    assert!(folder.contains("/ could not be read"), "{folder}");
    let variable = said_of(&["get", "--system", "ringme", "--way", "trusted", "--secret", "client_secret=env:NO_SUCH"]);
    assert!(variable.contains("The environment variable NO_SUCH is not set"), "{variable}");
    let endless = said_of(&["get", "--system", "ringme", "--way", "trusted", "--secret", "client_secret=@/dev/zero"]);
    assert!(endless.contains("longer than any secret"), "{endless}");
}

#[test]
fn standard_input_is_not_read_for_two_secrets() {
    let arguments = ["--secret", "client_secret=-", "--secret", "password=-"];
    let said = said_of(&[&["get", "--system", "ringme", "--way", "password_credentials"], &arguments[..]].concat());
    assert!(said.contains("Standard input can hold one secret only"), "{said}");
}

#[test]
fn a_public_key_is_named_as_such_and_nothing_is_sent() {
    let servers = Servers::start();
    let system = servers.system("pexip-infinity");
    let public_key = "-----BEGIN PUBLIC KEY-----\n\
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYDi2lDO/YmLDnUSgSg1GZSH5TC1R\n\
        vz2kQ3cKYTwpeLpRUcj4SMyq/7FcrrgNmMUO9hS5r6LNOjAXJSz33BFlxw==\n\
        -----END PUBLIC KEY-----";
    let run = Get::with_demo(system, &system.demo[0]).set("private_key", public_key).run();
    let said = run.failure(2);
    assert!(said.contains("This key cannot sign the request"), "{said}");
    assert!(said.contains("public key") && said.contains("the value of private_key"), "{said}");
    assert!(servers.practice.received(&system.id).is_empty());
}

#[test]
fn a_curl_line_is_not_made_up_where_no_address_is_known() {
    let servers = Servers::start();
    let system = servers.system("oauth2");
    let run = Get::with_demo_of(system, "client_credentials").set("test_address", "").option("--output", "curl").run();
    assert!(run.failure(2).contains("Give it as --set test_address=ADDRESS."), "{run:?}");
    assert!(servers.practice.received(&system.id).is_empty(), "a token that cannot be printed is not asked for");
}

#[test]
fn a_result_that_cannot_be_written_is_said() {
    let servers = Servers::start();
    let system = servers.system("oauth2");
    let demo = system.demo_of("client_credentials").unwrap();
    let (reader, nobody_reads) = io::pipe().unwrap();
    drop(reader);
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    for stdout in [nobody_reads.into(), std::process::Stdio::from(full)] {
        let mut command = dialkey_cli();
        command.args(["get", "--system", "oauth2", "--way", "client_credentials"]).stdout(stdout);
        command.args(["--client-authentication", "none"]);
        for key in ["token_address", "client_id"] {
            let value = if key == "client_id" { "practice-public" } else { &demo.values[key].value };
            command.args(["--set", &format!("{key}={value}")]);
        }
        let run = Run::from(command.output().unwrap());
        assert!(run.failure(2).starts_with("The result could not be written: "), "{run:?}");
    }
}

#[test]
fn every_bad_input_is_one_json_object_where_json_was_asked_for() {
    for (arguments, expected) in [
        (&["get", "--system", "nobody", "--output", "json"][..], "There is no phone system"),
        (&["get", "--output=json"], "--system"),
        (
            &["get", "--system", "ringme", "--way", "trusted", "--output", "json", "--timeout", "soon"],
            "number of seconds",
        ),
    ] {
        let run = Run::from(dialkey_cli().args(arguments).output().unwrap());
        let said = run.failure_as_json(2);
        assert_eq!(said["code"], "bad_input");
        assert!(said["message"].as_str().unwrap().contains(expected), "{said}");
    }
}
