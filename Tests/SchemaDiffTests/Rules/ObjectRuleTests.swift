import Schema
import SchemaDiff
import Testing

struct ObjectRuleTests {
  @Test(arguments: domains + types + routines + replication + foreign + search + access)
  func `an object becomes the new one, and the old one again`(_ rule: RuleCase) throws {
    let (forth, back) = try rule.statements()
    #expect(forth == rule.forth)
    #expect(back == rule.back)
  }

  private static let domains = [
    RuleCase(
      name: "a domain's constraint gets another name", path: "public/domains/d.sql",
      old: "CREATE DOMAIN public.d AS integer\n  CONSTRAINT a CHECK ((VALUE > 0));\n",
      new: "CREATE DOMAIN public.d AS integer\n  CONSTRAINT b CHECK ((VALUE > 0));\n",
      forth: ["ALTER DOMAIN public.d RENAME CONSTRAINT a TO b"],
      back: ["ALTER DOMAIN public.d RENAME CONSTRAINT b TO a"]),
    RuleCase(
      name: "a domain's constraint is validated", path: "public/domains/d.sql",
      old:
        "CREATE DOMAIN public.d AS integer;\n\nALTER DOMAIN public.d ADD CONSTRAINT a CHECK ((VALUE > 0)) NOT VALID;\n",
      new: "CREATE DOMAIN public.d AS integer\n  CONSTRAINT a CHECK ((VALUE > 0));\n",
      forth: ["ALTER DOMAIN public.d VALIDATE CONSTRAINT a"],
      back: [
        "ALTER DOMAIN public.d DROP CONSTRAINT a",
        "ALTER DOMAIN public.d ADD CONSTRAINT a CHECK ((VALUE > 0)) NOT VALID",
      ]),
    RuleCase(
      name: "a domain gets a default and refuses NULL", path: "public/domains/d.sql",
      old: "CREATE DOMAIN public.d AS integer;\n", new: "CREATE DOMAIN public.d AS integer DEFAULT 3 NOT NULL;\n",
      forth: ["ALTER DOMAIN public.d SET DEFAULT 3", "ALTER DOMAIN public.d SET NOT NULL"],
      back: ["ALTER DOMAIN public.d DROP DEFAULT", "ALTER DOMAIN public.d DROP NOT NULL"]),
  ]

  private static let types = [
    RuleCase(
      name: "a composite type loses an attribute and gets others at its end", path: "public/types/c.sql",
      old: "CREATE TYPE public.c AS (\n  a integer,\n  b text\n);\n",
      new: "CREATE TYPE public.c AS (\n  b text,\n  z date\n);\n",
      forth: ["ALTER TYPE public.c ADD ATTRIBUTE z date", "ALTER TYPE public.c DROP ATTRIBUTE a"],
      back: ["DROP TYPE public.c", "CREATE TYPE public.c AS (\n  a integer,\n  b text\n)"]),
    RuleCase(
      name: "an attribute of a composite type that no table has gets another type", path: "public/types/c.sql",
      old: "CREATE TYPE public.c AS (\n  a integer\n);\n", new: "CREATE TYPE public.c AS (\n  a bigint\n);\n",
      forth: ["ALTER TYPE public.c ALTER ATTRIBUTE a TYPE bigint"],
      back: ["ALTER TYPE public.c ALTER ATTRIBUTE a TYPE integer"]),
    RuleCase(
      name: "a range type gets a comment", path: "public/types/r.sql",
      old: "CREATE TYPE public.r AS RANGE (\n  SUBTYPE = numeric\n);\n",
      new: "CREATE TYPE public.r AS RANGE (\n  SUBTYPE = numeric\n);\n\nCOMMENT ON TYPE public.r IS 'x';\n",
      forth: ["COMMENT ON TYPE public.r IS 'x'"], back: ["COMMENT ON TYPE public.r IS NULL"]),
  ]

  private static func function(_ arguments: String, _ result: String = "integer", body: String = "select 1") -> String
  {
    "CREATE OR REPLACE FUNCTION public.f(\(arguments))\n RETURNS \(result)\n LANGUAGE sql\nAS $function$\(body)$function$"
  }

