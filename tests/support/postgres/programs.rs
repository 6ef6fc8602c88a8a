//! The programs of a Postgres server, who may run them, and where.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What says where else the programs may be.
const FOLDER: &str = "DOCKET_TEST_POSTGRES";
/// Where Debian keeps each version.
const DEBIAN: &str = "/usr/lib/postgresql";
/// A path of a socket has at most 107 bytes; the name of the socket takes its part.
const LONGEST: usize = 80;

/// Who runs a server: not root.
#[derive(Clone, Copy)]
pub struct User {
    pub uid: u32,
    pub gid: u32,
}

/// The folder of initdb and postgres; as root on Debian they are installed if they are missing.
pub fn folder() -> Result<PathBuf, String> {
    if let Some(folder) = find() {
        return Ok(folder);
    }
    let advice = format!(
        "install a Postgres server (Debian: apt-get install postgresql), or set DATABASE_URL=postgres://... or {FOLDER}=<folder of initdb>"
    );
    if !is_root() || !Path::new("/etc/debian_version").exists() {
        return Err(format!("there is no initdb in PATH nor in {DEBIAN}/*/bin; {advice}"));
    }
    install().map_err(|why| format!("there is no initdb, and {why}; {advice}"))?;
    find().ok_or_else(|| format!("apt-get installed postgresql, but there is no initdb; {advice}"))
}

fn find() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os(FOLDER) {
        return has_programs(Path::new(&folder)).then(|| folder.into());
    }
    let installed = fs::read_dir(DEBIAN).ok().into_iter().flatten().flatten();
    let newest = installed
        .filter_map(|entry| {
            Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path().join("bin")))
        })
        .filter(|(_, folder)| has_programs(folder))
        .max();
    let in_path = || {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).find_map(|folder| {
            // What PATH names may be a link into the folder where the server is.
            let folder = fs::canonicalize(folder.join("initdb")).ok()?.parent()?.to_owned();
            has_programs(&folder).then_some(folder)
        })
    };
    newest.map(|(_, folder)| folder).or_else(in_path)
}

fn has_programs(folder: &Path) -> bool {
    folder.join("initdb").exists() && folder.join("postgres").exists()
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

/// Asks the package manager, and waits for whoever else is asking it.
fn install() -> Result<(), String> {
    eprintln!("no Postgres server is there: apt-get installs one for the tests");
    let apt = |args: &[&str]| {
        let mut apt = Command::new("apt-get");
        apt.args(["-o", "DPkg::Lock::Timeout=600", "-q"]).args(args);
        apt.env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
        let done = apt.output().map_err(|e| format!("apt-get: {e}"))?;
        let said = String::from_utf8_lossy(&done.stderr);
        let last = said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default();
        if done.status.success() { Ok(()) } else { Err(format!("apt-get {} failed: {last}", args.join(" "))) }
    };
    // Lists that are out of date may still name what is wanted.
    let updated = apt(&["update"]);
    apt(&["install", "-y", "--no-install-recommends", "postgresql"]).map_err(|why| match updated {
        Ok(()) => why,
        Err(first) => first,
    })
}

/// Postgres refuses root; then it runs as the user that its package made, or as nobody. Absent: we are not root.
pub fn unprivileged() -> Result<Option<User>, String> {
    if !is_root() {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd").map_err(|e| format!("/etc/passwd: {e}"))?;
    let find = |name: &str| {
        users.lines().find_map(|line| {
            let fields: Vec<&str> = line.split(':').collect();
            let (uid, gid) = (fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?);
            (fields.first() == Some(&name)).then_some(User { uid, gid })
        })
    };
    let found = find("postgres").or_else(|| find("nobody"));
    found
        .map(Some)
        .ok_or_else(|| "root may not run Postgres, and there is no user `postgres` or `nobody`".to_owned())
}

/// A new directory that the user can reach and whose path is short enough for a socket.
pub fn directory(user: Option<User>) -> Result<PathBuf, String> {
    let reaches = |folder: &Path| {
        user.is_none()
            || folder
                .ancestors()
                .all(|one| fs::metadata(one).is_ok_and(|one| one.permissions().mode() & 1 == 1))
    };
    let fits = |folder: &PathBuf| folder.as_os_str().len() <= LONGEST && folder.is_dir() && reaches(folder);
    let folders = [std::env::temp_dir(), "/tmp".into(), "/var/tmp".into()];
    let folder = folders.into_iter().find(fits).ok_or("no folder for temporary files is fit for a server")?;
    let made = tempfile::Builder::new().prefix("docket-pg").tempdir_in(folder).map_err(|e| e.to_string())?;
    Ok(made.keep())
}
