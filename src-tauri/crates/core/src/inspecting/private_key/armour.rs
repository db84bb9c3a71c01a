//! PEM armour (RFC 7468, RFC 1421) in a text without blanks.

use der::{Decode, asn1::ObjectIdentifier};
use zeroize::Zeroizing;

use super::{KeyProblem, KeyRepair, encoding::decode_base64, recognise, usable::UsableKey};

/// Hyphens on either side of `BEGIN PRIVATE KEY`.
const HYPHENS: usize = 5;
/// Letters of the longest label that is of interest.
const LONGEST_LABEL: usize = 40;

/// A key out of its armour, and what was wrong with the armour.
pub(super) struct Armoured {
    pub(super) key: UsableKey,
    pub(super) repairs: Vec<KeyRepair>,
}

/// Reads the private key among the blocks of `text`, or names what the blocks hold.
pub(super) fn read(text: &str) -> Result<Armoured, KeyProblem> {
    let blocks = blocks(text);
    let block = chosen(text, &blocks)?;
    match &block.label {
        Label::PrivateKey => {}
        Label::Parameters => return Err(KeyProblem::Damaged),
        Label::LockedKey(problem) | Label::Other(problem) => return Err(problem.clone()),
    }
    if block.is_locked_by_header() {
        return Err(KeyProblem::OldEncryptedKey);
    }
    let der = decode_base64(block.body).ok_or(KeyProblem::Damaged)?;
    let key = recognise::read_der(&der, named_curve(&blocks)).map_err(|problem| match problem {
        KeyProblem::NotAKey => KeyProblem::Damaged,
        other => other,
    })?;
    Ok(Armoured { key, repairs: block.repairs() })
}

/// What the block holds that was meant, locked or not.
pub(super) fn content(text: &str) -> Result<Zeroizing<Vec<u8>>, KeyProblem> {
    let blocks = blocks(text);
    let block = chosen(text, &blocks)?;
    if block.is_locked_by_header() {
        return Err(KeyProblem::OldEncryptedKey);
    }
    decode_base64(block.body).ok_or(KeyProblem::Damaged)
}

fn chosen<'a, 'b>(text: &str, blocks: &'a [Block<'b>]) -> Result<&'a Block<'b>, KeyProblem> {
    // An end without a beginning, or two words that only look like either.
    let nothing = || if text.contains("PRIVATEKEY") { KeyProblem::Damaged } else { KeyProblem::NotAKey };
    blocks.iter().min_by_key(|block| block.label.rank()).ok_or_else(nothing)
}

/// The curve that `EC PARAMETERS` in front of a key name (RFC 5915 4).
fn named_curve(blocks: &[Block<'_>]) -> Option<ObjectIdentifier> {
    let parameters = blocks.iter().find(|block| matches!(block.label, Label::Parameters))?;
    ObjectIdentifier::from_der(&decode_base64(parameters.body)?).ok()
}

/// What stands between a BEGIN and its END.
struct Block<'a> {
    label: Label,
    body: &'a str,
    has_end: bool,
    has_hyphens: bool,
}

impl Block<'_> {
    /// RFC 1421 4.6.1.1, as OpenSSL wrote it into locked keys before PKCS#8.
    fn is_locked_by_header(&self) -> bool {
        self.body.starts_with("Proc-Type:4,ENCRYPTED")
    }

    fn repairs(&self) -> Vec<KeyRepair> {
        let needed = [(!self.has_hyphens, KeyRepair::Dashes), (!self.has_end, KeyRepair::EndLine)];
        needed.into_iter().filter_map(|(is_needed, repair)| is_needed.then_some(repair)).collect()
    }
}

/// What a label announces.
enum Label {
    PrivateKey,
    LockedKey(KeyProblem),
    Other(KeyProblem),
    Parameters,
}

impl Label {
    /// Reads a label whose blanks were taken out.
    fn parse(label: &str) -> Self {
        match label {
            "PRIVATEKEY" | "ECPRIVATEKEY" | "RSAPRIVATEKEY" => Self::PrivateKey,
            "ENCRYPTEDPRIVATEKEY" => Self::LockedKey(KeyProblem::EncryptedKey),
            "OPENSSHPRIVATEKEY" => Self::LockedKey(KeyProblem::OpenSshKey),
            "ECPARAMETERS" => Self::Parameters,
            "PKCS12" => Self::Other(KeyProblem::Pkcs12),
            "PKCS7" | "CMS" => Self::Other(KeyProblem::Certificate),
            _ if label.contains("PRIVATEKEY") => Self::LockedKey(KeyProblem::UnsupportedKind),
            _ if label.contains("PUBLICKEY") => Self::Other(KeyProblem::PublicKey),
            _ if label.ends_with("CERTIFICATEREQUEST") => Self::Other(KeyProblem::CertificateRequest),
            _ if label.ends_with("CERTIFICATE") => Self::Other(KeyProblem::Certificate),
            _ => Self::Other(KeyProblem::NotAKey),
        }
    }

    /// Which block of several is the one that was meant; the lowest is.
    const fn rank(&self) -> u8 {
        match self {
            Self::PrivateKey => 0,
            Self::LockedKey(_) => 1,
            Self::Other(_) => 2,
            Self::Parameters => 3,
        }
    }
}

/// All blocks in order. A block without END reaches to the next BEGIN or to the end of the text.
fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut markers = markers(text).into_iter().peekable();
    while let Some(begin) = markers.next() {
        if !begin.opens {
            continue;
        }
        let end = markers.peek();
        let body = &text[begin.behind..end.map_or(text.len(), |end| end.hyphen)];
        let end = end.filter(|end| !end.opens);
        blocks.push(Block {
            label: Label::parse(begin.label),
            body: body.trim_matches('-'),
            has_end: end.is_some(),
            has_hyphens: begin.has_hyphens && end.is_none_or(|end| end.has_hyphens),
        });
    }
    blocks
}

/// A BEGIN or an END with its label.
struct Marker<'a> {
    opens: bool,
    label: &'a str,
    /// Where the last hyphen in front stands.
    hyphen: usize,
    /// Where the label ends.
    behind: usize,
    has_hyphens: bool,
}

fn markers(text: &str) -> Vec<Marker<'_>> {
    text.match_indices('-').filter_map(|(hyphen, _)| marker_at(text, hyphen)).collect()
}

fn marker_at(text: &str, hyphen: usize) -> Option<Marker<'_>> {
    let (front, rest) = text.split_at(hyphen + 1);
    let (opens, rest) = match rest.strip_prefix("BEGIN") {
        Some(rest) => (true, rest),
        None => (false, rest.strip_prefix("END")?),
    };
    let length = rest.bytes().take(LONGEST_LABEL + 1).position(|byte| byte == b'-')?;
    let (label, after) = rest.split_at(length);
    if !label.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()) {
        return None;
    }
    let has_hyphens = front.bytes().rev().take(HYPHENS).filter(|byte| *byte == b'-').count() == HYPHENS
        && after.bytes().take(HYPHENS).filter(|byte| *byte == b'-').count() == HYPHENS;
    Some(Marker { opens, label, hyphen, behind: text.len() - after.len(), has_hyphens })
}
