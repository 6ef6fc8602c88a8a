-- Changes of duty that cases have decided. `seq` is the order of commits: a reader goes on from the last one it saw.
CREATE TABLE duty_change (
    bucket SMALLINT NOT NULL,
    case_id TEXT COLLATE "C" NOT NULL,
    place INTEGER NOT NULL,
    change TEXT COLLATE "C" NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (bucket, case_id, place)
);
CREATE INDEX duty_change_seq ON duty_change (seq);
