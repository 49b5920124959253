DROP TABLE loyalty.entries;
DROP TYPE loyalty.entry_kind;
