-- What cases publish, written in the commit of the case: boards, lists and other workflows read this and nothing else.
CREATE TABLE published_row (
    bucket INTEGER NOT NULL,
    case_id TEXT NOT NULL,
    workflow TEXT NOT NULL,
    state TEXT,
    unit TEXT,
    light TEXT,
    opened_at INTEGER NOT NULL,
    due_at INTEGER,
    ended BOOLEAN NOT NULL,
    columns TEXT NOT NULL,
    PRIMARY KEY (bucket, case_id)
);
CREATE INDEX published_row_workflow ON published_row (workflow, case_id);

-- Published boards. A snapshot never changes; a correction is a new one that names the old. `occasion` is what it was published
-- for, once: an occurrence of a schedule, or a request; `request` is the hash of that request.
CREATE TABLE board_snapshot (
    board TEXT NOT NULL,
    number INTEGER NOT NULL,
    occasion TEXT NOT NULL,
    request TEXT NOT NULL,
    definition TEXT NOT NULL,
    read_at INTEGER NOT NULL,
    due_at INTEGER,
    corrects INTEGER,
    body TEXT NOT NULL,
    PRIMARY KEY (board, number)
);
CREATE UNIQUE INDEX board_snapshot_occasion ON board_snapshot (board, occasion);
