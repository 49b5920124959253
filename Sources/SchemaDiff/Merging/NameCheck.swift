import Schema

/// Finds names that are one in a schema and that each side gives to something of its own.
struct NameCheck {
  private let base: [NameKey: Set<MergeKey>]
  private let ours: [NameKey: Set<MergeKey>]
  private let theirs: [NameKey: Set<MergeKey>]

  typealias Files = [ObjectIdentity: SnapshotFile]

  init(base: Files, ours: Files, theirs: Files) throws(SchemaDiffError) {
    // Only what is not the same on all sides can clash.
    let changed = Set(ours.keys).union(theirs.keys).filter { identity in
      guard let before = base[identity], let our = ours[identity], let their = theirs[identity] else { return true }
      return !before.text.utf8.elementsEqual(our.text.utf8) || !before.text.utf8.elementsEqual(their.text.utf8)
    }
    self.base = try Self.owners(base.values.filter { changed.contains($0.identity) })
    self.ours = try Self.owners(ours.values.filter { changed.contains($0.identity) })
    self.theirs = try Self.owners(theirs.values.filter { changed.contains($0.identity) })
  }

  /// The clashes in a merged snapshot.
  func conflicts(in merged: [SnapshotFile]) throws(SchemaDiffError) -> [MergeConflict] {
    let present = Set(merged.map(\.identity))
    var conflicts: [MergeConflict] = []
    for (name, our) in ours {
      guard let their = theirs[name] else { continue }
      let newHere = our.subtracting(base[name] ?? []).filter { present.contains($0.object) }
      let newThere = their.subtracting(base[name] ?? []).filter { present.contains($0.object) }
      guard let first = newHere.subtracting(their).min(), let second = newThere.subtracting(our).min() else {
        continue
      }
      conflicts.append(
        MergeConflict(
          .name, first, ours: "\(name.text): \(first)", theirs: "\(name.text): \(second)",
          message: "Ours gives the name '\(name.text)' to \(first), theirs to \(second).",
          suggestion: "confiture merge --resolve '\(first.name)=ours' leaves theirs away, =theirs leaves ours away",
          settles: [second]))
    }
    return conflicts.sorted { $0.key < $1.key }
  }

  /// Who has each name that relations, indexes and types share within a schema.
  private static func owners(_ files: [SnapshotFile]) throws(SchemaDiffError) -> [NameKey: Set<MergeKey>] {
    var owners: [NameKey: Set<MergeKey>] = [:]
    for file in files {
      let identity = file.identity
      switch identity.kind {
      case .table, .foreignTable, .view, .materializedView, .sequence, .type, .domain:
        if let key = identity.nameKey { owners[key, default: []].insert(MergeKey(identity)) }
        guard identity.kind != .sequence, identity.kind != .type, identity.kind != .domain else { continue }
        for part in RelationPart.parts(of: try SchemaMerge.object(of: file)) {
          guard let key = part.relationName else { continue }
          owners[key, default: []].insert(MergeKey(identity, part.attribute))
        }
      default: continue
      }
    }
    return owners
  }
}

extension RelationPart {
  /// What a merge calls the part.
  var attribute: String {
    switch identity.kind {
    case .column, .columnDefault: identity.name.text
    case .constraint: "constraint \(identity.name.text)"
    case .index: "index \(identity.name.text)"
    case .statistics: "statistics \(identity.name.text)"
    case .rule: "rule \(identity.name.text)"
    case .trigger: "trigger \(identity.name.text)"
    case .policy: "policy \(identity.name.text)"
    }
  }
}
