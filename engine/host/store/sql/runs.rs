//! Occurrences of schedules: recorded once, done once.

use super::super::value::{Arg, Query, Row, json};
use super::*;

const RUN: &str =
    "schedule, unit, of, number, due_at, runs_until, known, status, why, began, after, reached, refused, at";

impl<D: Database> Sql<D> {
    pub(super) async fn begin_reach(&self, names: &[String], now: Timestamp) -> Result<(), Fault> {
        let mut query = Query::new(format!(
            "INSERT INTO schedule_reach (schedule, known_to)
             SELECT s, CAST($2 AS BIGINT) FROM (WITH names(s) AS ({}) SELECT s FROM names) AS asked WHERE TRUE
             ON CONFLICT (schedule) DO NOTHING",
            (D::DIALECT.each)(1)
        ));
        query.args.push(texts(names));
        self.write(query.with(now)).await.map(drop)
    }

    pub(super) async fn find_reaches(&self, names: &[String]) -> Result<Vec<(String, Timestamp)>, Fault> {
        let mut query = Query::new(format!(
            "SELECT schedule, known_to FROM schedule_reach WHERE schedule IN ({}) ORDER BY schedule",
            (D::DIALECT.each)(1)
        ));
        query.args.push(texts(names));
        all(self.read(query).await?, |row| Ok((row.text()?, row.instant()?)))
    }

    pub(super) async fn keep_run(&self, from: Timestamp, new: &NewRun) -> Result<bool, Fault> {
        // Whoever comes second waits here, and then changes nothing.
        let lock = Query::new("UPDATE schedule_reach SET known_to = known_to WHERE schedule = $1")
            .with(new.schedule.as_str());
        let reach = Query::new(
            "UPDATE schedule_reach SET known_to = $3 WHERE schedule = $1 AND known_to = $2 RETURNING schedule",
        )
        .with(new.schedule.as_str())
        .with(from)
        .with(new.due_at);
        let mut rows = Query::new(format!(
            "INSERT INTO schedule_run (schedule, unit, of, number, due_at, runs_until, known, at)
             SELECT $2, u,
                 $3, (SELECT coalesce(max(r.number), 0) FROM schedule_run r WHERE r.schedule = $2)
                     + row_number() OVER (ORDER BY u),
                 CAST($4 AS BIGINT), CAST($5 AS BIGINT), $6, CAST($7 AS BIGINT)
             FROM (WITH names(u) AS ({}) SELECT u FROM names) AS asked
             WHERE EXISTS (SELECT 1 FROM schedule_reach s WHERE s.schedule = $2 AND s.known_to = $8)
             ON CONFLICT DO NOTHING",
            (D::DIALECT.each)(1)
        ));
        let one = [String::new()];
        rows.args.push(texts(new.units.as_deref().unwrap_or(&one)));
        let rows = rows
            .with(new.schedule.as_str())
            .with(new.of.as_str())
            .with(new.due_at)
            .with(new.runs_until)
            .with(json(&new.known))
            .with(new.at)
            .with(from);
        let mut answers = self.database.write(vec![lock, rows.checked()?, reach]).await?;
        Ok(answers.pop().is_some_and(|rows| !rows.is_empty()))
    }

    pub(super) async fn take_run(&self, claim: &RunClaim) -> Result<Option<RunRow>, Fault> {
        let mut query = Query::new(format!(
            "WITH ready AS MATERIALIZED (
                 SELECT o.schedule, o.unit, o.of FROM schedule_run o
                 WHERE o.status = 'open' AND o.available_at <= $2 AND o.schedule IN ({})
                     AND NOT EXISTS (
                         SELECT 1 FROM schedule_run e
                         WHERE e.status = 'open' AND e.schedule = o.schedule AND e.unit = o.unit
                             AND e.number < o.number)
                 ORDER BY o.due_at, o.schedule, o.unit LIMIT 1 {})
             UPDATE schedule_run SET available_at = $3,
                 began = began OR due_at >= $4 OR runs_until IS NULL OR runs_until >= $2
             WHERE (schedule, unit, of) IN (SELECT schedule, unit, of FROM ready)
             RETURNING {RUN}",
            (D::DIALECT.each)(1),
            D::DIALECT.skip_locked
        ));
        query.args.push(texts(&claim.schedules));
        let until = value::millis(claim.now).saturating_add(claim.lease_ms);
        first(self.write(query.with(claim.now).with(until).with(claim.missed_before)).await?, run_row)
    }

    pub(super) async fn move_run(&self, was: Option<&CaseId>, run: &RunRow) -> Result<bool, Fault> {
        let query = Query::new(
            "UPDATE schedule_run SET status = $4, why = $5, after = $6, reached = $7, refused = $8, at = $9,
                 available_at = 0
             WHERE schedule = $1 AND unit = $2 AND of = $3 AND status = 'open' AND coalesce(after, '') = $10
             RETURNING schedule",
        )
        .with(run.schedule.as_str())
        .with(run.unit.as_deref().unwrap_or_default())
        .with(run.of.as_str())
        .with(run.status.word())
        .with(run.why.clone())
        .with(run.after.as_ref().map(ToString::to_string))
        .with(run.reached)
        .with(run.refused)
        .with(run.at)
        .with(was.map_or("", |case| case.as_str()));
        Ok(!self.write(query).await?.is_empty())
    }

    pub(super) async fn first_open_run(&self, names: &[String]) -> Result<Option<Timestamp>, Fault> {
        let mut query = Query::new(format!(
            "SELECT min(due_at) FROM schedule_run WHERE status = 'open' AND schedule IN ({})",
            (D::DIALECT.each)(1)
        ));
        query.args.push(texts(names));
        Ok(first(self.read(query).await?, Row::maybe_instant)?.flatten())
    }

    pub(super) async fn find_runs(&self, filter: &RunFilter) -> Result<Vec<RunRow>, Fault> {
        let query = Query::new(format!(
            "SELECT {RUN} FROM schedule_run WHERE schedule = $1 AND number < $2 ORDER BY number DESC LIMIT $3"
        ));
        let before = filter.before.map_or(i64::MAX, value::int);
        all(
            self.read(query.with(filter.schedule.as_str()).with(before).with(page(filter.limit))).await?,
            run_row,
        )
    }
}

fn texts(names: &[String]) -> Arg {
    Arg::Texts(names.iter().cloned().map(Some).collect())
}

fn run_row(row: &mut Row) -> Result<RunRow, Fault> {
    Ok(RunRow {
        schedule: row.text()?,
        unit: Some(row.text()?).filter(|unit| !unit.is_empty()),
        of: row.text()?,
        number: row.count()?,
        due_at: row.instant()?,
        runs_until: row.maybe_instant()?,
        known: row.json()?,
        status: match row.text()?.as_str() {
            "open" => RunStatus::Open,
            "done" => RunStatus::Done,
            "skipped" => RunStatus::Skipped,
            "failed" => RunStatus::Failed,
            other => return Err(Fault::Corrupt(format!("an occurrence cannot be `{other}`"))),
        },
        why: row.maybe_text()?,
        began: row.flag()?,
        after: row.maybe_text()?.map(CaseId::stored),
        reached: row.count()?,
        refused: row.count()?,
        at: row.instant()?,
    })
}
