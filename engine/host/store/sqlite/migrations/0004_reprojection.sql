-- Cases that are counted again after a calendar has changed: how far one node has come, and until when it is its turn.
CREATE TABLE reprojection (
    calendar TEXT NOT NULL,
    version TEXT NOT NULL,
    at INTEGER NOT NULL,
    after TEXT,
    available_at INTEGER NOT NULL DEFAULT 0,
    done BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (calendar, version)
);
CREATE INDEX reprojection_open ON reprojection (at) WHERE NOT done;
