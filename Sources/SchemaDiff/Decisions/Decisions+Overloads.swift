import Schema

/// Functions that share a name: one of them may go without those that call another.
extension Decisions {
  /// How many arguments the overloads of a name take that are destroyed; `nil` if no other function of the name stays.
  func overloadsDestroyed(named key: NameKey) throws(SchemaDiffError) -> [ClosedRange<Int>]? {
    let destroyed = objects.filter { $0.key.kind == .function && $0.value.destroys && $0.key.nameKey == key }.keys
    if destroyed.isEmpty { return nil }
    let named = old.identities.filter { $0.name == destroyed.first?.name && $0.nameKey == key }
    guard named.allSatisfy({ $0.kind == .function }), named.contains(where: { !destroyed.contains($0) }) else {
      return nil
    }
    var counts: [ClosedRange<Int>] = []
    for identity in destroyed {
      guard let function = try old.object(identity) as? Routine,
        let signature = RoutineSignature(function.definition)
      else { return nil }
      counts.append(signature.argumentCounts)
    }
    return counts
  }

  /// Whether an object names a function and calls none of its overloads that take so many arguments.
  func callsOthers(_ identity: ObjectIdentity, than overloads: [ClosedRange<Int>], of key: NameKey) -> Bool {
    old.statements(of: identity).allSatisfy { statement in
      guard statement.names.references.contains(where: { $0.key == key }) else { return true }
      // What a trigger gives its function are no arguments.
      if statement.names.phase == .trigger { return false }
      return Self.calls(of: key, in: statement.text).allSatisfy { count in
        count.map { count in !overloads.contains { $0.contains(count) } } ?? false
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
