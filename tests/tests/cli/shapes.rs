//! The shapes a token is printed in, each used as it is meant to be.

use std::process::Command;

use dialkey_adapters::recipes::read_recipes;
use dialkey_practice::{Demo, PracticeSystem};
use serde_json::Value;

use crate::{
    program::{Get, signs_in},
    servers::Servers,
};

/// What a shell makes of a script, given the result of `dialkey-cli` where it says `$result`.
fn shell(script: &str, result: &str) -> String {
    let output = Command::new("sh").args(["-c", &script.replace("$result", result)]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn status_of(request: &str) -> String {
    shell("$result --silent --show-error --noproxy '*' --output /dev/null --write-out '%{http_code}'", request)
}

fn has_test_call(system: &PracticeSystem, demo: &Demo) -> bool {
    let recipes = read_recipes().unwrap();
    let recipe = recipes.find(&system.id).unwrap();
    recipe.test_calls(recipe.way(&demo.way).unwrap()).next().is_some()
}

#[test]
fn the_curl_line_of_every_way_works_in_a_shell() {
    let servers = Servers::start();
    for system in servers.practice.systems() {
        for demo in &system.demo {
            if signs_in(system, demo) || !has_test_call(system, demo) {
                continue;
            }
            let run = Get::with_demo(system, demo).option("--output", "curl").run();
            assert_eq!(status_of(run.result()), "200", "{} · {}: {}", system.id, demo.title, run.stdout);
        }
    }
}

#[test]
fn a_curl_line_carries_the_token_as_the_phone_system_takes_it() {
    let servers = Servers::start();
    for (id, way, words) in [
        ("yeastar-p-series", "openapi", &["--header 'User-Agent: OpenAPI'", "/system/information?access_token="][..]),
        ("freepbx", "machine", &["--header 'Authorization: Bearer ", r#"--data '{"query":"{ fetchAll"#]),
        ("3cx", "client", &["--header 'Authorization: Bearer ", "/xapi/v1/Defs?$select=Id'"]),
    ] {
        let run = Get::with_demo_of(servers.system(id), way).option("--output", "curl").run();
        assert!(words.iter().all(|word| run.result().contains(word)), "{}", run.stdout);
        let in_header = run.stdout.contains("Authorization");
        assert_ne!(in_header, run.stdout.contains("access_token="), "one way and no other: {}", run.stdout);
    }
}

#[test]
fn the_header_works_where_headers_are_given_to_programs() {
    let servers = Servers::start();
    let system = servers.system("oauth2");
    let run = Get::with_demo_of(system, "client_credentials").option("--output", "header").run();
    let header = run.result();
    assert!(header.starts_with("Authorization: Bearer "), "{header}");
    assert_eq!(status_of(&format!("curl --header '{header}' {}/whoami", system.address)), "200");
}

#[test]
fn a_shell_that_reads_the_env_line_has_the_token() {
    let servers = Servers::start();
    let system = servers.system("oauth2");
    let run = Get::with_demo_of(system, "client_credentials").option("--output", "env").run();
    let token = shell("$result\nprintf %s \"$DIALKEY_TOKEN\"", run.result());
    let request = format!("curl --header 'Authorization: Bearer {token}' {}/whoami", system.address);
    assert_eq!(status_of(&request), "200");
}

#[test]
fn json_holds_the_token_and_all_that_is_known_about_it() {
    let servers = Servers::start();
    let system = servers.system("ringme");
    let demo = system.demo.iter().find(|demo| demo.values["username"].value == "lookalike").unwrap();
    let run = Get::with_demo(system, demo).option("--output", "json").run();
    let token: Value = serde_json::from_str(run.result()).unwrap();
    assert_eq!(token["characters"].as_u64(), token["accessToken"].as_str().map(|token| token.chars().count() as u64));
    assert!(!token["refreshToken"].as_str().unwrap().is_ascii(), "what was received is never changed");
    assert_eq!(token["tokenType"], "Bearer");
    assert_eq!(token["expiry"]["kind"], "at");
    assert_eq!(token["expiry"]["at"].as_i64().unwrap() - token["receivedAt"].as_i64().unwrap(), 3600);
    assert!(token["notes"].as_array().unwrap().iter().any(|note| note["tone"] == "warn"), "{token}");
}
