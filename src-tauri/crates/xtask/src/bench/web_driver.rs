//! Acting in the real window through `WebKitWebDriver`, with curl in place of a library.

use std::{
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use super::screen::{Session, end_group};
use crate::stop::Stop;

const ANSWERS_WITHIN: Duration = Duration::from_secs(30);
/// How long a script in the page may take, in milliseconds.
const SCRIPT_WITHIN: u32 = 60_000;

/// A window that is driven. It ends when dropped, with its driver.
pub(super) struct WebDriver {
    driver: Child,
    address: String,
}

impl WebDriver {
    /// Opens the window of `app`.
    pub(super) fn open(session: &Session, app: &Path) -> Result<Self, Stop> {
        let not_possible = |error| Stop::because(format!("WebKitWebDriver cannot be started: {error}"));
        // The port is free again when the listener is dropped; the system hands out other ones first.
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
        let port = port.map_err(not_possible)?.port();
        let mut driver = session.command(Path::new("WebKitWebDriver"));
        driver.args(["--host=127.0.0.1", &format!("--port={port}")]).env("TAURI_WEBVIEW_AUTOMATION", "true");
        let driver = driver.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let driver = driver.map_err(not_possible)?;
        let mut driver = Self { driver, address: format!("http://127.0.0.1:{port}/session") };
        let began = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            if began.elapsed() > ANSWERS_WITHIN {
                return Err(Stop::because("WebKitWebDriver does not answer"));
            }
            thread::sleep(Duration::from_millis(10));
        }
        let options = format!(r#"{{ "binary": {:?}, "args": [] }}"#, app.display().to_string());
        let capabilities =
            format!(r#"{{ "webkitgtk:browserOptions": {options}, "timeouts": {{ "script": {SCRIPT_WITHIN} }} }}"#);
        let answer = driver.post("", &format!(r#"{{ "capabilities": {{ "alwaysMatch": {capabilities} }} }}"#))?;
        let id = text_of(&answer, "sessionId").ok_or_else(|| no_answer(&answer))?;
        driver.address = format!("{}/{id}", driver.address);
        Ok(driver)
    }

    /// Runs a script in the page, which is given the arguments and then the function to answer with. The answer has to
    /// be a text without quotation marks.
    pub(super) fn execute(&self, script: &str, arguments: &[&str]) -> Result<String, Stop> {
        // Rust writes texts of printable characters as JSON does.
        let answer = self.post("/execute/async", &format!(r#"{{ "script": {script:?}, "args": {arguments:?} }}"#))?;
        text_of(&answer, "value").map(str::to_owned).ok_or_else(|| no_answer(&answer))
    }

    fn post(&self, path: &str, body: &str) -> Result<String, Stop> {
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--show-error", "--noproxy", "*", "--header", "Content-Type: application/json"]);
        curl.args(["--data", body, &format!("{}{path}", self.address)]).stdin(Stdio::null());
        let output = curl.output().map_err(|error| Stop::because(format!("curl cannot be started: {error}")))?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

impl Drop for WebDriver {
    fn drop(&mut self) {
        end_group(&mut self.driver);
    }
}

fn no_answer(answer: &str) -> Stop {
    Stop::because(format!("WebKitWebDriver answered: {answer}"))
}

/// The text that stands under this name; none where something else does.
fn text_of<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let (_, behind) = answer.split_once(&format!("\"{name}\":"))?;
    Some(behind.trim_start().strip_prefix('"')?.split_once('"')?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_by_its_name_and_nothing_else_is_taken_for_one() {
        let answer = r#"{"value":{"sessionId":"0f-1a","capabilities":{}}}"#;
        assert_eq!(text_of(answer, "sessionId"), Some("0f-1a"));
        assert_eq!(text_of(answer, "value"), None);
        assert_eq!(text_of(r#"{"value": "1.5 2"}"#, "value"), Some("1.5 2"));
    }
}
