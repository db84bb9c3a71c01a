//! A Node program that lives as long as a test needs it.

use std::{
    path::Path,
    process::{Child, Command, Stdio},
};

use crate::ready_line::ready_line;

/// A running program. It is told to end by the end of its standard input, which also happens when the test dies.
pub struct NodeProgram {
    child: Child,
}

impl NodeProgram {
    /// Starts `script`, a path below the folder `tests`, and waits for the one line it prints when it is ready.
    /// What it prints to its standard error appears among the test's own output.
    ///
    /// # Panics
    /// When Node is missing, or the program ends or stays silent instead of saying that it is ready.
    pub fn start(script: &str, argument: &str) -> (Self, String) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert!(
            folder.join("node_modules").is_dir(),
            "the npm packages of the tests are not installed: run `cargo xtask test set-up`"
        );
        let mut child = Command::new("node")
            .arg(folder.join(script))
            .arg(argument)
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Node is installed");
        let stdout = child.stdout.take().expect("the standard output is a pipe");
        let program = Self { child };
        let line = ready_line(script, stdout);
        (program, line)
    }
}

impl Drop for NodeProgram {
    fn drop(&mut self) {
        // It has ended by itself when this fails.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
