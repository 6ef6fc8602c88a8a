//! What cases own: read, claimed and settled.

use super::super::value::{Arg, Query, Row, bucket_of, int};
use super::*;

const CASE: &str =
    "id, workflow, definition, unit, states, light, numbers, started_at, at, version, ended, due_at";
const TASK: &str = "case_id, workflow, unit, id, name, body, candidates, assignee, opened_at, due_at";

impl<D: Database> Sql<D> {
    pub(super) async fn load_cases(&self, ids: &[CaseId]) -> Result<Vec<Stored>, Fault> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let wanted = (D::DIALECT.cases)(1, 2);
        let query = Query::new(format!(
            "SELECT id, head, format, state FROM instance WHERE (bucket, id) IN ({wanted})"
        ));
        all(self.read(with_cases(query, ids)).await?, |row| {
            Ok(Stored { id: row.case()?, head: row.hash()?, format: row.count()?, state: row.json()? })
        })
    }

    pub(super) async fn find_answer(
        &self,
        case: &CaseId,
        source: &str,
        id: &str,
    ) -> Result<Option<Answer>, Fault> {
        let query = Query::new(
            "SELECT body, answer, version FROM event_id
             WHERE bucket = $1 AND case_id = $2 AND source = $3 AND id = $4",
        );
        let rows = self.read(query.with(bucket_of(case)).with(case).with(source).with(id)).await?;
        first(rows, answer)
    }

    pub(super) async fn find_due(&self, now: Timestamp, limit: u32) -> Result<Vec<Due>, Fault> {
        let query = Query::new(
            "SELECT case_id, due_at FROM timer WHERE due_at <= $1 ORDER BY due_at, case_id LIMIT $2",
        );
        let rows = self.read(query.with(now).with(page(limit))).await?;
        all(rows, |row| Ok(Due { id: row.case()?, due_at: row.instant()? }))
    }

    pub(super) async fn claim(&self, claim: &Claim) -> Result<Vec<Outgoing>, Fault> {
        let mut query = Query::new("");
        let now = query.push(claim.now);
        let until = query.push(value::millis(claim.now).saturating_add(claim.lease_ms));
        // A channel of a newer program is left to it.
        let channels = match claim.channel {
            Some(channel) => vec![Some(channel.word().to_owned())],
            None => [Channel::Message, Channel::Call].map(|channel| Some(channel.word().to_owned())).into(),
        };
        let channels = query.push(Arg::Texts(channels));
        let except = if claim.except.is_empty() {
            String::new()
        } else {
            let n = query.push(Arg::Texts(claim.except.iter().cloned().map(Some).collect()));
            format!("AND o.target NOT IN ({})", (D::DIALECT.each)(n))
        };
        let limit = query.push(page(claim.limit));
        // What is settled is gone or given up; so a message waits exactly while an earlier one is there.
        query.sql = format!(
            "WITH ready AS MATERIALIZED (
                 SELECT o.bucket, o.key FROM outbox o
                 WHERE o.available_at <= ${now} AND NOT o.given_up AND o.channel IN ({}) {except}
                   AND (o.channel <> 'message' OR NOT EXISTS (
                       SELECT 1 FROM outbox e
                       WHERE e.bucket = o.bucket AND e.case_id = o.case_id AND e.target = o.target
                         AND e.channel = 'message' AND NOT e.given_up AND (e.seq, e.place) < (o.seq, o.place)))
                 ORDER BY o.available_at, o.at, o.case_id, o.seq, o.place LIMIT ${limit} {})
             UPDATE outbox SET attempts = attempts + 1, available_at = ${until}
             WHERE (bucket, key) IN (SELECT bucket, key FROM ready)
             RETURNING case_id, key, channel, target, seq, body, at, attempts, place",
            (D::DIALECT.each)(channels),
            D::DIALECT.skip_locked
        )
        .into();
        let mut claimed = all(self.write(query).await?, |row| {
            let case = row.case()?;
            let row_out = NewOutgoing {
                key: row.text()?,
                channel: channel(&row.text()?)?,
                target: row.text()?,
                seq: row.count()?,
                body: row.json()?,
                at: row.instant()?,
            };
            let attempts = row.count()?;
            Ok((Outgoing { case, row: row_out, attempts }, row.int()?))
        })?;
        // RETURNING keeps no order.
        claimed.sort_by(|(a, at_place), (b, bt_place)| {
            (a.row.at, &a.case, a.row.seq, at_place).cmp(&(b.row.at, &b.case, b.row.seq, bt_place))
        });
        Ok(claimed.into_iter().map(|(outgoing, _)| outgoing).collect())
    }

    pub(super) async fn settle_row(&self, key: &str, settled: Settled) -> Result<(), Fault> {
        let query = match settled {
            Settled::Done => Query::new("DELETE FROM outbox WHERE key = $1").with(key),
            Settled::Retry(at, problem) => Query::new(
                "UPDATE outbox SET available_at = $2, problem = $3 WHERE key = $1 AND NOT given_up",
            )
            .with(key)
            .with(at)
            .with(problem),
            Settled::GivenUp(problem) => {
                Query::new("UPDATE outbox SET given_up = TRUE, problem = $2 WHERE key = $1")
                    .with(key)
                    .with(problem)
            }
        };
        self.write(query).await.map(drop)
    }

    pub(super) async fn read_log(&self, case: &CaseId, from: u64, limit: u32) -> Result<Vec<Entry>, Fault> {
        let query = Query::new(
            "SELECT case_id, version, hash, previous, at, bytes FROM log
             WHERE bucket = $1 AND case_id = $2 AND version >= $3 ORDER BY version LIMIT $4",
        );
        let rows =
            self.read(query.with(bucket_of(case)).with(case).with(int(from)).with(page(limit))).await?;
        all(rows, entry)
    }

    pub(super) async fn read_last(&self, cases: &[CaseId]) -> Result<Vec<Entry>, Fault> {
        if cases.is_empty() {
            return Ok(Vec::new());
        }
        let wanted = (D::DIALECT.cases)(1, 2);
        let query = Query::new(format!(
            "SELECT l.case_id, l.version, l.hash, l.previous, l.at, l.bytes FROM instance i
             JOIN log l ON l.bucket = i.bucket AND l.case_id = i.id AND l.version = i.version
             WHERE (i.bucket, i.id) IN ({wanted})"
        ));
        all(self.read(with_cases(query, cases)).await?, entry)
    }

    pub(super) async fn find_tasks(&self, filter: &TaskFilter) -> Result<Vec<TaskRow>, Fault> {
        let mut query = Query::new("");
        let mut sql = format!("SELECT {TASK} FROM task WHERE TRUE");
        if let Some(person) = &filter.person {
            let n = query.push(person.as_str());
            sql += &format!(" AND (assignee = ${n} OR {})", (D::DIALECT.holds)("candidates", n));
        }
        if let Some(case) = &filter.case {
            let (b, n) = (query.push(bucket_of(case)), query.push(case));
            sql += &format!(" AND bucket = ${b} AND case_id = ${n}");
        }
        sql += &within::<D>(&mut query, filter.units.as_ref());
        if let Some((case, id)) = &filter.after {
            let (c, n) = (query.push(case), query.push(id.as_str()));
            sql += &format!(" AND (case_id, id) > (${c}, ${n})");
        }
        sql += &format!(" ORDER BY case_id, id LIMIT ${}", query.push(page(filter.limit)));
        query.sql = sql.into();
        all(self.read(query).await?, |row| {
            Ok(TaskRow {
                case: row.case()?,
                workflow: row.text()?,
                unit: row.maybe_text()?,
                id: row.text()?,
                name: row.text()?,
                body: row.json()?,
                candidates: row.list()?,
                assignee: row.maybe_text()?,
                opened_at: row.instant()?,
                due_at: row.maybe_instant()?,
            })
        })
    }

    pub(super) async fn find_cases(&self, filter: &CaseFilter) -> Result<Vec<CaseRow>, Fault> {
        let mut query = Query::new("");
        let mut sql = format!("SELECT {CASE} FROM instance WHERE TRUE");
        if let Some(workflow) = &filter.workflow {
            sql += &format!(" AND workflow = ${}", query.push(workflow.as_str()));
        }
        if let Some(state) = &filter.state {
            let n = query.push(state.as_str());
            sql += &format!(" AND {}", (D::DIALECT.holds)("states", n));
        }
        sql += &within::<D>(&mut query, filter.units.as_ref());
        if let Some(ended) = filter.ended {
            sql += &format!(" AND ended = ${}", query.push(ended));
        }
        if let Some(definition) = &filter.definition {
            sql += &format!(" AND definition = ${}", query.push(definition));
        }
        if let Some(ids) = &filter.ids {
            let buckets = query.push(Arg::Ints(ids.iter().map(|id| Some(bucket_of(id))).collect()));
            let names = query.push(Arg::Texts(ids.iter().map(|id| Some(id.to_string())).collect()));
            sql += &format!(" AND (bucket, id) IN ({})", (D::DIALECT.cases)(buckets, names));
        }
        if let Some(started_by) = filter.started_by {
            sql += &format!(" AND started_at <= ${}", query.push(started_by));
        }
        if let Some(after) = &filter.after {
            sql += &format!(" AND id > ${}", query.push(after));
        }
        sql += &format!(" ORDER BY id LIMIT ${}", query.push(page(filter.limit)));
        query.sql = sql.into();
        all(self.read(query).await?, |row| {
            Ok(CaseRow {
                id: row.case()?,
                workflow: row.text()?,
                definition: row.hash()?,
                unit: row.maybe_text()?,
                states: row.list()?,
                light: row.maybe_text()?,
                numbers: row.list()?,
                started_at: row.instant()?,
                at: row.instant()?,
                version: row.count()?,
                ended: row.flag()?,
                due_at: row.maybe_instant()?,
            })
        })
    }

    pub(super) async fn find_notices(&self, filter: &NoticeFilter) -> Result<Vec<NoticeRow>, Fault> {
        let mut query = Query::new("");
        let mut sql = "SELECT key, case_id, unit, receivers, body, at FROM notice WHERE TRUE".to_owned();
        if let Some(person) = &filter.person {
            let n = query.push(person.as_str());
            sql += &format!(" AND {}", (D::DIALECT.holds)("receivers", n));
        }
        if let Some(case) = &filter.case {
            let (b, n) = (query.push(bucket_of(case)), query.push(case));
            sql += &format!(" AND bucket = ${b} AND case_id = ${n}");
        }
        sql += &within::<D>(&mut query, filter.units.as_ref());
        if let Some(before) = filter.before {
            let n = query.push(before);
            sql += &match &filter.before_key {
                None => format!(" AND at < ${n}"),
                Some(key) => format!(" AND (at, key) < (${n}, ${})", query.push(key.as_str())),
            };
        }
        sql += &format!(" ORDER BY at DESC, key DESC LIMIT ${}", query.push(page(filter.limit)));
        query.sql = sql.into();
        all(self.read(query).await?, |row| {
            Ok(NoticeRow {
                key: row.text()?,
                case: row.case()?,
                unit: row.maybe_text()?,
                to: row.list()?,
                body: row.json()?,
                at: row.instant()?,
            })
        })
    }

    pub(super) async fn find_incidents(&self, filter: &IncidentFilter) -> Result<Vec<IncidentRow>, Fault> {
        let mut query = Query::new("");
        let mut sql = "SELECT i.case_id, i.key, i.message, i.at FROM incident i".to_owned();
        if filter.units.is_some() {
            sql += " JOIN instance c ON c.bucket = i.bucket AND c.id = i.case_id";
        }
        sql += " WHERE NOT i.settled";
        sql += &within::<D>(&mut query, filter.units.as_ref());
        if let Some(case) = &filter.case {
            let (b, n) = (query.push(bucket_of(case)), query.push(case));
            sql += &format!(" AND i.bucket = ${b} AND i.case_id = ${n}");
        }
        if let Some((at, case, key)) = &filter.after {
            let (t, c, k) = (query.push(*at), query.push(case), query.push(key.as_str()));
            sql += &format!(" AND (i.at, i.case_id, i.key) > (${t}, ${c}, ${k})");
        }
        sql += &format!(" ORDER BY i.at, i.case_id, i.key LIMIT ${}", query.push(page(filter.limit)));
        query.sql = sql.into();
        all(self.read(query).await?, |row| {
            Ok(IncidentRow { case: row.case()?, key: row.text()?, message: row.text()?, at: row.instant()? })
        })
    }

    pub(super) async fn find_changes(&self, after: u64, limit: u32) -> Result<Vec<Numbered>, Fault> {
        let query = Query::new(
            "SELECT seq, case_id, place, change FROM duty_change WHERE seq > $1 ORDER BY seq LIMIT $2",
        );
        all(self.read(query.with(after).with(page(limit))).await?, |row| {
            let seq = row.count()?;
            let change = ChangeRow { case: row.case()?, place: row.count()?, change: row.json()? };
            Ok(Numbered { seq, row: change })
        })
    }
}

