internal import Diagnostics
package import GitStore
package import History

/// Names of versions that stay: annotated tags below `refs/confiture/tags/`.
package struct Tags: Sendable {
  /// A tag and the version it names.
  package struct Tag: Sendable, Equatable {
    package var name: String
    package var version: ObjectID
    /// `nil` for a lightweight tag that came from elsewhere.
    package var annotation: AnnotatedTag?
  }

  private let store: ObjectStore
  private let updates: RecordedUpdates

  /// - Parameters:
  ///   - store: The repository.
  ///   - operation: The command that makes tags, noted in the operation log; without it nothing is noted.
  package init(_ store: ObjectStore, recording operation: Operation? = nil) {
    self.store = store
    updates = RecordedUpdates(store: store, operation: operation)
  }

  /// Names a version for good.
  ///
  /// - Returns: The tag object.
  @discardableResult
  package func create(
    _ name: String, at version: ObjectID, message: String? = nil, tagger: Author, date: CommitDate
  ) throws -> ObjectID {
    try ConfitureReference.checkName(name, of: "tag")
    let reference = ConfitureReference.tag(name)
    try ReferenceCheck(store).isFree(reference, code: .tagExists, kind: "tag")
    try ReferenceCheck(store).isVersion(version)
    var text = message ?? name
    if !text.hasSuffix("\n") { text += "\n" }
    let tag = try store.writeTag(target: version, name: name, tagger: tagger.signature(at: date), message: text)
    try updates.apply([ReferenceUpdate(reference, to: tag, expecting: .absent)])
    return tag
  }

  /// All tags, sorted by name; what leads to no version is left out.
  package func list() throws -> [Tag] {
    try store.references(prefix: ConfitureReference.tags).compactMap { reference, id in
      let name = String(reference.dropFirst(ConfitureReference.tags.count))
      switch try store.kind(of: id) {
      case .tag:
        let annotation = try store.readTag(id)
        return annotation.targetKind == .commit
          ? Tag(name: name, version: annotation.target, annotation: annotation) : nil
      case .commit: return Tag(name: name, version: id, annotation: nil)
      case .tree, .blob, nil: return nil
      }
    }
  }

  /// Deletes a tag, which only `force` does: releases are named once.
  ///
  /// - Returns: What the reference held.
  @discardableResult
  package func delete(_ name: String, force: Bool) throws -> ObjectID {
    try ConfitureReference.checkName(name, of: "tag")
    let reference = ConfitureReference.tag(name)
    guard let id = try store.resolveReference(reference) else {
      let closest = Suggestions.closest(to: name, among: try list().map(\.name)).map { "did you mean '\($0)'?" }
      throw RepositoryError(
        .unknownTag, "there is no tag '\(name)'", hints: closest.isEmpty ? ["confiture tag lists them"] : closest)
    }
    guard force else {
      throw RepositoryError(
        .immutableTag, "the tag '\(name)' is not deleted: others may rely on it", hints: ["delete it with --force"])
    }
    try updates.apply([ReferenceUpdate(reference, to: nil, expecting: .exactly(id))])
    return id
  }
}
