import Schema
import SchemaDiff

/// What all changes of a plan cost together, each thing once.
struct PlannedEffects {
  struct Effect: Hashable {
    /// In words, such as `the rows of table public.users`.
    let text: String
    /// The object whose change it is, and what is done to it.
    let object: ObjectIdentity
    let change: String
  }

  let losses: [Effect]
  let conditions: [Effect]
  /// Sorted.
  let rewrites: [QualifiedName]
  /// Each table with its strongest lock, strongest first.
  let locks: [TableLock]

  init(_ plan: SchemaPlan) {
    let changes = plan.migrations.flatMap(\.changes)
    losses = Self.unique(changes, \.effects.losses)
    conditions = Self.unique(changes, \.effects.conditions)
    rewrites = Set(changes.flatMap(\.effects.rewrites)).sorted()
    var strongest: [QualifiedName: TableLock] = [:]
    for lock in changes.flatMap(\.effects.locks) {
      guard let other = strongest[lock.table] else {
        strongest[lock.table] = lock
        continue
      }
      if Self.rank(other) < Self.rank(lock) { strongest[lock.table] = lock }
    }
    locks = strongest.values.sorted { left, right in
      Self.rank(left) == Self.rank(right) ? left.table < right.table : Self.rank(right) < Self.rank(left)
    }
  }

  private static func rank(_ lock: TableLock) -> (LockMode, Int) { (lock.mode, lock.isLong ? 1 : 0) }

  private static func unique(_ changes: [SchemaChange], _ texts: (SchemaChange) -> [String]) -> [Effect] {
    var seen: Set<Identifier> = []
    return changes.flatMap { change in
      texts(change).filter { seen.insert(Identifier($0)).inserted }
        .map { Effect(text: $0, object: change.object, change: change.summary) }
    }
  }
}
