import Schema
import Testing

@Suite struct RoutineReadingTests {
  @Test(arguments: [
    ("", ""),
    ("integer", "integer"),
    ("a integer, b text DEFAULT 'x, y'::text", "integer, text"),
    ("double precision, x double precision", "double precision, double precision"),
    ("double integer", "integer"),
    ("\"A b\" s.\"T\"[], s.u", "s.\"T\"[], s.u"),
    (
      "a timestamp without time zone, timestamp with time zone",
      "timestamp without time zone, timestamp with time zone"
    ),
    ("OUT a integer, INOUT b text, VARIADIC c integer[]", "text, integer[]"),
    ("character varying, VARIADIC \"any\"", "character varying, \"any\""),
  ])
  func `the types that tell functions apart are those of the input`(parameters: String, types: String) throws {
    let function = try #require(
      try reading(
        .function, "f", arguments: types,
        """
        CREATE OR REPLACE FUNCTION s.f(\(parameters))
         RETURNS integer
         LANGUAGE sql
        AS $function$ SELECT 1; $function$;

        COMMENT ON FUNCTION s.f(\(types)) IS 'c';

        ALTER FUNCTION s.f(\(types)) OWNER TO ann;

        REVOKE ALL ON FUNCTION s.f(\(types)) FROM PUBLIC;

        """, as: Routine.self))
    #expect(function.arguments == types)
    #expect(function.name == qualified("s", "f"))
    #expect(!function.isProcedure)
    #expect(function.definition.hasSuffix("AS $function$ SELECT 1; $function$"))
    #expect(function.comment == "c")
    #expect(function.access?.owner == "ann")
    #expect(function.access?.grants.count == 1)
  }

  @Test func `a procedure's types say which are output, and its body may have semicolons`() throws {
    let procedure = try #require(
      try reading(
        .procedure, "p", arguments: "integer, OUT text",
        """
        CREATE OR REPLACE PROCEDURE s.p(IN a integer, OUT b text)
         LANGUAGE sql
        BEGIN ATOMIC
         SELECT CASE WHEN true THEN 'a'::text END;
         SELECT 2;
        END;

        COMMENT ON PROCEDURE s.p(integer, OUT text) IS 'c';

        """, as: Routine.self))
    #expect(procedure.isProcedure)
    #expect(procedure.arguments == "integer, OUT text")
    #expect(procedure.definition.hasSuffix("SELECT 2;\nEND"))
  }

  @Test(arguments: [
    ("*", ""), ("integer, b text", "integer, text"),
    ("double precision ORDER BY anyelement", "double precision, anyelement"),
    ("VARIADIC \"any\" ORDER BY VARIADIC \"any\"", "\"any\""), ("ORDER BY a text", "text"),
  ])
  func `an aggregate has its signature and types`(signature: String, types: String) throws {
    let aggregate = try #require(
      try reading(
        .aggregate, "a", arguments: types,
        """
        CREATE AGGREGATE s.a(\(signature)) (
          SFUNC = s.step,
          STYPE = integer,
          INITCOND = '{0,1}',
          SORTOP = OPERATOR(pg_catalog.<)
        );

        COMMENT ON AGGREGATE s.a(\(signature)) IS 'c';

        GRANT ALL ON FUNCTION s.a(\(types)) TO bob;

        """, as: Aggregate.self))
    #expect(aggregate.arguments == types)
    #expect(aggregate.signature == signature)
    #expect(
      aggregate.clauses == [
        "SFUNC = s.step", "STYPE = integer", "INITCOND = '{0,1}'", "SORTOP = OPERATOR(pg_catalog.<)",
      ])
    #expect(aggregate.access?.grants.count == 1)
  }
}
