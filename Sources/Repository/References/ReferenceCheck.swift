internal import GitStore
internal import History

/// What has to hold before a reference is made.
struct ReferenceCheck {
  private let store: ObjectStore

  init(_ store: ObjectStore) { self.store = store }

  /// Refuses a name that is taken, or that is a folder of names: Git keeps references as files.
  func isFree(_ reference: String, code: RepositoryError.Code, kind: String) throws {
    let name = ConfitureReference.shortName(reference) ?? reference
    let prefix = String(reference.dropLast(name.utf8.count))
    for (other, _) in try store.references(prefix: prefix) {
      let otherName = String(other.dropFirst(prefix.utf8.count))
      if other == reference {
        throw RepositoryError(
          code, "there is a \(kind) '\(name)' already", hints: ["confiture \(kind) lists them: choose another name"])
      }
      if other.hasPrefix(reference + "/") || reference.hasPrefix(other + "/") {
        throw RepositoryError(
          code, "there cannot be both a \(kind) '\(name)' and a \(kind) '\(otherName)'",
          hints: ["choose a name that is not the beginning of another one's path"])
      }
    }
  }

  /// Refuses what is not a version of the schema.
  func isVersion(_ id: ObjectID) throws {
    guard try store.kind(of: id) == .commit else {
      throw RepositoryError(.notAVersion, "'\(id.short())' is not a version of the schema", hints: ["confiture log"])
    }
    _ = try SchemaCommits(store).version(id)
  }
}
