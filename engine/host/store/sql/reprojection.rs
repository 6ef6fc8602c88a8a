//! How far the counting again has come after a calendar has changed.

use super::super::value::{Query, Row};
use super::*;

impl<D: Database> Sql<D> {
    pub(super) async fn begin_again(
        &self,
        calendar: &str,
        version: &str,
        at: Timestamp,
        again: bool,
    ) -> Result<(), Fault> {
        let conflict = if again {
            "DO UPDATE SET at = excluded.at, after = NULL, available_at = 0, done = FALSE"
        } else {
            "DO NOTHING"
        };
        let query = Query::new(format!(
            "INSERT INTO reprojection (calendar, version, at) VALUES ($1, $2, $3)
             ON CONFLICT (calendar, version) {conflict}"
        ));
        self.write(query.with(calendar).with(version).with(at)).await.map(drop)
    }

    pub(super) async fn claim_again(
        &self,
        now: Timestamp,
        lease_ms: i64,
    ) -> Result<Option<Reprojection>, Fault> {
        let query = Query::new(format!(
            "WITH ready AS MATERIALIZED (
                 SELECT o.calendar, o.version FROM reprojection o WHERE NOT o.done AND o.available_at <= $1
                 ORDER BY o.at, o.calendar, o.version LIMIT 1 {})
             UPDATE reprojection SET available_at = $2
             WHERE (calendar, version) IN (SELECT calendar, version FROM ready)
             RETURNING calendar, version, after",
            D::DIALECT.skip_locked
        ));
        let query = query.with(now).with(value::millis(now).saturating_add(lease_ms));
        first(self.write(query).await?, reprojection)
    }

    pub(super) async fn advance_again(&self, done: &Reprojection, is_last: bool) -> Result<(), Fault> {
        let query = Query::new(
            "UPDATE reprojection SET after = $3, available_at = 0, done = $4 WHERE calendar = $1 AND version = $2",
        );
        let after = done.after.as_ref().map(ToString::to_string);
        let query = query.with(done.calendar.as_str()).with(done.version.as_str());
        self.write(query.with(after).with(is_last)).await.map(drop)
    }

    pub(super) async fn open_again(&self) -> Result<Vec<Reprojection>, Fault> {
        let query = Query::new(
            "SELECT calendar, version, after FROM reprojection WHERE NOT done ORDER BY at, calendar, version",
        );
        all(self.read(query).await?, reprojection)
    }
}

fn reprojection(row: &mut Row) -> Result<Reprojection, Fault> {
    Ok(Reprojection {
        calendar: row.text()?,
        version: row.text()?,
        after: row.maybe_text()?.map(CaseId::stored),
    })
}
