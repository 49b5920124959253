import Diagnostics

/// Takes the keys of one mapping, one by one, and finally refuses what nobody took.
package struct MappingReader {
  private var remaining: [(key: String, keyNode: DocumentNode, value: DocumentNode)]
  private var known: [String] = []
  private let node: DocumentNode

  init(entries: [DocumentNode.Entry], of node: DocumentNode) {
    self.node = node
    remaining = entries.map { entry in
      let key = entry.key.scalarText ?? ""
      var value = entry.value
      value.path = node.path.isEmpty ? key : "\(node.path).\(key)"
      return (key, entry.key, value)
    }
  }

  /// Takes the value of an optional key; `nil` when it is absent or null.
  package mutating func take(_ key: String) -> DocumentNode? {
    known.append(key)
    guard let index = remaining.firstIndex(where: { $0.key == key }) else { return nil }
    let value = remaining.remove(at: index).value
    return value.isNull ? nil : value
  }

  /// Takes the value of a key that must be there.
  package mutating func require(_ key: String) throws(DocumentError) -> DocumentNode {
    let misspelt = remaining.map(\.key)
    if let value = take(key) { return value }
    let within = node.path.isEmpty ? "the document" : "'\(node.path)'"
    let closest = Suggestions.closest(to: key, among: misspelt)
    throw DocumentError(
      .missingKey, "\(within) lacks the key '\(key)'", at: node.location,
      hints: closest.isEmpty ? ["add '\(key): …'"] : closest.map { "did you mean '\(key)' by '\($0)'?" })
  }

  /// Takes all that is left, for mappings whose keys are names that the user chose.
  package mutating func takeRest() -> [(name: String, node: DocumentNode)] {
    defer { remaining = [] }
    return remaining.map { ($0.key, $0.value) }
  }

  /// Refuses the first key that nobody took, with what was probably meant.
  package func finish() throws(DocumentError) {
    guard let unknown = remaining.first else { return }
    let within = node.path.isEmpty ? "" : " in '\(node.path)'"
    let closest = Suggestions.closest(to: unknown.key, among: known)
    let hints =
      closest.isEmpty
      ? ["known keys here: \(known.sorted().joined(separator: ", "))"]
      : closest.map { "did you mean '\($0)'?" }
    throw DocumentError(
      .unknownKey, "unknown key '\(unknown.key)'\(within)", at: unknown.keyNode.location, hints: hints)
  }
}
