import TestSupport
import Testing

/// Plans for tables in use lead where the others lead, with the rows there, in both directions.
@Suite(.tags(.large), .timeLimit(.minutes(3))) struct OnlinePairTests {
  private static let table = "CREATE TABLE t (id int, a text, b int);"
  private static let referenced = "CREATE TABLE r (id int PRIMARY KEY);"
  private static let partitions = """
    CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (1000);
    CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (1000) TO (2000) PARTITION BY LIST (v);
    CREATE TABLE p2a PARTITION OF p2 FOR VALUES IN ('a');
    """
  private static let partitioned = "CREATE TABLE p (id int, d date, v text) PARTITION BY RANGE (id);" + partitions

  static let pairs: [SchemaPair] = [
    SchemaPair(
      name: "indexes", old: table,
      new: table + "CREATE INDEX t_a ON t (a); COMMENT ON INDEX t_a IS 'x'; CREATE INDEX t_b ON t (b);"),
    SchemaPair(
      name: "an index on what becomes NOT NULL that identifies rows", old: "CREATE TABLE t (id int UNIQUE);",
      new: "CREATE TABLE t (id int NOT NULL UNIQUE); ALTER TABLE t REPLICA IDENTITY USING INDEX t_id_key;"),
    SchemaPair(
      name: "a changed index with its marks",
      old:
        "CREATE TABLE t (id int NOT NULL, b int); CREATE UNIQUE INDEX i ON t (id); COMMENT ON INDEX i IS 'x'; ALTER TABLE t CLUSTER ON i; ALTER TABLE t REPLICA IDENTITY USING INDEX i;",
      new:
        "CREATE TABLE t (id int NOT NULL, b int); CREATE UNIQUE INDEX i ON t (id) INCLUDE (b); COMMENT ON INDEX i IS 'x'; ALTER TABLE t CLUSTER ON i; ALTER TABLE t REPLICA IDENTITY USING INDEX i;"
    ),
    SchemaPair(
      name: "a changed index that foreign keys use",
      old: table + "CREATE UNIQUE INDEX t_b ON t (b); CREATE TABLE u (x int REFERENCES t (b));",
      new: table + "CREATE UNIQUE INDEX t_b ON t (b) INCLUDE (a); CREATE TABLE u (x int REFERENCES t (b));"),
    SchemaPair(
      name: "a key and a unique constraint", old: table,
      new:
        "CREATE TABLE t (id int PRIMARY KEY, a text, b int, CONSTRAINT b UNIQUE (b) INCLUDE (a) DEFERRABLE INITIALLY DEFERRED);"
    ),
    SchemaPair(
      name: "a changed key", old: "CREATE TABLE t (id int PRIMARY KEY, b int);",
      new: "CREATE TABLE t (id int, b int, CONSTRAINT t_pkey PRIMARY KEY (id, b) WITH (fillfactor=70));"),
    SchemaPair(
      name: "several changed keys, one with the name that another has meanwhile",
      old: "CREATE TABLE t (a int, b int, CONSTRAINT x UNIQUE (a) DEFERRABLE, CONSTRAINT y UNIQUE (b) DEFERRABLE);",
      new: "CREATE TABLE t (a int, b int, CONSTRAINT x UNIQUE (a)); CREATE UNIQUE INDEX confiture_new_x ON t (a);"
        + "CREATE UNIQUE INDEX y ON t (b);"),
    SchemaPair(
      name: "constraints", old: table + referenced,
      new: referenced
        + "CREATE TABLE t (id int REFERENCES r, a text CHECK (a <> ''), b int NOT NULL); COMMENT ON CONSTRAINT t_a_check ON t IS 'c';"
    ),
    SchemaPair(
      name: "constraints that become valid",
      old: table + referenced
        + "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES r NOT VALID; ALTER TABLE t ADD CONSTRAINT c CHECK (b > 0) NOT VALID;",
      new: table + referenced
        + "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES r; ALTER TABLE t ADD CONSTRAINT c CHECK (b > 0);"
    ),
    SchemaPair(
      name: "columns to be filled", old: table,
      new:
        "CREATE TABLE t (id int, a text, b int, c uuid NOT NULL DEFAULT gen_random_uuid(), \"d 'e%\" float DEFAULT random());"
    ),
    SchemaPair(
      name: "an identity", old: "CREATE TABLE t (id int);",
      new: "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY);"),
    SchemaPair(
      name: "indexes of partitions", old: partitioned,
      new: partitioned + "CREATE INDEX p_v ON p (v, id); CREATE INDEX ON p (lower(v));"),
    SchemaPair(
      name: "a changed index of partitions", old: partitioned + "CREATE INDEX p_v ON p (v, id);",
      new: partitioned
        + "CREATE INDEX p_v ON p (v, id) INCLUDE (d) WHERE id > 0; CREATE TABLE p3 PARTITION OF p DEFAULT;"
    ),
    SchemaPair(
      name: "a partition less", old: partitioned,
      new: """
        CREATE TABLE p (id int, d date, v text) PARTITION BY RANGE (id);
        CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (1000); CREATE INDEX ON p (id);
        """),
    SchemaPair(
      name: "constraints of partitions", old: partitioned + referenced,
      new: referenced
        + "CREATE TABLE p (id int NOT NULL REFERENCES r, d date, v text, CHECK (id > 0)) PARTITION BY RANGE (id);"
        + partitions),
    SchemaPair(
      name: "a materialized view's index", old: table + "CREATE MATERIALIZED VIEW m AS SELECT id, b FROM t;",
      new: table + "CREATE MATERIALIZED VIEW m AS SELECT id, b FROM t; CREATE INDEX ON m (id);"),
  ]

  @Test(arguments: pairs) func `a plan for tables in use leads to the same schema`(pair: SchemaPair) throws {
    let report = try MigrationCheck.ofConfiture(isOnline: true).check(pair)
    guard case .checked(let forward, let backward) = report else {
      Issue.record("\(pair.name): \(report)")
      return
    }
    #expect(forward.outcome == .passed, "\(forward.text)")
    #expect(backward.outcome == .passed, "\(backward.text)")
  }
}
