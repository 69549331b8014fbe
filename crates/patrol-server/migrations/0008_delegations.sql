-- A post in another's hands for a time. `state` is `planned`, `in_force` or `over`; `added` tells
-- whether the acting person did not hold the post before, so that its end takes it again.
CREATE TABLE delegations (
    site TEXT NOT NULL,
    id TEXT NOT NULL,
    absent TEXT NOT NULL,
    acting TEXT NOT NULL,
    body TEXT NOT NULL,
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    added BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (site, id)
);
CREATE INDEX delegations_by_state ON delegations (state, from_at, until_at);
