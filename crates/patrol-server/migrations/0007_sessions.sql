-- A one-time password opens only the way to a password of one's own.
ALTER TABLE accounts ADD COLUMN must_change BIGINT NOT NULL DEFAULT 0;
CREATE INDEX accounts_by_member ON accounts (member);
ALTER TABLE sessions ADD COLUMN must_change BIGINT NOT NULL DEFAULT 0;
-- Kind of device and browser, as the sign-in told it.
ALTER TABLE sessions ADD COLUMN label TEXT NOT NULL DEFAULT '';
CREATE INDEX sessions_by_member ON sessions (member);
-- Unsent work of suspended people. What it says stands in `ops`; `word` is '' until somebody
-- decided, then `accepted` or `refused`.
CREATE TABLE quarantine (
    site TEXT NOT NULL,
    op_id TEXT NOT NULL,
    author TEXT NOT NULL,
    device TEXT NOT NULL,
    seq BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    word TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (site, op_id)
);
