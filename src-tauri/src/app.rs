//! The composition root: the one place of the window that names concrete adapters.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use dialkey_adapters::{
    clock::SystemClock,
    folders::vault_folder,
    http::ReqwestHttp,
    probe::NetworkProbe,
    random::OsRandom,
    recipes::{UnusableRecipe, read_recipes},
    sign_in::{PendingSignIn, SignIn, SystemBrowser},
    storage::Storage,
    vault::{OsKeychain, SqlVault, VaultFolder},
};
use dialkey_core::{
    desk::{Desk, DeskError},
    domain::{
        connection::{ConnectionId, ConnectionView},
        recipes::Recipes,
        time::Timestamp,
    },
    ports::{Clock as _, Outside, Progress, Random},
    renewing::Renewal,
};

use crate::{
    clipboard::CopiedSecret,
    deleted::Deleted,
    error::AppError,
    fresh::FreshKeeper,
    practice::PracticeRoom,
    runs::{Run, Runs},
    sign_in_window::SignInWindows,
    tray::Tray,
    watch::LastUse,
};

/// Everything the commands work on.
pub(crate) struct App {
    recipes: Recipes,
    http: ReqwestHttp,
    clock: SystemClock,
    random: OsRandom,
    sign_in: SignIn,
    pub(crate) storage: Arc<Storage>,
    pub(crate) practice: PracticeRoom,
    pub(crate) runs: Runs,
    pub(crate) fresh: FreshKeeper,
    pub(crate) tray: Tray,
    pub(crate) copied: CopiedSecret,
    pub(crate) deleted: Deleted,
    pub(crate) last_use: LastUse,
    /// Whether the person was told that ending the program loses what could not be written.
    was_warned: AtomicBool,
}

impl App {
    /// The real world. `windows` opens sign-in windows. The vault is being opened from now on.
    pub(crate) fn with_real_world(windows: SignInWindows) -> Result<Self, UnusableRecipe> {
        let folder = vault_folder().map(|path| VaultFolder::new(path, Arc::new(OsKeychain), Arc::new(SystemClock)));
        let storage = Storage::new(folder);
        storage.open();
        Ok(Self {
            storage,
            recipes: read_recipes()?,
            http: ReqwestHttp::default(),
            clock: SystemClock,
            random: OsRandom,
            sign_in: SignIn::new(Arc::new(SystemBrowser), Some(Arc::new(windows))),
            practice: PracticeRoom::default(),
            runs: Runs::default(),
            fresh: FreshKeeper::default(),
            tray: Tray::default(),
            copied: CopiedSecret::default(),
            deleted: Deleted::default(),
            last_use: LastUse::default(),
            was_warned: AtomicBool::new(false),
        })
    }

    pub(crate) fn desk(&self) -> Desk<'_> {
        Desk { recipes: &self.recipes, vault: self.vault(), clock: &self.clock }
    }

    pub(crate) fn vault(&self) -> &SqlVault {
        self.storage.vault()
    }

    pub(crate) const fn clock(&self) -> &SystemClock {
        &self.clock
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn random(&self) -> &dyn Random {
        &self.random
    }

    pub(crate) fn outside<'a>(&'a self, progress: &'a dyn Progress) -> Outside<'a> {
        Outside {
            http: &self.http,
            probe: &NetworkProbe,
            clock: &self.clock,
            capture: &self.sign_in,
            random: &self.random,
            progress,
        }
    }

    /// Renews a connection's token, unless a run of it is under way.
    pub(crate) async fn renew(&self, id: &ConnectionId, progress: &dyn Progress) -> Result<(), AppError> {
        let Some(run) = self.runs.begin(id) else { return Ok(()) };
        match self.renew_in(&run, id, progress).await {
            Some(Ok(Renewal::UnderWay)) => Err(AppError::renewed_elsewhere()),
            Some(result) => {
                self.fresh.release(id);
                Ok(result.map(drop)?)
            }
            None => Ok(()),
        }
    }

    /// Renews a connection's token in a run of it; none where a person stopped it. Then nobody waits for the answer any
    /// more.
    pub(crate) async fn renew_in(
        &self,
        run: &Run<'_>,
        id: &ConnectionId,
        progress: &dyn Progress,
    ) -> Option<Result<Renewal, DeskError>> {
        let ended = run.until_cancelled(self.desk().renew_token(id, self.outside(progress))).await;
        if ended.is_none()
            && let Err(error) = self.desk().give_up_renewal(id)
        {
            // The mark that is kept already says the same a little later.
            tracing::warn!("a renewal that was stopped is still marked as under way: {error}");
        }
        ended
    }

    /// Whether the program may end. Where something could not be written, the first attempt says no, so that it is read.
    pub(crate) fn may_end(&self) -> bool {
        !self.storage.write_what_is_held() || self.was_warned.swap(true, Ordering::Relaxed)
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
