//! Many cases' commits in one transaction, one savepoint each.

use super::super::check::refusal;
use super::super::sql::answer;
use super::super::value::{Arg, Query, bucket_of, json, list};
use super::fault::{fault, is_of_the_value};
use super::{Commit, Outcome, run};
use crate::store::Fault;
use docket_core::instance::CaseId;
use sqlx::{Acquire, SqliteConnection, SqlitePool};

pub async fn commit(writer: &SqlitePool, batch: Vec<Commit>) -> Result<Vec<Outcome>, Fault> {
    let mut outcomes = Vec::with_capacity(batch.len());
    let mut tx = writer.begin_with("BEGIN IMMEDIATE").await.map_err(|error| fault(&error))?;
    for commit in &batch {
        if let Some(why) = refusal(commit) {
            outcomes.push(Outcome::Rejected(why));
            continue;
        }
        let mut savepoint = tx.begin().await.map_err(|error| fault(&error))?;
        let outcome = match one(&mut savepoint, commit).await {
            Ok(outcome) => outcome,
            Err(Trouble::Sql(error)) if is_of_the_value(&error) => Outcome::Rejected(error.to_string()),
            Err(Trouble::Sql(error)) => return Err(fault(&error)),
            Err(Trouble::Fault(fault)) => return Err(fault),
        };
        let end = match outcome {
            Outcome::Committed => savepoint.commit().await,
            _ => savepoint.rollback().await,
        };
        end.map_err(|error| fault(&error))?;
        outcomes.push(outcome);
    }
    // Whatever goes wrong here, the outcome is not known.
    tx.commit().await.map_err(|error| Fault::Unreachable(error.to_string()))?;
    Ok(outcomes)
}

enum Trouble {
    Sql(sqlx::Error),
    Fault(Fault),
}

