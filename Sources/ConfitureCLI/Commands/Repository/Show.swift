internal import CommandLineKit
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Reports
internal import Repository
internal import Schema
internal import SchemaDiff

struct ShowCommand: SessionCommand {
  static let name = "show"
  static let summary = "Show a version: its migration, and what it changes in the schema."
  static let discussion = """
    `REV:OBJECT` prints the DDL of one object of a version, such as `main:public.users`; `REV:PATH` prints a file of its
    commit, such as `main:migration/up.sql`.
    """
  static let examples = [
    Example("confiture show HEAD", "the newest version of the branch"),
    Example("confiture show v1.2:public.users", "a table as of a release"),
    Example("confiture show main --no-patch", "only what it is"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .optionalArgument(\.revision, "<rev>", "A revision, or REV:OBJECT (default: HEAD).", completing: .revisions),
    .negatableFlag("patch", \.patch, "Print the SQL and the changes of objects (the default)."),
  ]

  var revision = "HEAD"
  var patch: Bool?

  func run(in session: Session) throws {
    let project = try session.project()
    let versions = try session.versions(of: project)
    if let file = try session.fileOfVersion(revision, in: project, versions) {
      session.present(
        text: file.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init),
        json: .object(["path": .string(file.path), "text": .string(file.text)]))
      return
    }
    let version = try session.version(revision, in: project, versions)
    let commit = try project.commits.read(version.id)
    let parentFiles = try version.parents.first.map { try project.commits.snapshotFiles(of: $0) } ?? []
    let files = try project.commits.snapshotFiles(of: version.id)
    let changes = SnapshotDiff.changes(from: parentFiles, to: files)
    var text = header(version, commit)
    if patch ?? true {
      for (name, body) in commit.migration?.files ?? [] where name.hasSuffix(".sql") {
        text += ["-- \(name)", body.trimmingLines(), ""]
      }
      text += DiffText.lines(changes)
    }
    session.present(
      text: text.withoutBlankEnd,
      json: .object([
        "id": .string(version.id.hex), "parents": .strings(version.parents.map(\.hex)), "name": .string(version.name),
        "change": .optional(version.change?.text), "title": .string(version.title), "author": .string(version.author),
        "date": .string(version.date.text), "fingerprint": .string(version.fingerprint.hex),
        "reversible": .bool(version.isReversible),
        "differences": .strings(commit.migration?.manifest.differences ?? []),
        "up": .optional(commit.migration?.up), "down": .optional(commit.migration?.down),
        "verify": .optional(commit.migration?.verify), "changes": .array(changes.map(DiffText.json)),
      ]))
  }

  private func header(_ version: Version, _ commit: SchemaCommit) -> [String] {
    var lines = ["version \(version.id.hex)"]
    if let change = version.change { lines.append("Change:      \(change.text)") }
    if version.isMerge { lines.append("Parents:     " + version.parents.map { $0.short() }.joined(separator: " ")) }
    lines += ["Author:      \(version.author)", "Date:        \(version.date.text)"]
    if commit.migration != nil { lines.append("Migration:   \(version.name)") }
    lines.append("Fingerprint: \(version.fingerprint.hex)")
    if let manifest = commit.migration?.manifest {
      lines.append("Reversible:  \(manifest.reversible ? "yes" : "no")")
      lines += manifest.differences.map { "             down does not restore: \($0)" }
      if !manifest.inferredRequires.isEmpty {
        lines.append("Needs also:  " + manifest.inferredRequires.joined(separator: ", "))
      }
    }
    return lines + ["", "    \(version.title)", ""]
  }
}

extension String {
  /// Without blank lines at its end.
  func trimmingLines() -> String {
    var text = Substring(self)
    while let last = text.last, last.isNewline { text = text.dropLast() }
    return String(text)
  }
}
