-- Whether a claim opens the picture: its maker had the bytes to send, or had opened it before.
ALTER TABLE photo_claims ADD COLUMN granted BIGINT NOT NULL DEFAULT 1;
