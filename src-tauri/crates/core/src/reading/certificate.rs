//! Certificates (RFC 5280), as a TLS handshake shows them or a person pastes them. Nothing in one is believed here.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::fmt::Write as _;

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::STANDARD};
use der::{
    Any, Decode, Reader, SliceReader, Tag, TagNumber,
    asn1::{ObjectIdentifier, UintRef},
};
use x509_cert::{
    certificate::{CertificateInner, Raw, TbsCertificateInner, Version},
    name::Name,
    time::Time,
};

use super::quoting::quote;
use crate::domain::{certificate::Certificate, time::Timestamp};

/// RFC 5280 4.2.1.6.
const SUBJECT_ALTERNATIVE_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.17");
/// RFC 8017 A.1.
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
/// RFC 3279 2.3.2.
const DSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10040.4.1");

/// Bytes of the shortest RSA modulus that proves anything (NIST SP 800-57 5.6.1).
const SHORTEST_MODULUS: usize = 256;
/// Characters of a subject or an issuer that are kept.
const LONGEST_SUBJECT: usize = 300;
/// Characters of a DNS name (RFC 1035 2.3.4).
const LONGEST_NAME: usize = 255;
/// Names of one certificate that are kept.
const MOST_NAMES: usize = 100;

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// Reads one certificate; none where `der` is something else.
pub fn read_certificate(der: &[u8]) -> Option<Certificate> {
    let certificate = parse(der)?;
    let content = certificate.tbs_certificate();
    Some(Certificate {
        subject: words_of(content.subject()),
        issuer: words_of(content.issuer()),
        names: names_of(content),
        not_before: timestamp(content.validity().not_before),
        not_after: timestamp(content.validity().not_after),
        fingerprint: fingerprint(der),
    })
}

/// Reads every certificate in a PEM text, in its order, whatever stands around them (RFC 7468 5.2). None where there is
/// no certificate, or one that cannot be read.
pub fn read_certificates(pem: &str) -> Option<Vec<Certificate>> {
    certificates_in(pem)?.iter().map(|der| read_certificate(der)).collect()
}

/// Every certificate in a PEM text as bytes, in its order. None where there is no certificate, or one that is damaged.
pub fn certificates_in(pem: &str) -> Option<Vec<Vec<u8>>> {
    let blocks = pem.split(BEGIN).skip(1);
    let certificates: Vec<_> = blocks.map(|block| bytes_of(block.split_once(END)?.0)).collect::<Option<_>>()?;
    (!certificates.is_empty()).then_some(certificates)
}

/// SHA-256 of a certificate in groups of four hexadecimal digits, as admin pages show it.
pub fn fingerprint(der: &[u8]) -> String {
    let mut text = String::new();
    for (index, byte) in digest(&SHA256, der).as_ref().iter().enumerate() {
        if index > 0 && index % 2 == 0 {
            text.push(' ');
        }
        // A String takes everything.
        let _ = write!(text, "{byte:02X}");
    }
    text
}

/// Whether a certificate can be forged, so that comparing it proves nothing: a version before 3, or a key that is too
/// short. What cannot be read is not called so.
pub fn is_too_weak(der: &[u8]) -> bool {
    parse(der).is_some_and(|certificate| {
        let content = certificate.tbs_certificate();
        content.version() != Version::V3 || has_weak_key(content)
    })
}

fn parse(der: &[u8]) -> Option<CertificateInner<Raw>> {
    CertificateInner::from_der(der).ok()
}

fn has_weak_key(content: &TbsCertificateInner<Raw>) -> bool {
    let key = content.subject_public_key_info();
    match key.algorithm.oid {
        DSA => true,
        RSA => {
            let modulus = pkcs1::RsaPublicKey::from_der(key.subject_public_key.raw_bytes()).map(|key| key.modulus);
            modulus.is_ok_and(|modulus: UintRef<'_>| modulus.as_bytes().len() < SHORTEST_MODULUS)
        }
        _ => false,
    }
}

/// A name in the writing of RFC 4514.
fn words_of(name: &Name) -> String {
    quote(&name.to_string(), LONGEST_SUBJECT).unwrap_or_default()
}

fn names_of(content: &TbsCertificateInner<Raw>) -> Vec<String> {
    let mut extensions = content.extensions().into_iter().flatten();
    let Some(extension) = extensions.find(|extension| extension.extn_id == SUBJECT_ALTERNATIVE_NAME) else {
        return Vec::new();
    };
    // Read one by one, since a single one of a rare kind would spoil all others.
    let names = Vec::<Any>::from_der(extension.extn_value.as_bytes()).unwrap_or_default();
    names.iter().filter_map(name_of).take(MOST_NAMES).collect()
}

/// A `GeneralName` that a host can be reached by (RFC 5280 4.2.1.6).
fn name_of(name: &Any) -> Option<String> {
    const DNS_NAME: Tag = Tag::ContextSpecific { constructed: false, number: TagNumber(2) };
    const IP_ADDRESS: Tag = Tag::ContextSpecific { constructed: false, number: TagNumber(7) };
    match der::Tagged::tag(name) {
        DNS_NAME => quote(core::str::from_utf8(name.value()).ok()?, LONGEST_NAME),
        IP_ADDRESS => ip_address(name.value()).map(|address| address.to_string()),
        _ => None,
    }
}

fn ip_address(bytes: &[u8]) -> Option<IpAddr> {
    let v4 = <[u8; 4]>::try_from(bytes).map(|bytes| IpAddr::V4(Ipv4Addr::from(bytes)));
    let v6 = || <[u8; 16]>::try_from(bytes).map(|bytes| IpAddr::V6(Ipv6Addr::from(bytes)));
    v4.or_else(|_| v6()).ok()
}

fn timestamp(time: Time) -> Timestamp {
    Timestamp(i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX))
}