  private static let routines = [
    RuleCase(
      name: "a function gets another body", path: "public/functions/f(integer).sql",
      old: function("a integer") + ";\n",
      new: function("a integer", body: "select 2") + ";\n", forth: [function("a integer", body: "select 2")],
      back: [function("a integer")]),
    RuleCase(
      name: "an argument gets a default, which replacing cannot take away", path: "public/functions/f(integer).sql",
      old: function("a integer") + ";\n", new: function("a integer DEFAULT 1") + ";\n",
      forth: [function("a integer DEFAULT 1")], back: ["DROP FUNCTION public.f(integer)", function("a integer")]),
    RuleCase(
      name: "an argument gets a name, which replacing cannot take away", path: "public/functions/f(integer).sql",
      old: function("integer") + ";\n", new: function("a integer") + ";\n", forth: [function("a integer")],
      back: ["DROP FUNCTION public.f(integer)", function("integer")]),
    RuleCase(
      name: "a result cannot change in place", path: "public/functions/f(integer).sql",
      old: function("a integer") + ";\n", new: function("a integer", "bigint") + ";\n",
      forth: ["DROP FUNCTION public.f(integer)", function("a integer", "bigint")],
      back: ["DROP FUNCTION public.f(integer)", function("a integer")]),
    RuleCase(
      name: "an aggregate is replaced", path: "public/aggregates/s(integer).sql",
      old: "CREATE AGGREGATE public.s(integer) (\n  SFUNC = int4pl,\n  STYPE = integer\n);\n",
      new: "CREATE AGGREGATE public.s(integer) (\n  SFUNC = int4pl,\n  STYPE = integer,\n  INITCOND = '0'\n);\n",
      forth: [
        "CREATE OR REPLACE AGGREGATE public.s(integer) (\n  SFUNC = int4pl,\n  STYPE = integer,\n  INITCOND = '0'\n)"
      ],
      back: ["CREATE OR REPLACE AGGREGATE public.s(integer) (\n  SFUNC = int4pl,\n  STYPE = integer\n)"]),
  ]

  private static func subscription(_ options: String) -> String {
    "CREATE SUBSCRIPTION s\nCONNECTION 'host=far'\nPUBLICATION p\nWITH (connect = false, \(options))"
  }

  private static let replication = [
    RuleCase(
      name: "a subscription goes in a transaction, and leaves its slot", path: "subscriptions/s.sql",
      old: subscription("streaming = off") + ";\n", new: "",
      forth: ["ALTER SUBSCRIPTION s DISABLE", "ALTER SUBSCRIPTION s SET (slot_name = NONE)", "DROP SUBSCRIPTION s"],
      back: [subscription("streaming = off")]),
    RuleCase(
      name: "a subscription without a slot has none to leave", path: "subscriptions/s.sql",
      old: subscription("slot_name = NONE, streaming = off") + ";\n", new: "", forth: ["DROP SUBSCRIPTION s"],
      back: [subscription("slot_name = NONE, streaming = off")]),
    RuleCase(
      name: "a publication takes up a table and puts down another", path: "publications/p.sql",
      old: "CREATE PUBLICATION p FOR\n  TABLE ONLY public.a,\n  ONLY public.b;\n",
      new: "CREATE PUBLICATION p FOR\n  TABLE ONLY public.a,\n  ONLY public.c (x)\nWITH (publish = 'insert');\n",
      forth: [
        "ALTER PUBLICATION p DROP TABLE ONLY public.b", "ALTER PUBLICATION p ADD TABLE ONLY public.c (x)",
        "ALTER PUBLICATION p SET (publish = 'insert')",
      ],
      back: [
        "ALTER PUBLICATION p DROP TABLE ONLY public.c", "ALTER PUBLICATION p ADD TABLE ONLY public.b",
        "ALTER PUBLICATION p SET (publish = 'insert, update, delete, truncate')",
      ]),
    RuleCase(
      name: "an event trigger is disabled", path: "event_triggers/e.sql",
      old: "CREATE EVENT TRIGGER e ON sql_drop EXECUTE FUNCTION public.f();\n",
      new:
        "CREATE EVENT TRIGGER e ON sql_drop EXECUTE FUNCTION public.f();\n\nALTER EVENT TRIGGER e DISABLE;\n",
      forth: ["ALTER EVENT TRIGGER e DISABLE"], back: ["ALTER EVENT TRIGGER e ENABLE"]),
  ]

  private static let foreign = [
    RuleCase(
      name: "options of a server", path: "servers/s.sql",
      old: "CREATE SERVER s VERSION '1' FOREIGN DATA WRAPPER w OPTIONS (host 'a', port '1');\n",
      new: "CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'b', dbname 'd');\n",
      forth: ["ALTER SERVER s VERSION NULL OPTIONS (DROP port, SET host 'b', ADD dbname 'd')"],
      back: ["ALTER SERVER s VERSION '1' OPTIONS (DROP dbname, SET host 'a', ADD port '1')"],
      both: ["foreign_data_wrappers/w.sql": "CREATE FOREIGN DATA WRAPPER w;\n"]),
    RuleCase(
      name: "an extension moves to another schema", path: "extensions/citext.sql",
      old: "CREATE EXTENSION citext WITH SCHEMA a;\n", new: "CREATE EXTENSION citext WITH SCHEMA b;\n",
      forth: ["ALTER EXTENSION citext SET SCHEMA b"], back: ["ALTER EXTENSION citext SET SCHEMA a"]),
  ]