fn channel(word: &str) -> Result<Channel, Fault> {
    Channel::of(word).ok_or_else(|| Fault::Corrupt(format!("there is no channel `{word}`")))
}

fn entry(row: &mut Row) -> Result<Entry, Fault> {
    Ok(Entry {
        case: row.case()?,
        version: row.count()?,
        hash: row.hash()?,
        previous: row.maybe_text()?.map(Hash::stored),
        at: row.instant()?,
        bytes: row.bytes()?,
    })
}

/// What is kept under an event id.
pub fn answer(row: &mut Row) -> Result<Answer, Fault> {
    Ok(Answer { body: row.hash()?, answer: row.json()?, version: row.count()? })
}

/// Adds the buckets and ids of cases.
pub fn with_cases(query: Query, ids: &[CaseId]) -> Query {
    query
        .with(Arg::Ints(ids.iter().map(|id| Some(bucket_of(id))).collect()))
        .with(Arg::Texts(ids.iter().map(|id| Some(id.to_string())).collect()))
}

fn within<D: Database>(query: &mut Query, units: Option<&Vec<String>>) -> String {
    let Some(units) = units else { return String::new() };
    let n = query.push(Arg::Texts(units.iter().cloned().map(Some).collect()));
    format!(" AND unit IN ({})", (D::DIALECT.each)(n))
}
