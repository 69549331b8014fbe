-- One row a start of a server. A cursor names the life in which it was given: a database put back
-- from a backup does not know the lives that came after it, and where each site stood when the
-- next life began tells which cursors of a known one reach beyond the backup.
CREATE TABLE lives (
    n BIGINT PRIMARY KEY,
    token TEXT NOT NULL
);
CREATE UNIQUE INDEX lives_by_token ON lives (token);
CREATE TABLE life_starts (
    site TEXT NOT NULL,
    n BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (site, n)
);
