internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Repository

struct UndoCommand: SessionCommand {
  static let name = "undo"
  static let summary = "Take the last command that moved branches or tags back; no database is touched."
  static let discussion = """
    Branches, tags and the workspace become what they were before the command. Undoing once more goes further back; an undo
    can be undone by its number. A migration that a commit sealed is pending again.

    Databases stay where they are: to move one, use checkout. What others go by, such as environments, only moves forwards
    and is not undone.
    """
  static let examples = [
    Example("confiture undo", "the newest operation that is not undone"),
    Example("confiture undo --operation 3", "a certain one of confiture operations"),
    Example("confiture undo --dry-run", "what would move"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .option("operation", \.operation, "<n>", "Its number in confiture operations, or its id."),
    .flag("discard", \.discard, "Overwrite what was edited in sealed folders and in db/schema."),
    .flag("dry-run", \.dryRun, "Say what would move, and move nothing.", short: "n"),
  ]

  var operation: String?
  var discard = false
  var dryRun = false

  func run(in session: Session) throws {
    let project = try session.project()
    try EditSequence.checkNone(in: project)
    let undo = Undo(project)
    let chosen = try undo.choose(operation)
    let line = "undo" + (operation.map { " --operation \($0)" } ?? "")
    let steps =
      dryRun
      ? try undo.steps(of: chosen)
      : try undo.undo(chosen, recording: session.operation(line, in: project), discardingEdits: discard)
    var text = [(dryRun ? "would undo: " : "undone: ") + chosen.operation.command]
    text += steps.changes.map { "  " + OperationsCommand.text($0) }
    if let switched = steps.switched { text.append("  the workspace: \(switched.from) -> \(switched.to)") }
    session.present(
      text: text,
      json: .object([
        "undone": OperationsCommand.json(chosen), "dryRun": .bool(dryRun),
        "changes": .array(steps.changes.map(OperationsCommand.json)),
      ]))
    if !dryRun { session.say("no database was touched: confiture checkout REV moves one") }
  }
}

struct OperationsCommand: SessionCommand {
  static let name = "operations"
  static let summary = "List the commands that moved branches or tags of this repository."
  static let examples = [
    Example("confiture operations", "newest first"), Example("confiture operations -n 3", "the last three"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .option("max-count", \.count, "<n>", "At most so many.", short: "n")
  ]

  var count: Int?

  func run(in session: Session) throws {
    let project = try session.project()
    let all = try project.operations()
    let listed = count.map { Array(all.prefix($0)) } ?? all
    let text = listed.flatMap { entry -> [String] in
      let mark = entry.isUndone ? "  (undone)" : ""
      let head =
        "\(entry.number)  \(entry.id.short())  \(entry.operation.date.text)  \(entry.operation.command)\(mark)"
      return [head] + entry.operation.changes.map { "     " + Self.text($0) }
        + (entry.operation.switched.map { ["     the workspace: \($0.from) -> \($0.to)"] } ?? [])
    }
    session.present(
      text: text.isEmpty ? ["no operations yet"] : text, json: .array(listed.map(Self.json)))
  }

  /// `main: 1234567 -> 89abcde`.
  static func text(_ change: Operation.Change) -> String {
    let name = ConfitureReference.shortName(change.reference) ?? change.reference
    switch (change.before, change.after) {
    case (nil, let after?): return "\(name): new at \(after.short())"
    case (let before?, nil): return "\(name): gone, was \(before.short())"
    case (let before, let after): return "\(name): \(before?.short() ?? "none") -> \(after?.short() ?? "none")"
    }
  }

  static func json(_ change: Operation.Change) -> JSONValue {
    .object([
      "reference": .string(change.reference), "before": .optional(change.before?.hex),
      "after": .optional(change.after?.hex),
    ])
  }

  static func json(_ entry: RecordedOperation) -> JSONValue {
    .object([
      "number": .integer(entry.number), "id": .string(entry.id.hex), "command": .string(entry.operation.command),
      "author": .string(entry.operation.author.text), "date": .string(entry.operation.date.text),
      "undone": .bool(entry.isUndone), "undoes": .optional(entry.operation.undoes?.hex),
      "changes": .array(entry.operation.changes.map(json)),
    ])
  }
}
