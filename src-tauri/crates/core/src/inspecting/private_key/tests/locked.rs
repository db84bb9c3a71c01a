//! Keys as OpenSSL locks them, in every form that a passphrase opens.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use proptest::prelude::*;

use super::{
    super::{KeyKind, open_private_key},
    *,
};

const PASSPHRASE: &str = "northwind é";
/// The public half of every key below.
const PUBLIC_X: &str = "U3sEXQC76x6L2ID7If1sWifQIs-TMoVz0ckSdNvK8BU";

const AES: &str = "-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAiEGeqEpNbIEAICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEFfBQ3Sq2MnrFeA9b5VqQlYEgZCf
Z8MXT0c9FCVBwEfDqCG63g7/zphUB7zJw1pbUeU+3brp+MZoXPDOfI3acySB4z8/
a0ovQEV5RoDaj7usAxzAT1mmoFxNBU9RS2/t9DOWWuPZWMyYDj25znxBmaElKlz0
d4/fIVHKPpZ2rMbH+Sv0ISwt4ueoZWZS40t1J9C/6UtVc6iscZ/sf8m/MHSE6FA=
-----END ENCRYPTED PRIVATE KEY-----
";
const TRIPLE_DES: &str = "-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHVMEAGCSqGSIb3DQEFDTAzMBsGCSqGSIb3DQEFDDAOBAgSTJTkt2fjugICCAAw
FAYIKoZIhvcNAwcECFs3LZtJl9ugBIGQOAy7NGxiADOHnN3OVXJGfoePn0ZHU5wm
ZJSrYNbioiXD5lJff7eWc9d9OGvteG7ezhInfqQC/Ln58pM5PkbnBPAGRsgoZrds
mHGCBXeu/wbPU0AivYQao+QivrphZWWyAAmjaeLKbBz/0exxzK3K8DwH+MRk52UJ
vP74PJTEaBPk0VEBvcKWUBOyTinv7Xri
-----END ENCRYPTED PRIVATE KEY-----
";
const SCRYPT: &str = "-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHkME8GCSqGSIb3DQEFDTBCMCEGCSsGAQQB2kcECzAUBAg9iBu2AwDXIgICQAAC
AQgCAQEwHQYJYIZIAWUDBAEqBBCsq4EX6zBgpole7U5mnR4NBIGQydpOHXf3U4kH
fnHHM9rEa5QAyEtegAq09NBBlLBMbVLWCEr2WHMbLooJdPQFTQi0EZDHixeoSWmz
bFbEtNGxwKZimLQpc3sjZLfRXVq5Ra05V0p0rD8xkAdcUS5CIqKtWyk6YkXcgG8O
U1zLXaeV+Fkc5RlXMBCXjbkmttRehfNgfCY8wd2U4NhPn56VbvcS
-----END ENCRYPTED PRIVATE KEY-----
";
/// Locked as PKCS#5 1.5 did.
const OLD_SCHEME: &str = "-----BEGIN ENCRYPTED PRIVATE KEY-----
MIGxMBwGCiqGSIb3DQEMAQMwDgQIGL6phNSw/mcCAggABIGQ5Y3bsjMwzxAvarhD
b78ihjcIrtIFP4hJbWtp8JPKGfwtQPblXDkoPYQEUqi1kJFJBBsICsoGZRE/3ab5
DdBpgH4FsY0+Az/6ouwoScAKPjDpu4Ta3zkoyO8FU1Zbx3yp47+pg2PE7XPW6bZp
Ksvgm2C7y7Xy6oAF7ZdctIs9jcvgucTzlQMOiKVZ2UwyW/O9
-----END ENCRYPTED PRIVATE KEY-----
";
/// Locked as OpenSSL did before PKCS#8.
const OLD_FORM: &str = "-----BEGIN EC PRIVATE KEY-----
Proc-Type: 4,ENCRYPTED
DEK-Info: AES-256-CBC,74246F70746DFC7D623DA416AABBB9E6

