-- Reference tables: owned by no case, small, read by every node.

CREATE TABLE definition (
    hash TEXT COLLATE "C" PRIMARY KEY,
    workflow TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL
);

CREATE TABLE publication (
    workflow TEXT COLLATE "C" NOT NULL,
    effective TEXT COLLATE "C" NOT NULL,
    hash TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (workflow, effective)
);

-- Every hash that was ever published: a node that starts with an old folder must not bring one back.
CREATE TABLE published (
    workflow TEXT COLLATE "C" NOT NULL,
    hash TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (workflow, hash)
);

CREATE TABLE token (
    name TEXT COLLATE "C" PRIMARY KEY,
    secret_hash TEXT COLLATE "C" NOT NULL UNIQUE,
    kind TEXT COLLATE "C" NOT NULL,
    person TEXT COLLATE "C",
    verbs TEXT COLLATE "C" NOT NULL,
    unit TEXT COLLATE "C",
    at BIGINT NOT NULL,
    expires_at BIGINT,
    revoked BOOLEAN NOT NULL
);

CREATE TABLE sequence (
    scope TEXT COLLATE "C" PRIMARY KEY,
    value BIGINT NOT NULL
);
