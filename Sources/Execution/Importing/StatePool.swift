internal import GitStore
internal import Scratch

/// Scratch databases at known sets of migrations, so that a state near a wanted one can be copied rather than built.
final class StatePool {
  private struct Entry {
    var database: String
    /// Positions in the tool's order.
    var members: Set<Int>
    var lastUse: Int
  }

  private let scratch: ScratchServer
  private let capacity: Int
  private var entries: [Entry] = []
  private var clock = 0

  init(_ scratch: ScratchServer, capacity: Int = 24) {
    self.scratch = scratch
    self.capacity = capacity
  }

  deinit { for entry in entries { try? scratch.dropDatabase(entry.database) } }

  /// Makes a database from the nearest state that has only wanted migrations; tells which of them it has.
  ///
  /// - Parameters:
  ///   - wanted: What the database may have.
  ///   - required: Only states that have this migration are candidates.
  /// - Returns: The database's name, and what it has.
  /// - Throws: `ScratchError` when no database can be made.
  func database(within wanted: Set<Int>, including required: Int? = nil) throws -> (name: String, members: Set<Int>) {
    clock += 1
    let candidates = entries.indices.filter { index in
      entries[index].members.isSubset(of: wanted) && (required.map(entries[index].members.contains) ?? true)
    }
    guard let best = candidates.max(by: { entries[$0].members.count < entries[$1].members.count }) else {
      return (try scratch.createTemporaryDatabase(), [])
    }
    entries[best].lastUse = clock
    return (try scratch.createTemporaryDatabase(copying: entries[best].database), entries[best].members)
  }

  /// Takes over a database that nobody is connected to.
  func keep(_ database: String, members: Set<Int>) {
    clock += 1
    if entries.count >= capacity, let oldest = entries.indices.min(by: { entries[$0].lastUse < entries[$1].lastUse })
    {
      try? scratch.dropDatabase(entries[oldest].database)
      entries.remove(at: oldest)
    }
    entries.append(Entry(database: database, members: members, lastUse: clock))
  }

  func discard(_ database: String) { try? scratch.dropDatabase(database) }
}