XTukFFVsa6BVxBlq8u8TCZv+OYD+yqCtIYiK7ji2p08xUDmqIjzfC5PftgNWby3w
ZSgDLtFN4XLHMZ9FEZ10QB9CtBEihzSs9Z8qYkSsI88uNaGe81n8a5t9sWbhbnbi
Ds39nARcnLLlo0Eqzy5VxgflD/9GTDIJZ+fk3mgKQWs=
-----END EC PRIVATE KEY-----
";
const KEYSTORE: &str = "MIIEDAIBAzCCA8IGCSqGSIb3DQEHAaCCA7MEggOvMIIDqzCCAmIGCSqGSIb3DQEHBqCCAlMwggJPAgEAMIICSAYJKoZIhvcNAQcBMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhbt+7pNi/pPwICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEHYHvCUlCelIVwO9YZTQcH6AggHgO0gtHE9TjTiee/l1tC3lH4zxQVPZjPGv6bIgj+BPf7R4okoYXHtGI/MYhUXchon5nkXgyzKHFt8Rb4o5OsZXfcBEpw2+pchyLqhbQHA/Ttx8ITTS+Z+Uu0QGG+cX1XbjnUBplYFjSuvzYaYIEzJhFSW8xHNdIeLPRNvDZlwE9iPYSPU2SDHuj5dJZDAlg2Bbs5fNGpkJpCXCF/7yUSI927MhxBqKSfLzziu+fmAexyQ4UCEBHl30mg/iB93H/whf1dk/IrsaRdnSufEJFnvAhmVgNBqnjlPq7kX0hMFrthmKZjaKTrL0x8XyJQwuzoW0Zz4+Y0CSNHMbqHP0jpvHYXwhaqo18QZiI4ZAjh+j2ILMny5JguuhXwjkYB8DGF+3xXNyFZwZ6o2jsFyrhQ3P12NbYzyLaqwiZKCVVyWxEVZ1zbn0JMy9WYO2jhUXnjxxGPllIlCKBxjGLD/ns/+2AkOnysUc9l9h/LqI6eJeOr5kwuhDhJ3y6Ia3P82UUlapnh2xcJOmpNCSORiXsBRpi3kz3f574nh563PLciTrDTNjvEfQX10QYPVwoNSVFbAUZUPBRexQf+rWZE8+kBcNJWYxSH1dOu06C8nd1C4ZlCRdJ9qqcYWN4DoRuiFhJ3vEMIIBQQYJKoZIhvcNAQcBoIIBMgSCAS4wggEqMIIBJgYLKoZIhvcNAQwKAQKgge8wgewwVwYJKoZIhvcNAQUNMEowKQYJKoZIhvcNAQUMMBwECIDGJ2K8yfxNAgIIADAMBggqhkiG9w0CCQUAMB0GCWCGSAFlAwQBKgQQ/Jhpf8y5wG5ywIsCTOcaIgSBkCEjE3iRMfMy0JA1e8fZjumz0nL13e9as9awjdHJvreqeKfTevmCAo4cU343xsAXIzPIL1C4Fnv3f6Wmu2e6zmUzg+hwKYP9qUHoDa8twsEc0d7ktje0a/S3ydGsdEm1XZjHq+u2D4L8DKqDYn1/A2tuxC9yIWENt2TvoChVvOzHtHMyy6KxZf+87PAOjLM7KTElMCMGCSqGSIb3DQEJFTEWBBQFH0c6f9Zin5z+Ds10+LbrAkzvhDBBMDEwDQYJYIZIAWUDBAIBBQAEIEQramHjc5CPxq4E3oju15SpBhdAFkkeHJzdd2kBk9PoBAhZg6blXNhr7AICCAA=";
/// With RC2 and Triple DES, as older Windows writes them.
const OLD_KEYSTORE: &str = "MIIDegIBAzCCA0AGCSqGSIb3DQEHAaCCAzEEggMtMIIDKTCCAh8GCSqGSIb3DQEHBqCCAhAwggIMAgEAMIICBQYJKoZIhvcNAQcBMBwGCiqGSIb3DQEMAQYwDgQIpoUz7m4J9LQCAggAgIIB2HKmQJVGbO9zPtkJqFUJ+fhKGaHLqlW7/xWS0ZBb7AqvRRaLUmOrbON77Ff5I7HHXa5tcmJXMLsLBDQtxONr97r8/18OC01PmhFd2I6vFyPyOUxuSxyUPf0+jdViwlgdB417/iNbG4OTOqeaQTXF19p4rwuxmZjbNJncgPqYciYBym7qQESUEeZwToY3rPqKUw7gLIsURReTmL2Xuo33qw6Fid8c1tgC77zkGKNJUmz6A2uqZCYeCg+XVifHHchrYqmjKXp0Vwr+NoEnLC5GYkXJvz9pUcHLhsCRTiRP50N+xjgAhszKbY3qd+8+3aCwevqs6ryAiRkWbN9SBLwSoYErDReBL2SEt6dCu4GUo7AkiXTPwIcvoBNZ/1MQT8rXeuabjTAE0KBQ1NcfV9jRHYXOtksI0EXjEofYxjqJvF2eQVaWKQEYftef5lUfYhGLDUoFy2GQ/BvueEdkS1FPM3/To9QRwjT7xQ+imo3Vi6TNb+Y6dyO6/d/6QuvLgdw+Nabv4RxRv8EmsP6ZvoXSpKmtlwRvRu0S1RK7lb2+pDcjR5bLRlpB+A827Jga6RJVpVyes6e1UIB94OtbD+jyJ8wWud0hdXc6Y2oEuXdZzWkwrok5dfbLhLMwggECBgkqhkiG9w0BBwGggfQEgfEwge4wgesGCyqGSIb3DQEMCgECoIG0MIGxMBwGCiqGSIb3DQEMAQMwDgQIhvAlYkLXAroCAggABIGQknCl8gfKCG9GwReZ8Nvs2dCOLC3vi9unvXd0r2brzm13FGKTddWN1sDsyeXpPfYqRKq4k20foaw9duV3lcmNJAerK+ggVbfgb2RtwhjkLMFq5mpIGVloPyJdAhsmwYsvXx3UjY7lLeTKXYj2Equ2eKm2S5Tc6Nzn/pMBbocc6jRg3ROTlzgpAUyUEvaooC1wMSUwIwYJKoZIhvcNAQkVMRYEFAUfRzp/1mKfnP4OzXT4tusCTO+EMDEwITAJBgUrDgMCGgUABBQXDhS2YnkRQIqn3nsxi0YQv6egwQQI4qHvzGVAGrwCAggA";
const KEYSTORE_WITHOUT_PASSPHRASE: &str = "MIIEDAIBAzCCA8IGCSqGSIb3DQEHAaCCA7MEggOvMIIDqzCCAmIGCSqGSIb3DQEHBqCCAlMwggJPAgEAMIICSAYJKoZIhvcNAQcBMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhnFTKUctPijAICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEN9HmvsLkBRFwqijHD6pzUSAggHg662cwcyiBPawdlrDN5rzd1+q11DK7InW7O+RvSPGUJhjInz6UYLNOXN9HhfzJTEmCy7bGn9tl/jPpzMbVpadsosiLnYhDyhAd2MSs9/UaBJONLUw4hEb5H6ZNqnH8WffKlXdyI29bxwTwgZGXsugwDstyOFXOQ8hhn4sau/9poJfpyKVdWp2/GScsmAg1jipXz104vloHE9K8RKSzD+7dVSasISUsmTsgdlzMYxIjafzDGNDDgzplswaiM0KFUQBYr4yR8TQrqCp2tq9t/j0Ul1ANByCctac8RsTA5BXVKUPhyTvX2s4SpKSm+WatIJTWVMtNzwWXPzPa2Yc2cLZQWkSjADYjoBHpZPbr8BcLXQ5xGr0y4Xjj1wXPw1tCszDS6qqYZaMdO0MSFMh+idIvBsrOrnrkbU5k7aH8K8jWMYMgihzDXe06k4ogk6b/tF+e7dOJXFuVjadldC7dVCnUbEQJZ7bLkWJDpNdyAPGeLq+hdpwnDHnW3ANq1Py7mA1JEv+Jg5Kyk9enWxNJIrRHNCwwwm7sbLKdalnt/+myDOfkwq6awzVQrb4p9s6iMyUCkGKNfKfSqfvM6ypHGbb1hi7V+EJOiFI8MBLk1IAxgG8AIRvFeQObEsYjpL4nHt4MIIBQQYJKoZIhvcNAQcBoIIBMgSCAS4wggEqMIIBJgYLKoZIhvcNAQwKAQKgge8wgewwVwYJKoZIhvcNAQUNMEowKQYJKoZIhvcNAQUMMBwECGzeIyfoc1YKAgIIADAMBggqhkiG9w0CCQUAMB0GCWCGSAFlAwQBKgQQQKJtnBzcFLEXHLWGNU3s1ASBkDEtFDOIV+nv6f3TqgKKfEnxu6j+/vDT7AGgcnxz75Mlq9D977/X7qD3KCI1Z6oeF1ZBY9tWJVJN9Ib7a4Rwe3i+/Be0MF18FcWd3sZrJZvD6eNTldcgRcLkZEnbCaF2kGYcIyGIsTOPAhtzQel6yCf13v5N1P3pjkxBQxmux+NjO9IA1xG3s+FoM93IHv4qczElMCMGCSqGSIb3DQEJFTEWBBQFH0c6f9Zin5z+Ds10+LbrAkzvhDBBMDEwDQYJYIZIAWUDBAIBBQAEIJZIPnMOFRxOfSE/2lSH9nzsDy23ZPzv73W7SlgcAf8fBAgExGF6vz61fwICCAA=";
const KEYSTORE_WITHOUT_KEY: &str = "MIICpwIBAzCCAl0GCSqGSIb3DQEHAaCCAk4EggJKMIICRjCCAkIGCSqGSIb3DQEHBqCCAjMwggIvAgEAMIICKAYJKoZIhvcNAQcBMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAiVyHcd+sKlKgICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEGFnjoObUjscH8IQJUoB3mOAggHAw43FKIjWh8mZ8E9cmc376WJOxTn8aZO/4rlpYLAb7Cli/vJz1oysrTTx+024U7I6j9dgrAIOtLYMmrMpwtZ9Iy2WyKGurUuLQmSYANFRYn0Xy2qAWN0aPZdrruIEF3z+Zb5NKvQlngmute5tbkFoDMc8sr83DC0TO0Hiy24YvSS9nIbOdq1Qf9JIe5GQrzVWuFvjJnrIjcnr6V5FSqVRQmIC8B6YSdGb4w/RgUx9TY0njVGa+YSjRZpsU/atUa9mBGTknCmfGeNF/lec4b0+3qI4v6wBx9mjYUc2fa5BUHILPlPNjFjEkoKtVrJuUtHWiJ2XWK8QXf6N+1aNLo/hLc7Fkeo5hBjx/KpdjhAWZxvJuOi/WrzeIUGTHJhmg+7+3TzuMWCOnWXty+Tgs3kW22tXNZbxldY3gwQkGsPRPGIAezQQVOXXOcjG7L7tQLtEy0902QnLXrHiJY1/ZZRTl8TtoSv/sJikfWi0ZyycHlihJufH6J4UIQ/nP6eu6RuM3i6WhmR3RXHUTK9hvlAWlQzboDTleC0xpXAzMG1Q3KJcEDI3yN3241iS8QifSSUPWT1Fyo5YAaeWbuqSX/xOkzBBMDEwDQYJYIZIAWUDBAIBBQAEIHZOCnaBYLb6u+ReHp+4SZ2+LaVxwUUK16pBBmoPnH6TBAhrq17kPin9+AICCAA=";

