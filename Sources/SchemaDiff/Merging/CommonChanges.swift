import Schema

/// What both sides of a merge changed in the same way: what they both add, or both take away.
package struct CommonChanges: Sendable {
  package private(set) var keys: [MergeKey] = []

  /// - Throws: a ``SchemaDiffError`` when a file is not as Confiture writes it.
  package init(_ input: MergeInput) throws(SchemaDiffError) {
    func files(_ list: [SnapshotFile]) -> [ObjectIdentity: SnapshotFile] {
      Dictionary(list.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
    }
    let (base, ours, theirs) = (files(input.base), files(input.ours), files(input.theirs))
    for identity in Set(base.keys).union(ours.keys).union(theirs.keys).sorted() {
      switch (base[identity], ours[identity], theirs[identity]) {
      case (nil, .some, .some), (.some, nil, nil): keys.append(MergeKey(identity))
      case (let before?, let our?, let their?):
        let texts = [before, our, their].map { Identifier($0.text) }
        guard texts[0] != texts[1], texts[0] != texts[2] else { continue }
        try compare(identity, before, our, their)
      default: continue
      }
    }
  }

  /// The ones that a text names, as the server's messages do.
  package func named(in text: String) -> [MergeKey] {
    keys.filter { key in
      let part = key.attribute.map { $0.text.split(separator: " ").last.map(String.init) ?? $0.text }
      let name = part ?? key.object.name.text
      return text.contains("\"\(name)\"") || text.contains("\(name)(") || text.contains(".\(name)\"")
    }
  }

  private mutating func compare(
    _ identity: ObjectIdentity, _ base: SnapshotFile, _ ours: SnapshotFile, _ theirs: SnapshotFile
  ) throws(SchemaDiffError) {
    let objects = (
      try SchemaMerge.object(of: base), try SchemaMerge.object(of: ours), try SchemaMerge.object(of: theirs)
    )
    if let before = objects.0 as? Table, let our = objects.1 as? Table, let their = objects.2 as? Table {
      func columns(_ table: Table) -> [Identifier: Column] {
        Dictionary(table.columns.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
      }
      add(columns(before), columns(our), columns(their)) { MergeKey(identity, $0.text) }
    }
    if let before = objects.0 as? EnumType, let our = objects.1 as? EnumType, let their = objects.2 as? EnumType {
      let (was, here, there) = (Set(before.labels), Set(our.labels), Set(their.labels))
      keys += here.intersection(there).subtracting(was).sorted().map { MergeKey(identity, $0) }
    }
    func parts(_ object: any SchemaObject) -> [Identifier: Identifier] {
      let all = RelationPart.parts(of: object).map { (Identifier($0.attribute), Identifier($0.creation ?? "")) }
      return Dictionary(all, uniquingKeysWith: { first, _ in first })
    }
    add(parts(objects.0), parts(objects.1), parts(objects.2)) { MergeKey(identity, $0.text) }
  }

  private mutating func add<Part: Equatable>(
    _ base: [Identifier: Part], _ ours: [Identifier: Part], _ theirs: [Identifier: Part],
    _ key: (Identifier) -> MergeKey
  ) {
    for name in Set(base.keys).union(ours.keys).union(theirs.keys).sorted() {
      switch (base[name], ours[name], theirs[name]) {
      case (nil, let our?, let their?) where our == their: keys.append(key(name))
      case (.some, nil, nil): keys.append(key(name))
      default: continue
      }
    }
  }
}
