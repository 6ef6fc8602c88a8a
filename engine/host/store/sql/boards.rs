//! What cases publish, and the boards that were made of it.

use super::super::value::{Arg, Query, Row, json};
use super::*;
use docket_core::instance;
use serde_json::Value;

const SNAPSHOT: &str = "board, number, occasion, request, definition, read_at, due_at, corrects, body";
/// How often a number that another has just taken is drawn again.
const DRAWS: u32 = 20;

impl<D: Database> Sql<D> {
    pub(super) async fn read_published(&self, workflows: &[String], limit: u32) -> Result<Published, Fault> {
        let each = (D::DIALECT.each)(1);
        let mut rows = Query::new(format!(
            "SELECT case_id, workflow, state, unit, light, opened_at, due_at, ended, columns FROM published_row
             WHERE workflow IN ({each}) ORDER BY workflow, case_id LIMIT $2"
        ));
        rows.args.push(Arg::Texts(workflows.iter().cloned().map(Some).collect()));
        let rows = rows.with(i64::from(limit));
        let clock = Query::new("SELECT stands_at FROM clock");
        let (wall, mut answers) = self.database.snapshot(vec![clock, rows.checked()?]).await?;
        let rows = Rows(answers.pop().unwrap_or_default().into_iter());
        let stands = first(answers.pop().unwrap_or_default(), Row::maybe_instant)?.flatten();
        Ok(Published { read_at: stands.filter(|_| self.is_virtual).unwrap_or(wall), rows })
    }

    pub(super) async fn keep_snapshot(&self, new: &NewSnapshot) -> Result<SnapshotRow, Fault> {
        for _ in 0..DRAWS {
            let insert = Query::new(format!(
                "INSERT INTO board_snapshot ({SNAPSHOT})
                 SELECT $1, (SELECT coalesce(max(number), 0) + 1 FROM board_snapshot WHERE board = $1),
                     $2, $3, $4, CAST($5 AS BIGINT), CAST($6 AS BIGINT), CAST($7 AS BIGINT), $8
                 ON CONFLICT DO NOTHING RETURNING {SNAPSHOT}"
            ))
            .with(new.board.as_str())
            .with(new.occasion.as_str())
            .with(&new.request)
            .with(&new.definition)
            .with(new.read_at)
            .with(new.due_at)
            .with(new.corrects.map(value::int))
            .with(json(&new.body));
            if let Some(kept) = first(self.write(insert).await?, snapshot_row)? {
                return Ok(kept);
            }
            if let Some(before) = self.find_snapshot_for(&new.board, &new.occasion).await? {
                return Ok(before);
            }
        }
        Err(Fault::Unreachable(format!("too many publish `{}`", new.board)))
    }

    pub(super) async fn find_snapshot(&self, board: &str, number: u64) -> Result<Option<SnapshotRow>, Fault> {
        let query =
            Query::new(format!("SELECT {SNAPSHOT} FROM board_snapshot WHERE board = $1 AND number = $2"));
        first(self.read(query.with(board).with(number)).await?, snapshot_row)
    }

    pub(super) async fn find_snapshot_for(
        &self,
        board: &str,
        occasion: &str,
    ) -> Result<Option<SnapshotRow>, Fault> {
        let query =
            Query::new(format!("SELECT {SNAPSHOT} FROM board_snapshot WHERE board = $1 AND occasion = $2"));
        first(self.read(query.with(board).with(occasion)).await?, snapshot_row)
    }

    pub(super) async fn find_snapshots(&self, filter: &SnapshotFilter) -> Result<Vec<SnapshotRow>, Fault> {
        let query = Query::new(format!(
            "SELECT {SNAPSHOT} FROM board_snapshot WHERE board = $1 AND number < $2 ORDER BY number DESC LIMIT $3"
        ));
        let before = filter.before.map_or(i64::MAX, value::int);
        let query = query.with(filter.board.as_str()).with(before).with(page(filter.limit));
        all(self.read(query).await?, snapshot_row)
    }
}

pub fn published_row(row: &mut Row) -> Result<instance::Row, Fault> {
    Ok(instance::Row {
        id: row.case()?,
        workflow: row.text()?.into(),
        state: row.maybe_text()?,
        unit: row.maybe_text()?,
        light: row.maybe_text()?,
        opened_at: row.instant()?,
        due_at: row.maybe_instant()?,
        ended: row.flag()?,
        columns: match row.json()? {
            Value::Object(columns) => columns,
            _ => return Err(Fault::Corrupt("published columns are no map".to_owned())),
        },
    })
}

fn snapshot_row(row: &mut Row) -> Result<SnapshotRow, Fault> {
    let board = row.text()?;
    let number = row.count()?;
    let snapshot = NewSnapshot {
        board,
        occasion: row.text()?,
        request: row.hash()?,
        definition: row.hash()?,
        read_at: row.instant()?,
        due_at: row.maybe_instant()?,
        corrects: row.maybe_int()?.and_then(|number| u64::try_from(number).ok()),
        body: row.json()?,
    };
    Ok(SnapshotRow { number, snapshot })
}
