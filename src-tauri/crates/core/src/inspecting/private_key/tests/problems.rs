use base64::{Engine, engine::general_purpose::STANDARD};
use der::{
    Decode, Encode,
    asn1::{AnyRef, BitStringRef, ObjectIdentifier, OctetStringRef},
};
use pkcs1::{RsaPrivateKeyRef, UintRef};
use pkcs8::{AlgorithmIdentifierRef, PrivateKeyInfoRef};
use serde_json::json;

use super::{super::sample_keys::*, *};

const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----
MIIBbTCCAROgAwIBAgIUGnj+s7436y/yNIwCTJhgifpE5HUwCgYIKoZIzj0EAwIw
DDEKMAgGA1UEAwwBeDAeFw0yNjExMjExMDM1MDZaFw0yNjExMzAxMDM1MDZaMAwx
CjAIBgNVBAMMAXgwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQTdRNei5RMj4Pu
gvfrq1HSK19BboxSCrbBn6Ga3sMTi2ofKETbOwDENNzjTQUah+ADgDYAGYGW999M
E6XGzJWdo1MwUTAdBgNVHQ4EFgQUZHlA09yG5uCAUyb1tV5orSF1dUgwHwYDVR0j
BBgwFoAUZHlA09yG5uCAUyb1tV5orSF1dUgwDwYDVR0TAQH/BAUwAwEB/zAKBggq
hkjOPQQDAgNIADBFAiEA0JO+jceJNVkHouHX1k8zIrHcS+Q/iwFTb8W9knO6Q40C
IC9bVof826iGkEjksJ2TtT8EHSm/E5NND1fRUjtoH0CF
-----END CERTIFICATE-----";

const CERTIFICATE_REQUEST: &str = "-----BEGIN CERTIFICATE REQUEST-----
MIHFMG4CAQAwDDEKMAgGA1UEAwwBeDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IA
BBN1E16LlEyPg+6C9+urUdIrX0FujFIKtsGfoZrewxOLah8oRNs7AMQ03ONNBRqH
4AOANgAZgZb330wTpcbMlZ2gADAKBggqhkjOPQQDAgNHADBEAiBCupzY26cuDJ/F
CNH/eUi45Qv+T/5DzEVvE/vEb2P4YwIgXLulFzdXbFwukOjBCofnBwQAkTLOopUs
qLPBSFovjWc=
-----END CERTIFICATE REQUEST-----";

/// The Base64 between the first and the last line.
fn body(pem: &str) -> String {
    pem.lines().filter(|line| !line.starts_with('-')).collect()
}

/// A DER structure of this tag.
fn structure(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    match content.len() {
        0..128 => [&[tag, length[1]], content].concat(),
        128..256 => [&[tag, 0x81, length[1]], content].concat(),
        _ => [&[tag, 0x82, length[0], length[1]], content].concat(),
    }
}

/// PKCS#8 of any algorithm around any content.
fn pkcs8(oid: &str, curve: Option<&str>, private_key: &[u8]) -> Vec<u8> {
    let curve = curve.map(|curve| curve.parse::<ObjectIdentifier>().unwrap());
    let algorithm = AlgorithmIdentifierRef { oid: oid.parse().unwrap(), parameters: curve.as_ref().map(AnyRef::from) };
    PrivateKeyInfoRef::new(algorithm, OctetStringRef::new(private_key).unwrap()).to_der().unwrap()
}

#[test]
fn nothing_is_named_nothing() {
    for text in ["", "  \n", "\u{feff}\u{a0}", "\"\"", "\\n"] {
        assert_eq!(problem(text), KeyProblem::Empty, "{text:?}");
    }
}

#[test]
fn f74_certificates_are_named_with_and_without_armour() {
    assert_eq!(problem(CERTIFICATE), KeyProblem::Certificate);
    assert_eq!(problem(&body(CERTIFICATE)), KeyProblem::Certificate);
    assert_eq!(problem(&CERTIFICATE.replace("CERTIFICATE", "PRIVATE KEY")), KeyProblem::Certificate);
    assert_eq!(problem(&CERTIFICATE.replace('\n', " ").replace('-', "—")), KeyProblem::Certificate);
    assert_eq!(problem(CERTIFICATE_REQUEST), KeyProblem::CertificateRequest);
    assert_eq!(problem(&body(CERTIFICATE_REQUEST)), KeyProblem::CertificateRequest);
}

