internal import Diagnostics
internal import Documents
package import GitStore
package import Repository

/// Migrations that are being put on another version one after the other, and how far that has come.
///
/// The branch moves when all of them are there; until then this is all there is.
package struct EditSequence: Sendable, Equatable {
  package enum Command: String, Sendable, CaseIterable {
    case rebase
    case cherryPick = "cherry-pick"
  }

  /// What became of one migration.
  package struct Step: Sendable, Equatable {
    package var from: ObjectID
    /// The version that it became; `nil` when it was left out.
    package var to: ObjectID?
    package var name: String
    /// Why it was left out.
    package var note: String?

    package init(from: ObjectID, to: ObjectID?, name: String, note: String? = nil) {
      self.from = from
      self.to = to
      self.name = name
      self.note = note
    }
  }

  package var command: Command
  /// As it was typed, for the operation log.
  package var line: String
  package var branch: String
  /// The tip of the branch when the command began.
  package var start: ObjectID?
  /// Where the next migration goes.
  package var tip: ObjectID?
  package var todo: [ObjectID]
  package var done: [Step] = []
  /// The folder of the first of `todo`, which did not run.
  package var stoppedAt: String?
  /// Folders of which the text of the workspace was taken.
  package var taken: [String] = []

  package init(
    _ command: Command, line: String, branch: String, start: ObjectID?, tip: ObjectID?, todo: [ObjectID]
  ) {
    self.command = command
    self.line = line
    self.branch = branch
    self.start = start
    self.tip = tip
    self.todo = todo
  }

  // MARK: The file

  private static func file(_ project: Project) -> StateFile { StateFile("sequence.json", in: project.store) }

  /// The sequence that waits for `--continue` or `--abort`.
  package static func current(in project: Project) throws -> EditSequence? {
    guard let text = try file(project).read() else { return nil }
    return try EditSequence(jsonText: text)
  }

  /// - Throws: ``EditingError`` with `inProgress` when a sequence waits.
  package static func checkNone(in project: Project) throws {
    guard let open = try current(in: project) else { return }
    throw EditingError(
      .inProgress, "a \(open.command.rawValue) of '\(open.branch)' is not finished",
      details: open.stoppedAt.map { ["it stopped at \(Workspace.migrations)/\($0)"] } ?? [],
      hints: ["confiture \(open.command.rawValue) --continue", "confiture \(open.command.rawValue) --abort"])
  }

  func store(in project: Project) throws { try Self.file(project).write(jsonText) }

  static func clear(in project: Project) throws { try file(project).remove() }

  private static let format = 1

  private var jsonText: String {
    let document: [String: JSONValue] = [
      "format": .integer(Self.format), "command": .string(command.rawValue), "line": .string(line),
      "branch": .string(branch), "start": .optional(start?.hex), "tip": .optional(tip?.hex),
      "todo": .strings(todo.map(\.hex)), "stoppedAt": .optional(stoppedAt), "taken": .strings(taken),
      "done": .array(
        done.map {
          [
            "from": .string($0.from.hex), "to": .optional($0.to?.hex), "name": .string($0.name),
            "note": .optional($0.note),
          ]
        }),
    ]
    return JSONWriter.text(.object(document), pretty: true) + "\n"
  }

  private init(jsonText text: String) throws {
    var keys = try JSONReader.parse(text: text, file: ".git/confiture/sequence.json").mapping()
    let word = try keys.require("command")
    guard let command = Command(rawValue: try word.string()) else { throw word.invalid("'command' is not known") }
    self.init(
      command, line: try keys.require("line").string(), branch: try keys.require("branch").string(),
      start: try keys.take("start")?.objectID(), tip: try keys.take("tip")?.objectID(),
      todo: try keys.require("todo").sequence().map { try $0.objectID() })
    stoppedAt = try keys.take("stoppedAt")?.string()
    taken = try keys.take("taken")?.strings() ?? []
    for node in try keys.require("done").sequence() {
      var step = try node.mapping()
      done.append(
        Step(
          from: try step.require("from").objectID(), to: try step.take("to")?.objectID(),
          name: try step.require("name").string(), note: try step.take("note")?.string()))
    }
  }
}

extension DocumentNode {
  func objectID() throws(DocumentError) -> ObjectID {
    guard let id = ObjectID(hex: try string()) else { throw invalid("this is no object id") }
    return id
  }
}
