//! The composition root: the one place of the window that names concrete adapters.

use std::sync::Arc;

use dialkey_adapters::{
    clock::SystemClock,
    http::ReqwestHttp,
    memory_vault::MemoryVault,
    random::OsRandom,
    recipes::{UnusableRecipe, read_recipes},
    sign_in::{PendingSignIn, SignIn, SystemBrowser},
};
use dialkey_core::{
    desk::Desk,
    domain::{
        connection::{ConnectionId, ConnectionView},
        recipes::Recipes,
    },
    ports::{Outside, Progress, Random},
};

use crate::{error::AppError, practice::PracticeRoom, runs::Runs, sign_in_window::SignInWindows};

/// Everything the commands work on.
pub(crate) struct App {
    recipes: Recipes,
    vault: MemoryVault,
    http: ReqwestHttp,
    clock: SystemClock,
    random: OsRandom,
    sign_in: SignIn,
    pub(crate) practice: PracticeRoom,
    pub(crate) runs: Runs,
}

impl App {
    /// The real world. `windows` opens sign-in windows.
    pub(crate) fn with_real_world(windows: SignInWindows) -> Result<Self, UnusableRecipe> {
        Ok(Self {
            recipes: read_recipes()?,
            vault: MemoryVault::default(),
            http: ReqwestHttp::default(),
            clock: SystemClock,
            random: OsRandom,
            sign_in: SignIn::new(Arc::new(SystemBrowser), Some(Arc::new(windows))),
            practice: PracticeRoom::default(),
            runs: Runs::default(),
        })
    }

    pub(crate) fn desk(&self) -> Desk<'_> {
        Desk { recipes: &self.recipes, vault: &self.vault, clock: &self.clock }
    }

    pub(crate) fn random(&self) -> &dyn Random {
        &self.random
    }

    pub(crate) fn outside<'a>(&'a self, progress: &'a dyn Progress) -> Outside<'a> {
        Outside { http: &self.http, clock: &self.clock, capture: &self.sign_in, random: &self.random, progress }
    }

    /// The sign-in of a connection, which waits for its answer.
    pub(crate) fn pending_sign_in(&self, id: &ConnectionId) -> Result<PendingSignIn, AppError> {
        self.sign_in.pending().filter(|_| self.runs.signs_in(id)).ok_or_else(AppError::sign_in_ended)
    }

    /// The page of a connection as it stands now.
    pub(crate) fn view(&self, id: &ConnectionId) -> Result<ConnectionView, AppError> {
        let steps = self.runs.steps(id);
        let view = self.desk().view(id, steps.is_some(), None)?;
        // Those of a run under way come before those of the last one.
        Ok(ConnectionView { steps: steps.unwrap_or(view.steps), ..view })
    }
}
