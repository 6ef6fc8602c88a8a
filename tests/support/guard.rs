//! What a test started must end with it, however the test ends: finished, panicked or killed.

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

/// A shell that waits for the end of this process. Its input is told which process to end then.
pub struct Guard {
    shell: Child,
    input: Option<ChildStdin>,
}

/// The last line says what is to be ended; an empty one: nothing. What ends slowly is waited for half a minute.
const SCRIPT: &str = r#"
pid=
while read -r line; do pid=$line; done
if [ -n "$pid" ]; then
    kill -s "$1" "$pid" 2>/dev/null
    n=0
    while kill -0 "$pid" 2>/dev/null && [ $n -lt 300 ]; do sleep 0.1; n=$((n + 1)); done
fi
[ -z "$2" ] || rm -rf "$2"
"#;

impl Guard {
    /// A guard that ends a process with a signal, then takes a directory away, if one is named.
    pub fn new(signal: &str, directory: Option<&Path>) -> Result<Self, String> {
        let mut shell = Command::new("sh")
            .args(["-c", SCRIPT, "sh", signal])
            .arg(directory.unwrap_or_else(|| Path::new("")))
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // What is typed at the terminal is for the tests alone.
            .process_group(0)
            .spawn()
            .map_err(|e| format!("sh: {e}"))?;
        let input = shell.stdin.take();
        Ok(Self { shell, input })
    }

    /// Watches a process from now on; none: what it watched has ended and was waited for.
    pub fn watch(&mut self, process: Option<u32>) -> Result<(), String> {
        let line = process.map_or_else(|| "\n".to_owned(), |id| format!("{id}\n"));
        let input = self.input.as_mut().ok_or("the guard has gone")?;
        input.write_all(line.as_bytes()).map_err(|e| format!("the guard: {e}"))
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.shell.wait();
    }
}
