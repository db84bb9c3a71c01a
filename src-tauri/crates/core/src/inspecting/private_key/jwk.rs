//! Private keys as JSON Web Keys (RFC 7517, RFC 7518 6, RFC 8037 2).

use aws_lc_rs::{
    rsa::KeyPairComponents,
    signature::{EcdsaKeyPair, Ed25519KeyPair, RsaKeyPair, RsaPublicKeyComponents},
};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{
    KeyProblem,
    curve::{Curve, unsupported},
    encoding::decode_base64,
    usable::{UsableKey, without_leading_zeros},
};

/// The members that make a key; they borrow from the pasted text, so that there is one copy to wipe.
#[derive(Deserialize)]
struct Jwk<'a> {
    kty: &'a str,
    #[serde(borrow)]
    crv: Option<&'a str>,
    x: Option<&'a str>,
    y: Option<&'a str>,
    d: Option<&'a str>,
    n: Option<&'a str>,
    e: Option<&'a str>,
    p: Option<&'a str>,
    q: Option<&'a str>,
    dp: Option<&'a str>,
    dq: Option<&'a str>,
    qi: Option<&'a str>,
}

/// A set of keys (RFC 7517 5).
#[derive(Deserialize)]
struct JwkSet<'a> {
    #[serde(borrow)]
    keys: Vec<Jwk<'a>>,
}

/// Reads a JWK, or the first private one of a set, out of JSON without blanks.
pub(super) fn read(json: &str) -> Result<UsableKey, KeyProblem> {
    if let Ok(jwk) = serde_json::from_str::<Jwk<'_>>(json) {
        return jwk.read();
    }
    let set: JwkSet<'_> = serde_json::from_str(json).map_err(|_| KeyProblem::Damaged)?;
    let private = set.keys.iter().find(|jwk| jwk.d.is_some());
    private.or_else(|| set.keys.first()).ok_or(KeyProblem::NotAKey)?.read()
}

impl Jwk<'_> {
    fn read(&self) -> Result<UsableKey, KeyProblem> {
        match self.kty {
            "EC" => self.read_ec(),
            "OKP" => self.read_ed25519(),
            "RSA" => self.read_rsa(),
            _ => Err(KeyProblem::UnsupportedKind),
        }
    }

    fn read_ec(&self) -> Result<UsableKey, KeyProblem> {
        let curve = Curve::from_jwk(self.crv.ok_or(KeyProblem::Damaged)?)?;
        let private_key = self.private()?;
        // An uncompressed point (SEC 1 2.3.3). Some writers drop leading zeros of a coordinate.
        let mut point = vec![4];
        for coordinate in [number(self.x)?, number(self.y)?] {
            let significant = without_leading_zeros(&coordinate);
            let zeros = curve.coordinate_length().checked_sub(significant.len()).ok_or(KeyProblem::Damaged)?;
            point.resize(point.len() + zeros, 0);
            point.extend_from_slice(significant);
        }
        UsableKey::from_ec(curve, EcdsaKeyPair::from_private_key_and_public_key(curve.signing(), &private_key, &point))
    }

    fn read_ed25519(&self) -> Result<UsableKey, KeyProblem> {
        match self.crv.ok_or(KeyProblem::Damaged)? {
            "Ed25519" => {}
            other => return Err(unsupported(other)),
        }
        let seed = self.private()?;
        UsableKey::from_ed25519(Ed25519KeyPair::from_seed_and_public_key(&seed, &number(self.x)?))
    }

    fn read_rsa(&self) -> Result<UsableKey, KeyProblem> {
        let d = self.private()?;
        let (modulus, exponent) = (number(self.n)?, number(self.e)?);
        let components = KeyPairComponents {
            public_key: RsaPublicKeyComponents {
                n: without_leading_zeros(&modulus),
                e: without_leading_zeros(&exponent),
            },
            d,
            p: number(self.p)?,
            q: number(self.q)?,
            dP: number(self.dp)?,
            dQ: number(self.dq)?,
            qInv: number(self.qi)?,
        };
        UsableKey::from_rsa(&modulus, || RsaKeyPair::from_components(&components))
    }

    /// The member that only private keys have.
    fn private(&self) -> Result<Number, KeyProblem> {
        if self.d.is_none() { Err(KeyProblem::PublicJwk) } else { number(self.d) }
    }
}

/// A decoded member, wiped when dropped.
type Number = Zeroizing<Vec<u8>>;

/// Decodes a member that has to be there.
fn number(member: Option<&str>) -> Result<Number, KeyProblem> {
    member.and_then(decode_base64).ok_or(KeyProblem::Damaged)
}
