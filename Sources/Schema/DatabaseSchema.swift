import Digests

/// Every object of a database that a snapshot holds.
package struct DatabaseSchema: Sendable {
  package var objects: [any SchemaObject]
  /// What the database has besides.
  package var uncovered: [UncoveredObject]

  package init(objects: [any SchemaObject] = [], uncovered: [UncoveredObject] = []) {
    self.objects = objects
    self.uncovered = uncovered
  }
}

extension DatabaseSchema {
  /// Renders every object and hashes the whole.
  ///
  /// - Complexity: O(*n* log *n*) in the number of objects, linear in their text.
  package func snapshot(_ options: SnapshotOptions) -> Snapshot {
    Snapshot(of: objects.concurrentMap { RenderedObject($0, options) }, uncovered: uncovered, options)
  }
}

extension DatabaseSchema {
  /// The objects within one schema; the schema itself is not among them, nor what belongs to the whole database.
  package func part(of schema: Identifier) -> DatabaseSchema {
    DatabaseSchema(objects: objects.filter { $0.identity.schema == schema })
  }
}

extension Fingerprint {
  /// The version of the canonical form that this program writes.
  package static let currentFormat = 1

  /// The fingerprint of an empty database or schema, without owners and grants.
  package static let empty = DatabaseSchema().snapshot(SnapshotOptions()).fingerprint
}
