-- What cases publish, written in the commit of the case: boards, lists and other workflows read this and nothing else.
CREATE TABLE published_row (
    bucket SMALLINT NOT NULL,
    case_id TEXT COLLATE "C" NOT NULL,
    workflow TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C",
    unit TEXT COLLATE "C",
    light TEXT COLLATE "C",
    opened_at BIGINT NOT NULL,
    due_at BIGINT,
    ended BOOLEAN NOT NULL,
    columns TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (bucket, case_id)
) WITH (fillfactor = 80);
CREATE INDEX published_row_workflow ON published_row (workflow, case_id);

-- Published boards. A snapshot never changes; a correction is a new one that names the old. `occasion` is what it was published
-- for, once: an occurrence of a schedule, or a request; `request` is the hash of that request.
CREATE TABLE board_snapshot (
    board TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    occasion TEXT COLLATE "C" NOT NULL,
    request TEXT COLLATE "C" NOT NULL,
    definition TEXT COLLATE "C" NOT NULL,
    read_at BIGINT NOT NULL,
    due_at BIGINT,
    corrects BIGINT,
    body TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (board, number)
);
CREATE UNIQUE INDEX board_snapshot_occasion ON board_snapshot (board, occasion);
