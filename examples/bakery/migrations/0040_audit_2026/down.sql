ALTER TABLE audit.events DETACH PARTITION audit.events_2026;
INSERT INTO audit.events SELECT * FROM audit.events_2026;
DROP TABLE audit.events_2026;
