-- Numbers under which a second device of the same person brought an operation that stands in
-- `ops` already: a backup of a broken phone, taken over by another. Its word is the first one's.
CREATE TABLE op_copies (
    device TEXT NOT NULL,
    site TEXT NOT NULL,
    seq BIGINT NOT NULL,
    op_id TEXT NOT NULL,
    receipt TEXT NOT NULL,
    PRIMARY KEY (device, site, seq)
);
