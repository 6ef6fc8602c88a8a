//! The statement that decides: heads are compared, event ids looked up, and only what won is written.

use super::super::super::NewOutgoing;
use super::super::super::value::{Arg, Query, bucket_of, int, json, list, millis};
use super::Commit;

/// Builds the statement; it gives the ids of the cases that won.
pub fn decide(commits: &[&Commit]) -> Query {
    let mut parts = Parts { sql: Vec::new(), query: Query::new("") };
    batch(&mut parts, commits);
    logged(&mut parts, commits);
    tasks(&mut parts, commits);
    leaving(&mut parts, commits);
    duty(&mut parts, commits);
    published(&mut parts, commits);
    listed(&mut parts, commits);
    let mut query = parts.query;
    query.sql = format!("WITH {} SELECT id FROM won", parts.sql.join(",\n")).into();
    query
}

struct Parts {
    sql: Vec<String>,
    query: Query,
}

impl Parts {
    /// A table of arrays: `bucket` and `case_id` of each row's case, then the columns.
    fn table<T>(&mut self, name: &str, rows: &[(&Commit, T)], columns: &[(&str, Of<'_, T>)]) {
        let mut names = vec!["bucket", "case_id"];
        let buckets = rows.iter().map(|(commit, _)| Some(bucket_of(&commit.id))).collect();
        let ids = rows.iter().map(|(commit, _)| Some(commit.id.to_string())).collect();
        let mut arrays = vec![self.array(Arg::Ints(buckets)), self.array(Arg::Texts(ids))];
        for (column, of) in columns {
            names.push(column);
            let rows = rows.iter().map(|(_, row)| row);
            let array = match of {
                Of::Text(of) => Arg::Texts(rows.map(of).collect()),
                Of::Int(of) => Arg::Ints(rows.map(of).collect()),
                Of::Flag(of) => Arg::Flags(rows.map(of).collect()),
                Of::Bytes(of) => Arg::Blobs(rows.map(of).collect()),
            };
            arrays.push(self.array(array));
        }
        let (names, arrays) = (names.join(", "), arrays.join(", "));
        self.sql.push(format!("{name} ({names}) AS (SELECT * FROM UNNEST({arrays}))"));
    }

    fn array(&mut self, array: Arg) -> String {
        let kind = match &array {
            Arg::Ints(_) => "int8[]",
            Arg::Flags(_) => "bool[]",
            Arg::Blobs(_) => "bytea[]",
            _ => "text[]",
        };
        format!("${}::{kind}", self.query.push(array))
    }

    fn then(&mut self, sql: &str) {
        self.sql.push(sql.to_owned());
    }
}

/// What a column holds of each row.
enum Of<'a, T> {
    Text(&'a dyn Fn(&T) -> Option<String>),
    Int(&'a dyn Fn(&T) -> Option<i64>),
    Flag(&'a dyn Fn(&T) -> bool),
    Bytes(&'a dyn Fn(&T) -> Vec<u8>),
}

fn text(text: impl Into<String>) -> String {
    text.into()
}

fn rows<'a, T>(commits: &[&'a Commit], of: impl Fn(&'a Commit) -> &'a [T]) -> Vec<(&'a Commit, &'a T)> {
    commits.iter().flat_map(|commit| of(commit).iter().map(|row| (*commit, row))).collect()
}

fn batch(parts: &mut Parts, commits: &[&Commit]) {
    let all: Vec<(&Commit, &Commit)> = commits.iter().map(|commit| (*commit, *commit)).collect();
    parts.table(
        "batch",
        &all,
        &[
            ("expected", Of::Text(&|c| c.expected.as_ref().map(ToString::to_string))),
            ("head", Of::Text(&|c| Some(text(c.head.as_str())))),
            ("format", Of::Int(&|c| Some(c.format.into()))),
            ("state", Of::Text(&|c| Some(text(json(&c.state))))),
            ("workflow", Of::Text(&|c| Some(text(&c.row.workflow)))),
            ("definition", Of::Text(&|c| Some(text(c.row.definition.as_str())))),
            ("unit", Of::Text(&|c| c.row.unit.clone())),
            ("states", Of::Text(&|c| Some(text(list(&c.row.states))))),
            ("light", Of::Text(&|c| c.row.light.clone())),
            ("numbers", Of::Text(&|c| Some(text(list(&c.row.numbers))))),
            ("started_at", Of::Int(&|c| Some(millis(c.row.started_at)))),
            ("at", Of::Int(&|c| Some(millis(c.row.at)))),
            ("version", Of::Int(&|c| Some(int(c.row.version)))),
            ("ended", Of::Flag(&|c| c.row.ended)),
            ("due_at", Of::Int(&|c| c.row.due_at.map(millis))),
            ("next_due", Of::Int(&|c| c.next_due.map(millis))),
            ("has_tasks", Of::Flag(&|c| c.tasks.is_some())),
        ],
    );
    let events = rows(commits, |commit| &commit.events);
    parts.table(
        "event",
        &events,
        &[
            ("source", Of::Text(&|e| Some(text(&e.source)))),
            ("id", Of::Text(&|e| Some(text(&e.id)))),
            ("body", Of::Text(&|e| Some(text(e.answer.body.as_str())))),
            ("answer", Of::Text(&|e| Some(text(json(&e.answer.answer))))),
            ("version", Of::Int(&|e| Some(int(e.answer.version)))),
        ],
    );
    parts.then(
        "free AS (SELECT * FROM batch b WHERE NOT EXISTS (
            SELECT 1 FROM event e JOIN event_id k
              ON k.bucket = e.bucket AND k.case_id = e.case_id AND k.source = e.source AND k.id = e.id
            WHERE e.case_id = b.case_id)),
         changed AS (UPDATE instance i SET head = b.head, format = b.format, state = b.state,
            workflow = b.workflow, definition = b.definition, unit = b.unit, states = b.states, light = b.light,
            numbers = b.numbers, started_at = b.started_at, at = b.at, version = b.version, ended = b.ended,
            due_at = b.due_at
            FROM free b WHERE i.bucket = b.bucket AND i.id = b.case_id AND i.head = b.expected RETURNING i.id),
         made AS (INSERT INTO instance (bucket, id, head, format, state, workflow, definition, unit, states, light,
            numbers, started_at, at, version, ended, due_at)
            SELECT bucket, case_id, head, format, state, workflow, definition, unit, states, light,
            numbers, started_at, at, version, ended, due_at FROM free
            WHERE expected IS NULL ORDER BY case_id ON CONFLICT (bucket, id) DO NOTHING RETURNING id),
         won AS MATERIALIZED (SELECT id FROM changed UNION ALL SELECT id FROM made),
         kept_event AS (INSERT INTO event_id (bucket, case_id, source, id, body, answer, version)
            SELECT e.* FROM event e JOIN won ON won.id = e.case_id),
         kept_timer AS (INSERT INTO timer (bucket, case_id, due_at)
            SELECT b.bucket, b.case_id, b.next_due FROM batch b JOIN won ON won.id = b.case_id
            WHERE b.next_due IS NOT NULL
            ON CONFLICT (bucket, case_id) DO UPDATE SET due_at = excluded.due_at
            WHERE timer.due_at <> excluded.due_at),
         gone_timer AS (DELETE FROM timer t USING batch b JOIN won ON won.id = b.case_id
            WHERE b.next_due IS NULL AND t.bucket = b.bucket AND t.case_id = b.case_id)",
    );
}

fn logged(parts: &mut Parts, commits: &[&Commit]) {
    let entries = rows(commits, |commit| &commit.entries);
    if entries.is_empty() {
        return;
    }
    parts.table(
        "entry",
        &entries,
        &[
            ("version", Of::Int(&|e| Some(int(e.version)))),
            ("hash", Of::Text(&|e| Some(text(e.hash.as_str())))),
            ("previous", Of::Text(&|e| e.previous.as_ref().map(ToString::to_string))),
            ("at", Of::Int(&|e| Some(millis(e.at)))),
            ("bytes", Of::Bytes(&|e| e.bytes.clone())),
        ],
    );
    parts.then(
        "kept_log AS (INSERT INTO log (bucket, case_id, version, hash, previous, at, bytes)
            SELECT e.* FROM entry e JOIN won ON won.id = e.case_id)",
    );
}

fn tasks(parts: &mut Parts, commits: &[&Commit]) {
    if commits.iter().all(|commit| commit.tasks.is_none()) {
        return;
    }
    let tasks = rows(commits, |commit| commit.tasks.as_deref().unwrap_or_default());
    parts.table(
        "open_task",
        &tasks,
        &[
            ("id", Of::Text(&|t| Some(text(&t.id)))),
            ("name", Of::Text(&|t| Some(text(&t.name)))),
            ("workflow", Of::Text(&|t| Some(text(&t.workflow)))),
            ("unit", Of::Text(&|t| t.unit.clone())),
            ("body", Of::Text(&|t| Some(text(json(&t.body))))),
            ("candidates", Of::Text(&|t| Some(text(list(&t.candidates))))),
            ("assignee", Of::Text(&|t| t.assignee.clone())),
            ("opened_at", Of::Int(&|t| Some(millis(t.opened_at)))),
            ("due_at", Of::Int(&|t| t.due_at.map(millis))),
        ],
    );
    parts.then(
        "gone_task AS (DELETE FROM task t USING batch b JOIN won ON won.id = b.case_id
            WHERE b.has_tasks AND t.bucket = b.bucket AND t.case_id = b.case_id
              AND NOT EXISTS (SELECT 1 FROM open_task o WHERE o.case_id = t.case_id AND o.id = t.id)),
         kept_task AS (INSERT INTO task (bucket, case_id, id, name, workflow, unit, body, candidates, assignee,
            opened_at, due_at)
            SELECT t.* FROM open_task t JOIN won ON won.id = t.case_id
            ON CONFLICT (bucket, case_id, id) DO UPDATE SET name = excluded.name, workflow = excluded.workflow,
            unit = excluded.unit, body = excluded.body, candidates = excluded.candidates,
            assignee = excluded.assignee, opened_at = excluded.opened_at, due_at = excluded.due_at)",
    );
}

