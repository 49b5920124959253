internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Repository
internal import Schema

extension ImportFormat: ParameterValue {
  static var choices: [String] { allCases.map(\.rawValue) }

  init(parsing text: String) throws(UsageError) {
    guard let format = ImportFormat(rawValue: text) else {
      throw .expected("one of \(Self.choices.joined(separator: ", "))")
    }
    self = format
  }
}

struct ImportCommand: SessionCommand {
  static let name = "import"
  static let summary = "Turn the migrations of another tool into versions."
  static let discussion = """
    Reads a folder of migrations in the form of the tool that wrote it, and seals each on top of the current branch. Every
    migration is proven on scratch: its up is run and the schema it leads to is recorded, its verify script is run, and
    its down is tried. A down that does not restore what was there makes the migration irreversible, and what differs is
    recorded with it.

    An import that stopped goes on where it was: what is sealed already is recognised.
    """
  static let examples = [
    Example("confiture import db/migrate", "recognise the format and import"),
    Example("confiture import migrations --format flyway", "name the format"),
    Example("confiture import history --dag", "take declared parents for the shape, merges included"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .argument(\.folder, "<dir>", "The folder that holds the migrations.", completing: .files),
    .option("source", \.source, "<tool>", "The tool that wrote them, by its name; the same as --format."),
    .option("format", \.importFormat, "<format>", "The form of the folder, or json for the form of the report.")
      .replacingGlobal,
    .flag("json", \.json, "Report as JSON."),
    .flag("dag", \.dag, "Take declared parents (graph.tsv, sqitch's requires) for the shape of the history."),
    .flag("trust-down", \.trustDown, "Take downs to restore their parents, without trying them."),
  ]

  var folder = ""
  var source: ImportFormat?
  var importFormat = "auto"
  var json = false
  var dag = false
  var trustDown = false

  func run(in session: Session) throws {
    let project = try session.project()
    let format = try source ?? format()
    let history = try HistoryReader.read(session.path(folder), format: format)
    let branch = try project.branchName()
    let operation = session.operation("import \(folder)", in: project)
    let versions = try session.versions(of: project)
    let head = try project.head()
    let lineage = head.map { versions.graph.lineage(of: $0) } ?? []
    var options = ImportOptions()
    options.followsGraph = dag
    options.trustsDown = trustDown
    options.snapshot = project.configuration.snapshot
    let scratch = try session.scratch(for: project)
    let started = session.runEnvironment.now()
    var current = head
    let importer = Importer(
      store: project.store, scratch: scratch, environment: session.runEnvironment, options: options,
      progress: { progress in
        session.progress("[\(progress.position)/\(progress.count)] \(progress.name)")
      },
      publish: { commit in
        try project.advance(branch, from: current, to: commit, recording: operation)
        current = commit
      })
    let report: ImportReport
    do { report = try importer.run(history, onto: lineage) } catch {
      session.progress(nil)
      try project.writeWorkspace(of: current, replacing: head)
      if current != head { session.say("what was proven before this is sealed: run the import again to go on") }
      throw error
    }
    session.progress(nil)
    try createTags(report, project, session)
    try project.writeWorkspace(of: current, replacing: head)
    present(report, history, seconds: session.runEnvironment.now() - started, session)
  }

  private func format() throws -> ImportFormat {
    if importFormat == "json" { return .automatic }
    do { return try ImportFormat(parsing: importFormat) } catch {
      throw CommandFailure(
        .importFormat, "'\(importFormat)' is not a format of migrations",
        hints: ["known are: " + ImportFormat.choices.joined(separator: ", ")])
    }
  }

  private func createTags(_ report: ImportReport, _ project: Project, _ session: Session) throws {
    let known = Set(try project.tags().list().map(\.name))
    for tag in report.tags where !known.contains(tag.name) {
      guard ConfitureReference.isValidName(tag.name) else {
        session.say("note: the tag '\(tag.name)' is not a valid name and was left out")
        continue
      }
      let operation = session.operation("import \(folder)", in: project)
      try project.tags(recording: operation).create(
        tag.name, at: tag.commit, message: "imported", tagger: operation.author, date: operation.date)
    }
  }

  private func present(_ report: ImportReport, _ history: ImportedHistory, seconds: Double, _ session: Session) {
    for note in report.notes { session.say("note: \(note)") }
    let irreversible = report.sealed.filter { !$0.isReversible }
    for version in report.sealed {
      for warning in version.warnings { session.warn(warning) }
      if !version.undeclared.isEmpty {
        session.say(
          "warning: '\(version.name)' needs more than it declares: \(version.undeclared.joined(separator: ", "))")
      }
    }
    for merge in report.unprovenMerges {
      session.say("warning: '\(merge.name)': the two orders of its parents' migrations lead to different schemas")
      for line in merge.differences.prefix(12) { session.say("  \(line)") }
    }
    var text = [
      "\(report.sealed.count) of \(history.migrations.count) migrations sealed (\(history.format.rawValue))"
        + (report.alreadyThere > 0 ? ", \(report.alreadyThere) were there already" : "")
        + (report.merges > 0 ? ", \(counted(report.merges, "merge")) made" : "")
        + " in \(session.seconds(seconds))"
    ]
    if report.sealed.isEmpty {
      text = [
        "nothing new: all \(counted(history.migrations.count, "migration")) (\(history.format.rawValue)) are sealed already"
      ]
    } else {
      text.append("\(report.sealed.count - irreversible.count) reversible, \(irreversible.count) irreversible")
    }
    for version in irreversible {
      text.append("  \(version.name): \(version.differences.first ?? "")")
      text += version.differences.dropFirst().prefix(3).map { "    \($0)" }
      if version.differences.count > 4 { text.append("    … and \(version.differences.count - 4) more") }
    }
    let structured = JSONValue.object([
      "format": .string(history.format.rawValue), "head": .optional(report.head?.hex),
      "count": .integer(history.migrations.count), "alreadyThere": .integer(report.alreadyThere),
      "merges": .integer(report.merges),
      "sealed": .array(
        report.sealed.map { version in
          .object([
            "name": .string(version.name), "commit": .string(version.commit.hex),
            "reversible": .bool(version.isReversible), "differences": .strings(version.differences),
            "undeclared": .strings(version.undeclared),
            "warnings": .strings(version.warnings.map(\.message)),
          ])
        }),
      "unprovenMerges": .array(
        report.unprovenMerges.map { .object(["name": .string($0.name), "differences": .strings($0.differences)]) }),
    ])
    session.present(text: text, json: structured, asJSON: json || importFormat == "json")
  }
}
