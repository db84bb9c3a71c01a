//! What the commands for saved connections work with.

use dialkey_adapters::{clock::SystemClock, http::ReqwestHttp, probe::NetworkProbe, random::OsRandom, vault::SqlVault};
use dialkey_core::{
    desk::{Desk, DeskError},
    domain::recipes::Recipes,
    ports::{Outside, Vault as _, http::CALL_TIMEOUT, vault::Record},
};

use super::{choosing::choose, unlocking::open_vault};
use crate::{
    arguments::{SignInOptions, UnlockingOptions},
    failure::Failure,
    interrupting::{Unwatched, time_of_calls},
    output::Output,
    sign_in::{CommandLineCapture, say},
    stop::StopRequests,
    systems::read_recipes,
    usage::{Usage, usage_of},
};

/// The phone systems and the open vault.
pub(super) struct Opened {
    pub(super) recipes: Recipes,
    pub(super) vault: SqlVault,
}

impl Opened {
    pub(super) async fn open(options: &UnlockingOptions, stop: &mut StopRequests) -> Result<Self, Failure> {
        let recipes = read_recipes()?;
        let vault = open_vault(options, stop).await?;
        Ok(Self { recipes, vault })
    }

    pub(super) fn desk(&self) -> Desk<'_> {
        Desk { recipes: &self.recipes, vault: &self.vault, clock: &SystemClock }
    }

    /// What is kept of the connection of this name.
    pub(super) fn find(&self, name: &str) -> Result<Record, Failure> {
        let id = choose(&self.desk().rows(|_| false)?, name)?;
        Ok(self.vault.load(&id)?)
    }

    /// How the token of a connection is used.
    pub(super) fn usage_of(&self, record: &Record, output: Output) -> Result<Usage<'_>, Failure> {
        let connection = &record.connection;
        let recipe = self.recipes.find(&connection.system);
        let recipe = recipe.ok_or_else(|| DeskError::NoSuchSystem(connection.system.clone()))?;
        let way = recipe.way(&connection.way);
        let way =
            way.ok_or_else(|| Failure::bad_input("This version of Dialkey does not know the connection’s way."))?;
        let how_to_give = |_: &str| "Fill it in in the window of Dialkey.".to_owned();
        usage_of(&self.desk(), recipe, way, &connection.id, output, how_to_give)
    }

    /// Says so where the vault can only be read.
    pub(super) fn say_whether_read_only(&self) {
        if let Some(read_only) = self.vault.read_only() {
            say(read_only.sentence());
        }
    }
}

/// What flows ask the outside world with.
pub(super) struct World {
    http: ReqwestHttp,
    pub(super) capture: CommandLineCapture,
}

impl World {
    /// Others wait for a renewal as long as an ordinary call may take, so no call may take longer.
    pub(super) fn new(options: &SignInOptions, signs_in: bool) -> Self {
        let of_calls = time_of_calls(options.timeout, signs_in).min(CALL_TIMEOUT);
        Self { http: ReqwestHttp::with_call_timeout(of_calls), capture: CommandLineCapture::new(options, false) }
    }

    pub(super) fn outside(&self) -> Outside<'_> {
        Outside {
            http: &self.http,
            probe: &NetworkProbe,
            clock: &SystemClock,
            capture: &self.capture,
            random: &OsRandom,
            progress: &Unwatched,
        }
    }
}
