import Schema

/// What an action does to a relation that stays, where there is more than one way to do it.
enum Operation: Hashable {
  case createPart(PartIdentity)
  case dropPart(PartIdentity)
  case validatePart(PartIdentity)
  case addColumn(Identifier)
  case setNotNull(Identifier)
  /// Changes the type of a column and nothing else, with this clause of ALTER TABLE.
  case changeType(String)
  case attachPartition(to: QualifiedName)
  case detachPartition(from: QualifiedName)
  /// Drops a table that is a partition until then.
  case dropPartition
}

/// What the actions of one migration have in common: they share a transaction, or cannot have one.
enum MigrationStage: Int, CaseIterable {
  /// In one transaction.
  case change
  /// Each outside a transaction: indexes and partitions, concurrently.
  case concurrent
  /// A block that commits by itself; always alone.
  case backfill
  /// Reads whole tables under locks that stop neither readers nor writers.
  case validation
}

/// What one of several actions leaves for the next.
enum OnlineStep: Hashable {
  case added
  case declared
  case filled
  case built
  case validated
}
