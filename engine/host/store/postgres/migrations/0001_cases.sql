-- Instants are milliseconds since 1970-01-01T00:00Z. JSON is canonical text that this program writes and hashes:
-- the database never renders it. Every table that a case owns begins with the case's bucket.

CREATE TABLE clock (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    is_virtual BOOLEAN NOT NULL,
    stands_at BIGINT
);

-- `format_floor`: the newest format of stored cases that a node may write; raised when no older node is left.
CREATE TABLE meta (
    name TEXT COLLATE "C" PRIMARY KEY,
    value TEXT COLLATE "C" NOT NULL
);
INSERT INTO meta (name, value) VALUES ('format_floor', '1');

CREATE TABLE instance (
    bucket SMALLINT NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    head TEXT COLLATE "C" NOT NULL,
    format BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    workflow TEXT COLLATE "C" NOT NULL,
    definition TEXT COLLATE "C" NOT NULL,
    unit TEXT COLLATE "C",
    states TEXT COLLATE "C" NOT NULL,
    light TEXT COLLATE "C",
    numbers TEXT COLLATE "C" NOT NULL,
    started_at BIGINT NOT NULL,
    at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    ended BOOLEAN NOT NULL,
    due_at BIGINT,
    PRIMARY KEY (bucket, id)
) WITH (fillfactor = 80);
-- Only columns that a case never changes are indexed, so that an update stays within its page.
CREATE INDEX instance_id ON instance (id);
CREATE INDEX instance_workflow ON instance (workflow, id);

CREATE TABLE log (
    bucket SMALLINT NOT NULL,
    case_id TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    hash TEXT COLLATE "C" NOT NULL,
    previous TEXT COLLATE "C",
    at BIGINT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (bucket, case_id, version)
);

CREATE TABLE event_id (
    bucket SMALLINT NOT NULL,
    case_id TEXT COLLATE "C" NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    answer TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (bucket, case_id, source, id)
);

-- A wake-up index. The truth is in the case: a stale row wakes it for nothing.
CREATE TABLE timer (
    bucket SMALLINT NOT NULL,
    case_id TEXT COLLATE "C" NOT NULL,
    due_at BIGINT NOT NULL,
    PRIMARY KEY (bucket, case_id)
);
CREATE INDEX timer_due ON timer (due_at, case_id);

CREATE TABLE task (
    bucket SMALLINT NOT NULL,
    case_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    workflow TEXT COLLATE "C" NOT NULL,
    unit TEXT COLLATE "C",
    body TEXT COLLATE "C" NOT NULL,
    candidates TEXT COLLATE "C" NOT NULL,
    assignee TEXT COLLATE "C",
    opened_at BIGINT NOT NULL,
    due_at BIGINT,
    PRIMARY KEY (bucket, case_id, id)
);
CREATE INDEX task_case ON task (case_id, id);
CREATE INDEX task_assignee ON task (assignee);
CREATE INDEX task_candidates ON task USING gin ((candidates::jsonb));

CREATE TABLE outbox (
    bucket SMALLINT NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    case_id TEXT COLLATE "C" NOT NULL,
    channel TEXT COLLATE "C" NOT NULL,
    target TEXT COLLATE "C" NOT NULL,
    seq BIGINT NOT NULL,
    place BIGINT NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    available_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    problem TEXT COLLATE "C",
    given_up BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (bucket, key)
);
CREATE INDEX outbox_key ON outbox (key);
CREATE INDEX outbox_ready ON outbox (available_at, at) WHERE NOT given_up;
CREATE INDEX outbox_order ON outbox (bucket, case_id, target, seq, place) WHERE channel = 'message' AND NOT given_up;

CREATE TABLE notice (
    bucket SMALLINT NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    case_id TEXT COLLATE "C" NOT NULL,
    unit TEXT COLLATE "C",
    receivers TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (bucket, key)
);
CREATE INDEX notice_at ON notice (at DESC, key DESC);
CREATE INDEX notice_case ON notice (case_id, at);
CREATE INDEX notice_receivers ON notice USING gin ((receivers::jsonb));

CREATE TABLE incident (
    bucket SMALLINT NOT NULL,
    case_id TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    message TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    settled BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (bucket, case_id, key)
);
CREATE INDEX incident_open ON incident (at) WHERE NOT settled;

-- Apart from the case, so that erasing a key leaves state, log and chain as they are.
CREATE TABLE case_key (
    bucket SMALLINT NOT NULL,
    case_id TEXT COLLATE "C" NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (bucket, case_id)
);
