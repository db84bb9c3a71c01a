//! What the practice system hands out with its own demo values.

use dialkey_core::domain::{
    sign_in::{Capture, SignInSettings},
    step::{StepKind, StepState},
};
use dialkey_practice::{Demo, Practice, PracticeSystem};
use dialkey_tests::{
    browser::Person,
    desk::{TestDesk, any_port},
    signer::Signer,
};

/// Runs a demo and tries its token; answers with what caught the answer of a sign-in, where there was one.
async fn assert_works(system: &PracticeSystem, demo: &Demo, in_window: bool) -> Option<Capture> {
    let name = format!("{} · {}", system.id, demo.title);
    let signer = Signer::who(Person::Allows);
    let desk = TestDesk::default().signing_in(signer);
    let id = desk.create_from(&system.id, demo);
    any_port(&desk, &id);
    desk.desk().change_sign_in(&id, SignInSettings { in_window, ..SignInSettings::default() }).unwrap();
    let record = desk.get_token(&id).await;
    assert_eq!(record.diagnosis, None, "{name}");
    assert!(record.steps.iter().all(|step| step.state == StepState::Done), "every step ends with a tick: {name}");
    assert!(record.steps.iter().all(|step| step.sign_in.is_none()), "nothing is waited for any more: {name}");
    let recipe = desk.recipes().find(&system.id).unwrap();
    let can_be_tried = recipe.test_calls(recipe.way(&demo.way).unwrap()).next().is_some();
    if can_be_tried {
        let test = desk.try_token(&id).await.test.unwrap();
        assert!(test.accepted && test.is_json, "{name}: {test:?}");
    }
    desk.told().iter().flatten().find_map(|step| Some(step.sign_in.as_ref()?.capture))
}

#[tokio::test]
async fn every_phone_system_hands_out_a_token_that_works_for_its_demo_values() {
    let practice = Practice::start().await.unwrap();
    for system in practice.systems() {
        for demo in &system.demo {
            assert_works(system, demo, false).await;
        }
    }
}

#[tokio::test]
async fn a_sign_in_works_by_every_means_that_its_redirect_address_allows() {
    let practice = Practice::start_only(&["oauth2", "wildix-oauth2", "ringme"]).await.unwrap();
    let mut caught = Vec::new();
    for system in practice.systems() {
        let recipes = TestDesk::default();
        let ways = &recipes.recipes().find(&system.id).unwrap().way;
        let signs_in = |demo: &&Demo| ways.iter().any(|way| way.id == demo.way && way.grant.needs_sign_in());
        for demo in system.demo.iter().filter(signs_in) {
            for in_window in [false, true] {
                let by = assert_works(system, demo, in_window).await;
                let redirect = demo.values.get("redirect_uri").map_or("", |value| value.value.as_str());
                let expected = match redirect {
                    "" => Capture::Loopback,
                    page if page.starts_with(&system.address) && in_window => Capture::SignInWindow,
                    _ => Capture::Paste,
                };
                assert_eq!(by, Some(expected), "{} · {}", system.id, demo.title);
                caught.push(expected);
            }
        }
    }
    for means in [Capture::Loopback, Capture::SignInWindow, Capture::Paste] {
        assert!(caught.contains(&means), "{means:?} is practised: {caught:?}");
    }
}

#[tokio::test]
async fn a_sign_in_tells_its_steps_and_what_it_waits_for() {
    let practice = Practice::start_only(&["oauth2"]).await.unwrap();
    let system = practice.system("oauth2").unwrap();
    let desk = TestDesk::default().signing_in(Signer::who(Person::Allows));
    let id = desk.create_from(&system.id, system.demo_of("authorization_code").unwrap());
    desk.get_token(&id).await;
    let told = desk.told();
    let kinds: Vec<_> = told[0].iter().map(|step| step.kind).collect();
    assert_eq!(kinds, [StepKind::Values, StepKind::Ready, StepKind::SignIn, StepKind::Token, StepKind::Read]);
    let waiting = told.iter().flatten().find(|step| step.sign_in.is_some()).unwrap();
    let wait = waiting.sign_in.as_ref().unwrap();
    assert_eq!(format!("http://{}", wait.host), system.address);
    assert_eq!(wait.not_shown, None);
    assert!(wait.redirect_uri.starts_with("http://127.0.0.1:"), "with the port that was opened: {}", wait.redirect_uri);
    assert_eq!(waiting.seconds_allowed, Some(600));
}

#[tokio::test]
async fn every_recipe_has_a_practice_system_for_each_of_its_ways() {
    let practice = Practice::start().await.unwrap();
    for recipe in TestDesk::default().recipes().all() {
        let system = practice.system(&recipe.id).unwrap_or_else(|| panic!("{} cannot be practised", recipe.id));
        assert_eq!(system.name, recipe.name);
        for way in &recipe.way {
            let demo = system.demo_of(&way.id);
            let demo = demo.unwrap_or_else(|| panic!("{} has no demo values for {}", recipe.id, way.id));
            for (key, value) in &demo.values {
                let label = recipe.field(way, key).map(|field| &field.label);
                assert_eq!(label, Some(&value.label), "{} {key} is called the same in both places", recipe.id);
            }
        }
    }
}
