import Catalog
import Glibc
import Postgres
import Schema
import TestSupport
import Testing

/// The same schema has one fingerprint on every major: `Fixtures/fingerprints.txt` holds them.
@Suite(.tags(.large), .timeLimit(.minutes(2))) struct FingerprintAcrossVersionsTests {
  @Test(.scratchDatabase, arguments: Fixture.all)
  func `the fingerprint is the recorded one`(fixture: Fixture) throws {
    let connection = try TestDatabase.connect()
    guard try fixture.build(in: connection) else { return }
    let digests = try [false, true].map { includesAccess in
      try CatalogReader.read(connection, options: SnapshotOptions(includesAccess: includesAccess)).fingerprint.hex
    }
    // Owners are recorded with the name of the scratch server's own role.
    #expect(RecordedFingerprints.all[fixture.name] == digests[0])
    if connection.user == "postgres" {
      #expect(RecordedFingerprints.all[fixture.name + " with access"] == digests[1])
    }
    RecordedFingerprints.propose(fixture.name, digests)
  }

  @Test func `every recorded fingerprint is of a fixture`() {
    let names = Set(Fixture.all.flatMap { [$0.name, $0.name + " with access"] })
    #expect(Set(RecordedFingerprints.all.keys) == names)
  }

  @Test(.scratchDatabase) func `an empty database has the fingerprint of nothing`() throws {
    let snapshot = try CatalogReader.read(TestDatabase.connect())
    #expect(snapshot.fingerprint == .empty)
    #expect(snapshot.files.isEmpty)
    #expect(snapshot.uncovered.isEmpty)
  }
}

enum RecordedFingerprints {
  static let path = Fixture.folder + "/fingerprints.txt"

  /// Digests by the fixture's name.
  static let all: [String: String] = Dictionary(
    Fixture.text(of: path).split(separator: "\n").compactMap { line in
      line.firstIndex(of: " ").map { (String(line[line.index(after: $0)...]), String(line[..<$0])) }
    }, uniquingKeysWith: { first, _ in first })

  /// Under `CONFITURE_RECORD` writes what was found beside the file, a file per fixture, to be put together by hand.
  static func propose(_ name: String, _ digests: [String]) {
    guard getenv("CONFITURE_RECORD") != nil else { return }
    let text = "\(digests[0]) \(name)\n\(digests[1]) \(name) with access\n"
    let file = open("\(path).\(name)", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    defer { close(file) }
    _ = text.withCString { write(file, $0, text.utf8.count) }
    Issue.record("recorded '\(name)'")
  }
}