#[test]
fn f74_public_keys_are_named_in_every_form() {
    let spki = structure(
        0x30,
        &[
            structure(0x30, &[&[6, 7][..], &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]].concat()),
            BitStringRef::from_bytes(&EC_P256.public).unwrap().to_der().unwrap(),
        ]
        .concat(),
    );
    for text in [
        pem("PUBLIC KEY", &spki),
        pem("PRIVATE KEY", &spki),
        STANDARD.encode(&spki),
        pem("RSA PUBLIC KEY", &RSA.public),
        STANDARD.encode(&RSA.public),
        "-----BEGIN PUBLIC KEY-----".to_owned(),
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGkR someone@somewhere".to_owned(),
        "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAI someone@somewhere".to_owned(),
        "---- BEGIN SSH2 PUBLIC KEY ----\nComment: \"x\"\nAAAA\n---- END SSH2 PUBLIC KEY ----".to_owned(),
    ] {
        assert_eq!(problem(&text), KeyProblem::PublicKey, "{text}");
    }
}

#[test]
fn f74_a_jwk_without_private_members_is_named() {
    for sample in all() {
        let mut public = sample.jwk.clone();
        public.as_object_mut().unwrap().retain(|member, _| ["kty", "crv", "x", "y", "n", "e"].contains(&&**member));
        assert_eq!(problem(&public.to_string()), KeyProblem::PublicJwk);
        assert_eq!(problem(&json!({ "keys": [public] }).to_string()), KeyProblem::PublicJwk);
    }
}

#[test]
fn f74_locked_keys_are_named_in_every_form() {
    let locked = structure(
        0x30,
        &[structure(0x30, &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 0x0d]), structure(4, &[7; 64])].concat(),
    );
    let legacy = EC_P256.older_pem().unwrap().replacen(
        "-----\n",
        "-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,0011223344556677\n\n",
        1,
    );
    for text in [
        pem("ENCRYPTED PRIVATE KEY", &locked),
        pem("PRIVATE KEY", &locked),
        STANDARD.encode(&locked),
        format!("{CERTIFICATE}\n{}", pem("ENCRYPTED PRIVATE KEY", &locked)),
    ] {
        assert_eq!(problem(&text), KeyProblem::EncryptedKey, "{text}");
    }
    for text in [legacy.replace('\n', " "), legacy] {
        assert_eq!(problem(&text), KeyProblem::OldEncryptedKey, "{text}");
    }
}

#[test]
fn f74_keys_of_ssh_are_named() {
    assert_eq!(problem(&pem("OPENSSH PRIVATE KEY", b"openssh-key-v1")), KeyProblem::OpenSshKey);
    assert_eq!(problem("PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none"), KeyProblem::OpenSshKey);
}

#[test]
fn f74_keystores_are_named() {
    let data = structure(0x30, &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1]);
    let mac = structure(0x30, &structure(4, &[7; 32]));
    let keystore = structure(0x30, &[vec![2, 1, 3], data, mac].concat());
    assert_eq!(problem(&STANDARD.encode(&keystore)), KeyProblem::Pkcs12);
    assert_eq!(problem(&pem("PKCS12", &keystore)), KeyProblem::Pkcs12);
    assert_eq!(problem(&String::from_utf8_lossy(&EC_P256.pkcs8)), KeyProblem::Binary);
}

