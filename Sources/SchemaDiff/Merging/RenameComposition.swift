import Schema

/// The renames of several migrations, one after the other, as renames from the first state to the last.
package struct RenameComposition {
  package private(set) var renames: [Rename] = []

  package init() {}

  /// Adds what the next migration renames.
  package mutating func append(_ next: Rename) {
    switch next {
    case .object(let from, let to):
      // Columns and constraints are named by the table's newest name.
      if let old = from.objectName, let new = to.objectName {
        renames = renames.map { $0.on(table: old, renamedTo: new) }
      }
      replace(where: { if case .object(_, from) = $0 { true } else { false } }, next) { first in
        guard case .object(let origin, _) = first else { return next }
        return origin == to ? nil : .object(from: origin, to: to)
      }
    case .column(let table, let from, let to):
      replace(where: { if case .column(table, _, from) = $0 { true } else { false } }, next) { first in
        guard case .column(_, let origin, _) = first else { return next }
        return origin == to ? nil : .column(table: table, from: origin, to: to)
      }
    case .index(let schema, let from, let to):
      replace(where: { if case .index(schema, _, from) = $0 { true } else { false } }, next) { first in
        guard case .index(_, let origin, _) = first else { return next }
        return origin == to ? nil : .index(schema: schema, from: origin, to: to)
      }
    case .constraint(let table, let from, let to):
      replace(where: { if case .constraint(table, _, from) = $0 { true } else { false } }, next) { first in
        guard case .constraint(_, let origin, _) = first else { return next }
        return origin == to ? nil : .constraint(table: table, from: origin, to: to)
      }
    }
  }

  private mutating func replace(
    where isBefore: (Rename) -> Bool, _ next: Rename, with composed: (Rename) -> Rename?
  ) {
    guard let index = renames.firstIndex(where: isBefore) else {
      renames.append(next)
      return
    }
    if let rename = composed(renames[index]) { renames[index] = rename } else { renames.remove(at: index) }
  }
}

extension Rename {
  fileprivate func on(table old: QualifiedName, renamedTo new: QualifiedName) -> Rename {
    switch self {
    case .column(old, let from, let to): .column(table: new, from: from, to: to)
    case .constraint(old, let from, let to): .constraint(table: new, from: from, to: to)
    case .object, .column, .index, .constraint: self
    }
  }
}
