//! Nodes, and clients that drive them.

use crate::support::guard::Guard;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// How long a test waits for what must happen by itself.
const DEADLINE: Duration = Duration::from_secs(60);
/// How long to wait before looking again.
const PAUSE: Duration = Duration::from_millis(10);
/// When virtual time begins: a Monday morning in Shanghai.
pub const BEGIN: &str = "2026-03-09T09:00:00+08:00";

/// What a node is started with.
pub struct Site {
    pub rules: PathBuf,
    pub database: String,
    pub virtual_clock: bool,
    folder: tempfile::TempDir,
}

/// A running `docket serve`.
pub struct Node {
    child: Child,
    guard: Guard,
    pub base: String,
    log: PathBuf,
}

/// What a client needs: it sends each request until it is answered, under one key.
#[derive(Clone)]
pub struct Caller {
    client: Client,
    token: String,
}

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    pub status: StatusCode,
    pub body: Value,
}

impl Site {
    /// A folder with the rules of the tests, for nodes on a database. Without one: a file in that folder.
    pub fn new(database: Option<&str>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let rules = folder.path().join("rules");
        fs::create_dir(&rules).unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for from in ["rules/calendar", "tests/runtime/rules", "tests/processes/rules"] {
            for entry in fs::read_dir(root.join(from)).unwrap().map(Result::unwrap) {
                fs::copy(entry.path(), rules.join(entry.file_name())).unwrap();
            }
        }
        let file = folder.path().join("docket.db").display().to_string();
        let database = database.map_or(file, str::to_owned);
        Self { rules, database, virtual_clock: false, folder }
    }

    /// The command of a node.
    pub fn serve(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_docket"));
        command.arg("serve").arg(&self.rules).args(["--listen", "127.0.0.1:0", "--database", &self.database]);
        command.arg("--master-key").arg(self.folder.path().join("key")).current_dir(self.folder.path());
        if self.virtual_clock {
            command.args(["--virtual-clock", BEGIN]);
        }
        for name in ["LC_ALL", "LC_MESSAGES", "LANG", "DOCKET_SERVICES", "DOCKET_LOG"] {
            command.env_remove(name);
        }
        command
    }

    /// Starts a node and waits until it is ready.
    pub async fn node(&self, name: &str) -> Node {
        let log = self.folder.path().join(format!("{name}.log"));
        let mut guard = Guard::new("KILL", None).unwrap();
        let out = File::options().create(true).append(true).open(self.folder.path().join("out")).unwrap();
        let mut command = self.serve();
        command.stdin(Stdio::null()).stdout(out).stderr(File::create(&log).unwrap());
        let child = command.spawn().unwrap();
        guard.watch(Some(child.id())).unwrap();
        let mut node = Node { child, guard, base: String::new(), log };
        node.base = until("the node says where it serves", || {
            let (ended, log) = (node.child.try_wait().unwrap(), node.log());
            assert!(ended.is_none(), "{log}");
            let said = log.split("docket serves at http://").nth(1)?.split(',').next()?.to_owned();
            Some(format!("http://{said}"))
        })
        .await;
        node
    }

    /// A client with the token that the first node of the database printed.
    pub fn caller(&self) -> Caller {
        let out = fs::read_to_string(self.folder.path().join("out")).unwrap();
        let token = out.lines().find(|line| line.starts_with("docket_")).unwrap().to_owned();
        let _ = rustls::crypto::ring::default_provider().install_default();
        // A connection that was kept could belong to a node that is gone.
        let client = Client::builder().pool_max_idle_per_host(0).build().unwrap();
        Caller { client, token }
    }
}

impl Node {
    /// What it logged.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap()
    }

    /// Its host and port.
    pub fn address(&self) -> &str {
        self.base.trim_start_matches("http://")
    }

    /// Ends it without a word.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        assert_eq!(self.child.wait().unwrap().code(), None, "it was killed");
        self.guard.watch(None).unwrap();
    }

    /// Tells it to stop.
    pub fn terminate(&self) {
        let told = Command::new("kill").args(["-s", "TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
    }

    /// Waits for its end.
    pub async fn ended(mut self) -> ExitStatus {
        let status = until("the node ends", || self.child.try_wait().unwrap()).await;
        self.guard.watch(None).unwrap();
        status
    }

    /// Stops it as a deployment does.
    pub async fn stop(self) {
        self.terminate();
        assert_eq!(self.ended().await.code(), Some(0));
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = self.guard.watch(None);
    }
}

impl Caller {
    /// Its secret.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Asks once. An error: nobody answered.
    pub async fn once(
        &self,
        base: &str,
        path: &str,
        key: Option<&str>,
        body: Option<&Value>,
    ) -> Result<Said, reqwest::Error> {
        let url = format!("{base}{path}");
        let mut request = match body {
            Some(body) => self.client.post(url).json(body),
            None => self.client.get(url),
        };
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let response = request.bearer_auth(&self.token).header("accept-language", "en").send().await?;
        let status = response.status();
        let bytes = response.bytes().await?;
        Ok(Said { status, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) })
    }

    /// Asks the nodes in turns until one answers with more than that it cannot now.
    pub async fn ask(&self, bases: &[String], path: &str, key: &str, body: &Value) -> Said {
        let end = Instant::now() + DEADLINE;
        for base in bases.iter().cycle() {
            let said = self.once(base, path, Some(key), Some(body)).await;
            match said {
                Ok(said) if !said.status.is_server_error() => return said,
                other => assert!(Instant::now() < end, "{path} {key}: {other:?}"),
            }
            tokio::time::sleep(PAUSE).await;
        }
        panic!("there is no node")
    }

    pub async fn get(&self, base: &str, path: &str) -> Value {
        let said = self.once(base, path, None, None).await.unwrap();
        assert_eq!(said.status, 200, "{path}: {}", said.body);
        said.body
    }

    /// All entries of the log of a case.
    pub async fn log(&self, base: &str, case: &str) -> Vec<Value> {
        let log = self.get(base, &format!("/v1/cases/{case}/log?limit=100")).await;
        assert!(log.get("next").is_none_or(Value::is_null), "{log}");
        log["items"].as_array().unwrap().clone()
    }

    /// All notices of a case.
    pub async fn notices(&self, base: &str, case: &str) -> Vec<Value> {
        let path = format!("/v1/notifications?case={case}&limit=100");
        self.get(base, &path).await["items"].as_array().unwrap().clone()
    }

    /// Moves a virtual clock.
    pub async fn clock(&self, base: &str, to: &str) -> Result<Said, reqwest::Error> {
        self.once(base, "/v1/clock", None, Some(&json!({ "to": to }))).await
    }
}

/// The body that opens a case.
pub fn opening(workflow: &str) -> Value {
    let data = match workflow {
        "matter" => json!({ "who": { "id": "zhang", "name": "张三" }, "subject": "noise" }),
        _ => json!({ "subject": "noise" }),
    };
    json!({ "workflow": workflow, "by": "clerk", "data": data })
}

/// The body of an event of the clerk's.
pub fn event(name: &str) -> Value {
    json!({ "event": name, "by": "clerk" })
}

/// Looks until there is something.
pub async fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + DEADLINE;
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(Instant::now() < end, "in vain: {what}");
        tokio::time::sleep(PAUSE).await;
    }
}

/// Looks until it is so.
pub async fn until_so(what: &str, mut look: impl AsyncFnMut() -> bool) {
    let end = Instant::now() + DEADLINE;
    while !look().await {
        assert!(Instant::now() < end, "in vain: {what}");
        tokio::time::sleep(PAUSE).await;
    }
}
