/// An index that does not belong to a constraint.
package struct Index: Sendable, Equatable {
  package var name: QualifiedName
  /// The CREATE INDEX statement without its semicolon.
  package var definition: String
  /// An invalid index, left by a failed concurrent build, is content: it must be rebuilt.
  package var isValid = true
  package var isClustered = false
  package var isReplicaIdentity = false
  package var attachedTo: AttachedIndex?
  /// Statistics targets of expression columns, by column number.
  package var statisticsTargets: [(column: Int, target: Int)] = []
  package var comment: String?

  package init(name: QualifiedName, definition: String) {
    self.name = name
    self.definition = definition
  }

  package static func == (left: Index, right: Index) -> Bool {
    left.name == right.name && left.definition == right.definition && left.isValid == right.isValid
      && left.isClustered == right.isClustered && left.isReplicaIdentity == right.isReplicaIdentity
      && left.attachedTo == right.attachedTo && left.comment == right.comment
      && left.statisticsTargets.elementsEqual(right.statisticsTargets, by: ==)
  }
}
