use base64::{
    Engine,
    engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD},
};
use der::{Decode, Encode};
use sec1::{EcParameters, EcPrivateKey};
use serde_json::{Value, json};

use super::{super::sample_keys::*, *};
use crate::domain::client_authentication::SignatureAlgorithm::{
    ES256, ES384, EdDSA, PS256, PS384, PS512, RS256, RS384, RS512,
};

#[test]
fn f71_every_form_of_every_kind_is_read_without_repairs() {
    for sample in all() {
        for text in sample.texts() {
            assert_eq!(repairs(&text, sample), [], "nothing was wrong with it: {text}");
        }
    }
}

#[test]
fn keys_are_named_and_know_their_algorithms() {
    let described: Vec<_> = all().map(SampleKey::read).map(|key| (key.title(), key.algorithms())).to_vec();
    let expected: [(String, &[_]); 4] = [
        ("EC P-256 private key".into(), &[ES256]),
        ("EC P-384 private key".into(), &[ES384]),
        ("Ed25519 private key".into(), &[EdDSA]),
        ("RSA 2048-bit private key".into(), &[RS256, RS384, RS512, PS256, PS384, PS512]),
    ];
    assert_eq!(described, expected);
}

#[test]
fn debug_shows_the_kind_and_not_the_key() {
    assert_eq!(
        format!("{:?}", EC_P256.read()),
        "PrivateKey { key: UsableKey { kind: EcP256, pkcs8: SecretBox<[u8]>([REDACTED]) }, repairs: [] }"
    );
}

#[test]
fn a_key_behind_its_parameters_is_read_as_openssl_writes_it() {
    let parameters = EcParameters::NamedCurve("1.2.840.10045.3.1.7".parse().unwrap()).to_der().unwrap();
    let text = format!("{}{}", pem("EC PARAMETERS", &parameters), EC_P256.older_pem().unwrap());
    assert_eq!(repairs(&text, &EC_P256), []);
    assert_eq!(repairs(&text.replace('\n', " "), &EC_P256), [KeyRepair::LineBreaks]);
    assert_eq!(repairs(&text.replace('\n', ""), &EC_P256), [KeyRepair::LineBreaks]);
}

#[test]
fn f71_a_sec1_key_that_does_not_name_its_curve_takes_it_from_its_parameters_or_its_length() {
    for (sample, oid) in [(&*EC_P256, "1.2.840.10045.3.1.7"), (&*EC_P384, "1.3.132.0.34")] {
        let (_, der) = sample.older.as_ref().unwrap();
        let mut key = EcPrivateKey::from_der(der).unwrap();
        key.parameters = None;
        key.public_key = None;
        let bare = pem("EC PRIVATE KEY", &key.to_der().unwrap());
        repairs(&bare, sample);
        let parameters = EcParameters::NamedCurve(oid.parse().unwrap()).to_der().unwrap();
        repairs(&format!("{}{bare}", pem("EC PARAMETERS", &parameters)), sample);
    }
}

#[test]
fn a_wrong_label_does_not_matter() {
    for sample in all() {
        for label in ["PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY"] {
            repairs(&pem(label, &sample.pkcs8), sample);
        }
    }
}

#[test]
fn the_private_key_is_found_beside_certificates_and_remarks() {
    let text = format!(
        "Bag Attributes\n    localKeyID: 01 02\nsubject=CN = x\n{}Bag Attributes\n    friendlyName: x\n{}",
        pem("CERTIFICATE", &[0x30, 0]),
        EC_P256.pem()
    );
    assert_eq!(repairs(&text, &EC_P256), []);
}

#[test]
fn a_key_inside_of_json_is_found() {
    for sample in all() {
        let text = json!({ "client_id": "x", "private_key": sample.pem() });
        assert_eq!(repairs(&text.to_string(), sample), [KeyRepair::LiteralNewlines]);
    }
}

#[test]
fn bare_base64_may_use_the_alphabet_for_addresses() {
    for sample in all() {
        repairs(&URL_SAFE.encode(&sample.pkcs8), sample);
        repairs(&URL_SAFE_NO_PAD.encode(&sample.pkcs8), sample);
    }
}

#[test]
fn ed25519_with_its_public_key_inside_is_read() {
    use aws_lc_rs::signature::Ed25519KeyPair;
    let version_2 = Ed25519KeyPair::from_pkcs8(&ED25519.pkcs8).unwrap().to_pkcs8().unwrap();
    assert_ne!(version_2.as_ref(), ED25519.pkcs8, "version 2 of PKCS#8 is another encoding");
    repairs(&pem("PRIVATE KEY", version_2.as_ref()), &ED25519);
}

#[test]
fn the_private_key_of_a_set_is_taken() {
    let mut public = RSA.jwk.clone();
    public.as_object_mut().unwrap().retain(|member, _| ["kty", "n", "e"].contains(&member.as_str()));
    let set = json!({ "keys": [public, EC_P256.jwk] });
    assert_eq!(repairs(&set.to_string(), &EC_P256), []);
}

#[test]
fn an_indented_jwk_is_as_good_as_a_short_one() {
    for sample in all() {
        assert_eq!(repairs(&serde_json::to_string_pretty(&sample.jwk).unwrap(), sample), []);
    }
}

#[test]
fn numbers_of_a_jwk_may_have_leading_zeros() {
    let padded = |member: &Value| {
        let mut bytes = URL_SAFE_NO_PAD.decode(member.as_str().unwrap()).unwrap();
        bytes.insert(0, 0);
        Value::from(URL_SAFE_NO_PAD.encode(bytes))
    };
    for (sample, members) in [(&*EC_P256, ["x", "y", "d"]), (&*RSA, ["n", "e", "p"])] {
        let mut jwk = sample.jwk.clone();
        for member in members {
            jwk[member] = padded(&jwk[member]);
        }
        repairs(&jwk.to_string(), sample);
    }
}
