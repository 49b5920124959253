internal import Diagnostics
internal import Documents
internal import GitStore

extension Outcome {
  /// The newest format that this version reads and writes.
  package static let format = 1

  /// The content of `outcome.json`: the same values give the same bytes.
  package var jsonText: String {
    var document: [String: JSONValue] = [
      "format": .integer(Self.format), "run": .string(run), "target": .string(target), "plan": .string(plan),
      "result": .string(result.rawValue), "from": .optional(from?.hex), "to": .optional(to?.hex),
      "to_name": .optional(toName), "fingerprint": .optional(fingerprint), "steps": .array(steps.map(\.json)),
      "started": .number(started), "ended": .number(ended), "by": .string(by), "error": .optional(error),
      "tool": .optional(tool),
    ]
    if let evidence { document["evidence"] = evidence.json }
    return JSONWriter.text(.object(document), pretty: true) + "\n"
  }

  /// Reads ``jsonText``; keys that a later format may add are passed over.
  package init(jsonText text: String) throws {
    do throws(DocumentError) {
      try self.init(document: JSONReader.parse(text: text, file: nil))
    } catch {
      throw HistoryError(
        .malformedOutcome, "an outcome cannot be read: \(error.message)",
        details: ["line \(error.location.line) of outcome.json"], hints: ["confiture fsck"])
    }
  }

  private init(document: DocumentNode) throws(DocumentError) {
    var keys = try document.mapping()
    let format = try keys.require("format")
    guard try format.int() == Self.format else { throw format.invalid("its format is newer than this Confiture") }
    self.init(
      run: try keys.require("run").string(), target: try keys.require("target").string(),
      plan: try keys.require("plan").string(), result: try keys.require("result").choice(),
      from: try keys.take("from")?.objectID(), to: try keys.take("to")?.objectID(),
      toName: try keys.take("to_name")?.string(), fingerprint: try keys.take("fingerprint")?.string(), steps: [],
      started: try keys.require("started").number(), ended: try keys.require("ended").number(),
      by: try keys.require("by").string(), error: try keys.take("error")?.string(),
      tool: try keys.take("tool")?.string())
    for node in try keys.require("steps").sequence() { steps.append(try Step(document: node)) }
    evidence = try keys.take("evidence").map { node throws(DocumentError) in try Evidence(document: node) }
  }
}

extension Outcome.Step {
  fileprivate var json: JSONValue {
    let statements = statements.map { statement -> JSONValue in
      [
        "tag": .string(statement.tag), "line": .integer(statement.line),
        "milliseconds": .number(statement.milliseconds),
      ]
    }
    return [
      "action": .string(action), "commit": .optional(commit?.hex), "name": .string(name),
      "result": .string(result.rawValue), "milliseconds": .number(milliseconds), "statements": .array(statements),
    ]
  }

  fileprivate init(document: DocumentNode) throws(DocumentError) {
    var keys = try document.mapping()
    self.init(
      action: try keys.require("action").string(), commit: try keys.take("commit")?.objectID(),
      name: try keys.require("name").string(), result: try keys.require("result").choice(),
      milliseconds: try keys.require("milliseconds").number(), statements: [])
    for node in try keys.require("statements").sequence() {
      var keys = try node.mapping()
      statements.append(
        .init(
          tag: try keys.require("tag").string(), line: try keys.require("line").int(),
          milliseconds: try keys.require("milliseconds").number()))
    }
  }
}

extension DocumentNode {
  fileprivate func objectID() throws(DocumentError) -> ObjectID {
    guard let id = ObjectID(hex: try string()) else { throw invalid("'\(path)' must be a commit id") }
    return id
  }
}
