//! Boards: what cases publish, read as of one instant, made a snapshot that never changes.

use super::request::Asked;
use super::{Failure, Inner, Request};
use crate::store::{DefinitionRow, NewSnapshot, SnapshotFilter, SnapshotRow};
use docket_core::board::{Board, MAX_ROWS, Occasion, Previous, Snapshot};
use docket_core::instance::Hash;
use docket_core::step::RefusalCode;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::sync::Arc;

/// What definitions of boards are kept under, so that no workflow has the name of one.
const PREFIX: &str = "board.";

/// A board to be published.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Publishing {
    /// The board.
    pub board: String,
    /// When it was to be published. Absent: it was not scheduled.
    pub due_at: Option<Timestamp>,
    /// The number of the publication that it corrects. Absent: of none.
    pub corrects: Option<u64>,
}

/// A published board.
#[derive(Clone, Debug, PartialEq)]
pub struct Published {
    /// Its number among the publications of the board, from 1.
    pub number: u64,
    /// What was published.
    pub snapshot: Snapshot,
    /// Whether it was published for the same request before.
    pub repeated: bool,
}

impl Inner {
    /// Publishes a board. The same request again gives the same publication.
    pub(super) async fn publish_board(
        &self,
        request: Request,
        wanted: Publishing,
    ) -> Result<Published, Failure> {
        let what = json!({ "board": wanted.board, "corrects": wanted.corrects });
        self.publish_asked(Asked::new(request, what)?, wanted).await
    }

    pub(super) async fn publish_asked(&self, asked: Asked, wanted: Publishing) -> Result<Published, Failure> {
        let board = self.board(&wanted.board)?;
        let occasion = format!("{}/{}", asked.source.key(), asked.id);
        let request = Hash::of(&[asked.body.to_string().as_bytes()]);
        if let Some(before) = self.store.snapshot_for(&wanted.board, &occasion).await? {
            return published(before, &request, true);
        }
        let workflows: Vec<String> = board.workflows().map(str::to_owned).collect();
        let limit = u32::try_from(MAX_ROWS).unwrap_or(u32::MAX).saturating_add(1);
        let read = self.store.published(&workflows, limit).await?;
        let page = SnapshotFilter { board: wanted.board.clone(), before: None, limit: 1 };
        let previous = self.store.snapshots(&page).await?.pop();
        let previous =
            previous.map(|row| Ok::<_, Failure>((row.number.to_string(), parsed(row)?))).transpose()?;
        if let Some(corrects) = wanted.corrects
            && self.store.snapshot(&wanted.board, corrects).await?.is_none()
        {
            return Err(unknown(&wanted.board, Some(corrects)));
        }
        let loaded = self.loaded();
        let mut fault = None;
        let rows = read.rows.map_while(|row| row.map_err(|unread| fault = Some(unread)).ok());
        let snapshot = board.publish_each(
            rows,
            &Occasion {
                organisation: &loaded.rules.world.organisation,
                read_at: read.read_at,
                due_at: wanted.due_at,
                previous: previous.as_ref().map(|(id, snapshot)| Previous { id, snapshot }),
                corrects: wanted.corrects.map(|number| number.to_string()),
            },
        );
        if let Some(fault) = fault {
            return Err(fault.into());
        }
        let snapshot = snapshot.map_err(|error| Failure::Fault(error.to_string()))?;
        let body = serde_json::to_value(&snapshot)
            .map_err(|error| Failure::Broken(format!("the board cannot be written: {error}")))?;
        // By its rules a publication can be understood for ever.
        let rules = DefinitionRow {
            hash: board.hash().clone(),
            workflow: format!("{PREFIX}{}", board.name()),
            body: board.closure().to_owned(),
            at: read.read_at,
        };
        self.store.put_definition(&rules).await?;
        let new = NewSnapshot {
            board: wanted.board,
            occasion,
            request: request.clone(),
            definition: board.hash().clone(),
            read_at: read.read_at,
            due_at: wanted.due_at,
            corrects: wanted.corrects,
            body,
        };
        let kept = self.store.put_snapshot(&new).await?;
        let repeated = kept.snapshot != new;
        published(kept, &request, repeated)
    }

    /// A publication by its number. Absent: the latest.
    pub(super) async fn published_board(
        &self,
        board: &str,
        number: Option<u64>,
    ) -> Result<Published, Failure> {
        let found = match number {
            Some(number) => self.store.snapshot(board, number).await?,
            None => {
                let page = SnapshotFilter { board: board.to_owned(), before: None, limit: 1 };
                self.store.snapshots(&page).await?.pop()
            }
        };
        let Some(row) = found else {
            // What was published stays, also when its rules are gone.
            self.board(board)?;
            return Err(unknown(board, number));
        };
        Ok(Published { number: row.number, snapshot: parsed(row)?, repeated: false })
    }

    /// The rules of a board.
    pub(super) fn board(&self, name: &str) -> Result<Arc<Board>, Failure> {
        let loaded = self.loaded();
        let found = loaded.rules.boards.get(name).cloned();
        found.ok_or_else(|| {
            let known: Vec<&str> = loaded.rules.boards.keys().map(String::as_str).collect();
            let meant = docket_core::source::did_you_mean(name, known.iter().copied()).unwrap_or_default();
            let arguments = [("board", name), ("known", &known.join(", ")), ("meant", &meant)];
            Failure::refused(RefusalCode::UnknownBoard, &arguments)
        })
    }
}

fn published(row: SnapshotRow, request: &Hash, repeated: bool) -> Result<Published, Failure> {
    if row.snapshot.request != *request {
        return Err(Failure::refused(RefusalCode::OtherBody, &[]));
    }
    Ok(Published { number: row.number, snapshot: parsed(row)?, repeated })
}

fn parsed(row: SnapshotRow) -> Result<Snapshot, Failure> {
    let broken = |error: serde_json::Error| {
        Failure::Broken(format!(
            "publication {} of {} cannot be read: {error}",
            row.number, row.snapshot.board
        ))
    };
    serde_json::from_value::<Snapshot>(Value::clone(&row.snapshot.body)).map_err(broken)
}

fn unknown(board: &str, number: Option<u64>) -> Failure {
    let number = number.map_or_else(String::new, |number| number.to_string());
    Failure::refused(RefusalCode::UnknownPublication, &[("board", board), ("number", &number)])
}