fn open(text: &str, passphrase: &str) -> Result<PrivateKey, KeyProblem> {
    open_private_key(&SecretString::from(text), &SecretString::from(passphrase))
}

#[track_caller]
fn assert_opened(text: &str, passphrase: &str) {
    let key = open(text, passphrase).unwrap_or_else(|problem| panic!("{problem}: {text}"));
    assert_eq!(key.kind(), KeyKind::EcP256);
    // What is kept from then on is the same key, and needs no passphrase.
    let kept = read_private_key(&key.to_pem()).unwrap();
    assert_eq!(kept.repairs(), [], "it is written as PEM ought to be");
    // Exposed to derive the public key.
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, kept.pkcs8().expose_secret()).unwrap();
    assert_eq!(URL_SAFE_NO_PAD.encode(&pair.public_key().as_ref()[1..33]), PUBLIC_X);
}

#[test]
fn f74_a_locked_pkcs8_key_is_opened_with_its_passphrase() {
    for text in [AES, TRIPLE_DES, SCRYPT] {
        assert_eq!(problem(text), KeyProblem::EncryptedKey);
        assert_opened(text, PASSPHRASE);
        assert_opened(&text.replace('\n', " "), PASSPHRASE);
        for wrong in ["", "northwind e", "Northwind é"] {
            assert_eq!(open(text, wrong).unwrap_err(), KeyProblem::WrongPassphrase, "{wrong}");
        }
    }
}

