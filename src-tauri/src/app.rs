//! The composition root: the one place of the window that names concrete adapters.

use dialkey_adapters::{
    clock::SystemClock,
    http::ReqwestHttp,
    memory_vault::MemoryVault,
    random::OsRandom,
    recipes::{UnusableRecipe, read_recipes},
};
use dialkey_core::{
    desk::Desk,
    domain::{
        connection::{ConnectionId, ConnectionView},
        recipes::Recipes,
    },
    ports::{Outside, Progress, Random},
};

use crate::{error::AppError, practice::PracticeRoom, runs::Runs};

/// Everything the commands work on.
pub(crate) struct App {
    recipes: Recipes,
    vault: MemoryVault,
    http: ReqwestHttp,
    clock: SystemClock,
    random: OsRandom,
    pub(crate) practice: PracticeRoom,
    pub(crate) runs: Runs,
}

impl App {
    pub(crate) fn with_real_world() -> Result<Self, UnusableRecipe> {
        Ok(Self {
            recipes: read_recipes()?,
            vault: MemoryVault::default(),
            http: ReqwestHttp::default(),
            clock: SystemClock,
            random: OsRandom,
            practice: PracticeRoom::default(),
            runs: Runs::default(),
        })
    }

    pub(crate) fn desk(&self) -> Desk<'_> {
        Desk { recipes: &self.recipes, vault: &self.vault }
    }

    pub(crate) fn random(&self) -> &dyn Random {
        &self.random
    }

    pub(crate) fn outside<'a>(&'a self, progress: &'a dyn Progress) -> Outside<'a> {
        Outside { http: &self.http, clock: &self.clock, random: &self.random, progress }
    }

    /// The page of a connection as it stands now.
    pub(crate) fn view(&self, id: &ConnectionId) -> Result<ConnectionView, AppError> {
        Ok(self.desk().view(id, self.runs.is_running(id), None)?)
    }
}
