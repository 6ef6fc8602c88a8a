//! One serving process for a database file.

use crate::store::Fault;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// A lock that ends with the process that holds it, however that ends. The file stays: taking it away would let two
/// processes hold locks on two files of one name.
pub struct Lock(Mutex<Option<File>>);

impl Lock {
    /// Takes the lock beside a database file.
    pub fn take(database: &Path) -> Result<Self, Fault> {
        let mut path = database.as_os_str().to_owned();
        path.push("-lock");
        let path = PathBuf::from(path);
        let unreachable = |error: std::io::Error| Fault::Unreachable(format!("{}: {error}", path.display()));
        let file =
            OpenOptions::new().create(true).write(true).truncate(false).open(&path).map_err(unreachable)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(Mutex::new(Some(file)))),
            Err(TryLockError::WouldBlock) => Err(Fault::InUse(database.display().to_string())),
            Err(TryLockError::Error(error)) => Err(unreachable(error)),
        }
    }

    /// Lets go.
    pub fn release(&self) {
        drop(self.0.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}
