//! The steps of a run as they stand, told to whoever watches.

use crate::{
    domain::{
        exchange::Exchange,
        sign_in::SignInWait,
        step::{Step, StepKind, StepState},
    },
    ports::Progress,
};

/// The steps of one run.
pub(super) struct Steps<'a> {
    steps: Vec<Step>,
    progress: &'a dyn Progress,
}

impl<'a> Steps<'a> {
    /// Announces what is going to be done.
    pub(super) fn announce(planned: &[(StepKind, String)], progress: &'a dyn Progress) -> Self {
        let steps = planned
            .iter()
            .map(|(kind, name)| Step {
                kind: *kind,
                name: name.clone(),
                state: StepState::ToDo,
                text: None,
                result: None,
                seconds_allowed: None,
                exchange: None,
                sign_in: None,
            })
            .collect();
        let steps = Self { steps, progress };
        steps.tell();
        steps
    }

    /// A step begins.
    pub(super) fn begin(&mut self, kind: StepKind, text: Option<String>, seconds_allowed: Option<u32>) {
        self.change(kind, |step| {
            step.state = StepState::Now;
            step.text = text;
            step.seconds_allowed = seconds_allowed;
        });
    }

    /// A step ended well.
    pub(super) fn done(&mut self, kind: StepKind, result: Option<String>) {
        self.change(kind, |step| {
            step.state = StepState::Done;
            step.result = result;
        });
    }

    /// A step ended the run.
    pub(super) fn failed(&mut self, kind: StepKind) {
        self.change(kind, |step| step.state = StepState::Failed);
    }

    /// A step exchanged something.
    pub(super) fn exchanged(&mut self, kind: StepKind, exchange: Exchange) {
        self.change(kind, |step| step.exchange = Some(exchange));
    }

    /// What a step waits for, or no longer.
    pub(super) fn waiting(&mut self, kind: StepKind, wait: Option<SignInWait>) {
        self.change(kind, |step| step.sign_in = wait);
    }

    /// The name a step was announced with.
    pub(super) fn name_of(&self, kind: StepKind) -> &str {
        self.position(kind).map_or("", |position| self.steps[position].name.as_str())
    }

    pub(super) fn into_steps(self) -> Vec<Step> {
        self.steps
    }

    fn change(&mut self, kind: StepKind, change: impl FnOnce(&mut Step)) {
        if let Some(position) = self.position(kind) {
            change(&mut self.steps[position]);
            self.tell();
        }
    }

    /// The step that is meant: of several of a kind the first that is not done, since they run in order.
    fn position(&self, kind: StepKind) -> Option<usize> {
        let of_kind = |step: &Step| step.kind == kind;
        let open = self.steps.iter().position(|step| of_kind(step) && step.state != StepState::Done);
        open.or_else(|| self.steps.iter().rposition(of_kind))
    }

    fn tell(&self) {
        self.progress.steps_changed(&self.steps);
    }
}
