import Schema

/// Functions that share a name: one of them may go without those that call another.
extension Decisions {
  /// Whether an object names a function of which some overloads are destroyed, and calls none of those: the arguments
  /// are too many for them, or too few.
  func callsOthers(_ identity: ObjectIdentity, than key: NameKey) throws(SchemaDiffError) -> Bool {
    var counts: [ClosedRange<Int>] = []
    var keepsSome = false
    for routine in old.identities where routine.nameKey == key {
      guard routine.kind == .function else { return false }
      guard self[routine]?.destroys ?? false else {
        keepsSome = true
        continue
      }
      guard let function = try old.object(routine) as? Routine,
        let signature = RoutineSignature(function.definition)
      else { return false }
      counts.append(signature.argumentCounts)
    }
    guard keepsSome, !counts.isEmpty else { return false }
    return old.statements(of: identity).allSatisfy { statement in
      guard statement.names.references.contains(where: { $0.key == key }) else { return true }
      // What a trigger gives its function are no arguments.
      if statement.names.phase == .trigger { return false }
      return Self.calls(of: key, in: statement.text).allSatisfy { count in
        count.map { count in !counts.contains { $0.contains(count) } } ?? false
      }
    }
  }

  /// The number of arguments of each call; `nil` for what is no call.
  private static func calls(of key: NameKey, in text: String) -> [Int?] {
    let words = StatementWords(text)
    return (words.first..<words.end).compactMap { index -> Int?? in
      guard words.isName(index), words.kind(index + 1) == .dot, words.isName(index + 2),
        NameKey("\(words.name(index)).\(words.name(index + 2))") == key
      else { return nil }
      guard words.kind(index + 3) == .openParenthesis, let close = words.closing(of: index + 3) else {
        return .some(nil)
      }
      return close == index + 4 ? 0 : words.list(from: index + 4, to: close).count
    }
  }
}
