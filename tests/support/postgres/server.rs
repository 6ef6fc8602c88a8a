//! Finding a server, or starting one.

use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

/// A server, somebody else's or our own.
pub enum Server {
    /// The URL of `DATABASE_URL` in two halves, around the name of the database.
    Shared { before: String, after: String },
    /// Our own, in a directory that goes with it.
    Own { directory: PathBuf, _guard: ChildStdin },
}

/// Who may run a server: not root.
#[derive(Clone, Copy)]
struct User {
    uid: u32,
    gid: u32,
}

impl Server {
    /// The server of this process.
    pub fn find() -> Result<Self, String> {
        match std::env::var("DATABASE_URL") {
            Ok(url) if url.starts_with("postgres") => Self::shared(&url),
            _ => Self::start(),
        }
    }

    /// Where one of its databases is.
    pub fn url(&self, database: &str) -> String {
        match self {
            Self::Shared { before, after } => format!("{before}/{database}{after}"),
            Self::Own { directory, .. } => {
                format!("postgres:///{database}?host={}&user=docket&sslmode=disable", directory.display())
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

    fn start() -> Result<Self, String> {
        let programs = match programs() {
            Some(programs) => programs,
            None => {
                install();
                programs().ok_or("initdb is neither in PATH nor in /usr/lib/postgresql/*/bin; install postgresql, or set DATABASE_URL")?
            }
        };
        let directory =
            tempfile::Builder::new().prefix("docket-pg").tempdir().map_err(|e| e.to_string())?.keep();
        let user = unprivileged(&directory)?;
        if let Some(user) = user {
            chown(&directory, Some(user.uid), Some(user.gid)).map_err(|e| e.to_string())?;
        }
        std::fs::set_permissions(&directory, std::fs::Permissions::from_mode(0o700))
            .map_err(|e| e.to_string())?;
        let data = directory.join("data");
        let mut initdb = command(&programs.join("initdb"), user, &directory);
        initdb
            .args(["--no-sync", "-A", "trust", "-U", "docket", "-E", "UTF8", "--locale", "C", "-D"])
            .arg(&data);
        let made = initdb.output().map_err(|e| format!("initdb: {e}"))?;
        if !made.status.success() {
            return Err(format!("initdb: {}", String::from_utf8_lossy(&made.stderr)));
        }
        let log = std::fs::File::create(directory.join("log")).map_err(|e| e.to_string())?;
        let mut postgres = command(&programs.join("postgres"), user, &directory);
        postgres.args(["-c", "listen_addresses=", "-c", "fsync=off", "-c", "full_page_writes=off"]);
        postgres.args([
            "-c",
            "max_connections=300",
            "-c",
            "shared_buffers=64MB",
            "-c",
            "deadlock_timeout=200ms",
        ]);
        postgres.arg("-k").arg(&directory).arg("-D").arg(&data).stderr(log);
        let mut child = postgres.spawn().map_err(|e| format!("postgres: {e}"))?;
        let guard = guard(&child, &directory)?;
        wait(&mut child, &directory)?;
        Ok(Self::Own { directory, _guard: guard })
    }
}

/// A shell that waits until this process is gone, however it goes, and then ends the server and its files.
fn guard(postgres: &Child, directory: &Path) -> Result<ChildStdin, String> {
    let script = r#"cat >/dev/null; kill -QUIT "$1" 2>/dev/null; while kill -0 "$1" 2>/dev/null; do sleep 0.1; done; rm -rf "$2""#;
    let mut guard = Command::new("sh")
        .args(["-c", script, "sh", &postgres.id().to_string()])
        .arg(directory)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .map_err(|e| format!("sh: {e}"))?;
    guard.stdin.take().ok_or_else(|| "sh has no input".to_owned())
}

fn wait(postgres: &mut Child, directory: &Path) -> Result<(), String> {
    let end = Instant::now() + Duration::from_secs(60);
    let socket = directory.join(".s.PGSQL.5432");
    let ready = directory.join("data/postmaster.pid");
    while Instant::now() < end {
        let log = || std::fs::read_to_string(directory.join("log")).unwrap_or_default();
        if postgres.try_wait().map_err(|e| e.to_string())?.is_some() {
            return Err(format!("postgres stopped: {}", log()));
        }
        let says = std::fs::read_to_string(&ready).unwrap_or_default();
        if socket.exists() && says.lines().nth(7).is_some_and(|line| line.trim() == "ready") {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Err("postgres did not start within a minute".to_owned())
}

fn command(program: &Path, user: Option<User>, directory: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(directory).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command.env_remove("PGPORT").env("LC_ALL", "C").process_group(0);
    if let Some(user) = user {
        command.uid(user.uid).gid(user.gid);
    }
    command
}

/// Postgres refuses root; then it runs as the user that its package made, or as nobody. Absent: we are not root.
fn unprivileged(ours: &Path) -> Result<Option<User>, String> {
    if std::fs::metadata(ours).map_err(|e| e.to_string())?.uid() != 0 {
        return Ok(None);
    }
    let users = std::fs::read_to_string("/etc/passwd").map_err(|e| format!("/etc/passwd: {e}"))?;
    let find = |name: &str| {
        users.lines().find_map(|line| {
            let fields: Vec<&str> = line.split(':').collect();
            let (uid, gid) = (fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?);
            (fields.first() == Some(&name)).then_some(User { uid, gid })
        })
    };
    find("postgres")
        .or_else(|| find("nobody"))
        .map(Some)
        .ok_or_else(|| "root, and no user `postgres`".to_owned())
}

/// The folder of initdb and postgres: the newest.
fn programs() -> Option<PathBuf> {
    let installed = std::fs::read_dir("/usr/lib/postgresql").ok().into_iter().flatten().flatten();
    let newest = installed
        .filter_map(|entry| {
            Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path().join("bin")))
        })
        .filter(|(_, folder)| folder.join("initdb").exists() && folder.join("postgres").exists())
        .max();
    let in_path = || {
        let path = std::env::var_os("PATH")?;
        // What PATH names may be a link into the folder where the server is.
        let initdb =
            std::env::split_paths(&path).map(|folder| folder.join("initdb")).find(|file| file.exists())?;
        let folder = std::fs::canonicalize(initdb).ok()?.parent()?.to_owned();
        folder.join("postgres").exists().then_some(folder)
    };
    newest.map(|(_, folder)| folder).or_else(in_path)
}

/// Tries the package manager once.
fn install() {
    let quietly = |args: &[&str]| {
        let mut apt = Command::new("apt-get");
        apt.args(args).env("DEBIAN_FRONTEND", "noninteractive");
        let _ = apt.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    };
    quietly(&["update"]);
    quietly(&["install", "-y", "--no-install-recommends", "postgresql"]);
}
