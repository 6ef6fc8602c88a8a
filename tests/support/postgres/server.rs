//! Finding a server, or starting one.

use super::programs::{self, User};
use crate::support::guard::Guard;
use std::fs::{self, File, Permissions};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long a server may take to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server, somebody else's or our own.
pub enum Server {
    /// The URL of `DATABASE_URL` in two halves, around the name of the database.
    Shared { before: String, after: String },
    /// Our own.
    Own(Box<Own>),
}

/// What a server keeps.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Keeps {
    /// What it confirmed may be lost with it: quick, for tests that never stop it.
    Little,
    /// What it confirmed is there after a crash, as everywhere else.
    Everything,
}

/// A server that ends with this process, in a directory that goes with it.
pub struct Own {
    programs: PathBuf,
    directory: PathBuf,
    user: Option<User>,
    keeps: Keeps,
    running: Mutex<Running>,
}

struct Running {
    child: Option<Child>,
    guard: Guard,
}

impl Server {
    /// The server that `DATABASE_URL` names, or one that is started.
    pub fn find(keeps: Keeps) -> Result<Self, String> {
        match std::env::var("DATABASE_URL") {
            Ok(url) if url.starts_with("postgres") => Self::shared(&url),
            _ => Ok(Self::Own(Box::new(Own::start(keeps)?))),
        }
    }

    /// Where one of its databases is.
    pub fn url(&self, database: &str) -> String {
        match self {
            Self::Shared { before, after } => format!("{before}/{database}{after}"),
            Self::Own(own) => {
                let host = own.directory.display();
                format!("postgres:///{database}?host={host}&user=docket&sslmode=disable")
            }
        }
    }

    /// Whether what is left there stays.
    pub fn is_shared(&self) -> bool {
        matches!(self, Self::Shared { .. })
    }

    fn shared(url: &str) -> Result<Self, String> {
        let (url, after) = match url.split_once('?') {
            Some((url, query)) => (url, format!("?{query}")),
            None => (url, String::new()),
        };
        let Some((scheme, rest)) = url.split_once("://") else {
            return Err("DATABASE_URL is not of the form postgres://host/database".to_owned());
        };
        let host = rest.split('/').next().unwrap_or_default();
        Ok(Self::Shared { before: format!("{scheme}://{host}"), after })
    }
}

impl Own {
    fn start(keeps: Keeps) -> Result<Self, String> {
        let programs = programs::folder()?;
        let user = programs::unprivileged()?;
        let directory = programs::directory(user)?;
        let guard = Guard::new("QUIT", Some(&directory))?;
        let running = Mutex::new(Running { child: None, guard });
        let own = Self { programs, directory, user, keeps, running };
        if let Some(user) = user {
            chown(&own.directory, Some(user.uid), Some(user.gid)).map_err(|e| e.to_string())?;
        }
        fs::set_permissions(&own.directory, Permissions::from_mode(0o700)).map_err(|e| e.to_string())?;
        let mut initdb = own.command("initdb");
        initdb.args([
            "--no-sync",
            "-A",
            "trust",
            "-U",
            "docket",
            "-E",
            "UTF8",
            "--locale",
            "C",
            "-D",
            "data",
        ]);
        let made = initdb.output().map_err(|e| format!("initdb: {e}"))?;
        if !made.status.success() {
            return Err(format!("initdb: {}", String::from_utf8_lossy(&made.stderr)));
        }
        own.run()?;
        Ok(own)
    }

    /// Starts it, after a crash too.
    pub fn run(&self) -> Result<(), String> {
        let mut running = self.running();
        let log = File::create(self.directory.join("log")).map_err(|e| e.to_string())?;
        let mut postgres = self.command("postgres");
        let mut set =
            vec!["listen_addresses=", "max_connections=300", "shared_buffers=64MB", "deadlock_timeout=200ms"];
        if self.keeps == Keeps::Little {
            set.extend(["fsync=off", "full_page_writes=off"]);
        }
        for setting in set {
            postgres.args(["-c", setting]);
        }
        postgres.arg("-k").arg(&self.directory).args(["-D", "data"]).stderr(log);
        let mut child = postgres.spawn().map_err(|e| format!("postgres: {e}"))?;
        running.guard.watch(Some(child.id()))?;
        let ready = wait(&mut child, &self.directory);
        running.child = Some(child);
        ready
    }

    /// Ends it at once, in the middle of whatever it does.
    pub fn crash(&self) -> Result<(), String> {
        let mut running = self.running();
        let Some(mut child) = running.child.take() else { return Ok(()) };
        let quit = Command::new("kill").args(["-s", "QUIT", &child.id().to_string()]).status();
        quit.map_err(|e| format!("kill: {e}"))?;
        child.wait().map_err(|e| e.to_string())?;
        running.guard.watch(None)
    }

    fn running(&self) -> MutexGuard<'_, Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.current_dir(&self.directory).stdin(Stdio::null()).stdout(Stdio::null());
        command.env_remove("PGPORT").env_remove("PGDATA").env("LC_ALL", "C").process_group(0);
        if let Some(user) = self.user {
            command.uid(user.uid).gid(user.gid);
        }
        command
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        let _ = self.crash();
    }
}

fn wait(postgres: &mut Child, directory: &Path) -> Result<(), String> {
    let end = Instant::now() + PATIENCE;
    let socket = directory.join(".s.PGSQL.5432");
    let ready = directory.join("data/postmaster.pid");
    let id = postgres.id().to_string();
    while Instant::now() < end {
        if postgres.try_wait().map_err(|e| e.to_string())?.is_some() {
            let log = fs::read_to_string(directory.join("log")).unwrap_or_default();
            return Err(format!("postgres stopped: {log}"));
        }
        let says = fs::read_to_string(&ready).unwrap_or_default();
        let own = says.lines().next() == Some(id.as_str());
        if own && socket.exists() && says.lines().nth(7).is_some_and(|line| line.trim() == "ready") {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Err("postgres did not start within a minute".to_owned())
}
