import Schema
import Testing

@Suite struct InheritanceReadingTests {
  private static let parent = file(
    .table, "parent",
    """
    CREATE TABLE s.parent (
      a integer DEFAULT 1 NOT NULL,
      b text DEFAULT 'x'::text,
      CONSTRAINT own CHECK ((a > 1)) NO INHERIT,
      CONSTRAINT shared CHECK ((a > 0))
    )
    PARTITION BY LIST (a);

    """)

  private static let supertype = file(
    .table, "super",
    """
    CREATE TABLE s.super (
      a integer DEFAULT 1 NOT NULL,
      b text COLLATE "C"
    );

    """)

  private func completed(_ file: SnapshotFile, with parent: SnapshotFile) throws -> Table {
    try #require(try SnapshotReading.objects(of: [file, parent]).first as? Table)
  }

  @Test func `a partition has its parent's columns, and what it changes of them`() throws {
    let partition = file(
      .table, "p",
      """
      CREATE TABLE s.p PARTITION OF s.parent
      FOR VALUES IN (1, 2)
      PARTITION BY HASH (b)
      WITH (fillfactor=10);

      ALTER TABLE ONLY s.p ALTER COLUMN b SET STORAGE EXTERNAL;

      ALTER TABLE ONLY s.p ALTER COLUMN a DROP DEFAULT;

      ALTER TABLE ONLY s.p ALTER COLUMN b SET DEFAULT 'y'::text;

      ALTER TABLE ONLY s.p ALTER COLUMN b SET NOT NULL;

      ALTER TABLE s.p CLUSTER ON p_a_idx;

      ALTER TABLE s.p DISABLE TRIGGER log;

      COMMENT ON CONSTRAINT p_pkey ON s.p IS 'c';

      """)
    let alone = try #require(try SnapshotReading.object(of: partition) as? Table)
    #expect(alone.columns.map(\.name) == ["b", "a"])
    let table = try completed(partition, with: Self.parent)
    #expect(table.parents == [qualified("s", "parent")])
    #expect(table.partitionBound == "FOR VALUES IN (1, 2)")
    #expect(table.partitionKey == "HASH (b)")
    #expect(!table.hasOwnColumnOrder)
    #expect(
      table.inheritedColumnChanges == [
        InheritedColumnChange(column: "a", change: .dropDefault),
        InheritedColumnChange(column: "b", change: .setDefault("'y'::text")),
        InheritedColumnChange(column: "b", change: .setNotNull),
      ])
    #expect(table.columns.map(\.name) == ["a", "b"])
    #expect(table.columns.map(\.type) == ["integer", "text"])
    #expect(table.columns.map(\.expression) == [nil, "'y'::text"])
    #expect(table.columns.map(\.isNotNull) == [true, true])
    #expect(table.columns.map(\.storage) == [nil, "EXTERNAL"])
    #expect(table.columns.allSatisfy { !$0.isLocal && $0.isInherited })
    #expect(table.indexes.map(\.name) == [qualified("s", "p_a_idx")])
    #expect(table.indexes.first?.attachedTo?.isAutomatic == true)
    #expect(table.indexes.first?.isClustered == true)
    #expect(table.constraints.map(\.kind) == [.primaryKey])
    #expect(table.constraints.first?.attachedTo?.isAutomatic == true)
    #expect(table.triggers == [Trigger(name: "log", definition: nil, firing: .disabled)])
    #expect(hashed(table) == partition.text)
  }

  @Test func `a partition that is attached is hashed as one that was made as such`() throws {
    let partition = file(
      .table, "p",
      """
      CREATE TABLE s.p (
        b text,
        a integer DEFAULT 1 NOT NULL,
        CONSTRAINT mine CHECK ((a > 5)),
        CONSTRAINT own CHECK ((a > 1)),
        CONSTRAINT shared CHECK ((a > 0))
      );

      CREATE INDEX odd ON s.p USING btree (a);

      ALTER TABLE ONLY s.parent ATTACH PARTITION s.p DEFAULT;

      ALTER INDEX s.parent_a_idx ATTACH PARTITION s.odd;

      """)
    let table = try completed(partition, with: Self.parent)
    #expect(table.hasOwnColumnOrder)
    #expect(table.columns.allSatisfy { !$0.isLocal && $0.isInherited })
    #expect(table.constraints.filter { !$0.isLocal }.map(\.name) == ["shared"])
    #expect(
      table.indexes.first?.attachedTo == AttachedIndex(parent: qualified("s", "parent_a_idx"), isAutomatic: false))
    #expect(
      hashed(table) == """
        CREATE TABLE s.p PARTITION OF s.parent (
          CONSTRAINT mine CHECK ((a > 5)),
          CONSTRAINT own CHECK ((a > 1))
        )
        DEFAULT;

        ALTER TABLE ONLY s.p ALTER COLUMN b DROP DEFAULT;

        CREATE INDEX odd ON s.p USING btree (a);

        ALTER INDEX s.parent_a_idx ATTACH PARTITION s.odd;

        """)
  }

  @Test func `a child has its parent's columns before its own`() throws {
    let child = file(
      .table, "child",
      """
      CREATE TABLE s.child (
        c integer
      )
      INHERITS (s.super);

      COMMENT ON COLUMN s.child.b IS 'inherited';

      COMMENT ON COLUMN s.child.c IS 'own';

      """)
    let table = try completed(child, with: Self.supertype)
    #expect(table.columns.map(\.name) == ["a", "b", "c"])
    #expect(table.columns.map(\.type) == ["integer", "text", "integer"])
    #expect(table.columns.map(\.isLocal) == [false, false, true])
    #expect(table.columns.map(\.isInherited) == [true, true, false])
    #expect(table.columns.map(\.comment) == [nil, "inherited", "own"])
    #expect(table.columns[1].collation == "\"C\"")
    #expect(table.columns[0].expression == "1")
    #expect(hashed(table) == child.text)
  }

  @Test func `a child with all columns of its own keeps its order in the file and loses it when hashed`() throws {
    let child = file(
      .table, "child",
      """
      CREATE TABLE s.child (
        b text,
        a integer NOT NULL
      );

      ALTER TABLE ONLY s.child INHERIT s.super;

      """)
    let table = try completed(child, with: Self.supertype)
    #expect(table.columns.allSatisfy { $0.isLocal && $0.isInherited })
    #expect(table.inheritedColumnChanges == [InheritedColumnChange(column: "a", change: .dropDefault)])
    #expect(
      hashed(table) == """
        CREATE TABLE s.child (
          a integer NOT NULL,
          b text
        )
        INHERITS (s.super);

        ALTER TABLE ONLY s.child ALTER COLUMN a DROP DEFAULT;

        """)
  }

  @Test func `a table of a type has the type's columns`() throws {
    let typed = file(
      .table, "typed",
      """
      CREATE TABLE s.typed OF s.pair (
        b WITH OPTIONS GENERATED ALWAYS AS IDENTITY (START WITH 5) NOT NULL
      );

      COMMENT ON COLUMN s.typed.a IS 'first';

      """)
    let type = file(
      .type, "pair",
      """
      CREATE TYPE s.pair AS (
        a text,
        b integer
      );

      """)
    let table = try completed(typed, with: type)
    #expect(table.rowType == qualified("s", "pair"))
    #expect(table.columns.map(\.name) == ["a", "b"])
    #expect(table.columns.map(\.type) == ["text", "integer"])
    #expect(
      table.columns[1].identity?.options
        == SequenceOptions(
          type: "integer", start: 5, increment: 1, minimum: 1, maximum: Int64(Int32.max), cache: 1, cycles: false))
    #expect(hashed(table) == typed.text)
  }

  @Test func `objects come in the order of their files`() throws {
    let files = [Self.parent, Self.supertype]
    #expect(try SnapshotReading.objects(of: files).map(\.identity) == files.map(\.identity))
    #expect(
      try SnapshotReading.objects(of: files.reversed()).map(\.identity) == files.reversed().map(\.identity))
  }
}
