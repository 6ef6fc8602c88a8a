-- Entries of lists that opened a case. `declared`: the declaration that the case has been told of; `edition`: the hash of
-- the list in which it stood; `gone_at`: since when it is declared no more; `revision`: how often the row was written.
CREATE TABLE list_entry (
    list TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    case_id TEXT COLLATE "C" NOT NULL,
    declared TEXT COLLATE "C" NOT NULL,
    edition TEXT COLLATE "C" NOT NULL,
    gone_at BIGINT,
    revision BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (list, key)
);
