-- Events of 2026 may already lie in the default partition. They move into a table of their own,
-- which joins the partitions once the default holds none of its rows.
CREATE TABLE audit.events_2026 (LIKE audit.events INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
ALTER TABLE audit.events_2026
  ADD CONSTRAINT events_2026_bounds
    CHECK (occurred_at >= '2026-01-01 00:00:00+00' AND occurred_at < '2027-01-01 00:00:00+00');

WITH moved AS (
  DELETE FROM audit.events_unsorted
  WHERE occurred_at >= '2026-01-01 00:00:00+00' AND occurred_at < '2027-01-01 00:00:00+00'
  RETURNING *
)
INSERT INTO audit.events_2026 SELECT * FROM moved;

ALTER TABLE audit.events ATTACH PARTITION audit.events_2026
  FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2027-01-01 00:00:00+00');

-- It saved a scan while attaching; from here on the bounds say the same.
ALTER TABLE audit.events_2026 DROP CONSTRAINT events_2026_bounds;
