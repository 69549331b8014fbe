-- Whether the person's record at the site says suspended: read with every request.
ALTER TABLE memberships ADD COLUMN suspended BIGINT NOT NULL DEFAULT 0;
UPDATE memberships SET suspended = 1 WHERE EXISTS (
    SELECT 1 FROM records r
    WHERE r.site = memberships.site AND r.kind = 'member' AND r.name = memberships.member
      AND r.body LIKE '%"suspended":true%'
);