#[test]
fn f74_a_keystore_is_opened_with_its_passphrase() {
    for text in [KEYSTORE, OLD_KEYSTORE] {
        assert_eq!(problem(text), KeyProblem::Pkcs12);
        assert_opened(text, PASSPHRASE);
        assert_eq!(open(text, "something else").unwrap_err(), KeyProblem::WrongPassphrase);
    }
    assert_opened(KEYSTORE_WITHOUT_PASSPHRASE, "");
    assert_eq!(open(KEYSTORE_WITHOUT_KEY, PASSPHRASE).unwrap_err(), KeyProblem::KeystoreWithoutKey);
}

#[test]
fn f74_a_lock_that_cannot_be_opened_is_named_with_the_command_that_opens_it() {
    assert_eq!(open(OLD_SCHEME, PASSPHRASE).unwrap_err(), KeyProblem::UnsupportedLock);
    assert_eq!(problem(OLD_FORM), KeyProblem::OldEncryptedKey);
    assert_eq!(open(OLD_FORM, PASSPHRASE).unwrap_err(), KeyProblem::OldEncryptedKey);
    for problem in [KeyProblem::UnsupportedLock, KeyProblem::OldEncryptedKey] {
        assert!(problem.sentence().contains("openssl pkey -in key.pem -out unlocked.pem"), "{problem}");
    }
}