fn leaving(parts: &mut Parts, commits: &[&Commit]) {
    let outgoing: Vec<(&Commit, (usize, &NewOutgoing))> = commits
        .iter()
        .flat_map(|commit| commit.outgoing.iter().enumerate().map(|row| (*commit, row)))
        .collect();
    if !outgoing.is_empty() {
        parts.table(
            "outgoing",
            &outgoing,
            &[
                ("key", Of::Text(&|(_, o)| Some(text(&o.key)))),
                ("channel", Of::Text(&|(_, o)| Some(text(o.channel.word())))),
                ("target", Of::Text(&|(_, o)| Some(text(&o.target)))),
                ("seq", Of::Int(&|(_, o)| Some(int(o.seq)))),
                ("place", Of::Int(&|(place, _)| Some(int(*place as u64)))),
                ("body", Of::Text(&|(_, o)| Some(text(json(&o.body))))),
                ("at", Of::Int(&|(_, o)| Some(millis(o.at)))),
            ],
        );
        parts.then(
            "kept_outgoing AS (INSERT INTO outbox (bucket, case_id, key, channel, target, seq, place, body, at,
                available_at)
                SELECT o.*, o.at FROM outgoing o JOIN won ON won.id = o.case_id)",
        );
    }
    let notices = rows(commits, |commit| &commit.notices);
    if !notices.is_empty() {
        parts.table(
            "told",
            &notices,
            &[
                ("key", Of::Text(&|n| Some(text(&n.key)))),
                ("unit", Of::Text(&|n| n.unit.clone())),
                ("receivers", Of::Text(&|n| Some(text(list(&n.to))))),
                ("body", Of::Text(&|n| Some(text(json(&n.body))))),
                ("at", Of::Int(&|n| Some(millis(n.at)))),
            ],
        );
        parts.then(
            "kept_notice AS (INSERT INTO notice (bucket, case_id, key, unit, receivers, body, at)
                SELECT n.* FROM told n JOIN won ON won.id = n.case_id)",
        );
    }
    let settled = rows(commits, |commit| &commit.settles);
    if !settled.is_empty() {
        parts.table("settled", &settled, &[("key", Of::Text(&|key| Some(text(key.as_str()))))]);
        parts.then(
            "gone_message AS (DELETE FROM outbox o USING settled s JOIN won ON won.id = s.case_id
                WHERE o.key = s.key)",
        );
    }
    let mended = rows(commits, |commit| &commit.mends);
    if !mended.is_empty() {
        parts.table("mended", &mended, &[("key", Of::Text(&|key| Some(text(key.as_str()))))]);
        parts.then(
            "gone_incident AS (UPDATE incident i SET settled = TRUE FROM mended m JOIN won ON won.id = m.case_id
                WHERE i.bucket = m.bucket AND i.case_id = m.case_id AND i.key = m.key)",
        );
    }
    let incidents = rows(commits, |commit| &commit.incidents);
    if !incidents.is_empty() {
        parts.table(
            "opened",
            &incidents,
            &[
                ("key", Of::Text(&|i| Some(text(&i.key)))),
                ("message", Of::Text(&|i| Some(text(&i.message)))),
                ("at", Of::Int(&|i| Some(millis(i.at)))),
            ],
        );
        parts.then(
            "kept_incident AS (INSERT INTO incident (bucket, case_id, key, message, at)
                SELECT i.* FROM opened i JOIN won ON won.id = i.case_id
                ON CONFLICT (bucket, case_id, key) DO UPDATE SET message = excluded.message, at = excluded.at,
                settled = FALSE)",
        );
    }
}

