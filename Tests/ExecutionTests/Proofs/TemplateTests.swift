import Catalog
import History
import Postgres
import Schema
import Scratch
import TestSupport
import Testing

@testable import Execution

/// Proofs that begin with a copy of a template.
@Suite(.tags(.large), .timeLimit(.minutes(1))) struct TemplateTests {
  let repository: SampleRepository
  let scratch: ScratchServer
  let users: Version

  init() throws {
    repository = try SampleRepository()
    scratch = try TestServer.shared()
    // A name of its own, so that no other test has this template.
    let table = "users_\(UInt64.random(in: 0 ... .max))"
    users = try repository.seal("users", "CREATE TABLE \(table) (id int PRIMARY KEY)", down: "DROP TABLE \(table)")
  }

  /// Keeps a database with something besides as the template of the version.
  private func breakTemplate(_ key: String) throws {
    let proof = CommitProof(
      scratch: scratch, commits: repository.commits, environment: testEnvironment(), options: SnapshotOptions())
    let database = try proof.loaded(users)
    _ = try database.withConnection { try $0.execute("CREATE TABLE stranger (id int)") }
    database.disconnect()
    try scratch.dropTemplate(StateTemplate(users, SnapshotOptions()).exactKey)
    try scratch.saveTemplate(key, from: database.name)
    try scratch.dropDatabase(database.name)
  }

  @Test(arguments: [true, false], ["DROP TABLE notes", nil])
  func `a template that is not what it is taken for is made anew`(isExact: Bool, down: String?) throws {
    let template = StateTemplate(users, SnapshotOptions())
    try breakTemplate(isExact ? template.exactKey : template.key)
    defer { for key in [template.exactKey, template.key] { try? scratch.dropTemplate(key) } }
    let proof = CommitProof(
      scratch: scratch, commits: repository.commits, environment: testEnvironment(), options: SnapshotOptions())
    func origin(_ text: String) -> ScriptOrigin { ScriptOrigin(migration: "notes", file: "notes", text: text) }
    let texts = MigrationTexts(name: "notes", up: origin("CREATE TABLE notes (id int)"), down: down.map(origin))
    let found = try proof.prove(texts, on: users, lineage: [users])
    #expect(!found.snapshot.files.contains { $0.text.contains("stranger") })
    #expect(found.snapshot.files.contains { $0.text.contains("public.notes") })
    #expect(found.isReversible == (down != nil), "\(found.differences)")
    // The next one is not led astray either.
    let again = try proof.prove(texts, on: users, lineage: [users])
    #expect(again.snapshot.fingerprint == found.snapshot.fingerprint)
  }
}
