//! A person's data with a vault in it, and servers that hand out tokens.

use std::{
    fs,
    path::PathBuf,
    process::{Child, Command},
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use dialkey_adapters::{
    clock::SystemClock,
    random::OsRandom,
    recipes::read_recipes,
    vault::{OsKeychain, SqlVault, VaultFolder},
};
use dialkey_core::{
    desk::Desk,
    domain::{
        connection::ConnectionId,
        recipes::Recipes,
        time::Timestamp,
        token::{Expiry, Token},
    },
    ports::{
        Vault as _,
        vault::{Record, RenewalMark},
    },
};
use dialkey_tests::{
    raw_server::{RawServer, Reply},
    request::Request,
};
use secrecy::{ExposeSecret as _, SecretString};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::program::{Run, dialkey_cli};

/// Opens the vault.
pub(crate) const PASSPHRASE: &str = "correct horse 17 Bätterie";
/// The token that was there before.
pub(crate) const OLD: &str = "old-token.Kd83hw-PQ";
/// Its refresh token.
pub(crate) const REFRESH_TOKEN: &str = "old-refresh~7Zq4";
/// How long a token lives, in seconds.
const LIFE: i64 = 3600;

/// A folder for a person's data with a vault in it, which this test has open all the while.
pub(crate) struct World {
    folder: TempDir,
    recipes: Recipes,
    vault: Option<SqlVault>,
    pub(crate) runtime: Runtime,
}

impl World {
    pub(crate) fn new() -> Self {
        let world = Self::without_vault();
        let vault = world.vault_folder().create_with_passphrase(&SecretString::from(PASSPHRASE), &[]).unwrap();
        Self { vault: Some(vault), ..world }
    }

    pub(crate) fn without_vault() -> Self {
        let folder = TempDir::with_prefix("dialkey-cli-").unwrap();
        fs::write(folder.path().join("passphrase"), format!("{PASSPHRASE}\n")).unwrap();
        Self { folder, recipes: read_recipes().unwrap(), vault: None, runtime: Runtime::new().unwrap() }
    }

    /// A file or folder of this world.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file of the vault.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path("data/dev.dialkey.desktop").join(name)
    }

    pub(crate) fn vault_folder(&self) -> VaultFolder {
        VaultFolder::new(self.file(""), Arc::new(OsKeychain), Arc::new(SystemClock))
    }

    pub(crate) fn vault(&self) -> &SqlVault {
        self.vault.as_ref().expect("this world has a vault, and has it open")
    }

    /// Closes the vault, as when the window is closed.
    pub(crate) fn close(&mut self) {
        self.vault = None;
    }

    pub(crate) fn desk(&self) -> Desk<'_> {
        Desk { recipes: &self.recipes, vault: self.vault(), clock: &SystemClock }
    }

    /// The program with the person's data and without a passphrase.
    pub(crate) fn locked(&self, arguments: &[&str]) -> Command {
        let mut command = dialkey_cli();
        command.args(arguments).env("XDG_DATA_HOME", self.path("data"));
        command
    }

    /// The program with the person's data and the passphrase.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.locked(arguments);
        command.env("DIALKEY_PASSPHRASE_FILE", self.path("passphrase"));
        command
    }

    pub(crate) fn start(&self, arguments: &[&str]) -> Child {
        self.command(arguments).spawn().unwrap()
    }

    /// Runs the program to its end. Whatever that is, neither the passphrase nor a refresh token may have been said.
    #[track_caller]
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        let run = Run::of(self.start(arguments));
        for secret in [PASSPHRASE, REFRESH_TOKEN, "next-refresh", "the client's secret"] {
            assert!(!run.stderr.contains(secret), "{secret} was said: {}", run.stderr);
        }
        assert!(!run.stderr.contains(OLD) && !run.stderr.contains("new-token"), "a token was said: {}", run.stderr);
        run
    }

    /// Saves a connection of the generic recipe, whose token is asked for at `server`.
    pub(crate) fn save(&self, name: &str, way: &str, server: &RawServer) -> ConnectionId {
        let id = self.desk().create("oauth2", way, false, &OsRandom).unwrap();
        self.desk().rename(&id, name).unwrap();
        let values = [
            ("token_address", server.url("/token")),
            ("client_id", "north-wind".to_owned()),
            ("client_secret", "the client's secret".to_owned()),
        ];
        let of_way = match way {
            "authorization_code" => Some(("authorization_address", server.url("/authorize"))),
            "password" => Some(("username", "north".to_owned())),
            _ => None,
        };
        for (field, value) in values.into_iter().chain(of_way) {
            assert_eq!(self.desk().enter(&id, field, &SecretString::from(value)).unwrap(), None);
        }
        id
    }

    /// Gives a connection a token that ends so many seconds from now; one without an end that is known for none.
    pub(crate) fn give_token(&self, id: &ConnectionId, ends_in: Option<i64>, has_refresh_token: bool) {
        let ends_at = ends_in.map(|seconds| now().plus_seconds(seconds));
        let token = Token {
            access_token: SecretString::from(OLD),
            token_type: "Bearer".to_owned(),
            refresh_token: has_refresh_token.then(|| SecretString::from(REFRESH_TOKEN)),
            scope_asked: None,
            scope_granted: None,
            expiry: ends_at.map_or(Expiry::Unknown, |at| Expiry::At { at }),
            received_at: ends_at.map_or(now(), |at| at.plus_seconds(-LIFE)),
            notes: Vec::new(),
        };
        self.vault().change(id, &mut |record| record.token = Some(token.clone())).unwrap();
        // Along with any choice is kept whether a new token needs somebody.
        self.desk().keep_fresh(id, false).unwrap();
    }

    /// Leaves the mark of a renewal with a refresh token, whose answer is waited for so many seconds more.
    pub(crate) fn mark_renewal(&self, id: &ConnectionId, awaited_for: i64) {
        let mark = RenewalMark { answer_by: now().plus_seconds(awaited_for), with_refresh_token: true };
        self.vault().change(id, &mut |record| record.renewal = Some(mark)).unwrap();
    }

    pub(crate) fn record(&self, id: &ConnectionId) -> Record {
        self.vault().load(id).unwrap()
    }

    /// The token that is saved.
    pub(crate) fn saved_token(&self, id: &ConnectionId) -> String {
        self.record(id).token.unwrap().access_token.expose_secret().to_owned()
    }

    /// A server that gives this reply to every request.
    pub(crate) fn server(&self, reply: impl Fn() -> Reply + Send + Sync + 'static) -> RawServer {
        self.runtime.block_on(RawServer::start(move |_| reply()))
    }

    /// A server that hands out one token after the other, with refresh tokens.
    pub(crate) fn granting(&self) -> RawServer {
        self.server(grant)
    }

    /// A server that says no.
    pub(crate) fn refusing(&self) -> RawServer {
        self.server(|| Reply::json(401, r#"{"error":"invalid_client"}"#))
    }
}

/// A new token with a new refresh token.
pub(crate) fn grant() -> Reply {
    Reply::json(
        200,
        r#"{"access_token":"new-token.1","token_type":"Bearer","expires_in":3630,"refresh_token":"next-refresh"}"#,
    )
}

/// The grants that a server was asked for.
pub(crate) fn grants(server: &RawServer) -> Vec<String> {
    let requests = server.requests();
    let grant = |bytes: &Vec<u8>| {
        let form = Request::parse(bytes).form();
        form.into_iter().find(|(name, _)| name == "grant_type").expect("a token request names its grant").1
    };
    requests.iter().map(grant).collect()
}

fn now() -> Timestamp {
    Timestamp(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs().try_into().unwrap())
}