/// Changes of duty. The lock of [`lock_duty`] is held, so nobody else counts on from the same number.
fn duty(parts: &mut Parts, commits: &[&Commit]) {
    let changes = rows(commits, |commit| &commit.changes);
    if changes.is_empty() {
        return;
    }
    parts.table(
        "decided",
        &changes,
        &[
            ("place", Of::Int(&|c| Some(c.place.into()))),
            ("change", Of::Text(&|c| Some(text(json(&c.change))))),
        ],
    );
    parts.then(
        "kept_change AS (INSERT INTO duty_change (bucket, case_id, place, change, seq)
            SELECT c.bucket, c.case_id, c.place, c.change,
                (SELECT coalesce(max(seq), 0) FROM duty_change) + row_number() OVER (ORDER BY c.case_id, c.place)
            FROM decided c JOIN won ON won.id = c.case_id
            ON CONFLICT (bucket, case_id, place) DO UPDATE SET change = excluded.change, seq = excluded.seq,
                spread = FALSE)",
    );
}

fn published(parts: &mut Parts, commits: &[&Commit]) {
    let shown = rows(commits, |commit| commit.published.as_slice());
    if shown.is_empty() {
        return;
    }
    parts.table(
        "shown",
        &shown,
        &[
            ("workflow", Of::Text(&|r| Some(text(r.workflow.as_str())))),
            ("state", Of::Text(&|r| r.state.clone())),
            ("unit", Of::Text(&|r| r.unit.clone())),
            ("light", Of::Text(&|r| r.light.clone())),
            ("opened_at", Of::Int(&|r| Some(millis(r.opened_at)))),
            ("due_at", Of::Int(&|r| r.due_at.map(millis))),
            ("ended", Of::Flag(&|r| r.ended)),
            ("columns", Of::Text(&|r| Some(json(&r.columns.clone().into())))),
        ],
    );
    parts.then(
        "kept_row AS (INSERT INTO published_row (bucket, case_id, workflow, state, unit, light, opened_at, due_at, ended,
            columns)
            SELECT s.* FROM shown s JOIN won ON won.id = s.case_id
            ON CONFLICT (bucket, case_id) DO UPDATE SET state = excluded.state, unit = excluded.unit,
            light = excluded.light, due_at = excluded.due_at, ended = excluded.ended, columns = excluded.columns)",
    );
}

