//! Databases of one telling each.

use super::Fault;
use crate::store::{self, Options, Store};
use docket_core::scenario::Story;
use jiff::Timestamp;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Counts the databases of this process.
static COUNT: AtomicU32 = AtomicU32::new(0);

/// What stories are played on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In memory, without a database.
    Simulation,
    /// A SQLite of its own for each telling; a file where the story crashes.
    Sqlite,
    /// A schema of its own for each telling, in the Postgres of this URL.
    Postgres(String),
}

/// The database of one telling.
pub(super) enum Ground {
    Memory,
    Folder(PathBuf),
    Schema { base: String, name: String, url: String },
}

impl Ground {
    /// A fresh one.
    pub async fn make(place: &Place, story: &Story) -> Result<Self, Fault> {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("docket_story_{}_{number}", std::process::id());
        let crashes = story.model.steps.iter().any(|line| line.crash == Some(true));
        match place {
            Place::Postgres(base) => {
                store::scratch::make(base, &name).await?;
                let url = store::scratch::within(base, &name);
                Ok(Self::Schema { base: base.clone(), name, url })
            }
            Place::Simulation | Place::Sqlite if crashes => {
                let folder = std::env::temp_dir().join(name);
                std::fs::create_dir(&folder)
                    .map_err(|error| Fault::Machine(format!("{}: {error}", folder.display())))?;
                Ok(Self::Folder(folder))
            }
            Place::Simulation | Place::Sqlite => Ok(Self::Memory),
        }
    }

    /// Opens it; its clock begins at an instant, and stands where it stood if it was opened before.
    pub async fn open(&self, begin: Timestamp) -> Result<Arc<dyn Store>, Fault> {
        // It is gone when the story is over, so nothing is lost with what the server forgets.
        let options =
            Options { virtual_clock: Some(begin), allow_unsafe: true, prepared: true, connections: 2 };
        let url = match self {
            Self::Memory => "sqlite::memory:".to_owned(),
            Self::Folder(folder) => format!("sqlite:{}", folder.join("story.db").display()),
            Self::Schema { url, .. } => url.clone(),
        };
        Ok(store::open(&url, &options).await?)
    }

    /// Takes it away.
    pub async fn drop(&self) -> Result<(), Fault> {
        match self {
            Self::Memory => Ok(()),
            Self::Folder(folder) => std::fs::remove_dir_all(folder)
                .map_err(|error| Fault::Machine(format!("{}: {error}", folder.display()))),
            Self::Schema { base, name, .. } => Ok(store::scratch::drop(base, name).await?),
        }
    }
}
