//! The ledger of the two months, published and explained.

use super::Trouble;
use crate::runtime::{Publishing, Request, Runtime};
use docket_core::board::{Line, Snapshot, render};
use docket_core::source::Lang;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The board that is published.
const BOARD: &str = "disputes";

/// The published board, and where it was written.
pub struct Ledger {
    /// For a terminal: the board, and why two of its lines stand where they do.
    pub text: String,
    /// The page and the picture.
    pub files: Vec<PathBuf>,
}

/// Publishes the board, and writes it as a page and as a picture.
///
/// # Errors
/// [`Trouble`].
pub async fn publish(runtime: &Runtime, folder: &Path, lang: Lang) -> Result<Ledger, Trouble> {
    let request = Request { source: "demo".to_owned(), id: Some(BOARD.to_owned()), ..Request::default() };
    let wanted = Publishing { board: BOARD.to_owned(), ..Publishing::default() };
    let snapshot = runtime.publish_board(request, wanted).await?.snapshot;
    let board = runtime.board(BOARD)?;
    let mut text = render::text(&snapshot, lang);
    for line in told(&snapshot) {
        let _ = writeln!(text, "\n{}", if lang == Lang::Zh { line.title.zh() } else { line.title.en() });
        for why in board.why(&snapshot, &line.key, lang).unwrap_or_default() {
            let _ = writeln!(text, "  {why}");
        }
    }
    let mut files = Vec::new();
    for (name, content) in
        [("board.html", render::html(&snapshot, lang)), ("board.svg", render::svg(&snapshot, lang))]
    {
        let path = folder.join(name);
        std::fs::write(&path, content)?;
        files.push(path);
    }
    Ok(Ledger { text, files })
}

/// The first and the last of those with a rank.
fn told(snapshot: &Snapshot) -> impl Iterator<Item = &Line> {
    let ranked = || snapshot.rows.iter().filter(|line| line.rank.is_some());
    let (first, last) = (ranked().next(), ranked().next_back());
    first.into_iter().chain(last.filter(|last| first.is_none_or(|first| first.key != last.key)))
}
