-- Reference tables: owned by no case, small, read by every node.

CREATE TABLE definition (
    hash TEXT PRIMARY KEY,
    workflow TEXT NOT NULL,
    body TEXT NOT NULL,
    at INTEGER NOT NULL
);

CREATE TABLE publication (
    workflow TEXT NOT NULL,
    effective TEXT NOT NULL,
    hash TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (workflow, effective)
);

-- Every hash that was ever published: a node that starts with an old folder must not bring one back.
CREATE TABLE published (
    workflow TEXT NOT NULL,
    hash TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (workflow, hash)
);

CREATE TABLE token (
    name TEXT PRIMARY KEY,
    secret_hash TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    person TEXT,
    verbs TEXT NOT NULL,
    unit TEXT,
    at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked BOOLEAN NOT NULL
);

CREATE TABLE sequence (
    scope TEXT PRIMARY KEY,
    value INTEGER NOT NULL
);
