internal import Digests
package import GitStore
internal import History

/// A Git object as the registry keeps it: its kind and its content without Git's header.
package struct RawObject: Sendable, Equatable {
  package var id: ObjectID
  package var kind: ObjectKind
  package var body: [UInt8]

}

/// Git objects as rows of the registry: what takes time to write is written once.
package struct RegistryObjectRows: Sendable, Equatable {
  private(set) var ids: [String] = []
  private(set) var kinds: [String] = []
  private(set) var hexBodies: [String] = []
  /// How much text the bodies are, in bytes.
  package private(set) var size = 0

  package init(_ objects: [RawObject]) {
    for object in objects {
      ids.append(object.id.hex)
      kinds.append(object.kind.rawValue)
      hexBodies.append(Hexadecimal.encode(object.body))
      size += 2 * object.body.count
    }
  }

  package mutating func append(_ other: RegistryObjectRows) {
    ids += other.ids
    kinds += other.kinds
    hexBodies += other.hexBodies
    size += other.size
  }

  package var isEmpty: Bool { ids.isEmpty }
}

/// Finds the Git objects that a target needs for its versions.
package struct RegistryObjects: Sendable {
  private let store: ObjectStore

  package init(_ store: ObjectStore) { self.store = store }

  /// The commit, and those of its trees and blobs that its first parent does not have at the same place.
  package func introduced(by commit: ObjectID) throws -> [RawObject] {
    var objects: [RawObject] = []
    var seen: Set<ObjectID> = []
    let read = try store.readCommit(commit)
    try take(commit, into: &objects, seen: &seen)
    let parentTree = try read.parents.first.map { try store.readCommit($0).tree }
    try walk(read.tree, beside: parentTree, into: &objects, seen: &seen)
    return objects
  }

  private func walk(
    _ tree: ObjectID, beside old: ObjectID?, into objects: inout [RawObject], seen: inout Set<ObjectID>
  ) throws {
    guard tree != old else { return }
    try take(tree, into: &objects, seen: &seen)
    let oldEntries = try old.map { try store.readTree($0) } ?? []
    let known = Dictionary(oldEntries.map { ($0.name, $0.id) }, uniquingKeysWith: { first, _ in first })
    for entry in try store.readTree(tree) where known[entry.name] != entry.id {
      if entry.mode == .tree {
        let isTree = oldEntries.contains { $0.name == entry.name && $0.mode == .tree }
        try walk(entry.id, beside: isTree ? known[entry.name] : nil, into: &objects, seen: &seen)
      } else {
        try take(entry.id, into: &objects, seen: &seen)
      }
    }
  }

  private func take(_ id: ObjectID, into objects: inout [RawObject], seen: inout Set<ObjectID>) throws {
    guard seen.insert(id).inserted else { return }
    let (kind, body) = try store.readRaw(id)
    objects.append(RawObject(id: id, kind: kind, body: body))
  }
}