/// What stands between BEGIN and END; one certificate and nothing behind it.
fn bytes_of(block: &str) -> Option<Vec<u8>> {
    let text: String = block.split_whitespace().collect();
    let bytes = STANDARD.decode(text).ok()?;
    let mut reader = SliceReader::new(&bytes).ok()?;
    let is_one_sequence = reader.tlv_bytes().is_ok() && reader.is_finished() && bytes.first() == Some(&0x30);
    is_one_sequence.then_some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::reading::sample_certificates::{PBX, V1, WEAK_RSA};

    fn der_of(pem: &str) -> Vec<u8> {
        certificates_in(pem).unwrap().remove(0)
    }

    #[test]
    fn a_certificate_says_whom_it_is_for_and_until_when() {
        let read = read_certificates(PBX).unwrap().remove(0);
        assert_eq!(read.subject, "CN=pbx.example.com,O=Example\\, Inc.,C=CH");
        assert_eq!(read.issuer, read.subject);
        assert!(read.is_self_signed());
        assert_eq!(read.names, ["pbx.example.com", "192.168.7.20", "fe80::20"]);
        assert_eq!(read.not_after.0 - read.not_before.0, 36500 * 24 * 3600);
    }

    #[test]
    fn the_fingerprint_is_what_other_tools_show() {
        // `openssl x509 -fingerprint -sha256`, in groups of four.
        let expected = crate::reading::sample_certificates::PBX_FINGERPRINT;
        assert_eq!(fingerprint(&der_of(PBX)), expected);
        assert_eq!(expected.split(' ').count(), 16);
    }

    #[test]
    fn what_stands_around_certificates_is_left_alone() {
        let pasted =
            format!("Bag Attributes\r\n    friendlyName: pbx\r\n{PBX}\n\n{}\n", WEAK_RSA.replace('\n', "\r\n"));
        let read = read_certificates(&pasted).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(read[0].subject, "CN=pbx.example.com,O=Example\\, Inc.,C=CH");
    }

    #[test]
    fn what_is_no_certificate_is_none() {
        let key = PBX.replace("CERTIFICATE", "PRIVATE KEY");
        let cut = PBX.split_at(PBX.len() / 2).0.to_owned() + END;
        let empty = format!("{BEGIN}\n{END}");
        for text in ["", "hello", &key, &cut, &empty, PBX.trim_end().trim_end_matches(END)] {
            assert_eq!(read_certificates(text), None, "{text}");
        }
        assert_eq!(read_certificates(&format!("{PBX}{empty}")), None, "one of them is damaged");
    }

    #[test]
    fn a_short_key_and_an_old_version_are_too_weak() {
        assert!(!is_too_weak(&der_of(PBX)));
        assert!(is_too_weak(&der_of(WEAK_RSA)));
        assert!(is_too_weak(&der_of(V1)));
        assert!(!is_too_weak(b"no certificate"));
    }

    proptest! {
        #[test]
        fn a_mangled_certificate_never_panics(at in 0usize..2000, with in any::<u8>(), cut in 0usize..2000) {
            let mut der = der_of(PBX);
            let length = der.len();
            der[at % length] = with;
            der.truncate(length - cut % 3);
            let _ = (read_certificate(&der), is_too_weak(&der));
            der.truncate(cut % length);
            prop_assert_eq!(read_certificate(&der), None);
        }

        #[test]
        fn what_a_certificate_says_is_fit_to_be_shown(at in 0usize..2000, with in any::<u8>()) {
            let mut der = der_of(PBX);
            let length = der.len();
            der[at % length] = with;
            if let Some(read) = read_certificate(&der) {
                let shown = [vec![read.subject, read.issuer], read.names].concat();
                prop_assert!(shown.iter().all(|text| text.chars().count() <= 300 && !text.contains(char::is_control)));
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in "(-----BEGIN CERTIFICATE-----|-----END CERTIFICATE-----|MII[A-Za-z0-9+/=\n]*| )*") {
            let _ = read_certificates(&text);
        }
    }
}
