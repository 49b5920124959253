import Catalog
import Glibc
import Postgres
import Processes
import Schema
import Scratch
import TestSupport
import Testing

/// A snapshot says all there is: loaded into an empty database it reads back the same.
@Suite(.tags(.large), .timeLimit(.minutes(4))) struct LosslessTests {
  @Test(arguments: Fixture.all, [false, true])
  func `a snapshot loads into an empty database and reads back the same`(
    fixture: Fixture, includesAccess: Bool
  ) throws {
    guard let snapshot = try fixture.built()?.snapshot(includesAccess: includesAccess) else { return }
    let copy =
      includesAccess
      ? try #require(try fixture.reloaded()).snapshot
      : try withSecondDatabase { target in
        try SnapshotLoading.load(snapshot.texts, into: target, createRoles: false)
        return try CatalogReader.read(target, options: SnapshotOptions())
      }
    #expect(copy.fingerprint == snapshot.fingerprint)
    for (left, right) in zip(copy.files, snapshot.files) { #expect(left.text == right.text) }
    #expect(copy.files.map(\.path) == snapshot.files.map(\.path))
  }

  /// What `BETWEEN` makes is printed nested at first, and flat once it has been read.
  @Test(.scratchDatabase) func `chains of conditions read back the same`() throws {
    let connection = try TestDatabase.connect()
    try connection.script(
      """
      CREATE TABLE public.t (a integer, b text, CHECK (a BETWEEN 1 AND 5 AND b > ''),
        CHECK ((a NOT BETWEEN 7 AND 9 OR b IS NULL) AND b < 'x'));
      CREATE INDEX ON public.t (a) WHERE a BETWEEN 1 AND 3 AND b > '';
      CREATE VIEW public.v AS SELECT a FROM public.t WHERE a BETWEEN 1 AND 5 AND b <> 'x' AND a <> 3
        OR (a BETWEEN 7 AND 9 OR a IS NULL) OR a NOT BETWEEN 2 AND 20 OR b = 'y' AND (a > 1 AND a < 3);
      """)
    let snapshot = try CatalogReader.read(connection, options: SnapshotOptions())
    try withSecondDatabase { target in
      try SnapshotLoading.load(snapshot.texts, into: target, createRoles: false)
      let copy = try CatalogReader.read(target, options: SnapshotOptions())
      #expect(copy.fingerprint == snapshot.fingerprint)
      for (left, right) in zip(copy.files, snapshot.files) { #expect(left.text == right.text) }
    }
  }

  @Test(arguments: Fixture.all.filter { $0.name != "uncovered" })
  func `pg_dump sees no difference either`(fixture: Fixture) throws {
    guard let built = try fixture.built() else { return }
    let before = SchemaDump.lines(of: try built.dump.get())
    let after = SchemaDump.lines(of: try #require(try fixture.reloaded()).dump.get())
    #expect(Set(before).symmetricDifference(after).sorted().isEmpty)
  }

  @Test(
    .scratchDatabase, .enabled(if: Corpus.folder != nil, "CONFITURE_CORPORA is not set"), arguments: Corpus.schemas)
  func `a real schema loads and reads back the same`(schema: Corpus.Schema) throws {
    let connection = try TestDatabase.connect()
    try Fixture.createRoles(schema.roles, in: connection)
    try connection.script(schema.sql)
    try connection.execute("RESET ALL")
    for includesAccess in [false, true] {
      let options = SnapshotOptions(includesAccess: includesAccess)
      let snapshot = try CatalogReader.read(connection, options: options)
      #expect(snapshot.uncovered.isEmpty)
      try withSecondDatabase { target in
        try SnapshotLoading.load(snapshot.texts, into: target, createRoles: false)
        let copy = try CatalogReader.read(target, options: options)
        #expect(copy == snapshot)
        guard includesAccess else { return }
        let before = try SchemaDump.lines(of: TestDatabase.address)
        let after = try SchemaDump.lines(of: target.address)
        #expect(Set(before).symmetricDifference(after).sorted().isEmpty)
        #expect(before.count == after.count)
      }
    }
  }
}

/// The schema as `pg_dump` of the server's own version prints it.
enum SchemaDump {
  struct Failure: Error {
    let message: String
  }

  /// What `pg_dump` prints of a database.
  static func text(of address: ConnectionString) throws -> String {
    let server = try TestServer.shared()
    let program = server.installation?.client("pg_dump") ?? "pg_dump"
    var environment = address.environment
    environment["PATH"] = TestServer.environment["PATH"]
    let result = try ChildProcess.run(
      Invocation(program, ["--schema-only"], environment: environment), deadline: .seconds(60))
    guard result.isSuccess else { throw Failure(message: result.errorText) }
    return result.outputText
  }

  /// Lines without comments, blank ones and the random token of each run.
  static func lines(of address: ConnectionString) throws -> [String] { lines(of: try text(of: address)) }

  /// The same of a dump that was made.
  static func lines(of dump: String) -> [String] {
    dump.split(separator: "\n").compactMap { line in
      if line.hasPrefix("--") || line.hasPrefix("\\restrict") || line.hasPrefix("\\unrestrict") { return nil }
      // Servers print casts of arrays in two ways, depending on what they read; names of NOT NULL constraints that
      // partitions and copies have from elsewhere (PostgreSQL 18) are no part of a schema.
      // Snapshots hold no secrets; those of the fixtures are all called `hidden`.
      return CanonicalText.expression(String(line)).replacing(
        #/ CONSTRAINT ("[^"]+"|\w+) NOT NULL/#, with: " NOT NULL"
      ).replacing(#/hidden-\d/#, with: SecretOption.placeholder)
    }
  }
}

/// Schemas of real products, where they are.
enum Corpus {
  struct Schema: Sendable, CustomTestStringConvertible {
    let name: String
    let sql: String
    var testDescription: String { name }

    /// Roles that the dump names and does not create.
    var roles: [String] {
      var roles: Set<String> = []
      for line in sql.split(separator: "\n") {
        let words = line.split { " ;,".contains($0) }
        for (word, next) in zip(words, words.dropFirst()) where word == "TO" || word == "ROLE" {
          if next.allSatisfy({ $0.isLowercase || $0 == "_" }),
            line.hasPrefix("ALTER") || line.hasPrefix("GRANT")
              || line.hasPrefix("CREATE POLICY") || line.hasPrefix("REVOKE")
          {
            roles.insert(String(next))
          }
        }
      }
      return roles.subtracting(["postgres"]).sorted()
    }
  }

  static let folder: String? = getenv("CONFITURE_CORPORA").map { String(cString: $0) }

  static let schemas: [Schema] = {
    guard let folder else { return [] }
    return Fixture.names(in: "\(folder)/schemas").filter { $0.hasSuffix(".sql") }.sorted().map { file in
      Schema(name: String(file.dropLast(4)), sql: Fixture.text(of: "\(folder)/schemas/\(file)"))
    }
  }()
}
