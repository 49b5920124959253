internal import Diagnostics
package import Documents
internal import GitStore
internal import Schema
internal import SchemaDiff

extension MergeState {
  private static let format = 1

  /// The content of the state's file.
  package var jsonText: String {
    let document: JSONValue = [
      "format": .integer(Self.format), "branch": .string(branch), "ours": .string(ours.hex),
      "theirs": .string(theirs.hex), "their_name": .string(theirName), "bases": .strings(bases.map(\.hex)),
      "message": .optional(message), "folder": .optional(folder), "conflicts": .array(items.map(\.json)),
    ]
    return JSONWriter.text(document, pretty: true) + "\n"
  }

  /// Reads ``jsonText``.
  package init(jsonText text: String, file: String) throws(DocumentError) {
    var keys = try JSONReader.parse(text: text, file: file).mapping()
    let format = try keys.require("format")
    guard try format.int() == Self.format else { throw format.invalid("its format is newer than this Confiture") }
    self.init(
      branch: try keys.require("branch").string(), ours: try keys.require("ours").commit(),
      theirs: try keys.require("theirs").commit(), theirName: try keys.require("their_name").string(), bases: [],
      message: try keys.take("message")?.string(), folder: try keys.take("folder")?.string())
    for node in try keys.require("bases").sequence() { bases.append(try node.commit()) }
    for node in try keys.require("conflicts").sequence() { items.append(try Item(document: node)) }
    try keys.finish()
  }
}

extension MergeState.Item {
  package var json: JSONValue {
    guard case .object(var members) = conflict.json else { return conflict.json }
    members["decision"] = .optional(decision?.word)
    if case .authored(let text) = decision { members["ddl"] = .optional(text) }
    return .object(members)
  }

  fileprivate init(document: DocumentNode) throws(DocumentError) {
    var keys = try document.mapping()
    let word = try keys.take("decision")?.string()
    let ddl = try keys.take("ddl")?.string()
    let conflict = try MergeConflict(&keys)
    try keys.finish()
    self.init(conflict, decision: word.flatMap { MergeDecision(word: $0, ddl: ddl) })
  }
}

extension MergeDecision {
  /// The decision that a word stands for; `nil` for any other word.
  package init?(word: String, ddl: String? = nil) {
    switch word {
    case "merged": self = .merged
    case "commutes": self = .commutes
    case "carried": self = .carried
    case "authored": self = .authored(ddl)
    default:
      guard let side = MergeSide(rawValue: word) else { return nil }
      self = .side(side)
    }
  }

  /// What a resolution is remembered as.
  package var jsonText: String {
    var members: [String: JSONValue] = ["format": .integer(1), "decision": .string(word)]
    if case .authored(let text) = self { members["ddl"] = .optional(text) }
    return JSONWriter.text(.object(members), pretty: true) + "\n"
  }

  /// Reads ``jsonText``.
  package init?(jsonText text: String, file: String) throws(DocumentError) {
    var keys = try JSONReader.parse(text: text, file: file).mapping()
    _ = try keys.require("format").int()
    self.init(word: try keys.require("decision").string(), ddl: try keys.take("ddl")?.string())
  }
}

extension MergeConflict {
  /// The conflict as data, for commands and for the state's file.
  package var json: JSONValue {
    [
      "kind": .string(kind.rawValue), "object": key.object.json, "attribute": .optional(key.attribute?.text),
      "name": .string(key.name), "migration": .bool(key.isMigration), "base": .optional(base),
      "ours": .optional(ours), "theirs": .optional(theirs), "message": .string(message),
      "suggestion": .string(suggestion), "our_migrations": .strings(ourMigrations),
      "their_migrations": .strings(theirMigrations), "settles": .array(settles.map(\.json)),
    ]
  }

  fileprivate init(_ keys: inout MappingReader) throws(DocumentError) {
    let kind: Kind = try keys.require("kind").choice()
    let object = try keys.require("object").identity()
    let attribute = try keys.take("attribute")?.string()
    let isMigration = try keys.require("migration").bool()
    _ = try keys.require("name").string()
    let key =
      isMigration ? MergeKey(migration: object.name.text, attribute) : MergeKey(object, attribute)
    self.init(
      kind, key, base: try keys.take("base")?.string(), ours: try keys.take("ours")?.string(),
      theirs: try keys.take("theirs")?.string(), message: try keys.require("message").string(),
      suggestion: try keys.require("suggestion").string())
    ourMigrations = try keys.require("our_migrations").strings()
    theirMigrations = try keys.require("their_migrations").strings()
    for node in try keys.require("settles").sequence() {
      var keys = try node.mapping()
      settles.append(MergeKey(try keys.require("object").identity(), try keys.take("attribute")?.string()))
      try keys.finish()
    }
  }
}

extension MergeKey {
  fileprivate var json: JSONValue { ["object": object.json, "attribute": .optional(attribute?.text)] }
}

extension ObjectIdentity {
  fileprivate var json: JSONValue {
    [
      "kind": .string(kind.rawValue), "schema": .optional(schema?.text), "name": .string(name.text),
      "arguments": .optional(arguments),
    ]
  }
}

extension DocumentNode {
  fileprivate func identity() throws(DocumentError) -> ObjectIdentity {
    var keys = try mapping()
    let identity = ObjectIdentity(
      kind: try keys.require("kind").choice(), schema: try keys.take("schema")?.string().identifier,
      name: Identifier(try keys.require("name").string()), arguments: try keys.take("arguments")?.string())
    try keys.finish()
    return identity
  }

  fileprivate func commit() throws(DocumentError) -> ObjectID {
    guard let id = ObjectID(hex: try string()) else { throw invalid("'\(path)' must be a commit id") }
    return id
  }
}

extension String {
  fileprivate var identifier: Identifier { Identifier(self) }
}
