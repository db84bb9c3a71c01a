//! A vault in a folder of its own, with a keychain made of files so that several programs share it.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use dialkey_adapters::{
    clock::SystemClock,
    vault::{Keychain, KeychainProblem, Opening, SqlVault, VaultFolder},
};
use dialkey_core::{
    domain::time::Timestamp,
    ports::{Clock, Vault as _},
};
use dialkey_tests::no_keychain::NoKeychain;
use secrecy::{ExposeSecret, SecretString};
use tempfile::TempDir;

use crate::step;

/// Longer than any keychain of these tests takes.
pub(crate) const LONG: Duration = Duration::from_mins(1);
/// The connection that most tests write to.
pub(crate) const ID: &str = "first";
/// Tells a test that another one started it, and where the vault is.
const PLACE: &str = "DIALKEY_TEST_PLACE";

/// One file for each item.
pub(crate) struct FileKeychain(PathBuf);

impl FileKeychain {
    fn file(&self, item: &str) -> PathBuf {
        self.0.join(item.replace(':', "_"))
    }
}

impl Keychain for FileKeychain {
    fn read(&self, item: &str) -> Result<SecretString, KeychainProblem> {
        fs::read_to_string(self.file(item)).map(SecretString::from).map_err(|_| KeychainProblem::NoItem)
    }

    fn write(&self, item: &str, secret: &SecretString) -> Result<(), KeychainProblem> {
        fs::write(self.file(item), secret.expose_secret()).unwrap();
        Ok(())
    }

    fn delete(&self, item: &str) -> Result<(), KeychainProblem> {
        let _ = fs::remove_file(self.file(item));
        Ok(())
    }
}

/// A clock that a test moves.
#[derive(Default)]
pub(crate) struct SetClock(AtomicI64);

impl SetClock {
    pub(crate) fn at(seconds: i64) -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(seconds)))
    }

    pub(crate) fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::Relaxed);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }
}

/// A folder with a vault and the keychain that has its key.
pub(crate) struct Place {
    path: PathBuf,
    _temporary: Option<TempDir>,
}

impl Place {
    /// An empty one.
    pub(crate) fn new() -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let place = Self { path: temporary.path().to_owned(), _temporary: Some(temporary) };
        fs::create_dir(place.keychain()).unwrap();
        place
    }

    /// One with a vault that holds one connection.
    pub(crate) fn with_vault() -> Self {
        let place = Self::new();
        place.create().insert(step::record(ID)).unwrap();
        place
    }

    /// That of the test which started this one; none where nobody did.
    pub(crate) fn of_parent() -> Option<Self> {
        Some(Self { path: env::var_os(PLACE)?.into(), _temporary: None })
    }

    /// Another test of this file as a program of its own, which has this place.
    pub(crate) fn program(&self, test: &str) -> Command {
        let mut command = Command::new(env::current_exe().unwrap());
        command.args([test, "--exact", "--ignored", "--nocapture", "--test-threads=1"]);
        command.env(PLACE, &self.path);
        command
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    fn keychain(&self) -> PathBuf {
        self.path.join("keychain")
    }

    /// The only item of the keychain.
    pub(crate) fn item(&self) -> PathBuf {
        let items: Vec<PathBuf> = fs::read_dir(self.keychain()).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(items.len(), 1, "{items:?}");
        items[0].clone()
    }

    /// A file of the vault's folder.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path.join("vault").join(name)
    }

    /// Names of the files in the vault's folder, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path.join("vault")).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    pub(crate) fn folder(&self) -> VaultFolder {
        self.folder_at(Arc::new(SystemClock))
    }

    pub(crate) fn folder_at(&self, clock: Arc<dyn Clock>) -> VaultFolder {
        VaultFolder::new(self.path.join("vault"), Arc::new(FileKeychain(self.keychain())), clock)
    }

    /// The same folder on a computer that has no keychain.
    pub(crate) fn folder_without_keychain(&self) -> VaultFolder {
        VaultFolder::new(self.path.join("vault"), Arc::new(NoKeychain), Arc::new(SystemClock))
    }

    pub(crate) fn create(&self) -> SqlVault {
        self.folder().create_with_keychain(Vec::new()).wait(LONG).unwrap().unwrap()
    }

    pub(crate) fn open(&self) -> Opening {
        self.folder().open().wait(LONG).unwrap()
    }

    /// Opens what is whole.
    #[track_caller]
    pub(crate) fn ready(&self) -> SqlVault {
        ready(self.open())
    }
}

/// The vault, where opening it went well.
#[track_caller]
pub(crate) fn ready(opening: Opening) -> SqlVault {
    match opening {
        Opening::Ready(vault) => vault,
        other => panic!("{other:?}"),
    }
}
