internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Repository
internal import Schema

struct BlameCommand: SessionCommand {
  static let name = "blame"
  static let summary = "Tell which migration each part of an object comes from."
  static let discussion = """
    For a table: each column, constraint, index, trigger, policy and comment, with the migration that last changed it. For
    functions and views: each line. What came with a merge is told of its own migration, and renames that migrations
    declare are followed. Below it stands when each target first had those migrations.
    """
  static let examples = [
    Example("confiture blame public.users", "a table, part by part"),
    Example("confiture blame public.users.email", "one column, and what is said of it"),
    Example("confiture blame 'public.f(integer)' v1.2", "a function as a release has it"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .argument(\.object, "<object>", "The object, or a part of a table: schema.table.column."),
    .optionalArgument(\.revision, "<rev>", "The version to look at (default: HEAD).", completing: .revisions),
    .flag("lines", \.lines, "Tell the lines of its text, whatever it is."),
  ]

  var object = ""
  var revision = "HEAD"
  var lines = false

  func run(in session: Session) throws {
    let project = try session.project()
    let versions = try session.versions(of: project)
    let version = try session.version(revision, in: project, versions)
    let (path, part) = try place(project, versions, session)
    var blamed = try ObjectBlame(project.commits, versions.graph).blame(
      path, at: version, byLine: lines ? true : nil)
    if let part {
      blamed.parts.removeAll { !Self.isAbout($0.subject, part) }
      guard !blamed.parts.isEmpty else {
        throw CommandFailure(
          .blameNoPart, "\(blamed.name) has no part '\(part)'",
          hints: ["confiture blame \(Self.withoutPart(object)) lists them"])
      }
    }
    let outcomes = try FirstOutcomes(
      project.outcomes, besides: [ImmutableVersions.disposableTarget], versions.graph)
    session.present(
      text: text(blamed, outcomes, showsOrigin: part == nil), json: json(blamed, outcomes))
  }

  // MARK: What is meant

  /// The path of the object's file, and the part of it that is asked for.
  private func place(
    _ project: Project, _ versions: VersionReader, _ session: Session
  ) throws -> (path: String, part: String?) {
    do { return (try path(of: object, project, versions, session), nil) } catch let error as HistoryError
      where error.code == .unknownRevision && !lines
    {
      let whole = Self.withoutPart(object)
      guard whole != object, let path = try? path(of: whole, project, versions, session) else {
        throw HistoryError(.unknownObject, error.message, hints: error.hints)
      }
      return (path, String(object.dropFirst(whole.count + 1)))
    }
  }

  private func path(
    of name: String, _ project: Project, _ versions: VersionReader, _ session: Session
  ) throws -> String {
    let spelled = name.hasPrefix("db/schema/") ? String(name.dropFirst(3)) : name
    guard let file = try session.fileOfVersion("\(revision):\(spelled)", in: project, versions),
      file.path.hasPrefix("schema/"), file.path.hasSuffix(".sql")
    else {
      throw HistoryError(
        .unknownObject, "'\(name)' is not an object of '\(revision)'", hints: ["confiture show \(revision):schema"])
    }
    return String(file.path.dropFirst("schema/".count))
  }

  private static func withoutPart(_ name: String) -> String {
    name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
  }

  /// Whether a part is called so: `column email`, `index public.email`, `comment on column email`.
  private static func isAbout(_ subject: String, _ part: String) -> Bool {
    guard let last = subject.split(separator: " ").last else { return false }
    let names = [String(last), String(last.split(separator: ".").last ?? last)]
    let quoted = Identifier(part).sql
    return names.contains { $0.utf8.elementsEqual(part.utf8) || $0.utf8.elementsEqual(quoted.utf8) }
  }

  // MARK: The answer

  private func text(_ blamed: BlamedObject, _ outcomes: FirstOutcomes, showsOrigin: Bool) -> [String] {
    var text: [String] = []
    if showsOrigin {
      text.append("\(blamed.name), since \(blamed.origin.name) (\(blamed.origin.id.short()))")
    }
    let columns = blamed.parts.map { part -> [String] in
      let version = part.version
      return [
        version.id.short(), version.change?.short() ?? "-", version.name, version.author, version.date.day,
        blamed.isByLine ? part.subject + ")" : part.subject, part.value,
      ]
    }
    let widths = (0..<6).map { column in columns.map { $0[column].count }.max() ?? 0 }
    for row in columns {
      var line = ""
      for (column, width) in widths.enumerated() {
        let isNumber = column == 5 && blamed.isByLine
        let blank = String(repeating: " ", count: width - row[column].count)
        line += (isNumber ? blank + row[column] : row[column] + blank) + (isNumber ? " " : "  ")
      }
      line += row[6].split(separator: "\n").joined(separator: " ")
      text.append(String(line.reversed().drop { $0 == " " }.reversed()))
    }
    return text + deployed(blamed, outcomes)
  }

  private func deployed(_ blamed: BlamedObject, _ outcomes: FirstOutcomes) -> [String] {
    var seen: Set<ObjectID> = []
    var lines: [String] = []
    for version in blamed.parts.map(\.version) where seen.insert(version.id).inserted {
      let firsts = outcomes.first(having: version).map {
        "\($0.target) since \(CommitDate(seconds: Int64($0.outcome.ended)).text)"
      }
      if !firsts.isEmpty { lines.append("  \(version.name): " + firsts.joined(separator: ", ")) }
    }
    return lines.isEmpty ? [] : ["", "First on targets:"] + lines
  }

  private func json(_ blamed: BlamedObject, _ outcomes: FirstOutcomes) -> JSONValue {
    .object([
      "object": .string(blamed.name), "path": .string("schema/" + blamed.path),
      "origin": Self.json(blamed.origin, outcomes), "byLine": .bool(blamed.isByLine),
      "parts": .array(
        blamed.parts.map {
          .object([
            "subject": .string($0.subject), "value": .string($0.value), "version": Self.json($0.version, outcomes),
          ])
        }),
    ])
  }

  private static func json(_ version: Version, _ outcomes: FirstOutcomes) -> JSONValue {
    .object([
      "id": .string(version.id.hex), "change": .optional(version.change?.text), "name": .string(version.name),
      "title": .string(version.title), "author": .string(version.author), "date": .string(version.date.text),
      "firstOnTargets": .array(
        outcomes.first(having: version).map {
          .object([
            "target": .string($0.target), "outcome": .string($0.commit.hex),
            "date": .string(CommitDate(seconds: Int64($0.outcome.ended)).text),
          ])
        }),
    ])
  }
}
