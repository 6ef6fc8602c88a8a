-- Entries of lists that opened a case. `declared`: the declaration that the case has been told of; `edition`: the hash of
-- the list in which it stood; `gone_at`: since when it is declared no more; `revision`: how often the row was written.
CREATE TABLE list_entry (
    list TEXT NOT NULL,
    key TEXT NOT NULL,
    case_id TEXT NOT NULL,
    declared TEXT NOT NULL,
    edition TEXT NOT NULL,
    gone_at INTEGER,
    revision INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (list, key)
);
