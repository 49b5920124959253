import Schema
import Testing

@Suite struct FurtherReadingTests {
  @Test func `a schema is created, dropped, or only commented on`() throws {
    let own = try reading(
      .schema, "App", in: nil,
      "CREATE SCHEMA \"App\";\n\nCOMMENT ON SCHEMA \"App\" IS 'c';\n\nALTER SCHEMA \"App\" OWNER TO ann;\n",
      as: Namespace.self)
    #expect(own == Namespace(name: "App", comment: "c", access: Access(owner: "ann")))
    let dropped = try reading(.schema, "public", in: nil, "DROP SCHEMA public;\n", as: Namespace.self)
    #expect(dropped == Namespace(name: "public", isDropped: true))
    let granted = try reading(
      .schema, "public", in: nil, "GRANT CREATE ON SCHEMA public TO PUBLIC;\n", as: Namespace.self)
    #expect(
      granted
        == Namespace(
          name: "public",
          access: Access(owner: nil, grants: [Grant(action: .grant, role: nil, privileges: ["CREATE"])])))
  }

  @Test func `an extension has its schema and comment`() throws {
    let own = try reading(
      .extension, "uuid-ossp", in: nil,
      "CREATE EXTENSION \"uuid-ossp\" WITH SCHEMA public;\n\nCOMMENT ON EXTENSION \"uuid-ossp\" IS 'c';\n",
      as: Extension.self)
    #expect(own == Extension(name: "uuid-ossp", schema: "public", comment: "c"))
    let language = try reading(
      .extension, "plpgsql", in: nil, "COMMENT ON EXTENSION plpgsql IS 'c';\n", as: Extension.self)
    #expect(language == Extension(name: "plpgsql", schema: "pg_catalog", comment: "c"))
  }

  @Test func `a collation has its clauses`() throws {
    let collation = try reading(
      .collation, "c", "CREATE COLLATION s.c (PROVIDER = icu, LOCALE = 'de, x', DETERMINISTIC = false);\n",
      as: Collation.self)
    #expect(
      collation
        == Collation(
          name: qualified("s", "c"), clauses: ["PROVIDER = icu", "LOCALE = 'de, x'", "DETERMINISTIC = false"]))
  }

  @Test func `a cast has its types`() throws {
    let cast = try reading(
      .cast, "s.a as character varying", in: nil,
      """
      CREATE CAST (s.a AS character varying) WITH FUNCTION s.f(s.a) AS IMPLICIT;

      COMMENT ON CAST (s.a AS character varying) IS 'c';

      """, as: Cast.self)
    var expected = Cast(
      source: "s.a", target: "character varying", definition: "WITH FUNCTION s.f(s.a) AS IMPLICIT")
    expected.comment = "c"
    #expect(cast == expected)
  }

  @Test func `an event trigger has its event, tags and state`() throws {
    let trigger = try reading(
      .eventTrigger, "e", in: nil,
      """
      CREATE EVENT TRIGGER e ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'DROP TABLE') EXECUTE FUNCTION s."F"();

      ALTER EVENT TRIGGER e ENABLE ALWAYS;

      COMMENT ON EVENT TRIGGER e IS 'c';

      ALTER EVENT TRIGGER e OWNER TO ann;

      """, as: EventTrigger.self)
    var expected = EventTrigger(
      name: "e", event: "ddl_command_end", tags: ["CREATE TABLE", "DROP TABLE"], function: "s.\"F\"", firing: .always)
    expected.comment = "c"
    expected.access = Access(owner: "ann")
    #expect(trigger == expected)
  }

  @Test func `a publication has its tables, schemas and options`() throws {
    let publication = try reading(
      .publication, "p", in: nil,
      """
      CREATE PUBLICATION p FOR
        TABLE ONLY s.a (x, y) WHERE (x > 1),
        ONLY s.b,
        TABLES IN SCHEMA "App",
        t
      WITH (publish = 'insert, update', publish_via_partition_root = true);

      """, as: Publication.self)
    #expect(
      publication
        == Publication(
          name: "p", hasAllTables: false, tables: ["s.a (x, y) WHERE (x > 1)", "s.b"], schemas: ["\"App\"", "t"],
          options: ["publish = 'insert, update'", "publish_via_partition_root = true"]))
    let all = try reading(
      .publication, "p", in: nil, "CREATE PUBLICATION p FOR ALL TABLES WITH (publish = 'insert');\n",
      as: Publication.self)
    #expect(all?.hasAllTables == true)
    #expect(try reading(.publication, "p", in: nil, "CREATE PUBLICATION p;\n", as: Publication.self) != nil)
  }

  @Test func `foreign-data wrappers and servers have their options`() throws {
    let wrapper = try reading(
      .foreignDataWrapper, "w", in: nil,
      "CREATE FOREIGN DATA WRAPPER w HANDLER s.h VALIDATOR s.\"V\" OPTIONS (a 'b', \"C\" 'd''e');\n",
      as: ForeignDataWrapper.self)
    #expect(
      wrapper
        == ForeignDataWrapper(name: "w", handler: "s.h", validator: "s.\"V\"", options: ["a 'b'", "\"C\" 'd''e'"]))
    let server = try reading(
      .server, "f", in: nil,
      """
      CREATE SERVER f TYPE 't' VERSION '1''2' FOREIGN DATA WRAPPER w OPTIONS (host 'x');

      COMMENT ON SERVER f IS 'c';

      ALTER SERVER f OWNER TO ann;

      GRANT ALL ON FOREIGN SERVER f TO bob WITH GRANT OPTION;

      """, as: ForeignServer.self)
    var expected = ForeignServer(name: "f", wrapper: "w", type: "t", version: "1'2", options: ["host 'x'"])
    expected.comment = "c"
    expected.access = Access(
      owner: "ann", grants: [Grant(action: .grantWithGrantOption, role: "bob", privileges: [])])
    #expect(server == expected)
  }

  @Test func `text search objects have their options and mappings`() throws {
    let dictionary = try reading(
      .textSearchDictionary, "d",
      "CREATE TEXT SEARCH DICTIONARY s.d (TEMPLATE = pg_catalog.simple, stopwords = 'english', accept = 'a, b');\n",
      as: TextSearchDictionary.self)
    #expect(
      dictionary
        == TextSearchDictionary(
          name: qualified("s", "d"), template: "pg_catalog.simple",
          options: "stopwords = 'english', accept = 'a, b'"))
    let configuration = try reading(
      .textSearchConfiguration, "c",
      """
      CREATE TEXT SEARCH CONFIGURATION s.c (PARSER = pg_catalog."default");

      ALTER TEXT SEARCH CONFIGURATION s.c ADD MAPPING FOR asciiword WITH s.d, english_stem;

      ALTER TEXT SEARCH CONFIGURATION s.c ADD MAPPING FOR word WITH simple;

      """, as: TextSearchConfiguration.self)
    #expect(
      configuration
        == TextSearchConfiguration(
          name: qualified("s", "c"), parser: "pg_catalog.\"default\"",
          mappings: [("asciiword", ["s.d", "english_stem"]), ("word", ["simple"])]))
  }

  @Test func `default privileges have what they grant by kind`() throws {
    let privileges = try reading(
      .defaultPrivileges, "Ann in app", in: nil,
      """
      ALTER DEFAULT PRIVILEGES FOR ROLE "Ann" IN SCHEMA app GRANT INSERT, SELECT ON TABLES TO bob;

      ALTER DEFAULT PRIVILEGES FOR ROLE "Ann" IN SCHEMA app REVOKE ALL ON FUNCTIONS FROM PUBLIC;

      """, as: DefaultPrivileges.self)
    #expect(
      privileges
        == DefaultPrivileges(
          role: "Ann", schema: "app",
          grants: [
            ("TABLES", Grant(action: .grant, role: "bob", privileges: ["INSERT", "SELECT"])),
            ("FUNCTIONS", Grant(action: .revoke, role: nil, privileges: [])),
          ]))
  }
}
