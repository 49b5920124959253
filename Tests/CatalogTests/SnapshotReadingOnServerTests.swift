import Catalog
import Postgres
import Schema
import TestSupport
import Testing

/// What the catalogs are written as is read back from the text alone.
@Suite(.tags(.large), .timeLimit(.minutes(4))) struct SnapshotReadingOnServerTests {
  @Test(arguments: Fixture.all, [false, true])
  func `files are read back as the objects that wrote them`(fixture: Fixture, includesAccess: Bool) throws {
    guard let snapshot = try fixture.built()?.snapshot(includesAccess: includesAccess) else { return }
    let options = SnapshotOptions(includesAccess: includesAccess)
    for file in snapshot.files {
      let object = try SnapshotReading.object(of: file)
      #expect(object.identity == file.identity)
      var ddl = DDLWriter(form: .file, options: options)
      object.write(to: &ddl)
      #expect(ddl.text == file.text)
    }
  }
}
