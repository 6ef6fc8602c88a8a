//! The boards of the two months, published.

use super::Trouble;
use crate::runtime::{Publishing, Request, Runtime};
use docket_core::board::{Snapshot, render};
use docket_core::source::Lang;
use std::path::{Path, PathBuf};

/// A published board, and where it was written.
pub struct Ledger {
    /// What was published.
    pub snapshot: Snapshot,
    /// The same for a terminal.
    pub text: String,
    /// The page and the picture.
    pub files: Vec<PathBuf>,
}

/// Publishes a board, and writes it as a page and as a picture.
///
/// # Errors
/// [`Trouble`].
pub async fn publish(runtime: &Runtime, name: &str, folder: &Path, lang: Lang) -> Result<Ledger, Trouble> {
    let request = Request { source: "demo".to_owned(), id: Some(name.to_owned()), ..Request::default() };
    let wanted = Publishing { board: name.to_owned(), ..Publishing::default() };
    let snapshot = runtime.publish_board(request, wanted).await?.snapshot;
    let mut files = Vec::new();
    for (form, content) in [("html", render::html(&snapshot, lang)), ("svg", render::svg(&snapshot, lang))] {
        let path = folder.join(format!("{name}.{form}"));
        std::fs::write(&path, content)?;
        files.push(path);
    }
    Ok(Ledger { text: render::text(&snapshot, lang), snapshot, files })
}
