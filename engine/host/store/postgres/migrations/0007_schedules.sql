-- Up to which instant the occurrences of a schedule are known. Begins when the schedule is first published.
CREATE TABLE schedule_reach (
    schedule TEXT COLLATE "C" PRIMARY KEY,
    known_to BIGINT NOT NULL
);

-- Occurrences that came due, one row for each unit ('' where there are none); `of` is the key, which a calendar leaves as it is.
-- `after`: the last case that an event was offered to, in the pages of one node after the other.
CREATE TABLE schedule_run (
    schedule TEXT COLLATE "C" NOT NULL,
    unit TEXT COLLATE "C" NOT NULL,
    of TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    runs_until BIGINT,
    known TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL DEFAULT 'open',
    why TEXT COLLATE "C",
    began BOOLEAN NOT NULL DEFAULT FALSE,
    after TEXT COLLATE "C",
    available_at BIGINT NOT NULL DEFAULT 0,
    reached BIGINT NOT NULL DEFAULT 0,
    refused BIGINT NOT NULL DEFAULT 0,
    at BIGINT NOT NULL,
    PRIMARY KEY (schedule, unit, of)
);
CREATE UNIQUE INDEX schedule_run_number ON schedule_run (schedule, number);
CREATE INDEX schedule_run_open ON schedule_run (due_at, schedule, unit) WHERE status = 'open';