impl From<sqlx::Error> for Trouble {
    fn from(error: sqlx::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

async fn one(connection: &mut SqliteConnection, commit: &Commit) -> Result<Outcome, Trouble> {
    for event in &commit.events {
        let query = of(
            "SELECT body, answer, version FROM event_id
                        WHERE bucket = $1 AND case_id = $2 AND source = $3 AND id = $4",
            &commit.id,
        )
        .with(event.source.as_str())
        .with(event.id.as_str());
        if let Some(row) = run(connection, query).await?.first_mut() {
            return Ok(Outcome::Repeated(answer(row)?));
        }
    }
    if run(connection, head(commit)).await?.is_empty() {
        return Ok(Outcome::Conflict);
    }
    for query in rest(commit) {
        run(connection, query).await?;
    }
    Ok(Outcome::Committed)
}

fn of(sql: &'static str, case: &CaseId) -> Query {
    Query::new(sql).with(bucket_of(case)).with(case)
}

/// Compares the head and writes the case, or makes it.
fn head(commit: &Commit) -> Query {
    let sql = match commit.expected {
        None => {
            "INSERT INTO instance (bucket, id, head, format, state, workflow, definition, unit, states, light,
                 numbers, started_at, at, version, ended, due_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
             ON CONFLICT (bucket, id) DO NOTHING RETURNING id"
        }
        Some(_) => {
            "UPDATE instance SET head = $3, format = $4, state = $5, workflow = $6, definition = $7, unit = $8,
                 states = $9, light = $10, numbers = $11, started_at = $12, at = $13, version = $14, ended = $15,
                 due_at = $16
             WHERE bucket = $1 AND id = $2 AND head = $17 RETURNING id"
        }
    };
    let row = &commit.row;
    let mut query = of(sql, &commit.id)
        .with(&commit.head)
        .with(commit.format)
        .with(json(&commit.state))
        .with(row.workflow.as_str())
        .with(&row.definition)
        .with(row.unit.clone())
        .with(list(&row.states))
        .with(row.light.clone())
        .with(list(&row.numbers))
        .with(row.started_at)
        .with(row.at)
        .with(row.version)
        .with(row.ended)
        .with(row.due_at);
    if let Some(expected) = &commit.expected {
        query.push(expected);
    }
    query
}

/// Everything else that a commit writes.
fn rest(commit: &Commit) -> Vec<Query> {
    let id = &commit.id;
    let mut queries = vec![match commit.next_due {
        None => of("DELETE FROM timer WHERE bucket = $1 AND case_id = $2", id),
        Some(due) => of(
            "INSERT INTO timer (bucket, case_id, due_at) VALUES ($1, $2, $3)
             ON CONFLICT (bucket, case_id) DO UPDATE SET due_at = excluded.due_at",
            id,
        )
        .with(due),
    }];
    queries.extend(commit.events.iter().map(|event| {
        of(
            "INSERT INTO event_id (bucket, case_id, source, id, body, answer, version)
            VALUES ($1, $2, $3, $4, $5, $6, $7)",
            id,
        )
        .with(event.source.as_str())
        .with(event.id.as_str())
        .with(&event.answer.body)
        .with(json(&event.answer.answer))
        .with(event.answer.version)
    }));
    queries.extend(commit.entries.iter().map(|entry| {
        of(
            "INSERT INTO log (bucket, case_id, version, hash, previous, at, bytes)
            VALUES ($1, $2, $3, $4, $5, $6, $7)",
            id,
        )
        .with(entry.version)
        .with(&entry.hash)
        .with(entry.previous.as_ref().map(ToString::to_string))
        .with(entry.at)
        .with(entry.bytes.as_slice())
    }));
    if let Some(tasks) = &commit.tasks {
        queries.push(of("DELETE FROM task WHERE bucket = $1 AND case_id = $2", id));
        queries.extend(tasks.iter().map(|task| {
            of(
                "INSERT INTO task (bucket, case_id, id, name, workflow, unit, body, candidates, assignee,
                    opened_at, due_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                id,
            )
            .with(task.id.as_str())
            .with(task.name.as_str())
            .with(task.workflow.as_str())
            .with(task.unit.clone())
            .with(json(&task.body))
            .with(list(&task.candidates))
            .with(task.assignee.clone())
            .with(task.opened_at)
            .with(task.due_at)
        }));
    }
    queries.extend(commit.outgoing.iter().enumerate().map(|(place, row)| {
        of(
            "INSERT INTO outbox (bucket, case_id, key, channel, target, seq, place, body, at, available_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
            id,
        )
        .with(row.key.as_str())
        .with(row.channel.word())
        .with(row.target.as_str())
        .with(row.seq)
        .with(place as u64)
        .with(json(&row.body))
        .with(row.at)
    }));
    queries.extend(commit.notices.iter().map(|notice| {
        of(
            "INSERT INTO notice (bucket, case_id, key, unit, receivers, body, at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)",
            id,
        )
        .with(notice.key.as_str())
        .with(notice.unit.clone())
        .with(list(&notice.to))
        .with(json(&notice.body))
        .with(notice.at)
    }));
    if !commit.settles.is_empty() {
        let keys = Arg::Texts(commit.settles.iter().cloned().map(Some).collect());
        let mut settle = Query::new("DELETE FROM outbox WHERE key IN (SELECT value FROM json_each($1))");
        settle.args.push(keys);
        queries.push(settle);
    }
    if !commit.mends.is_empty() {
        let mut mend = of(
            "UPDATE incident SET settled = TRUE
            WHERE bucket = $1 AND case_id = $2 AND key IN (SELECT value FROM json_each($3))",
            id,
        );
        mend.args.push(Arg::Texts(commit.mends.iter().cloned().map(Some).collect()));
        queries.push(mend);
    }
    queries.extend(commit.incidents.iter().map(|incident| {
        of(
            "INSERT INTO incident (bucket, case_id, key, message, at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (bucket, case_id, key) DO UPDATE SET message = excluded.message, at = excluded.at,
                settled = FALSE",
            id,
        )
        .with(incident.key.as_str())
        .with(incident.message.as_str())
        .with(incident.at)
    }));
    queries.extend(commit.changes.iter().map(|row| {
        of(
            "INSERT INTO duty_change (bucket, case_id, place, change, seq)
            VALUES ($1, $2, $3, $4, (SELECT coalesce(max(seq), 0) + 1 FROM duty_change))
            ON CONFLICT (bucket, case_id, place) DO UPDATE SET change = excluded.change, seq = excluded.seq,
                spread = FALSE",
            id,
        )
        .with(row.place)
        .with(json(&row.change))
    }));
    queries.extend(commit.published.as_ref().map(|row| {
        of(
            "INSERT INTO published_row (bucket, case_id, workflow, state, unit, light, opened_at, due_at, ended, columns)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            ON CONFLICT (bucket, case_id) DO UPDATE SET state = excluded.state, unit = excluded.unit,
                light = excluded.light, due_at = excluded.due_at, ended = excluded.ended, columns = excluded.columns",
            id,
        )
        .with(row.workflow.as_str())
        .with(row.state.clone())
        .with(row.unit.clone())
        .with(row.light.clone())
        .with(row.opened_at)
        .with(row.due_at)
        .with(row.ended)
        .with(json(&row.columns.clone().into()))
    }));
    queries.extend(commit.listed.as_ref().map(|entry| {
        Query::new(
            "INSERT INTO list_entry (list, key, case_id, declared, edition, gone_at, revision, at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (list, key) DO UPDATE SET case_id = excluded.case_id, declared = excluded.declared,
                edition = excluded.edition, gone_at = excluded.gone_at, revision = excluded.revision,
                at = excluded.at",
        )
        .with(entry.list.as_str())
        .with(entry.key.as_str())
        .with(id)
        .with(json(&entry.declared))
        .with(&entry.edition)
        .with(entry.gone_at)
        .with(entry.revision)
        .with(entry.at)
    }));
    queries
}
