package import Documents
internal import SchemaDiff

extension MigrationManifest {
  /// Returns the text of `migration.yaml` in a folder of this name: the same values give the same bytes.
  package func text(name: String) -> String {
    var document: YAMLValue = [:]
    document.append("format", .integer(Self.format))
    document.append("name", .string(name))
    if kind != .step { document.append("kind", .string(kind.word)) }
    document.append("change", .string(change.text))
    document.append("title", .string(title))
    if !details.isEmpty { document.append("details", .string(details)) }
    document.append("author", .string(author.text))
    document.append("date", .string(date.text))
    document.append("reversible", .bool(reversible))
    if transaction != .single { document.append("transaction", .string(transaction.rawValue)) }
    if writesData { document.append("writes_data", true) }
    for (key, list) in [
      ("differences", differences), ("requires", requires), ("inferred_requires", inferredRequires),
      ("renames", renames.map(RenameText.text)), ("losses", losses), ("down_losses", downLosses),
      ("commutes", commutes), ("carries", carries),
    ] where !list.isEmpty {
      document.append(key, .strings(list))
    }
    document.append("origin", origin.map(YAMLValue.string))
    return YAMLWriter.text(document)
  }

  /// Reads `migration.yaml`.
  ///
  /// - Returns: The manifest, and the name it gives the migration, if any.
  /// - Throws: An error that points at the line; unknown keys are refused.
  package static func read(
    _ text: String, file: String?
  ) throws(DocumentError) -> (manifest: MigrationManifest, name: String?) {
    var keys = try YAMLReader.parse(text: text, file: file).mapping()
    let format = try keys.require("format")
    guard try format.int() == Self.format else {
      throw format.invalid(
        "'format' is \(format.scalarText ?? ""), and this version of Confiture reads \(Self.format)",
        hints: ["use a newer Confiture"])
    }
    let name = try keys.take("name")?.string()
    let changeNode = try keys.require("change")
    guard let change = ChangeID(try changeNode.string()) else {
      throw changeNode.invalid(
        "'change' must be 32 letters from 'k' to 'z'", hints: ["'confiture new' writes a fresh one"])
    }
    let titleNode = try keys.require("title")
    let title = try titleNode.string()
    guard !title.isEmpty, !title.utf8.contains(UInt8(ascii: "\n")), title == trimmed(title) else {
      throw titleNode.invalid("'title' must be one line of text")
    }
    let authorNode = try keys.require("author")
    let author = Author(try authorNode.string())
    guard !author.name.isEmpty, author.text == authorNode.scalarText else {
      throw authorNode.invalid("'author' must be written as 'Name <email>'")
    }
    let dateNode = try keys.require("date")
    guard let date = CommitDate(try dateNode.string()) else {
      throw dateNode.invalid("'date' must be written as '2026-01-31T12:00:00+01:00'")
    }
    var manifest = MigrationManifest(change: change, title: title, author: author, date: date)
    if let node = keys.take("kind") {
      let word = try node.string()
      guard let kind = VersionKind.allCases.first(where: { $0.word == word }) else {
        throw node.invalid("'kind' must be one of \(VersionKind.allCases.map(\.word).joined(separator: ", "))")
      }
      manifest.kind = kind
    }
    manifest.details = try keys.take("details")?.string() ?? ""
    manifest.reversible = try keys.take("reversible")?.bool() ?? true
    manifest.transaction = try keys.take("transaction")?.choice() ?? .single
    manifest.writesData = try keys.take("writes_data")?.bool() ?? false
    manifest.differences = try keys.take("differences")?.strings() ?? []
    manifest.requires = try keys.take("requires")?.strings() ?? []
    manifest.inferredRequires = try keys.take("inferred_requires")?.strings() ?? []
    for node in try keys.take("renames")?.sequence() ?? [] { manifest.renames.append(try rename(node)) }
    manifest.losses = try keys.take("losses")?.strings() ?? []
    manifest.downLosses = try keys.take("down_losses")?.strings() ?? []
    manifest.commutes = try keys.take("commutes")?.strings() ?? []
    manifest.carries = try keys.take("carries")?.strings() ?? []
    manifest.origin = try keys.take("origin")?.string()
    try keys.finish()
    return (manifest, name)
  }

  private static func rename(_ node: DocumentNode) throws(DocumentError) -> Rename {
    let text = try node.string()
    do throws(RenameText.Malformed) { return try RenameText.rename(text) } catch {
      throw node.invalid(error.message, hints: RenameText.examples)
    }
  }

  private static func trimmed(_ text: String) -> String {
    var rest = Substring(text)
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest)
  }
}

extension VersionKind {
  /// The word in `migration.yaml`.
  package var word: String {
    switch self {
    case .step: "step"
    case .reconciliation: "reconciliation"
    case .squash: "squash"
    }
  }
}
