internal import Schema
internal import SchemaDiff

/// What several migrations rename one after another, as one list from the first names to the last.
struct ComposedRenames {
  private(set) var renames: [Rename] = []

  /// - Parameter steps: What each migration renames, the first one first.
  init(_ steps: [[Rename]]) { for step in steps { for rename in step { add(rename) } } }

  private mutating func add(_ rename: Rename) {
    switch rename {
    case .object(let from, let to):
      renames = renames.map { Self.moved($0, from: from, to: to) }
      if let index = renames.firstIndex(where: { if case .object(_, from) = $0 { true } else { false } }),
        case .object(let first, _) = renames[index]
      {
        renames[index] = .object(from: first, to: to)
      } else {
        renames.append(rename)
      }
    case .column(let table, let from, let to):
      replace(rename) {
        if case .column(table, let first, from) = $0 { .column(table: table, from: first, to: to) } else { nil }
      }
    case .index(let schema, let from, let to):
      replace(rename) {
        if case .index(schema, let first, from) = $0 { .index(schema: schema, from: first, to: to) } else { nil }
      }
    case .constraint(let table, let from, let to):
      replace(rename) {
        if case .constraint(table, let first, from) = $0 {
          .constraint(table: table, from: first, to: to)
        } else {
          nil
        }
      }
    }
  }

  private mutating func replace(_ rename: Rename, _ joined: (Rename) -> Rename?) {
    for index in renames.indices {
      guard let whole = joined(renames[index]) else { continue }
      renames[index] = whole
      return
    }
    renames.append(rename)
  }

  /// A rename within a table that has another name now.
  private static func moved(_ rename: Rename, from old: ObjectIdentity, to new: ObjectIdentity) -> Rename {
    guard let oldSchema = old.schema, let newSchema = new.schema else { return rename }
    let before = QualifiedName(schema: oldSchema, name: old.name)
    let after = QualifiedName(schema: newSchema, name: new.name)
    switch rename {
    case .column(before, let from, let to): return .column(table: after, from: from, to: to)
    case .constraint(before, let from, let to): return .constraint(table: after, from: from, to: to)
    default: return rename
    }
  }
}
