//! Looking at the way to a phone system, and at the certificates it shows.

use super::{
    Desk, DeskError,
    watching::{WatchedHttp, keep_ahead},
};
use crate::{
    checking::check_connection,
    domain::{
        certificate::Certificate,
        check::{Check, CheckReport},
        connection::ConnectionId,
        diagnosis::CauseAction,
        history::{HappeningKind, remember},
        route::TrustedCertificate,
    },
    ports::{
        Outside,
        vault::{Record, VaultError},
    },
};

impl Desk<'_> {
    /// Looks at everything that a run of the connection needs, without sending anything secret, and keeps what was
    /// found. `on_change` is told the checks as they stand. Dropping the future ends it and keeps nothing.
    pub async fn check(
        &self,
        id: &ConnectionId,
        outside: Outside<'_>,
        on_change: &(dyn Fn(&[Check]) + Sync),
    ) -> Result<CheckReport, DeskError> {
        let record = self.vault.load(id)?;
        let filled = self.filled(&record.connection)?;
        let watched = WatchedHttp::new(outside, &filled);
        let report = check_connection(watched.watch(outside), filled, on_change).await;
        let kept = self.vault.change(id, &mut |record| {
            keep_ahead(record, watched.ahead());
            record.checks = Some(report.clone());
        });
        match kept {
            // What was found can be read all the same.
            Ok(()) | Err(VaultError::NewerVersion | VaultError::NotWritable | VaultError::DiskFull) => Ok(report),
            Err(error) => Err(error.into()),
        }
    }

    /// Trusts a certificate for one place of the connection, in place of the one that was trusted there before.
    ///
    /// # Errors
    /// [`DeskError::NotShown`] where no certificate with this fingerprint was shown for this place.
    pub fn trust(&self, id: &ConnectionId, place: &str, fingerprint: &str) -> Result<(), DeskError> {
        let trusted_at = self.clock.now();
        let mut found = false;
        self.vault.change(id, &mut |record| {
            let Some(certificate) = shown(record, place, fingerprint) else { return };
            found = true;
            let trusted = &mut record.connection.route.trusted;
            trusted.retain(|known| known.place != place);
            trusted.push(TrustedCertificate { place: place.to_owned(), certificate, trusted_at });
            let text = format!("Certificate of {place} trusted");
            remember(&mut record.history, trusted_at, HappeningKind::Neutral, text);
        })?;
        if found { Ok(()) } else { Err(DeskError::NotShown) }
    }

    /// Trusts no certificate for a place any more that this computer does not trust by itself.
    pub fn distrust(&self, id: &ConnectionId, place: &str) -> Result<(), DeskError> {
        Ok(self.vault.change(id, &mut |record| {
            record.connection.route.trusted.retain(|known| known.place != place);
        })?)
    }
}

/// The certificate that was shown to the person for a place, by its fingerprint.
fn shown(record: &Record, place: &str, fingerprint: &str) -> Option<Certificate> {
    let of_checks = record.checks.iter().flat_map(|report| &report.checks).filter_map(|check| check.action.as_ref());
    let of_test = record.test.as_ref().and_then(|test| test.diagnosis.as_ref());
    let diagnoses = record.diagnosis.iter().chain(of_test);
    let of_causes = diagnoses.flat_map(|diagnosis| &diagnosis.causes).filter_map(|cause| cause.action.as_ref());
    of_checks.chain(of_causes).find_map(|action| match action {
        CauseAction::LookAtCertificate { place: shown_at, certificate, problem, .. } => {
            let is_it = shown_at == place && is_same(&certificate.fingerprint, fingerprint) && problem.may_be_trusted();
            is_it.then(|| (**certificate).clone())
        }
        _ => None,
    })
}

/// Fingerprints are written with blanks, with colons or without, in either case.
fn is_same(known: &str, given: &str) -> bool {
    let digits = |text: &str| {
        text.chars()
            .filter(|character| !character.is_whitespace() && *character != ':')
            .map(|character| character.to_ascii_uppercase())
            .collect::<String>()
    };
    !known.is_empty() && digits(known) == digits(given)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_the_same_however_it_is_written() {
        let known = "09AF 3C21 77E0";
        for given in ["09AF 3C21 77E0", "09af3c2177e0", "09:AF:3C:21:77:E0"] {
            assert!(is_same(known, given), "{given}");
        }
        for given in ["", "09AF 3C21 77E", "09AF 3C21 77E1"] {
            assert!(!is_same(known, given), "{given}");
        }
        assert!(!is_same("", ""), "a certificate without a fingerprint cannot be compared");
    }
}
