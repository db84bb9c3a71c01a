//! The checks of one look as they stand, told to whoever watches.

use super::places::Place;
use crate::domain::{
    check::{Check, CheckKind, CheckState},
    diagnosis::CauseAction,
};

/// What a check is called before it has found anything, and when it finds nothing wrong.
pub(super) const fn label(kind: CheckKind) -> &'static str {
    match kind {
        CheckKind::Address => "Address understood",
        CheckKind::Proxy => "Proxy on the way",
        CheckKind::Name => "Name found",
        CheckKind::Port => "Port answers",
        CheckKind::Encryption => "Connection is encrypted",
        CheckKind::Certificate => "Certificate is trusted",
        CheckKind::Service => "This is a token service",
        CheckKind::Clock => "Clocks agree",
        CheckKind::Values => "Values are complete",
        CheckKind::Key => "The key fits",
        CheckKind::Redirect => "Redirect address",
    }
}

/// What came out of a check.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Finding {
    state: CheckState,
    /// In place of the check's label.
    name: Option<String>,
    sentence: Option<String>,
    action: Option<CauseAction>,
}

impl Finding {
    /// As it should be.
    pub(super) fn good(sentence: impl Into<String>) -> Self {
        Self { state: CheckState::Good, name: None, sentence: Some(sentence.into()), action: None }
    }

    /// It may work all the same.
    pub(super) fn warning(name: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self {
            state: CheckState::Warning,
            name: Some(name.into()),
            sentence: Some(sentence.into()).filter(|sentence: &String| !sentence.is_empty()),
            action: None,
        }
    }

    /// It cannot work.
    pub(super) fn bad(name: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self { state: CheckState::Bad, ..Self::warning(name, sentence) }
    }

    /// Nothing to look at.
    pub(super) fn skipped(sentence: impl Into<String>) -> Self {
        Self { state: CheckState::Skipped, ..Self::good(sentence) }
    }

    /// The same under another name.
    pub(super) fn named(self, name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..self }
    }

    /// The same with something to click.
    pub(super) fn with_action(self, action: Option<CauseAction>) -> Self {
        Self { action, ..self }
    }
}

/// The checks of one look.
pub(super) struct Checks<'a> {
    checks: Vec<Check>,
    on_change: &'a (dyn Fn(&[Check]) + Sync),
}

impl<'a> Checks<'a> {
    /// Announces what is going to be looked at.
    pub(super) fn announce(checks: Vec<Check>, on_change: &'a (dyn Fn(&[Check]) + Sync)) -> Self {
        on_change(&checks);
        Self { checks, on_change }
    }

    /// A check begins.
    pub(super) fn begin(&mut self, kind: CheckKind, place: Option<&Place<'_>>) {
        self.change(kind, place, |check| check.state = CheckState::Now);
    }

    /// A check has come out.
    pub(super) fn end(&mut self, kind: CheckKind, place: Option<&Place<'_>>, finding: Finding) {
        self.change(kind, place, |check| {
            check.state = finding.state;
            check.name = finding.name.unwrap_or_else(|| label(kind).to_owned());
            check.sentence = finding.sentence;
            check.action = finding.action;
        });
    }

    /// Nothing more can be found out at a place.
    pub(super) fn skip_rest_of(&mut self, place: &Place<'_>) {
        for check in &mut self.checks {
            if check.place == place.name && check.kind.is_of_place() && check.is_open() {
                check.state = CheckState::Skipped;
            }
        }
        (self.on_change)(&self.checks);
    }

    pub(super) fn into_checks(self) -> Vec<Check> {
        self.checks
    }

    /// Of several of a kind at addresses that cannot be understood the first that is open, since they come in order.
    fn change(&mut self, kind: CheckKind, place: Option<&Place<'_>>, change: impl FnOnce(&mut Check)) {
        let name = place.and_then(|place| place.name.as_ref());
        let is_meant = |check: &&mut Check| check.kind == kind && check.place.as_ref() == name && check.is_open();
        if let Some(check) = self.checks.iter_mut().find(is_meant) {
            change(check);
            (self.on_change)(&self.checks);
        }
    }
}

impl Check {
    fn is_open(&self) -> bool {
        matches!(self.state, CheckState::ToDo | CheckState::Now)
    }
}

impl CheckKind {
    const fn is_of_place(self) -> bool {
        !matches!(self, Self::Values | Self::Key | Self::Redirect)
    }
}
