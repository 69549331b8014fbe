-- What is to be told outside the app: one row a reason and a way out, so that nothing is told twice.
-- `channel` is `group:NAME` of a robot or `mail`; `target` the person a mail goes to, else ''.
-- `state` is `waiting`, `sent`, `gone` (it waited for nobody any more) or `given_up`. The row holds
-- no words: they are made from the record when it is sent.
CREATE TABLE notices (
    site TEXT NOT NULL,
    channel TEXT NOT NULL,
    target TEXT NOT NULL,
    id TEXT NOT NULL,
    topic TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    base TEXT NOT NULL,
    urgent BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    claimed_until BIGINT NOT NULL DEFAULT 0,
    attempts BIGINT NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'waiting',
    fault TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (site, channel, target, id)
);
CREATE INDEX notices_due ON notices (state, next_at);
CREATE INDEX notices_by_age ON notices (made_at);

-- How far the site's changes were looked through, and since when it tells at all.
CREATE TABLE notice_places (
    site TEXT PRIMARY KEY,
    seq BIGINT NOT NULL,
    since_at BIGINT NOT NULL
);

-- What a person wants to be told, as they said it.
CREATE TABLE notice_settings (
    member TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);
