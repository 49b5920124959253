internal import Digests
package import GitStore
internal import Schema
package import SchemaDiff

/// What was decided about a conflict of a merge.
package enum MergeDecision: Sendable, Equatable {
  case side(MergeSide)
  /// What merging the snapshots gives, although no order of the migrations leads there.
  case merged
  /// The rows come out the same in both orders.
  case commutes
  /// The scripts of the merge do what is needed to the rows.
  case carried
  /// The DDL of the object, as somebody wrote it; `nil` to leave it away.
  case authored(String?)

  /// The word for it, which `confiture merge --resolve` takes.
  package var word: String {
    switch self {
    case .side(let side): side.rawValue
    case .merged: "merged"
    case .commutes: "commutes"
    case .carried: "carried"
    case .authored: "authored"
    }
  }

  /// Whether it makes sense for a kind of conflict.
  package func fits(_ conflict: MergeConflict) -> Bool {
    switch (conflict.kind, self) {
    case (.data, .commutes), (.data, .carried): true
    case (.data, _): false
    case (.order, .merged): true
    case (.order, .side), (.order, .authored): !conflict.key.isMigration
    case (_, .side): true
    case (_, .authored): !conflict.key.isMigration
    case (_, .merged), (_, .commutes), (_, .carried): false
    }
  }
}

/// A merge that stopped at conflicts, or whose scripts wait to be looked at.
package struct MergeState: Sendable, Equatable {
  package struct Item: Sendable, Equatable {
    package var conflict: MergeConflict
    package var decision: MergeDecision?

    package init(_ conflict: MergeConflict, decision: MergeDecision? = nil) {
      self.conflict = conflict
      self.decision = decision
    }
  }

  /// The branch that the merge goes into.
  package var branch: String
  package var ours: ObjectID
  package var theirs: ObjectID
  /// What `theirs` was called on the command line.
  package var theirName: String
  /// The common ancestors; several where lines were merged crosswise.
  package var bases: [ObjectID]
  package var message: String?
  package var items: [Item]
  /// The pending folder with the scripts of the merge, once they are written.
  package var folder: String?

  package init(
    branch: String, ours: ObjectID, theirs: ObjectID, theirName: String, bases: [ObjectID], message: String? = nil,
    items: [Item] = [], folder: String? = nil
  ) {
    self.branch = branch
    self.ours = ours
    self.theirs = theirs
    self.theirName = theirName
    self.bases = bases
    self.message = message
    self.items = items
    self.folder = folder
  }

  package var open: [MergeConflict] { items.filter { $0.decision == nil }.map(\.conflict) }

  /// The conflicts that a word of the command line means: a number, an object, or an attribute of one.
  package func indices(matching word: String) -> [Int] {
    if let number = Int(word), items.indices.contains(number - 1) { return [number - 1] }
    let exact = items.indices.filter { index in
      let key = items[index].conflict.key
      return [key.name, key.description, "\(key.object.kind.rawValue) \(key.name)"].contains(word)
    }
    if !exact.isEmpty { return exact }
    return items.indices.filter { index in
      let object = items[index].conflict.key.object
      return object.qualifiedName == word || object.description == word
    }
  }
}

extension MergeConflict {
  /// What is the same of a conflict wherever it comes up again: the hash that its resolution is remembered by.
  package var hash: String {
    var hash = SHA256()
    let object = "\(key.isMigration ? "migration" : key.object.kind.rawValue) \(key.name)"
    for text in [kind.rawValue, object, base, ours, theirs] {
      hash.update("\(text?.utf8.count ?? -1)\n".utf8)
      hash.update((text ?? "").utf8)
    }
    return Hexadecimal.encode(hash.finish())
  }
}
