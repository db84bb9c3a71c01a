//! Running the program.

use std::{
    collections::BTreeMap,
    env,
    ffi::OsString,
    fs,
    io::Write,
    process::{Child, Command, Output, Stdio},
};

use dialkey_adapters::recipes::read_recipes;
use dialkey_practice::{Demo, PracticeSystem};
use dialkey_tests::traces::traces_of;
use serde_json::Value;
use tempfile::TempDir;

/// Shorter values occur in sentences by chance.
const SHORTEST_SECRET: usize = 8;

/// Key of the field whose value is the token itself.
const KEY_THAT_IS_THE_TOKEN: &str = "api_key";

/// The program with an empty environment and nothing to read.
pub(crate) fn dialkey_cli() -> Command {
    let test = env::current_exe().unwrap();
    let folder = test.ancestors().nth(2).expect("a test stands in deps, below the programs");
    let program = folder.join("dialkey-cli").with_extension(env::consts::EXE_EXTENSION);
    assert!(program.exists(), "{} is not built: run `cargo xtask test rust-tests`", program.display());
    let mut command = Command::new(program);
    command.env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Whether somebody has to sign in to get a token with these values.
pub(crate) fn signs_in(system: &PracticeSystem, demo: &Demo) -> bool {
    let recipes = read_recipes().unwrap();
    recipes.find(&system.id).unwrap().way(&demo.way).unwrap().grant.needs_sign_in()
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Run {
    /// The exit code; none when a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// Waits for the program's end.
    pub(crate) fn of(child: Child) -> Self {
        child.wait_with_output().unwrap().into()
    }

    /// The result, of a run that went well.
    #[track_caller]
    pub(crate) fn result(&self) -> &str {
        assert_eq!((self.code, self.stderr.as_str()), (Some(0), ""), "{}", self.stdout);
        self.stdout.strip_suffix('\n').expect("the result is a whole line")
    }

    /// What was said, of a run that failed with `code`.
    #[track_caller]
    pub(crate) fn failure(&self, code: i32) -> &str {
        assert_eq!((self.code, self.stdout.as_str()), (Some(code), ""), "{}", self.stderr);
        &self.stderr
    }

    /// The JSON object that was said, of a run that failed with `code`.
    #[track_caller]
    pub(crate) fn failure_as_json(&self, code: i32) -> Value {
        let said: Value = serde_json::from_str(self.failure(code)).expect("what is said is one JSON object");
        let members: Vec<_> = said.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(members, ["code", "step", "message", "checks", "server"]);
        said
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("the program writes UTF-8");
        Self { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

/// Where a secret comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    File,
    Environment,
    /// The first secret; the others come from files.
    StandardInput,
}

impl Source {
    pub(crate) const ALL: [Self; 3] = [Self::File, Self::Environment, Self::StandardInput];
}

/// `dialkey-cli get` with its values.
pub(crate) struct Get {
    system: String,
    way: String,
    values: BTreeMap<String, String>,
    source: Source,
    options: Vec<String>,
    environment: Vec<(&'static str, OsString)>,
    takes_input: bool,
    files: TempDir,
}

impl Get {
    /// Without any values.
    pub(crate) fn new(system: &str, way: &str) -> Self {
        Self {
            system: system.to_owned(),
            way: way.to_owned(),
            values: BTreeMap::new(),
            source: Source::File,
            options: Vec::new(),
            environment: Vec::new(),
            takes_input: false,
            files: TempDir::with_prefix("dialkey-cli-").unwrap(),
        }
    }

    /// With demo values and the client authentication they are for.
    pub(crate) fn with_demo(system: &PracticeSystem, demo: &Demo) -> Self {
        let get =
            demo.values.iter().fold(Self::new(&system.id, &demo.way), |get, (key, demo)| get.set(key, &demo.value));
        let recipes = read_recipes().unwrap();
        let way = recipes.find(&system.id).unwrap().way(&demo.way).unwrap();
        if way.client_authentication.methods.is_empty() {
            return get;
        }
        let method = serde_json::to_value(demo.client_authentication).unwrap();
        get.option("--client-authentication", &method.as_str().unwrap().replace('_', "-"))
    }

    /// With the ordinary demo values of a way.
    pub(crate) fn with_demo_of(system: &PracticeSystem, way: &str) -> Self {
        Self::with_demo(system, system.demo_of(way).unwrap())
    }

    /// With another value, given as the kind of its field wants it.
    pub(crate) fn set(mut self, key: &str, value: &str) -> Self {
        self.values.insert(key.to_owned(), value.to_owned());
        self
    }

    /// With an option of its own.
    pub(crate) fn option(mut self, name: &str, value: &str) -> Self {
        self.options.extend([name.to_owned(), value.to_owned()]);
        self
    }

    /// With an option that has no value.
    pub(crate) fn flag(mut self, name: &str) -> Self {
        self.options.push(name.to_owned());
        self
    }

    /// Without a value.
    pub(crate) fn without(mut self, key: &str) -> Self {
        self.values.remove(key);
        self
    }

    /// With its secrets from somewhere else than files.
    pub(crate) const fn secrets_from(mut self, source: Source) -> Self {
        self.source = source;
        self
    }

    /// With a variable of the environment.
    pub(crate) fn environment(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
        self.environment.push((name, value.into()));
        self
    }

    /// With somebody who may type something.
    pub(crate) const fn taking_input(mut self) -> Self {
        self.takes_input = true;
        self
    }

    /// The values that nobody may see.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = (&str, &str)> {
        let recipes = read_recipes().unwrap();
        let recipe = recipes.find(&self.system).unwrap();
        let way = recipe.way(&self.way).unwrap();
        let is_secret = |key: &str| recipe.field(way, key).unwrap().kind.is_secret();
        let secrets: Vec<_> = self.values.iter().filter(|(key, _)| is_secret(key)).collect();
        secrets.into_iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// Starts it. The values' files stay as long as `self` does.
    pub(crate) fn start(&self) -> Child {
        let (mut command, typed) = self.command();
        let mut child = command.spawn().unwrap();
        if let Some(secret) = typed {
            child.stdin.take().unwrap().write_all(secret.as_bytes()).unwrap();
        }
        child
    }

    /// The command, and the secret that its standard input has to hold.
    pub(crate) fn command(&self) -> (Command, Option<&str>) {
        let mut command = dialkey_cli();
        command.args(["get", "--system", &self.system, "--way", &self.way]).args(&self.options);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        if self.takes_input {
            command.stdin(Stdio::piped());
        }
        let secrets: BTreeMap<_, _> = self.secrets().collect();
        for (key, value) in self.values.iter().filter(|(key, _)| !secrets.contains_key(key.as_str())) {
            command.args(["--set", &format!("{key}={value}")]);
        }
        let mut typed = None;
        for (key, secret) in secrets {
            let given = match self.source {
                Source::Environment => {
                    let name = format!("PLANTED_{}", key.to_uppercase());
                    command.env(&name, secret);
                    format!("{key}=env:{name}")
                }
                Source::StandardInput if typed.is_none() => {
                    typed = Some(secret);
                    command.stdin(Stdio::piped());
                    format!("{key}=-")
                }
                Source::File | Source::StandardInput => {
                    let file = self.files.path().join(key);
                    fs::write(&file, format!("{secret}\n")).unwrap();
                    format!("{key}=@{}", file.display())
                }
            };
            command.args(["--secret", &given]);
        }
        (command, typed)
    }

    /// Runs it to its end. Whatever the end is, no secret may have been said.
    #[track_caller]
    pub(crate) fn run(&self) -> Run {
        let run = Run::of(self.start());
        self.assert_says_no_secret(&run);
        run
    }

    /// No secret may have been said, in whatever spelling. A key that is the token is what was asked for.
    #[track_caller]
    pub(crate) fn assert_says_no_secret(&self, run: &Run) {
        for (key, secret) in self.secrets() {
            let lines = secret.lines().filter(|line| line.len() >= SHORTEST_SECRET && !line.starts_with("-----"));
            for trace in lines.flat_map(traces_of) {
                assert!(!run.stderr.contains(&trace), "{key} was said");
                assert!(key == KEY_THAT_IS_THE_TOKEN || !run.stdout.contains(&trace), "{key} was printed");
            }
        }
    }
}
