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
fn a_listener_is_not_promised_where_nothing_here_can_listen() {
    let arguments = ["get", "--system", "wildix-oauth2", "--way", "code", "--capture", "loopback"];
    for (redirect, host) in [
        ("https://app.company.example/callback", "https://pbx.company.example"),
        ("http://127.0.0.1:4711/api/v1/doc/", "http://127.0.0.1:4711"),
    ] {
        let set = format!("host={host}");
        let said = said_of(&[&arguments[..], &["--redirect", redirect, "--set", &set]].concat());
        assert_eq!(said, format!("Nothing here can listen at {redirect}. Use --capture paste.\n"));
    }
}

#[test]
fn standard_input_is_not_read_for_a_secret_and_the_pasted_address() {
    let arguments = ["get", "--system", "wildix-oauth2", "--way", "code", "--secret", "client_secret=-"];
    for options in [
        &["--capture", "paste"][..],
        &["--set", "host=pbx.company.example", "--redirect", "https://pbx.company.example/api/v1/doc/"],
    ] {
        let said = said_of(&[&arguments[..], options].concat());
        assert!(said.contains("Standard input cannot hold a secret and the pasted address."), "{said}");
        assert!(said.contains("KEY=@FILE or KEY=env:NAME"), "{said}");
    }
}

#[test]
fn a_redirect_address_is_given_once_and_only_where_somebody_signs_in() {
    let address = "http://127.0.0.1:4711/cb";
    let set = format!("redirect_uri={address}");
    let twice = ["get", "--system", "ringme", "--way", "public", "--redirect", address, "--set", &set];
    assert!(said_of(&twice).starts_with("Give the redirect address once"), "{}", said_of(&twice));
    for options in [&["--redirect", address][..], &["--capture", "paste"], &["--without-pkce"]] {
        let said = said_of(&[&["get", "--system", "ringme", "--way", "trusted"], options].concat());
        assert!(said.starts_with("Nobody signs in with this way; leave --redirect"), "{said}");
    }
}

#[test]
fn what_is_no_redirect_address_is_said() {
    for (redirect, sentence) in [
        ("dialkey://answer", "http:// and https:// addresses only"),
        ("http://127.0.0.1/#here", "#"),
        ("nonsense", "address"),
    ] {
        let said = said_of(&["get", "--system", "ringme", "--way", "public", "--redirect", redirect]);
        assert!(said.contains("Nothing was sent.") && said.contains("the value of redirect_uri"), "{redirect}: {said}");
        assert!(said.contains(sentence), "{redirect}: {said}");
    }
}

#[test]
fn a_header_is_not_made_up_for_a_token_that_stands_in_the_address() {
    let said = said_of(&["get", "--system", "yeastar-p-series", "--output", "header"]);
    assert!(said.contains("takes its token in the address, not in a header."), "{said}");
    assert!(said.contains("--output token, env, json or curl"), "{said}");
}

#[test]
fn a_client_authentication_is_refused_where_there_is_no_client() {
    let arguments = ["get", "--system", "wildix-service-token", "--way", "chain", "--client-authentication", "none"];
    assert!(said_of(&arguments).starts_with("No client proves itself with this way"));
}

#[test]
fn a_curl_line_is_refused_where_there_is_no_harmless_call() {
    let said = said_of(&["get", "--system", "wildix-service-token", "--way", "chain", "--output", "curl"]);
    assert!(said.contains("has no harmless call that --output curl could print"), "{said}");
}

#[test]
fn a_key_that_was_not_copied_whole_is_named_before_it_is_used() {
    let servers = Servers::start();
    let system = servers.system("wildix-service-token");
    let demo = system.demo_of("company_key").unwrap();
    let whole = &demo.values["api_key"].value;
    let run = Get::with_demo(system, demo).set("api_key", &whole[..whole.len() - 1]).run();
    assert!(run.failure(2).contains("Company API Key"), "{}", run.stderr);
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
