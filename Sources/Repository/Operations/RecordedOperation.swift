package import GitStore
package import History

/// An operation of the log with its number: 1 is the newest.
package struct RecordedOperation: Sendable, Equatable {
  package var number: Int
  /// The commit that holds it.
  package var id: ObjectID
  package var operation: Operation
  /// A later operation took it back, and was not taken back itself.
  package var isUndone: Bool
}

extension Project {
  /// The operations of this repository, newest first.
  package func operations() throws -> [RecordedOperation] {
    var undone: Set<ObjectID> = []
    return try OperationLog(store).entries().enumerated().map { index, entry in
      let isUndone = undone.contains(entry.id)
      if !isUndone, let target = entry.operation.undoes { undone.insert(target) }
      return RecordedOperation(number: index + 1, id: entry.id, operation: entry.operation, isUndone: isUndone)
    }
  }
}
