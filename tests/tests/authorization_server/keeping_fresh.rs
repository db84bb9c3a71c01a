//! Many renewals in a row, each asked for twice at once: an authorization server that ends everything when a refresh token
//! comes twice (RFC 9700 4.14.2) never sees one twice.

use dialkey_core::renewing::Renewal;
use secrecy::ExposeSecret;

use crate::{place::Place, visitor::Decision};

const ROUNDS: usize = 50;

#[tokio::test(flavor = "multi_thread")]
async fn fifty_renewals_with_two_triggers_at_once_lose_no_token() {
    let place = Place::of_public_client(Decision::Allow);
    let (desk, id) = (&place.desk, &place.id);
    let mut last = desk.get_token(id).await.token.unwrap();
    for round in 0..ROUNDS {
        let trigger = || async { desk.desk().renew_token(id, desk.outside()).await.unwrap() };
        let (first, second) = tokio::join!(trigger(), trigger());
        let sent = [first, second].iter().filter(|ended| **ended == Renewal::Renewed).count();
        assert!(sent >= 1, "round {round}: {first:?} and {second:?}");
        if sent == 1 {
            assert!([first, second].contains(&Renewal::UnderWay), "the other one sent nothing");
        }
        let record = desk.record(id);
        assert_eq!(record.diagnosis, None, "round {round}");
        assert_eq!(record.renewal, None);
        let token = record.token.unwrap();
        // Exposed to see that both are new.
        let of = |token: &dialkey_core::domain::token::Token| {
            [&token.access_token, token.refresh_token.as_ref().unwrap()].map(|secret| secret.expose_secret().to_owned())
        };
        let (before, after) = (of(&last), of(&token));
        assert!(before[0] != after[0] && before[1] != after[1], "round {round}");
        last = token;
    }
}
