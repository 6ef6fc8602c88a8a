-- Cases that are counted again after a calendar has changed: how far one node has come, and until when it is its turn.
CREATE TABLE reprojection (
    calendar TEXT COLLATE "C" NOT NULL,
    version TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    after TEXT COLLATE "C",
    available_at BIGINT NOT NULL DEFAULT 0,
    done BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (calendar, version)
);
CREATE INDEX reprojection_open ON reprojection (at) WHERE NOT done;