#[test]
fn f76_curves_that_cannot_sign_are_named() {
    for (oid, name) in [
        ("1.3.132.0.35", "P-521"),
        ("1.3.132.0.10", "secp256k1"),
        ("1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1"),
        ("1.2.3.4", "1.2.3.4"),
    ] {
        let problem = problem(&pem("PRIVATE KEY", &pkcs8("1.2.840.10045.2.1", Some(oid), &[0; 40])));
        assert_eq!(problem, KeyProblem::UnsupportedCurve { name: name.to_owned() });
        assert!(problem.sentence().contains(name), "the sentence names the curve");
    }
    for (kty, curve, name) in [
        ("EC", "P-521", "P-521"),
        ("EC", "secp256k1", "secp256k1"),
        ("OKP", "Ed448", "Ed448"),
        ("EC", "<b>whatever somebody put here</b>", "unknown"),
        ("EC", "", "unknown"),
    ] {
        let jwk = json!({ "kty": kty, "crv": curve, "x": "AA", "y": "AA", "d": "AA" });
        assert_eq!(problem(&jwk.to_string()), KeyProblem::UnsupportedCurve { name: name.to_owned() });
    }
}

#[test]
fn f76_short_rsa_keys_are_refused_with_their_length() {
    let rsa = |bytes: usize, first: u8| {
        let mut modulus = vec![0xff; bytes];
        modulus[0] = first;
        let (modulus, other) = (UintRef::new(&modulus).unwrap(), UintRef::new(&[3]).unwrap());
        let key = RsaPrivateKeyRef {
            modulus,
            public_exponent: other,
            private_exponent: other,
            prime1: other,
            prime2: other,
            exponent1: other,
            exponent2: other,
            coefficient: other,
            other_prime_infos: None,
        };
        key.to_der().unwrap()
    };
    assert_eq!(problem(&pem("RSA PRIVATE KEY", &rsa(128, 0xff))), KeyProblem::RsaTooShort { bits: 1024 });
    assert_eq!(problem(&STANDARD.encode(rsa(256, 0x7f))), KeyProblem::RsaTooShort { bits: 2047 });
    let wrapped = pkcs8("1.2.840.113549.1.1.1", None, &rsa(128, 0x80));
    assert_eq!(problem(&pem("PRIVATE KEY", &wrapped)), KeyProblem::RsaTooShort { bits: 1024 });
    assert_eq!(problem(&pem("RSA PRIVATE KEY", &rsa(256, 0xff))), KeyProblem::Damaged, "long enough, but no key");
    assert_eq!(problem(&pem("RSA PRIVATE KEY", &rsa(1025, 0xff))), KeyProblem::UnsupportedKind);
}

