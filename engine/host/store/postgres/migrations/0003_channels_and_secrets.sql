-- Messages and calls are claimed apart: what waits for a dead service must not stand before what goes to a case.
DROP INDEX outbox_ready;
CREATE INDEX outbox_ready ON outbox (channel, available_at, at) WHERE NOT given_up;

-- Secrets of the deployment, each sealed by the master key: what names cases, for example.
CREATE TABLE secret (
    name TEXT COLLATE "C" PRIMARY KEY,
    sealed BYTEA NOT NULL
);
