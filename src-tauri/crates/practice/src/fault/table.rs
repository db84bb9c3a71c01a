//! The list of faults: name, group, what goes wrong, what happens, and what a learner should see Dialkey say.

use super::Group;

macro_rules! faults {
    ($($fault:ident $name:literal $group:ident: $title:literal, $happens:literal, $look_for:literal;)*) => {
        /// One thing that a practice phone system does wrong on purpose.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Fault {
            $(
                #[doc = $title]
                $fault,
            )*
        }

        impl Fault {
            /// Every fault there is, group by group.
            pub const fn all() -> &'static [Self] {
                &[$(Self::$fault),*]
            }

            /// Its name in commands.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$fault => $name),* }
            }

            pub(crate) const fn group(self) -> Group {
                match self { $(Self::$fault => Group::$group),* }
            }

            /// What goes wrong, in a few words.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$fault => $title),* }
            }

            /// What the phone system does, in a sentence or two.
            pub const fn happens(self) -> &'static str {
                match self { $(Self::$fault => $happens),* }
            }

            /// What a learner should see Dialkey say about it.
            pub const fn look_for(self) -> &'static str {
                match self { $(Self::$fault => $look_for),* }
            }
        }
    };
}

faults! {
    WrongSecret "wrong-secret" Entered: "It refuses the secret or key",
        "Whatever proves the client is refused, also the right secret.",
        "That the client is not recognised, with the values to compare one by one.";
    UnknownClient "unknown-client" Entered: "It does not know the client",
        "The client is refused as if somebody had deleted it.",
        "That the client is not recognised; the phone system’s own words stand below.";
    UnknownUser "unknown-user" Entered: "It refuses the user name and password",
        "Ways with a user name and a password are refused, also with the right ones.",
        "That this user is refused, and that it was tried once only so that no account is locked.";
    ScopeRefused "scope-refused" Entered: "The client may not have this scope",
        "The client is known, but every scope it asks for is refused.",
        "That the scope is refused, and where the client’s permissions stand.";
    GrantRefused "grant-refused" Entered: "The client is of another type",
        "The client is known, but may not get tokens this way.",
        "That the client may not get tokens this way.";
    WrongClock "wrong-clock" Entered: "Its clock is 10 minutes behind",
        "Every answer carries a time 10 minutes ago, and a request signed with a key seems to come from the future.",
        "With a key: that the clocks differ, and by how much. With a secret the token comes all the same.";
    FastClock "fast-clock" Entered: "Its clock is 2 hours ahead",
        "Every answer carries a time in 2 hours, and a request signed with a key seems to be over.",
        "With a key: that the clocks differ, and by how much. With a secret the token comes all the same.";

    AccessDenied "access-denied" SignIn: "The phone system declines the sign-in",
        "Somebody signs in and allows access, and the phone system says no all the same.",
        "That access was not allowed, by you or by the phone system, and that nothing was changed.";
    SignInFailed "sign-in-failed" SignIn: "The sign-in ends with an error",
        "After the sign-in page the phone system reports that it failed by itself.",
        "That the phone system ended the sign-in, with its own words.";
    RedirectRefused "redirect-refused" SignIn: "It does not know the redirect address",
        "The sign-in page shows an error and sends nobody back.",
        "The wait goes on. Its step shows the redirect address to register, and Cancel ends it.";
    WrongState "wrong-state" SignIn: "The answer belongs to another sign-in",
        "The way back carries the mark of another sign-in, as an old or a forged answer would.",
        "The answer is not taken and the wait goes on, until you cancel it.";
    WrongIssuer "wrong-issuer" SignIn: "The answer names another server",
        "The way back says that another server has answered.",
        "That the answer came from a different server, where it is known which one it should be.";
    ExpiredCode "expired-code" SignIn: "The code of the sign-in has run out",
        "The sign-in works, but the code that it gives is refused when it is exchanged for a token.",
        "That the code is refused, with the likely reasons. It is not tried again.";

    QuotedExpiry "quoted-expiry" Answer: "The answer is slightly malformed",
        "The time of the token stands in quotes, and there is a comma too many.",
        "The token comes, with the remark that the answer was not quite as it should be.";
    NoExpiry "no-expiry" Answer: "It does not say how long the token lasts",
        "The time of the token is left out.",
        "The token comes with “Expiry unknown”.";
    ExpiredAtOnce "expired-at-once" Answer: "The token is over at once",
        "The token is handed out with a time of zero.",
        "The token comes and counts as expired from the first moment.";
    WrongTokenType "wrong-token-type" Answer: "The token is of an unknown kind",
        "The answer holds a token of a kind that programs like this one must not use.",
        "That the token is of an unknown kind. It is not kept.";
    NoToken "no-token" Answer: "The answer holds no token",
        "The request is accepted, but the place of the token is empty.",
        "That the answer holds no token.";
    ErrorInside "error-inside" Answer: "A refusal that looks like a good answer",
        "The client is refused inside an answer whose status says that all is well.",
        "The refusal, as if the status had said so too.";
    EmptyAnswer "empty-answer" Answer: "The answer is empty",
        "The request is accepted and nothing comes back.",
        "That the answer holds no token.";
    Xml "xml" Answer: "The answer is XML",
        "A token comes in a format that is not the agreed one.",
        "That a web page came instead of a token, with its first words.";
    GarbageJson "garbage-json" Answer: "The answer breaks off in the middle",
        "The text of the answer ends before it is complete.",
        "That the answer holds no token that can be read.";
    TooLarge "too-large" Answer: "The answer never ends",
        "The answer grows and grows.",
        "That the answer is too large for a token. It is not read to its end.";
    GzipBomb "gzip-bomb" Answer: "A small answer that unpacks to a huge one",
        "A few thousand bytes arrive, which unpack to many millions.",
        "That the answer is too large for a token.";

    WebPage "web-page" Elsewhere: "A web page answers",
        "Instead of a token the sign-in page of an admin interface comes.",
        "That a web page came instead of a token, with its first words.";
    CaptivePortal "captive-portal" Elsewhere: "The sign-in page of a guest network answers",
        "Every request is sent to the page of a hotel or guest network.",
        "That the address forwards to another one, and which. Nothing is sent there.";
    Redirect "redirect" Elsewhere: "The address forwards to one with another slash",
        "The address is sent on to the same one with or without a slash at its end.",
        "That the address forwards to another one, and which. It is not followed.";
    RedirectToHttps "redirect-to-https" Elsewhere: "The address forwards to https",
        "The address is sent on to the same one with https in front.",
        "That the address forwards to another one, and which. It is not followed.";
    NotFound "not-found" Elsewhere: "There is nothing at the address",
        "The host answers, but has no token service there.",
        "That there is no token service at this address.";
    DigestAuthentication "digest-authentication" Elsewhere: "It wants a sign-in of an old kind",
        "The request is refused with the demand for Digest, as some old web servers have it.",
        "That the client is not recognised, with the demand under “Show details”.";

    Slow "slow" Busy: "It takes its time",
        "Every answer comes after 8 seconds.",
        "The step counts the seconds, then the token comes.";
    NeverAnswers "never-answers" Busy: "It never answers",
        "The request arrives, and nothing comes back.",
        "After 30 seconds that there was no answer in time. Cancel ends it at once.";
    ClosesEarly "closes-early" Busy: "The connection breaks off",
        "The connection ends in the middle of the answer.",
        "That the connection broke off, and that the request was not repeated.";
    RateLimited "rate-limited" Busy: "There were too many requests",
        "The phone system wants a pause of 30 seconds.",
        "That the phone system wants a pause.";
    ServerError "server-error" Busy: "It fails by itself",
        "The phone system fails, and repeats everything it was sent in a long report.",
        "That the phone system failed by itself. Its words are quoted with every secret taken out.";
    Maintenance "maintenance" Busy: "It is under maintenance",
        "The phone system says that it is being updated.",
        "That the phone system failed by itself, with its own words.";

    RefreshRefused "refresh-refused" Renewal: "The refresh token is refused",
        "Renewing is refused. When the fault is off the same refresh token is good again.",
        "That a new sign-in is needed.";
    RotatedRefreshToken "rotated-refresh-token" Renewal: "Another program used the refresh token",
        "The refresh token was used elsewhere, so it has ended with everything that came from it, and stays so.",
        "That a new sign-in is needed; only a new token from the beginning helps.";
    LostRefreshAnswer "lost-refresh-answer" Renewal: "The answer to a renewal is lost",
        "The token is renewed, but the connection ends before the answer arrives.",
        "That nobody knows whether it was renewed. It is not repeated by itself.";

    MissingScope "missing-scope" Use: "The token may not do this",
        "A token comes, but no call allows what it is tried for.",
        "At “Try it”: that the token was not accepted, and that permissions may be missing.";
    TokenRefused "token-refused" Use: "The token is refused",
        "A token comes, but every call refuses it.",
        "At “Try it”: that the token was not accepted.";

    SelfSignedCertificate "self-signed-certificate" Encryption: "It made its certificate itself",
        "At its https address it shows a certificate that nobody else vouches for.",
        "That this computer does not trust it, and its certificate to compare. Nothing secret is sent before.";
    PrivateAuthority "private-authority" Encryption: "Its certificate comes from a company’s authority",
        "The certificate is fine, but this computer does not know who made it.",
        "That this computer does not trust it. With the authority’s certificate, which stands here, it does.";
    ExpiredCertificate "expired-certificate" Encryption: "Its certificate has run out",
        "The certificate ended 30 days ago.",
        "That this computer does not trust it, because the certificate has run out.";
    NotYetValidCertificate "not-yet-valid-certificate" Encryption: "Its certificate is not valid yet",
        "The certificate begins in 30 days, as if one of the two clocks were wrong.",
        "That this computer does not trust it, because the certificate is not valid yet.";
    WrongHostCertificate "wrong-host-certificate" Encryption: "Its certificate is for another name",
        "The certificate is made for pbx.practice.example.",
        "That this computer does not trust it, and the name that the certificate is made for.";
    ChangedCertificate "changed-certificate" Encryption: "It shows another certificate than before",
        "It has a new certificate, as after a renewal or with somebody in between.",
        "Where one was trusted before: that the certificate is another one, old and new side by side.";
    AsksForClientCertificate "asks-for-client-certificate" Encryption: "It wants a certificate from you",
        "It lets only those in that show a certificate it knows. One stands here to try.",
        "That it wants a certificate from you, once you trust its own.";
    OldEncryption "old-encryption" Encryption: "Its encryption is too old",
        "At its https address it knows only versions of encryption that can be broken.",
        "That the encryption is too old, and that there is no weaker mode for it.";
    NotEncrypted "not-encrypted" Encryption: "Its https port does not encrypt",
        "At its https address it answers without encryption.",
        "That this port does not encrypt. Nothing secret is sent.";
}
