//! `dialkey-cli renew --all`.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};

use super::world::{World, grant, grants};

#[test]
fn every_token_that_is_due_and_needs_nobody_is_renewed() {
    let world = World::new();
    let server = world.granting();
    for (name, ends_in) in [("due", 300), ("over", -5), ("fresh", 1800)] {
        let id = world.save(name, "client_credentials", &server);
        world.give_token(&id, Some(ends_in), false);
    }
    let needs_somebody = world.save("needs somebody", "authorization_code", &server);
    world.give_token(&needs_somebody, Some(-5), false);
    world.save("new", "client_credentials", &server);
    let run = world.run(&["renew", "--all"]);
    let mut lines: Vec<&str> = run.result().lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, ["due: renewed, 60 min left", "over: renewed, 60 min left"]);
    assert_eq!(server.requests().len(), 2);
    assert_eq!(world.run(&["renew", "--all"]).result(), "No token is due.");
}

#[test]
fn the_exit_code_is_the_highest_and_what_was_refused_is_not_tried_again() {
    let world = World::new();
    let (granting, refusing) = (world.granting(), world.refusing());
    for (name, server) in [("good", &granting), ("refused", &refusing)] {
        let id = world.save(name, "client_credentials", server);
        world.give_token(&id, Some(-5), false);
    }
    let first = world.run(&["renew", "--all"]);
    assert_eq!((first.code, first.stderr.as_str()), (Some(3), ""));
    assert!(first.stdout.contains("good: renewed, 60 min left\n"), "{}", first.stdout);
    assert!(first.stdout.contains("refused: not renewed. "), "{}", first.stdout);

    let lost = world.save("lost", "authorization_code", &granting);
    world.give_token(&lost, Some(-5), true);
    world.mark_renewal(&lost, -5);
    let second = world.run(&["renew", "--all"]);
    assert_eq!(second.code, Some(5), "{second:?}");
    for line in ["refused: left alone, since its last run failed.", "lost: left alone, since the answer"] {
        assert!(second.stdout.contains(line), "{}", second.stdout);
    }
    assert_eq!((granting.requests().len(), refusing.requests().len()), (1, 1));
}

#[test]
fn one_host_gets_four_renewals_at_once_and_all_in_the_end() {
    const AT_ONCE: usize = 4;
    const ALL: usize = 12;

    let world = World::new();
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let four = Arc::new(Barrier::new(AT_ONCE));
    let (counted, seen) = (Arc::clone(&now), Arc::clone(&most));
    // Each group of four is answered when it is there as a whole.
    let workers = tokio::runtime::Builder::new_multi_thread().worker_threads(ALL).enable_all().build().unwrap();
    let server = workers.block_on(dialkey_tests::raw_server::RawServer::start(move |_| {
        seen.fetch_max(counted.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        tokio::task::block_in_place(|| four.wait());
        counted.fetch_sub(1, Ordering::SeqCst);
        grant()
    }));
    for number in 0..ALL {
        let id = world.save(&number.to_string(), "client_credentials", &server);
        world.give_token(&id, Some(-5), false);
    }
    let run = world.run(&["renew", "--all"]);
    assert_eq!(run.result().lines().filter(|line| line.contains("renewed")).count(), ALL);
    assert_eq!(grants(&server).len(), ALL);
    assert_eq!(most.load(Ordering::SeqCst), AT_ONCE);
}
