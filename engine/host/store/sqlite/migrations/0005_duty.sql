-- Changes of duty that cases have decided. `seq` is the order of commits: a reader goes on from the last one it saw.
CREATE TABLE duty_change (
    bucket INTEGER NOT NULL,
    case_id TEXT NOT NULL,
    place INTEGER NOT NULL,
    change TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (bucket, case_id, place)
);
CREATE INDEX duty_change_seq ON duty_change (seq);
