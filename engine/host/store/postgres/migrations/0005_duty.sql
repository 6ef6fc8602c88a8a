-- Changes of duty that cases have decided. `seq` is the order of commits: a reader goes on from the last one it saw.
-- `spread`: every case that watches duty has looked at it.
CREATE TABLE duty_change (
    bucket SMALLINT NOT NULL,
    case_id TEXT COLLATE "C" NOT NULL,
    place INTEGER NOT NULL,
    change TEXT COLLATE "C" NOT NULL,
    seq BIGINT NOT NULL,
    spread BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (bucket, case_id, place)
);
CREATE INDEX duty_change_seq ON duty_change (seq);
CREATE INDEX duty_change_unspread ON duty_change (seq) WHERE NOT spread;
