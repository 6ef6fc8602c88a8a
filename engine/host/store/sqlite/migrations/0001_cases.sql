-- Instants are milliseconds since 1970-01-01T00:00Z. JSON is canonical text that this program writes and hashes:
-- the database never renders it. Every table that a case owns begins with the case's bucket.

CREATE TABLE clock (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    is_virtual BOOLEAN NOT NULL,
    stands_at INTEGER
);

-- `format_floor`: the newest format of stored cases that a node may write; raised when no older node is left.
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
INSERT INTO meta (name, value) VALUES ('format_floor', '1');

CREATE TABLE instance (
    bucket INTEGER NOT NULL,
    id TEXT NOT NULL,
    head TEXT NOT NULL,
    format INTEGER NOT NULL,
    state TEXT NOT NULL,
    workflow TEXT NOT NULL,
    definition TEXT NOT NULL,
    unit TEXT,
    states TEXT NOT NULL,
    light TEXT,
    numbers TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    ended BOOLEAN NOT NULL,
    due_at INTEGER,
    PRIMARY KEY (bucket, id)
);
-- Only columns that a case never changes are indexed.
CREATE INDEX instance_id ON instance (id);
CREATE INDEX instance_workflow ON instance (workflow, id);

CREATE TABLE log (
    bucket INTEGER NOT NULL,
    case_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    hash TEXT NOT NULL,
    previous TEXT,
    at INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (bucket, case_id, version)
);

CREATE TABLE event_id (
    bucket INTEGER NOT NULL,
    case_id TEXT NOT NULL,
    source TEXT NOT NULL,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    answer TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (bucket, case_id, source, id)
);

-- A wake-up index. The truth is in the case: a stale row wakes it for nothing.
CREATE TABLE timer (
    bucket INTEGER NOT NULL,
    case_id TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    PRIMARY KEY (bucket, case_id)
);
CREATE INDEX timer_due ON timer (due_at, case_id);

CREATE TABLE task (
    bucket INTEGER NOT NULL,
    case_id TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    workflow TEXT NOT NULL,
    unit TEXT,
    body TEXT NOT NULL,
    candidates TEXT NOT NULL,
    assignee TEXT,
    opened_at INTEGER NOT NULL,
    due_at INTEGER,
    PRIMARY KEY (bucket, case_id, id)
);
CREATE INDEX task_case ON task (case_id, id);
CREATE INDEX task_assignee ON task (assignee);

CREATE TABLE outbox (
    bucket INTEGER NOT NULL,
    key TEXT NOT NULL,
    case_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    target TEXT NOT NULL,
    seq INTEGER NOT NULL,
    place INTEGER NOT NULL,
    body TEXT NOT NULL,
    at INTEGER NOT NULL,
    available_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    problem TEXT,
    given_up BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (bucket, key)
);
CREATE INDEX outbox_key ON outbox (key);
CREATE INDEX outbox_ready ON outbox (available_at, at) WHERE NOT given_up;
CREATE INDEX outbox_order ON outbox (bucket, case_id, target, seq, place) WHERE channel = 'message' AND NOT given_up;

CREATE TABLE notice (
    bucket INTEGER NOT NULL,
    key TEXT NOT NULL,
    case_id TEXT NOT NULL,
    unit TEXT,
    receivers TEXT NOT NULL,
    body TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (bucket, key)
);
CREATE INDEX notice_at ON notice (at DESC, key DESC);
CREATE INDEX notice_case ON notice (case_id, at);

CREATE TABLE incident (
    bucket INTEGER NOT NULL,
    case_id TEXT NOT NULL,
    key TEXT NOT NULL,
    message TEXT NOT NULL,
    at INTEGER NOT NULL,
    settled BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (bucket, case_id, key)
);
CREATE INDEX incident_open ON incident (at) WHERE NOT settled;

-- Apart from the case, so that erasing a key leaves state, log and chain as they are.
CREATE TABLE case_key (
    bucket INTEGER NOT NULL,
    case_id TEXT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (bucket, case_id)
);