fn listed(parts: &mut Parts, commits: &[&Commit]) {
    let entries = rows(commits, |commit| commit.listed.as_slice());
    if entries.is_empty() {
        return;
    }
    parts.table(
        "declared",
        &entries,
        &[
            ("list", Of::Text(&|e| Some(text(&e.list)))),
            ("key", Of::Text(&|e| Some(text(&e.key)))),
            ("declared", Of::Text(&|e| Some(json(&e.declared)))),
            ("edition", Of::Text(&|e| Some(text(e.edition.as_str())))),
            ("gone_at", Of::Int(&|e| e.gone_at.map(millis))),
            ("revision", Of::Int(&|e| Some(int(e.revision)))),
            ("at", Of::Int(&|e| Some(millis(e.at)))),
        ],
    );
    parts.then(
        "kept_entry AS (INSERT INTO list_entry (list, key, case_id, declared, edition, gone_at, revision, at)
            SELECT d.list, d.key, d.case_id, d.declared, d.edition, d.gone_at, d.revision, d.at
            FROM declared d JOIN won ON won.id = d.case_id
            ON CONFLICT (list, key) DO UPDATE SET case_id = excluded.case_id, declared = excluded.declared,
            edition = excluded.edition, gone_at = excluded.gone_at, revision = excluded.revision, at = excluded.at)",
    );
}

/// Lets commits with changes of duty pass one at a time: numbers that are seen in another order than that in which they
/// were drawn would make a reader miss one.
pub fn lock_duty(commits: &[&Commit]) -> Option<Query> {
    let any = commits.iter().any(|commit| !commit.changes.is_empty());
    any.then(|| Query::new("LOCK TABLE duty_change IN SHARE ROW EXCLUSIVE MODE"))
}
