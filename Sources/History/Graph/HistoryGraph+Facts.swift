/// Single facts of a version by its position, for walks over long histories that must not build every record.
extension HistoryGraph {
  package func change(at position: Int) -> ChangeID? { table.changes[position] }

  package func kind(at position: Int) -> VersionKind { table.kind(at: position) }

  package func isReversible(at position: Int) -> Bool { table.isReversible(at: position) }

  package func writesData(at position: Int) -> Bool { table.writesData(at: position) }

  package func losesData(at position: Int) -> Bool { table.losesData(at: position) }

  package func downLosesData(at position: Int) -> Bool { table.downLosesData(at: position) }

  package func name(at position: Int) -> String { table.name(at: position) }

  /// Equal for versions with equal fingerprints, and only for them.
  package func fingerprintNumber(at position: Int) -> Int { table.fingerprintNumber(at: position) }

  /// Calls `body` for each parent, the first one first, without making an array of them.
  package func forEachParent(of position: Int, _ body: (Int) -> Void) {
    for parent in table.parents(of: position) { body(Int(parent)) }
  }
}
