internal import Diagnostics
internal import Documents
internal import GitStore

extension Operation {
  static let format = 1

  /// The content of `operation.json`.
  var jsonText: String {
    var document: [String: JSONValue] = [
      "format": .integer(Self.format), "command": .string(command), "author": .string(author.text),
      "date": .string(date.text),
      "changes": .array(
        changes.map {
          [
            "reference": .string($0.reference), "before": .optional($0.before?.hex),
            "after": .optional($0.after?.hex),
          ]
        }),
    ]
    if let switched { document["switched"] = ["from": .string(switched.from), "to": .string(switched.to)] }
    if let undoes { document["undoes"] = .string(undoes.hex) }
    return JSONWriter.text(.object(document), pretty: true) + "\n"
  }

  init(jsonText text: String) throws(DocumentError) {
    var keys = try JSONReader.parse(text: text, file: "operation.json").mapping()
    let dateNode = try keys.require("date")
    guard let date = CommitDate(try dateNode.string()) else { throw dateNode.invalid("'date' is no date") }
    self.init(
      command: try keys.require("command").string(), author: Author(try keys.require("author").string()), date: date)
    for node in try keys.require("changes").sequence() {
      var change = try node.mapping()
      changes.append(
        Change(
          reference: try change.require("reference").string(),
          before: try change.take("before")?.string().objectID, after: try change.take("after")?.string().objectID))
    }
    undoes = try keys.take("undoes")?.string().objectID
    if var pair = try keys.take("switched")?.mapping() {
      switched = Switch(from: try pair.require("from").string(), to: try pair.require("to").string())
    }
  }
}

extension String {
  fileprivate var objectID: ObjectID? { ObjectID(hex: self) }
}
