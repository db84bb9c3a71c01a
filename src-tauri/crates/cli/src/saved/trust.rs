//! Trusting a certificate for a saved connection. It is fetched first, so that only one that is really there is trusted.

use dialkey_core::{
    desk::DeskError,
    domain::{check::CheckReport, diagnosis::CauseAction},
};

use super::{
    opened::{Opened, World},
    words::shown,
};
use crate::{
    arguments::{SignInOptions, TrustArguments},
    failure::Failure,
    interrupting::run_flow,
    output::print,
    stop::StopRequests,
};

pub(crate) async fn trust(arguments: &TrustArguments) -> Result<(), Failure> {
    let mut stop = StopRequests::listen()?;
    let opened = Opened::open(&arguments.unlocking, &mut stop).await?;
    if let Some(read_only) = opened.vault.read_only() {
        return Err(Failure::vault(read_only.sentence()));
    }
    let record = opened.find(&arguments.name)?;
    let world = World::new(&SignInOptions::default(), false);
    let (desk, id, place) = (opened.desk(), &record.connection.id, arguments.place.as_str());
    let checking = desk.check(id, world.outside(), &|_| ());
    let report = run_flow(checking, &world.capture, &mut stop, "What is saved is as it was.").await?;
    match desk.trust(id, place, &arguments.fingerprint) {
        Ok(()) => {
            let name = shown(&record.connection.name);
            print(&format!("The certificate of {} is trusted for {name}.\n", shown(place)))
        }
        Err(DeskError::NotShown) => Err(not_shown(&report, place)),
        Err(error) => Err(error.into()),
    }
}

/// What is there instead.
fn not_shown(report: &CheckReport, place: &str) -> Failure {
    let other = report.checks.iter().find_map(|check| match &check.action {
        Some(CauseAction::LookAtCertificate { place: at, certificate, .. }) if at == place => Some(certificate),
        _ => None,
    });
    let place = shown(place);
    Failure::bad_input(match other {
        Some(certificate) => format!(
            "{place} shows another certificate, so nothing was trusted. Its SHA-256 fingerprint is {}",
            certificate.fingerprint
        ),
        None => format!(
            "{place} shows no certificate that has to be trusted by you. `dialkey-cli check` says what is there."
        ),
    })
}