#[test]
fn what_is_not_locked_needs_no_passphrase_and_what_is_no_key_has_none() {
    use super::super::sample_keys::EC_P256;
    assert_eq!(open(&EC_P256.pem(), "any").unwrap().kind(), KeyKind::EcP256);
    assert_eq!(open("", "any").unwrap_err(), KeyProblem::Empty);
    assert_eq!(open("hunter2", "any").unwrap_err(), KeyProblem::Damaged);
    assert_eq!(open(r#"{"kty":"EC"}"#, "any").unwrap_err(), KeyProblem::NotAKey);
}

#[test]
fn a_lock_that_would_keep_the_computer_busy_is_not_tried() {
    let mut der = STANDARD.decode(KEYSTORE).unwrap();
    // The rounds of its check sum are the last number of the file; two bytes more make them two billion.
    assert_eq!(der.split_off(der.len() - 4), [2, 2, 8, 0]);
    der.extend([2, 4, 0x7f, 0xff, 0xff, 0xff]);
    let check_sum = der.windows(4).rposition(|part| part == [0x30, 0x41, 0x30, 0x31]).unwrap();
    der[check_sum + 1] += 2;
    der[3] += 2;
    assert_eq!(problem(&STANDARD.encode(&der)), KeyProblem::Pkcs12, "it is whole");
    assert_eq!(open(&STANDARD.encode(&der), PASSPHRASE).unwrap_err(), KeyProblem::UnsupportedLock);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    // The passphrase is wrong, so that whatever was changed, nothing is opened; what counts is that nothing breaks.
    #[test]
    fn a_changed_file_is_never_opened_and_never_panics(
        which in 0..4_usize,
        index in any::<prop::sample::Index>(),
        other in "[A-Za-z0-9+/]",
    ) {
        let mut text = [AES, TRIPLE_DES, KEYSTORE, OLD_KEYSTORE][which].to_owned();
        let index = index.index(text.len());
        text.replace_range(index..=index, &other);
        prop_assert!(open(&text, "something else").is_err());
    }
}
