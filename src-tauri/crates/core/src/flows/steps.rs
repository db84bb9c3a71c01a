//! The steps of a run as they stand, told to whoever watches.

use crate::{
    domain::{
        exchange::Exchange,
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

    /// The name a step was announced with.
    pub(super) fn name_of(&self, kind: StepKind) -> &str {
        self.steps.iter().find(|step| step.kind == kind).map_or("", |step| step.name.as_str())
    }

    pub(super) fn into_steps(self) -> Vec<Step> {
        self.steps
    }

    fn change(&mut self, kind: StepKind, change: impl FnOnce(&mut Step)) {
        if let Some(step) = self.steps.iter_mut().find(|step| step.kind == kind) {
            change(step);
            self.tell();
        }
    }

    fn tell(&self) {
        self.progress.steps_changed(&self.steps);
    }
}
