-- What the office did: a plan kept, an account made. It may name people; the audit row holds its
-- hash and nothing of it.
CREATE TABLE deeds (
    site TEXT NOT NULL,
    id TEXT NOT NULL,
    author TEXT NOT NULL,
    at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (site, id)
);
-- What a person's record at the site said until a moment: an operation is judged by the rights of
-- its own time too.
CREATE TABLE rights_past (
    site TEXT NOT NULL,
    member TEXT NOT NULL,
    seq BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (site, member, seq)
);
