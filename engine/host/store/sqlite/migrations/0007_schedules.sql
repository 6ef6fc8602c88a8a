-- Up to which instant the occurrences of a schedule are known. Begins when the schedule is first published.
CREATE TABLE schedule_reach (
    schedule TEXT PRIMARY KEY,
    known_to INTEGER NOT NULL
);

-- Occurrences that came due, one row for each unit ('' where there are none); `of` is the key, which a calendar leaves as it is.
-- `after`: the last case that an event was offered to, in the pages of one node after the other.
CREATE TABLE schedule_run (
    schedule TEXT NOT NULL,
    unit TEXT NOT NULL,
    of TEXT NOT NULL,
    number INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    runs_until INTEGER,
    known TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'open',
    why TEXT,
    began BOOLEAN NOT NULL DEFAULT FALSE,
    after TEXT,
    available_at INTEGER NOT NULL DEFAULT 0,
    reached INTEGER NOT NULL DEFAULT 0,
    refused INTEGER NOT NULL DEFAULT 0,
    at INTEGER NOT NULL,
    PRIMARY KEY (schedule, unit, of)
);
CREATE UNIQUE INDEX schedule_run_number ON schedule_run (schedule, number);
CREATE INDEX schedule_run_open ON schedule_run (due_at, schedule, unit) WHERE status = 'open';