#[test]
fn private_keys_that_cannot_sign_are_named() {
    // X25519, Ed448, RSASSA-PSS
    for oid in ["1.3.101.110", "1.3.101.113", "1.2.840.113549.1.1.10"] {
        assert_eq!(problem(&pem("PRIVATE KEY", &pkcs8(oid, None, &[4; 40]))), KeyProblem::UnsupportedKind, "{oid}");
    }
    for label in ["DSA PRIVATE KEY", "PGP PRIVATE KEY BLOCK"] {
        assert_eq!(problem(&pem(label, &[0x30, 0])), KeyProblem::UnsupportedKind, "{label}");
    }
    assert_eq!(problem(r#"{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ"}"#), KeyProblem::UnsupportedKind);
}

#[test]
fn a_key_that_was_cut_is_damaged() {
    for sample in all() {
        for text in [sample.pem(), sample.older_pem().unwrap_or_else(|| sample.pem())] {
            let lines: Vec<&str> = text.lines().collect();
            let without_second = [&lines[..1], &lines[2..]].concat().join("\n");
            assert_eq!(problem(&without_second), KeyProblem::Damaged);
            assert_eq!(problem(&lines[..lines.len() - 2].join("\n")), KeyProblem::Damaged);
            assert_eq!(problem(&lines[1..].join("\n")), KeyProblem::Damaged, "without its first line");
            assert_eq!(problem(lines[0]), KeyProblem::Damaged, "only its first line");
        }
        let bare = STANDARD.encode(&sample.pkcs8);
        assert_eq!(problem(&bare[..bare.len() - 8]), KeyProblem::Damaged);
        let jwk = sample.jwk.to_string();
        assert_eq!(problem(&jwk[..jwk.len() - 8]), KeyProblem::Damaged);
    }
}

#[test]
fn a_key_whose_numbers_do_not_belong_together_is_damaged() {
    for member in ["x", "y", "d"] {
        let mut jwk = EC_P256.jwk.clone();
        jwk[member] = json!(STANDARD.encode([1; 32]));
        assert_eq!(problem(&jwk.to_string()), KeyProblem::Damaged, "{member} changed");
        jwk.as_object_mut().unwrap().remove(member);
        let expected = if member == "d" { KeyProblem::PublicJwk } else { KeyProblem::Damaged };
        assert_eq!(problem(&jwk.to_string()), expected, "{member} missing");
    }
    for member in ["n", "e", "p", "q", "dp", "dq", "qi"] {
        let mut jwk = RSA.jwk.clone();
        jwk.as_object_mut().unwrap().remove(member);
        assert_eq!(problem(&jwk.to_string()), KeyProblem::Damaged, "{member} missing");
    }
    let mut other_half = ED25519.jwk.clone();
    other_half["x"] = json!(STANDARD.encode([9; 32]));
    assert_eq!(problem(&other_half.to_string()), KeyProblem::Damaged);
}

#[test]
fn a_scalar_outside_of_the_curve_is_damaged() {
    let (_, der) = EC_P256.older.as_ref().unwrap();
    for scalar in [[0; 32], [0xff; 32]] {
        let mut key = sec1::EcPrivateKey::from_der(der).unwrap();
        key.private_key = &scalar;
        key.public_key = None;
        assert_eq!(problem(&pem("EC PRIVATE KEY", &key.to_der().unwrap())), KeyProblem::Damaged);
    }
}

#[test]
fn other_texts_are_no_key() {
    for text in [
        "hunter2",
        "MIDDLE",
        "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UifQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6",
        "<!DOCTYPE html><html></html>",
        "{\"access_token\":\"x\"}",
        "{\"keys\":[]}",
        "-----BEGIN MESSAGE-----\nSGVsbG8=\n-----END MESSAGE-----",
        "left-ENDING right",
        "0f3c2a9b7d5e4f60112233445566778899aabbccddeeff00112233445566778899",
        "Москва",
    ] {
        assert_eq!(problem(text), KeyProblem::NotAKey, "{text}");
    }
}

#[test]
fn a_megabyte_of_garbage_is_refused_for_its_length() {
    assert_eq!(problem(&"-----BEGIN PRIVATE KEY-----".repeat(40_000)), KeyProblem::TooLarge);
    assert_eq!(problem(&"M".repeat(64 * 1024 + 1)), KeyProblem::TooLarge);
    assert_eq!(problem(&"M".repeat(64 * 1024)), KeyProblem::Damaged, "at the limit it is looked at");
}

#[test]
fn problems_are_told_in_plain_words() {
    let all = [
        KeyProblem::Empty,
        KeyProblem::TooLarge,
        KeyProblem::Binary,
        KeyProblem::PublicKey,
        KeyProblem::Certificate,
        KeyProblem::CertificateRequest,
        KeyProblem::EncryptedKey,
        KeyProblem::OldEncryptedKey,
        KeyProblem::WrongPassphrase,
        KeyProblem::UnsupportedLock,
        KeyProblem::KeystoreWithoutKey,
        KeyProblem::OpenSshKey,
        KeyProblem::Pkcs12,
        KeyProblem::PublicJwk,
        KeyProblem::UnsupportedCurve { name: "P-521".to_owned() },
        KeyProblem::RsaTooShort { bits: 1024 },
        KeyProblem::UnsupportedKind,
        KeyProblem::Damaged,
        KeyProblem::NotAKey,
    ];
    for problem in all {
        let sentence = problem.sentence();
        assert!(sentence.starts_with("Th") && sentence.ends_with('.'), "{sentence}");
        assert!(!sentence.contains('!') && !sentence.to_lowercase().contains("please"), "{sentence}");
        let message = problem.to_string();
        assert!(message.starts_with(char::is_lowercase) && !message.ends_with('.'), "{message}");
    }
}
