import Catalog
import Postgres
import Schema
import Scratch
import TestSupport
import Testing

/// A snapshot's files read back into objects that render as those did that the database was read into.
@Suite(.tags(.large), .timeLimit(.minutes(5))) struct SnapshotReadingTests {
  @Test(arguments: Fixture.all, [false, true])
  func `what is read from a snapshot renders to the same files and is hashed the same`(
    fixture: Fixture, includesAccess: Bool
  ) throws {
    guard let schema = try fixture.built()?.schema(includesAccess: includesAccess) else { return }
    try RoundTrip(schema, SnapshotOptions(includesAccess: includesAccess)).expectSame()
  }

  @Test(.scratchDatabase, arguments: HardCase.all)
  func `what is hard to read renders to the same files and is hashed the same`(hard: HardCase) throws {
    try TestDatabase.run(hard.sql)
    try RoundTrip(TestDatabase.connect(), SnapshotOptions(includesAccess: true)).expectSame()
  }

  @Test(
    .scratchDatabase, .enabled(if: Corpus.folder != nil, "CONFITURE_CORPORA is not set"), arguments: Corpus.schemas)
  func `what is read from a real schema's snapshot renders to the same files`(schema: Corpus.Schema) throws {
    let connection = try TestDatabase.connect()
    try Fixture.createRoles(schema.roles, in: connection)
    try connection.script(schema.sql)
    try connection.execute("RESET ALL")
    try RoundTrip(connection, SnapshotOptions(includesAccess: true)).expectSame()
  }

  @Test(.enabled(if: Corpus.folder != nil, "CONFITURE_CORPORA is not set"), arguments: SchemaPairs.all)
  func `what is read from a pair's snapshots renders to the same files`(pairs: SchemaPairs) throws {
    var (loaded, refused) = (0, 0)
    for file in pairs.files {
      try withSecondDatabase { connection in
        do {
          for text in file.texts { try connection.script(text) }
        } catch is PostgresError {  // Some are for a newer server, or need an extension that it lacks.
          refused += 1
          return
        }
        try connection.execute("RESET ALL")
        loaded += 1
        try RoundTrip(connection, SnapshotOptions(includesAccess: true)).expectSame()
      }
    }
    #expect(refused * 5 < loaded)
  }
}

/// Pairs of schemas of one source, where they are.
struct SchemaPairs: Sendable, CustomTestStringConvertible {
  /// One side of a pair: what prepares a database for it, and the schema.
  struct File: Sendable {
    let texts: [String]
  }

  let source: String
  let files: [File]
  var testDescription: String { source }

  static let all: [SchemaPairs] = {
    guard let folder = Corpus.folder.map({ $0 + "/diff" }) else { return [] }
    return Fixture.names(in: folder).sorted().map { source in
      let cases = Fixture.names(in: "\(folder)/\(source)").sorted().map { "\(folder)/\(source)/\($0)" }
      return SchemaPairs(
        source: source,
        files: cases.flatMap { folder in
          ["old", "new"].map { side in
            File(texts: ["setup", side].map { Fixture.text(of: "\(folder)/\($0).sql") }.filter { !$0.isEmpty })
          }
        })
    }
  }()
}

/// A database's objects beside those read from its snapshot.
struct RoundTrip {
  let original: DatabaseSchema
  let read: DatabaseSchema
  let options: SnapshotOptions

  init(_ connection: Connection, _ options: SnapshotOptions) throws {
    try self.init(CatalogReader.schema(of: connection, options: options), options)
  }

  init(_ original: DatabaseSchema, _ options: SnapshotOptions) throws {
    self.original = original
    read = DatabaseSchema(
      objects: try SnapshotReading.objects(of: original.snapshot(options).files), uncovered: original.uncovered)
    self.options = options
  }

  func expectSame() {
    for form in [DDLForm.file, .fingerprint] {
      let (left, right) = (rendered(original, form), rendered(read, form))
      #expect(left.count == right.count)
      for (before, after) in zip(left, right) { #expect(before == after) }
    }
    #expect(read.snapshot(options).fingerprint == original.snapshot(options).fingerprint)
  }

  private func rendered(_ schema: DatabaseSchema, _ form: DDLForm) -> [String] {
    schema.objects.map { object in
      var ddl = DDLWriter(form: form, options: options)
      object.write(to: &ddl)
      return (ddl.text.isEmpty ? "" : "-- \(object.identity)\n") + ddl.text
    }.filter { !$0.isEmpty }.sorted { Identifier($0) < Identifier($1) }
  }
}
