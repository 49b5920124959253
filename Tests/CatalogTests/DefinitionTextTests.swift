import Catalog
import Postgres
import Schema
import TestSupport
import Testing

/// Keys, foreign keys and usual indexes are written without the server's help: as the server writes them.
@Suite(.tags(.large), .timeLimit(.minutes(4))) struct DefinitionTextTests {
  @Test(.scratchDatabase, arguments: Fixture.all.map(\.sql) + [usual])
  func `definitions are the server's`(sql: String) throws {
    let fixture = Fixture.all.first { $0.sql == sql } ?? Fixture(name: "usual", sql: sql)
    let connection = try TestDatabase.connect()
    guard try fixture.build(in: connection) else { return }
    let major = connection.serverVersion / 10_000
    let tables = try CatalogReader.schema(of: connection).objects.compactMap { $0 as? Table }
    try connection.execute("SET search_path TO ''")

    var indexes: [String: String] = [:]
    for row in try connection.query("SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index")
      .rows
    {
      indexes[row.text(0)] = CanonicalText.expression(row.text(1), serverMajor: major)
    }
    var constraints: [String: String] = [:]
    let definitions: SQLText =
      "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid <> 0"
    for row in try connection.query(definitions).rows {
      constraints["\(row.text(0)) \(row.text(1))"] = CanonicalText.constraint(row.text(2), serverMajor: major)
    }

    for table in tables {
      for index in table.indexes {
        let text = indexes.first { CanonicalText.requote($0.key, serverMajor: major) == index.name.sql }?.value
        #expect(
          index.definition
            == text?.replacing(" ON ONLY ", with: index.definition.contains(" ON ONLY ") ? " ON ONLY " : " ON "))
      }
      for constraint in table.constraints {
        let name = "\(table.name.sql) \(constraint.name.text)"
        let text = constraints.first { CanonicalText.requote($0.key, serverMajor: major) == name }?.value
        #expect(constraint.definition == text)
      }
    }
  }

  /// Every order, type and collation that may or may not go without saying.
  static let usual = """
    CREATE TYPE public.e AS ENUM ('x');
    CREATE DOMAIN public.d AS integer;
    CREATE TABLE public.t (a integer, b text, c character varying(3), d character(3), e public.e, f integer[],
      g public.d, h text COLLATE "C", i numeric(3), j uuid, k boolean, l name, m timestamptz, n oid, o int4range);
    CREATE INDEX i01 ON public.t (a, b, c, i, j, k, m);
    CREATE INDEX i02 ON public.t (a DESC, b DESC NULLS LAST, c NULLS FIRST, i DESC NULLS FIRST);
    CREATE INDEX i03 ON public.t (d);
    CREATE INDEX i04 ON public.t (e);
    CREATE INDEX i05 ON public.t (f);
    CREATE INDEX i06 ON public.t (g);
    CREATE INDEX i07 ON public.t (h, h COLLATE "POSIX", b COLLATE "C");
    CREATE INDEX i08 ON public.t (l);
    CREATE INDEX i09 ON public.t (n, o);
    CREATE INDEX i10 ON public.t (b bpchar_pattern_ops);
    CREATE INDEX i11 ON public.t (c text_ops, c varchar_ops, c bpchar_ops);
    CREATE INDEX i12 ON public.t (b bpchar_ops);
    CREATE UNIQUE INDEX i13 ON public.t (a) INCLUDE (b, c) WHERE a > 0 AND c IN ('x', 'y');
    CREATE INDEX i14 ON public.t (a) WHERE "k";
    CREATE UNIQUE INDEX "I 16" ON public.t (a, "b");
    ALTER TABLE public.t ADD CONSTRAINT k1 PRIMARY KEY (a) INCLUDE (b);
    ALTER TABLE public.t ADD CONSTRAINT k2 UNIQUE (b, a) INCLUDE (c);
    ALTER TABLE public.t ADD CONSTRAINT k3 UNIQUE (j);
    CREATE TABLE public."R" ("X" integer REFERENCES public.t (a), "order" uuid REFERENCES public.t (j) ON DELETE RESTRICT
      ON UPDATE SET DEFAULT DEFERRABLE, y text, z integer, FOREIGN KEY (y, z) REFERENCES public.t (b, a) MATCH FULL
      ON DELETE SET NULL);
    """
}
