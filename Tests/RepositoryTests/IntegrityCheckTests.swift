import Diagnostics
import GitFixtures
import GitStore
import History
import Repository
import Schema
import Testing

@Suite struct IntegrityCheckTests {
  private func check(_ sample: SampleProject, rebuild: IntegrityCheck.Rebuild? = nil) throws -> [Diagnostic] {
    try IntegrityCheck.run(on: sample.project, patchID: SampleProject.patchID, planID: { $0 }, rebuild: rebuild)
  }

  private func codes(_ sample: SampleProject, rebuild: IntegrityCheck.Rebuild? = nil) throws -> [String] {
    try check(sample, rebuild: rebuild).map(\.code)
  }

  /// The fingerprint that the sample gives to a snapshot.
  private static func rebuild(_: Version, files: [(path: String, text: String)]) -> Fingerprint {
    SampleProject.fingerprint(files.map { String($0.path.dropFirst("public/tables/".count).dropLast(".sql".count)) })
  }

  @Test func `a sound repository has no findings`() throws {
    let empty = try SampleProject()
    #expect(try check(empty).isEmpty)
    let sample = try SampleProject.withTwoVersions()
    let head = try #require(try sample.project.head())
    try sample.project.tags(recording: SampleProject.operation("tag")).create(
      "v1", at: head, tagger: SampleProject.ada, date: SampleProject.date)
    #expect(try check(sample, rebuild: Self.rebuild).isEmpty)
  }

  @Test func `each snapshot is built once, and a fingerprint that is wrong is found`() throws {
    let sample = try SampleProject.withTwoVersions()
    let wrong = try sample.project.commits.write(
      parents: [try #require(try sample.project.head())], migration: SampleProject.migration("third"),
      files: SampleProject.files(["third"]), fingerprint: SampleProject.fingerprint(["something else"]))
    try sample.project.branches().create("wrong", at: wrong)
    var built: [String] = []
    let findings = try check(sample) { version, files in
      built.append(version.name)
      return Self.rebuild(version, files: files)
    }
    #expect(built.sorted() == ["orders", "third", "users"])
    #expect(findings.map(\.code) == [IntegrityFinding.wrongFingerprint.rawValue])
    #expect(findings.first?.message.contains(wrong.short()) == true)
  }

  @Test func `a snapshot that cannot be built is found, a server that is gone ends the check`() throws {
    let sample = try SampleProject.withTwoVersions()
    #expect(
      try codes(sample) { _, _ in throw RepositoryError(.notText, "syntax error") }
        == [IntegrityFinding.wrongFingerprint.rawValue, IntegrityFinding.wrongFingerprint.rawValue])
    _ = try failure(RepositoryError.self) {
      _ = try codes(sample) { _, _ in throw RepositoryError(.unreadableFile, "server gone") }
    }
  }

  @Test func `edits of the workspace are found`() throws {
    let sample = try SampleProject.withTwoVersions()
    sample.folder.write("-- x\ncreate table users();\n", to: "db/migrations/users/up.sql")
    sample.folder.write("", to: "db/schema/public/tables/users.sql")
    let findings = try check(sample)
    #expect(
      findings.map(\.message) == [
        "the sealed migration 'db/migrations/users' was edited (cosmetic)",
        "'db/schema/public/tables/users.sql' was modified",
      ])
    #expect(findings.map(\.severity) == [.warning, .warning])
  }

  @Test func `damaged objects are found`() throws {
    let sample = try SampleProject.withTwoVersions()
    let blob = sample.git("rev-parse", "refs/confiture/heads/main:schema/public/tables/users.sql")
    let file = "\(sample.folder.path)/.git/objects/\(blob.prefix(2))/\(blob.dropFirst(2))"
    #expect(Shell.run("rm -f \(file)").status == 0)
    let damaged = try Project.discover(from: sample.folder.path, environment: [:])
    let findings = try IntegrityCheck.run(on: damaged, patchID: SampleProject.patchID, planID: { $0 })
    #expect(findings.contains { $0.code == IntegrityFinding.damagedObject.rawValue && $0.severity == .error })
    #expect(sample.git.status("fsck") != 0)
  }

  @Test func `a reference to something else is found`() throws {
    let sample = try SampleProject.withTwoVersions()
    sample.folder.write("code\n", to: "main.c")
    _ = sample.git("add", "main.c")
    _ = sample.git("commit", "-qm", "code")
    _ = sample.git("update-ref", "refs/confiture/heads/code", "HEAD")
    _ = sample.git("update-ref", "refs/confiture/outcomes/prod", "HEAD:main.c")
    _ = sample.git("symbolic-ref", "refs/confiture/HEAD", "refs/confiture/heads/gone")
    let codes = try codes(sample)
    #expect(codes.contains(IntegrityFinding.brokenReference.rawValue))
    #expect(codes.contains(IntegrityFinding.malformedVersion.rawValue))
    #expect(codes.contains(IntegrityFinding.malformedRecord.rawValue))
  }

  @Test func `a version that another tool wrote is found`() throws {
    let sample = try SampleProject.withTwoVersions()
    let id = sample.git("commit-tree", "-p", "refs/confiture/HEAD", "-m", "by hand", "refs/confiture/HEAD^{tree}")
    _ = sample.git("update-ref", "refs/confiture/heads/hand", id)
    #expect(try codes(sample) == [IntegrityFinding.foreignCommit.rawValue])
  }
}
