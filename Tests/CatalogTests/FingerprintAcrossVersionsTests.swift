import Catalog
import Glibc
import Postgres
import Schema
import TestSupport
import Testing

/// The same schema has one fingerprint on every major; the fixtures hold theirs.
@Suite(.tags(.large), .timeLimit(.minutes(4))) struct FingerprintAcrossVersionsTests {
  @Test(arguments: Fixture.all)
  func `the fingerprint is the recorded one`(fixture: Fixture) throws {
    guard let built = try fixture.built() else { return }
    let plain = built.snapshot().fingerprint.hex
    let withAccess = built.snapshot(includesAccess: true).fingerprint.hex
    if getenv("CONFITURE_RECORD") != nil { return fixture.record(plain, withAccess: withAccess) }
    #expect(fixture.fingerprint(includesAccess: false) == plain)
    // Owners bear the name of the role that the tests run as.
    if built.user == "postgres" { #expect(fixture.fingerprint(includesAccess: true) == withAccess) }
  }

  @Test(.scratchDatabase) func `an empty database has the fingerprint of nothing`() throws {
    let snapshot = try CatalogReader.read(TestDatabase.connect())
    #expect(snapshot.fingerprint == .empty)
    #expect(snapshot.files.isEmpty)
    #expect(snapshot.uncovered.isEmpty)
  }
}