  private static let search = [
    RuleCase(
      name: "mappings of a text search configuration", path: "public/text_search_configurations/c.sql",
      old: "CREATE TEXT SEARCH CONFIGURATION public.c (PARSER = \"default\");\n\n"
        + "ALTER TEXT SEARCH CONFIGURATION public.c ADD MAPPING FOR email WITH simple;\n\n"
        + "ALTER TEXT SEARCH CONFIGURATION public.c ADD MAPPING FOR word WITH simple;\n",
      new: "CREATE TEXT SEARCH CONFIGURATION public.c (PARSER = \"default\");\n\n"
        + "ALTER TEXT SEARCH CONFIGURATION public.c ADD MAPPING FOR word WITH english_stem, simple;\n",
      forth: [
        "ALTER TEXT SEARCH CONFIGURATION public.c DROP MAPPING FOR email",
        "ALTER TEXT SEARCH CONFIGURATION public.c ALTER MAPPING FOR word WITH english_stem, simple",
      ],
      back: [
        "ALTER TEXT SEARCH CONFIGURATION public.c ALTER MAPPING FOR word WITH simple",
        "ALTER TEXT SEARCH CONFIGURATION public.c ADD MAPPING FOR email WITH simple",
      ])
  ]

  private static let table = "CREATE TABLE public.t (\n  a integer\n);\n\nALTER TABLE public.t OWNER TO o;\n"

  private static let access = [
    RuleCase(
      name: "what a role keeps is not taken away in between", path: "public/tables/t.sql",
      old: table + "\nGRANT INSERT, SELECT ON TABLE public.t TO r WITH GRANT OPTION;\n",
      new: table + "\nGRANT SELECT ON TABLE public.t TO r;\n",
      forth: [
        "REVOKE INSERT ON TABLE public.t FROM r", "REVOKE GRANT OPTION FOR SELECT ON TABLE public.t FROM r",
      ],
      back: ["GRANT INSERT, SELECT ON TABLE public.t TO r WITH GRANT OPTION"]),
    RuleCase(
      name: "what a role may have granted to others goes with its privilege, and is granted again",
      path: "public/tables/t.sql",
      old: table + "\nGRANT INSERT, SELECT ON TABLE public.t TO q;\n\n"
        + "GRANT SELECT ON TABLE public.t TO r WITH GRANT OPTION;\n",
      new: table + "\nGRANT INSERT, SELECT ON TABLE public.t TO q;\n",
      forth: ["REVOKE SELECT ON TABLE public.t FROM r CASCADE", "GRANT INSERT, SELECT ON TABLE public.t TO q"],
      back: ["GRANT SELECT ON TABLE public.t TO r WITH GRANT OPTION"]),
    RuleCase(
      name: "default privileges change", path: "default_privileges/o.sql",
      old: "ALTER DEFAULT PRIVILEGES FOR ROLE o GRANT INSERT, SELECT ON TABLES TO r;\n",
      new: "ALTER DEFAULT PRIVILEGES FOR ROLE o GRANT SELECT ON TABLES TO r;\n\n"
        + "ALTER DEFAULT PRIVILEGES FOR ROLE o REVOKE ALL ON FUNCTIONS FROM PUBLIC;\n",
      forth: [
        "ALTER DEFAULT PRIVILEGES FOR ROLE o REVOKE INSERT ON TABLES FROM r",
        "ALTER DEFAULT PRIVILEGES FOR ROLE o REVOKE ALL ON FUNCTIONS FROM PUBLIC",
      ],
      back: [
        "ALTER DEFAULT PRIVILEGES FOR ROLE o GRANT ALL ON FUNCTIONS TO PUBLIC",
        "ALTER DEFAULT PRIVILEGES FOR ROLE o GRANT INSERT ON TABLES TO r",
      ]),
    RuleCase(
      name: "default privileges that stay do not reach a new table", path: "public/tables/t.sql", old: "", new: table,
      forth: [
        "CREATE TABLE public.t (\n  a integer\n)", "ALTER TABLE public.t OWNER TO o",
        "REVOKE SELECT ON TABLE public.t FROM r",
      ],
      back: ["DROP TABLE public.t"],
      both: ["default_privileges/o.sql": "ALTER DEFAULT PRIVILEGES FOR ROLE o GRANT SELECT ON TABLES TO r;\n"]),
  ]
}
