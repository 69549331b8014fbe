-- Everything a site owns is keyed by site, so that a distributed database can shard by it.
-- One text for SQLite and PostgreSQL: BIGINT, TEXT, $1. Ids are hyphenated UUIDs, times are
-- milliseconds since 1970 UTC, sets of roles and departments are bit masks.

CREATE TABLE server_facts (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- One row a site, locked first by every transaction that writes to the site: a number taken
-- from it is visible only together with its rows, so a pull never passes over a late one.
CREATE TABLE site_counters (
    site TEXT PRIMARY KEY,
    seq BIGINT NOT NULL,
    audit_n BIGINT NOT NULL,
    audit_hash TEXT NOT NULL
);

-- The base and the change log in one: `seq` is the place of the latest change. `audience` is
-- what `record_marks` holds of this record, as one text.
CREATE TABLE records (
    site TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    seq BIGINT NOT NULL,
    body TEXT NOT NULL,
    audience TEXT NOT NULL,
    past BIGINT NOT NULL,
    ord BIGINT NOT NULL,
    PRIMARY KEY (site, kind, name)
);
CREATE UNIQUE INDEX records_by_seq ON records (site, seq);
CREATE INDEX records_by_shelf ON records (site, kind, past, ord);

-- Who may see a record, in the words of `patrol_domain::sight`. Marks are added, never taken
-- away: what a person once received they may go on seeing.
CREATE TABLE record_marks (
    site TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    mark TEXT NOT NULL,
    PRIMARY KEY (site, kind, name, mark)
);

-- At which sites a person's record stands.
CREATE TABLE memberships (
    member TEXT NOT NULL,
    site TEXT NOT NULL,
    PRIMARY KEY (member, site)
);

CREATE TABLE case_numbers (
    site TEXT NOT NULL,
    day TEXT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (site, day)
);

-- A device belongs to the person who used it first.
CREATE TABLE devices (
    id TEXT PRIMARY KEY,
    member TEXT NOT NULL
);

-- How far a device's own order has come at a site.
CREATE TABLE device_orders (
    device TEXT NOT NULL,
    site TEXT NOT NULL,
    last_seq BIGINT NOT NULL,
    PRIMARY KEY (device, site)
);

-- Every operation ever received, as it came, with the server's word on it.
CREATE TABLE ops (
    device TEXT NOT NULL,
    site TEXT NOT NULL,
    seq BIGINT NOT NULL,
    op_id TEXT NOT NULL,
    author TEXT NOT NULL,
    body TEXT NOT NULL,
    receipt TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (device, site, seq)
);
CREATE UNIQUE INDEX ops_by_id ON ops (op_id);

-- hash = SHA-256 of the row before and of this row; personal data only as a digest.
CREATE TABLE audit (
    site TEXT NOT NULL,
    n BIGINT NOT NULL,
    op_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    digest TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (site, n)
);

CREATE TABLE photos (
    site TEXT NOT NULL,
    id TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    held_at BIGINT NOT NULL,
    PRIMARY KEY (site, id)
);

-- Which settled operation named a photo, and the record it went into ('' when refused).
CREATE TABLE photo_claims (
    site TEXT NOT NULL,
    photo TEXT NOT NULL,
    member TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    PRIMARY KEY (site, photo, member, kind, name)
);
CREATE INDEX photo_claims_by_record ON photo_claims (site, kind, name);

CREATE TABLE accounts (
    login TEXT PRIMARY KEY,
    hash TEXT NOT NULL,
    member TEXT NOT NULL
);

CREATE TABLE sessions (
    token TEXT PRIMARY KEY,
    member TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_age ON sessions (seen_at);

-- Failed sign-ins; `subject` is a keyed hash of a login or an address.
CREATE TABLE sign_in_tries (
    subject TEXT PRIMARY KEY,
    failures BIGINT NOT NULL,
    until BIGINT NOT NULL
);

CREATE TABLE plans (
    site TEXT NOT NULL,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    expanded_to BIGINT NOT NULL,
    PRIMARY KEY (site, id)
);
