//! Folders to files, within named limits.

use super::lang::pick;
use docket_core::definition::InputFile;
use docket_core::source::{Code, Diagnostic, Lang, Limits};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Files of one load.
pub const MAX_FILES: usize = 10_000;
/// Bytes of all files of one load.
pub const MAX_BYTES: u64 = 256 << 20;
/// Folders within each other.
const MAX_DEPTH: usize = 32;

/// Why files cannot be read.
#[derive(Debug, Error)]
pub enum Fault {
    /// The path cannot be read.
    #[error("{0}: {1}")]
    Io(String, std::io::Error),
    /// A limit is passed.
    #[error("{0}: more than {1} {2}")]
    TooMuch(String, u64, &'static str),
    /// No path names a file of rules.
    #[error("{0}: no rules here (*.yaml)")]
    Nothing(String),
}

impl Fault {
    /// The same in the words of `check`.
    pub fn diagnostic(&self, lang: Lang) -> Diagnostic {
        use std::io::ErrorKind;
        let (path, detail) = match self {
            Self::Io(path, error) => (
                path,
                match error.kind() {
                    ErrorKind::NotFound => pick(lang, "找不到", "it does not exist").to_owned(),
                    ErrorKind::PermissionDenied => pick(lang, "没有权限", "no permission").to_owned(),
                    _ => error.to_string(),
                },
            ),
            Self::TooMuch(path, limit, what) => (
                path,
                match (lang, *what) {
                    (Lang::Zh, "bytes") => format!("超过 {limit} 字节"),
                    (Lang::Zh, "files") => format!("超过 {limit} 个文件"),
                    (Lang::Zh, _) => format!("文件夹超过 {limit} 层"),
                    (Lang::En, what) => format!("more than {limit} {what}"),
                },
            ),
            Self::Nothing(path) => {
                (path, pick(lang, "里面没有规则文件（*.yaml）", "it holds no rules (*.yaml)").to_owned())
            }
        };
        Diagnostic::nowhere(Code::Io).with("path", path).with("detail", detail)
    }
}

/// Reads files, and the files of folders, recursively. Hidden folders, `target` and links are left out.
///
/// A file that is larger than a document may be is taken in by its first bytes only, so that it is reported as too
/// large like any other fault and never held in memory.
///
/// # Errors
/// [`Fault`] if a path cannot be read, or there is nothing.
pub fn read(paths: &[PathBuf]) -> Result<Vec<InputFile>, Fault> {
    let mut found = Vec::new();
    for path in paths {
        let meta = std::fs::metadata(path).map_err(|error| Fault::Io(shown(path), error))?;
        if meta.is_dir() { walk(path, 0, &mut found)? } else { found.push(path.clone()) }
    }
    found.sort();
    found.dedup();
    let limit = Limits::default().file_bytes;
    let mut total = 0_u64;
    let mut files = Vec::with_capacity(found.len());
    for path in found {
        let fault = |error| Fault::Io(shown(&path), error);
        let size = std::fs::metadata(&path).map_err(fault)?.len();
        let bytes = if size > limit as u64 { head(&path, limit + 1) } else { std::fs::read(&path) };
        let bytes = bytes.map_err(fault)?;
        total += bytes.len() as u64;
        if total > MAX_BYTES {
            return Err(Fault::TooMuch(shown(&path), MAX_BYTES, "bytes"));
        }
        files.push(InputFile { path: shown(&path), bytes });
    }
    if files.is_empty() {
        return Err(Fault::Nothing(paths.iter().map(|path| shown(path)).collect::<Vec<_>>().join(", ")));
    }
    Ok(files)
}

fn head(path: &Path, bytes: usize) -> std::io::Result<Vec<u8>> {
    use std::io::Read;
    let mut head = Vec::new();
    std::fs::File::open(path)?.take(bytes as u64).read_to_end(&mut head)?;
    Ok(head)
}

fn walk(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<(), Fault> {
    if depth > MAX_DEPTH {
        return Err(Fault::TooMuch(shown(folder), MAX_DEPTH as u64, "folders within each other"));
    }
    let fault = |error| Fault::Io(shown(folder), error);
    for entry in std::fs::read_dir(folder).map_err(fault)? {
        let entry = entry.map_err(fault)?;
        let kind = entry.file_type().map_err(fault)?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with('.') || name == "target" {
            continue;
        }
        if kind.is_dir() {
            walk(&entry.path(), depth + 1, found)?;
        } else if kind.is_file() && [".yaml", ".yml", ".csv"].iter().any(|end| name.ends_with(end)) {
            found.push(entry.path());
        }
        if found.len() > MAX_FILES {
            return Err(Fault::TooMuch(shown(folder), MAX_FILES as u64, "files"));
        }
    }
    Ok(())
}

/// A path with `/` between folders, without what says nothing, so that files can name each other.
fn shown(path: &Path) -> String {
    use std::path::Component;
    let mut parts: Vec<String> = Vec::new();
    let mut root = "";
    for part in path.components() {
        match part {
            Component::RootDir => root = "/",
            Component::CurDir => {}
            Component::ParentDir if parts.last().is_some_and(|last| last != "..") => drop(parts.pop()),
            other => parts.push(other.as_os_str().to_string_lossy().into_owned()),
        }
    }
    format!("{root}{}", parts.join("/"))
}
