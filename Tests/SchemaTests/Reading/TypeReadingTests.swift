import Schema
import Testing

@Suite struct TypeReadingTests {
  @Test func `an enumerated type has its labels`() throws {
    let type = try reading(
      .type, "e",
      """
      CREATE TYPE s.e AS ENUM (
        'it''s',
        'a, b',
        ''
      );

      COMMENT ON TYPE s.e IS 'c';

      ALTER TYPE s.e OWNER TO ann;

      REVOKE USAGE ON TYPE s.e FROM PUBLIC;

      """, as: EnumType.self)
    var expected = EnumType(name: qualified("s", "e"), labels: ["it's", "a, b", ""])
    expected.comment = "c"
    expected.access = Access(owner: "ann", grants: [Grant(action: .revoke, role: nil, privileges: ["USAGE"])])
    #expect(type == expected)
    #expect(try reading(.type, "n", "CREATE TYPE s.n AS ENUM ();\n", as: EnumType.self)?.labels == [])
  }

  @Test func `a composite type has its attributes`() throws {
    let type = try reading(
      .type, "C",
      """
      CREATE TYPE s."C" AS (
        a numeric(10,2),
        "b c" s."T"[] COLLATE pg_catalog."de-x-icu"
      );

      COMMENT ON COLUMN s."C"."b c" IS 'c';

      """, as: CompositeType.self)
    var second = Column(name: "b c", type: "s.\"T\"[]")
    second.collation = "pg_catalog.\"de-x-icu\""
    second.comment = "c"
    #expect(
      type
        == CompositeType(name: qualified("s", "C"), attributes: [Column(name: "a", type: "numeric(10,2)"), second])
    )
    #expect(try reading(.type, "n", "CREATE TYPE s.n AS ();\n", as: CompositeType.self)?.attributes == [])
  }

  @Test func `a range type has its clauses, and a shell before it`() throws {
    let type = try reading(
      .type, "r",
      """
      CREATE TYPE s.r;

      CREATE TYPE s.r AS RANGE (
        SUBTYPE = timestamp without time zone,
        SUBTYPE_OPCLASS = s.ops,
        COLLATION = "C",
        CANONICAL = s.canon,
        SUBTYPE_DIFF = s."Diff",
        MULTIRANGE_TYPE_NAME = s.mr
      );

      """, as: RangeType.self)
    var expected = RangeType(name: qualified("s", "r"), subtype: "timestamp without time zone")
    (expected.operatorClass, expected.collation, expected.canonical) = ("s.ops", "\"C\"", "s.canon")
    (expected.difference, expected.multirangeName) = ("s.\"Diff\"", qualified("s", "mr"))
    #expect(type == expected)
  }

  @Test func `a domain has its default and constraints, also those in statements of their own`() throws {
    let domain = try #require(
      try reading(
        .domain, "d",
        """
        CREATE DOMAIN s.d AS character varying(5) COLLATE "C" DEFAULT 'a CONSTRAINT'::character varying NOT NULL
          CONSTRAINT b CHECK (((VALUE)::text <> ''::text))
          CONSTRAINT c CHECK ((VALUE IS NOT NULL));

        ALTER DOMAIN s.d ADD CONSTRAINT a CHECK (s.f(VALUE));

        COMMENT ON DOMAIN s.d IS 'd';

        COMMENT ON CONSTRAINT b ON DOMAIN s.d IS 'b';

        ALTER DOMAIN s.d OWNER TO ann;

        GRANT ALL ON TYPE s.d TO bob;

        """, as: DomainType.self))
    #expect(domain.baseType == "character varying(5)")
    #expect(domain.collation == "\"C\"")
    #expect(domain.expression == "'a CONSTRAINT'::character varying")
    #expect(domain.isNotNull)
    #expect(domain.constraints.map(\.name) == ["a", "b", "c"])
    #expect(domain.constraints.map(\.comment) == [nil, "b", nil])
    #expect(domain.constraints[2].definition == "CHECK ((VALUE IS NOT NULL))")
    #expect(domain.comment == "d")
    #expect(domain.access?.owner == "ann")
    #expect(domain.access?.grants == [Grant(action: .grant, role: "bob", privileges: [])])

    let late = try reading(
      .domain, "l", "CREATE DOMAIN s.l AS text;\n\nALTER DOMAIN s.l SET DEFAULT s.f();\n", as: DomainType.self)
    #expect(late?.expression == "s.f()")
  }

  @Test(arguments: [
    ("", "bigint", 1, 1, 1, Int64.max, 1, false),
    (" AS smallint", "smallint", 1, 1, 1, Int64(Int16.max), 1, false),
    (" AS integer INCREMENT BY -1", "integer", -1, -1, Int64(Int32.min), -1, 1, false),
    (
      " INCREMENT BY 5 MINVALUE -10 MAXVALUE 100 START WITH 20 CACHE 7 CYCLE", "bigint", 20, 5, -10, 100, 7,
      true
    ),
  ])
  func `what a sequence does not say is as its type gives it`(
    clauses: String, type: String, start: Int64, increment: Int64, minimum: Int64, maximum: Int64, cache: Int64,
    cycles: Bool
  ) throws {
    let sequence = try #require(
      try reading(.sequence, "q", "CREATE SEQUENCE s.q\(clauses);\n", as: SequenceGenerator.self))
    #expect(
      sequence.options
        == SequenceOptions(
          type: type, start: start, increment: increment, minimum: minimum, maximum: maximum, cache: cache,
          cycles: cycles))
  }

  @Test func `a sequence has its owner and column`() throws {
    let sequence = try #require(
      try reading(
        .sequence, "q",
        """
        CREATE UNLOGGED SEQUENCE s.q AS integer;

        ALTER SEQUENCE s.q OWNED BY s."T".id;

        COMMENT ON SEQUENCE s.q IS 'c';

        GRANT SELECT, USAGE ON SEQUENCE s.q TO bob;

        """, as: SequenceGenerator.self))
    #expect(sequence.isUnlogged)
    #expect(sequence.ownedBy?.table == qualified("s", "T"))
    #expect(sequence.ownedBy?.column == "id")
    #expect(sequence.comment == "c")
    #expect(
      sequence.access
        == Access(owner: nil, grants: [Grant(action: .grant, role: "bob", privileges: ["SELECT", "USAGE"])]))
  }
}
