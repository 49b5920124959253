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

  /// A schema for each case, so that many cost no more than one.
  static let pairs = [
    DependentPairTests.pair(
      "indexes",
      [
        // Indexes.
        .init(
          old: table,
          new: table + "CREATE INDEX t_a ON t (a); COMMENT ON INDEX t_a IS 'x'; CREATE INDEX t_b ON t (b);"),
        // An index on what becomes NOT NULL that identifies rows.
        .init(
          old: "CREATE TABLE t (id int UNIQUE);",
          new: "CREATE TABLE t (id int NOT NULL UNIQUE); ALTER TABLE t REPLICA IDENTITY USING INDEX t_id_key;"),
        // A changed index with its marks.
        .init(
          old:
            "CREATE TABLE t (id int NOT NULL, b int); CREATE UNIQUE INDEX i ON t (id); COMMENT ON INDEX i IS 'x'; ALTER TABLE t CLUSTER ON i; ALTER TABLE t REPLICA IDENTITY USING INDEX i;",
          new:
            "CREATE TABLE t (id int NOT NULL, b int); CREATE UNIQUE INDEX i ON t (id) INCLUDE (b); COMMENT ON INDEX i IS 'x'; ALTER TABLE t CLUSTER ON i; ALTER TABLE t REPLICA IDENTITY USING INDEX i;"
        ),
        // A changed index that foreign keys use.
        .init(
          old: table + "CREATE UNIQUE INDEX t_b ON t (b); CREATE TABLE u (x int REFERENCES t (b));",
          new: table + "CREATE UNIQUE INDEX t_b ON t (b) INCLUDE (a); CREATE TABLE u (x int REFERENCES t (b));"),
        // A materialized view's index.
        .init(
          old: table + "CREATE MATERIALIZED VIEW m AS SELECT id, b FROM t;",
          new: table + "CREATE MATERIALIZED VIEW m AS SELECT id, b FROM t; CREATE INDEX ON m (id);"),
      ]),
    DependentPairTests.pair(
      "keys, constraints and columns",
      [
        // A key and a unique constraint.
        .init(
          old: table,
          new:
            "CREATE TABLE t (id int PRIMARY KEY, a text, b int, CONSTRAINT b UNIQUE (b) INCLUDE (a) DEFERRABLE INITIALLY DEFERRED);"
        ),
        // Several changed keys, one with the name that another has meanwhile.
        .init(
          old: "CREATE TABLE t (a int, b int, CONSTRAINT x UNIQUE (a) DEFERRABLE,"
            + "CONSTRAINT y UNIQUE (b) DEFERRABLE);",
          new: "CREATE TABLE t (a int, b int, CONSTRAINT x UNIQUE (a)); CREATE UNIQUE INDEX confiture_new_x ON t (a);"
            + "CREATE UNIQUE INDEX y ON t (b);"),
        // A changed key.
        .init(
          old: "CREATE TABLE t (id int PRIMARY KEY, b int);",
          new: "CREATE TABLE t (id int, b int, CONSTRAINT t_pkey PRIMARY KEY (id, b) WITH (fillfactor=70));"),
        // Constraints.
        .init(
          old: table + referenced,
          new: referenced
            + "CREATE TABLE t (id int REFERENCES r, a text CHECK (a <> ''), b int NOT NULL); COMMENT ON CONSTRAINT t_a_check ON t IS 'c';"
        ),
        // Constraints that become valid.
        .init(
          old: table + referenced
            + "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES r NOT VALID; ALTER TABLE t ADD CONSTRAINT c CHECK (b > 0) NOT VALID;",
          new: table + referenced
            + "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES r; ALTER TABLE t ADD CONSTRAINT c CHECK (b > 0);"
        ),
        // Columns to be filled.
        .init(
          old: table,
          new:
            "CREATE TABLE t (id int, a text, b int, c uuid NOT NULL DEFAULT gen_random_uuid(), \"d 'e%\" float DEFAULT random());"
        ),
        // An identity.
        .init(
          old: "CREATE TABLE t (id int);",
          new: "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY);"),
      ]),
    DependentPairTests.pair(
      "partitions",
      [
        // Indexes of partitions.
        .init(
          old: partitioned,
          new: partitioned + "CREATE INDEX p_v ON p (v, id); CREATE INDEX ON p (lower(v));"),
        // A changed index of partitions.
        .init(
          old: partitioned + "CREATE INDEX p_v ON p (v, id);",
          new: partitioned
            + "CREATE INDEX p_v ON p (v, id) INCLUDE (d) WHERE id > 0; CREATE TABLE p3 PARTITION OF p DEFAULT;"),
        // A partition less.
        .init(
          old: partitioned,
          new: """
            CREATE TABLE p (id int, d date, v text) PARTITION BY RANGE (id);
            CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (1000); CREATE INDEX ON p (id);
            """),
      ]),
    // Rows may forbid it, and then it is tried without: alone, so that the others keep theirs.
    DependentPairTests.pair(
      "constraints of partitions",
      [
        .init(
          old: partitioned + referenced,
          new: referenced
            + "CREATE TABLE p (id int NOT NULL REFERENCES r, d date, v text, CHECK (id > 0)) PARTITION BY RANGE (id);"
            + partitions)
      ]),
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
