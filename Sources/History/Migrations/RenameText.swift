internal import Schema
package import SchemaDiff

/// Renames as people write them: in `migration.yaml`, and after `--rename`.
/// ```
/// table public.users -> public.people
/// column public.people.email -> mail
/// index public.users_email_idx -> people_mail_idx
/// constraint public.people.users_pkey -> people_pkey
/// function public.f(integer) -> public.g
/// ```
package enum RenameText {
  /// A text that is no rename.
  package struct Malformed: Error, Equatable {
    package let message: String
  }

  /// What to write instead of a text that is no rename.
  package static let examples = [
    "table public.users -> public.people", "column public.people.email -> mail", "index public.a_idx -> b_idx",
  ]

  // MARK: Writing

  package static func text(_ rename: Rename) -> String {
    switch rename {
    case .object(let from, let to): "\(from.kind.rawValue) \(name(of: from)) -> \(name(of: to))"
    case .column(let table, let from, let to): "column \(table.sql).\(from.sql) -> \(to.sql)"
    case .index(let schema, let from, let to): "index \(schema.sql).\(from.sql) -> \(to.sql)"
    case .constraint(let table, let from, let to): "constraint \(table.sql).\(from.sql) -> \(to.sql)"
    }
  }

  private static func name(of object: ObjectIdentity) -> String {
    let parts = [object.schema?.sql, object.name.sql].compactMap { $0 }
    return parts.joined(separator: ".") + (object.arguments.map { "(\($0))" } ?? "")
  }

  // MARK: Reading

  package static func rename(_ text: String) throws(Malformed) -> Rename {
    var reader = RenameReader(text)
    return try reader.read()
  }
}

/// Reads one rename.
private struct RenameReader {
  private let text: String
  private let bytes: [UInt8]
  private let tokens: [SQLToken]
  private var next = 0

  init(_ text: String) {
    self.text = text
    bytes = Array(text.utf8)
    tokens = SQLTokenizer.tokens(of: bytes)
  }

  mutating func read() throws(RenameText.Malformed) -> Rename {
    let kind = try readKind()
    let old = try readNames()
    let arguments = readArguments()
    guard skip("->") else { throw malformed("there is no '->' between the two names") }
    let new = try readNames()
    let newArguments = readArguments()
    guard next == tokens.count else { throw malformed("there is something behind the new name") }
    switch kind {
    case .column:
      let (table, name) = try member(old, "column")
      return .column(table: table, from: name, to: try unqualified(new))
    case .constraint:
      let (table, name) = try member(old, "constraint")
      return .constraint(table: table, from: name, to: try unqualified(new))
    case .index:
      guard old.count == 2 else { throw malformed("an index is written as schema.index") }
      return .index(schema: old[0], from: old[1], to: try last(new, within: old))
    case .object(let kind):
      let from = try object(kind, old, arguments)
      let isShort = kind.isInSchema && new.count == 1
      let to = try object(kind, isShort ? [old[0], new[0]] : new, newArguments ?? arguments)
      return .object(from: from, to: to)
    }
  }

  private enum Kind {
    case object(ObjectKind)
    case column, constraint, index
  }

  private mutating func readKind() throws(RenameText.Malformed) -> Kind {
    for (word, kind) in [("column", Kind.column), ("constraint", .constraint), ("index", .index)] where skip(word) {
      return kind
    }
    // `foreign table` before `table` would read as one word too few the other way round.
    for kind in ObjectKind.allCases.sorted(by: { $0.rawValue.utf8.count > $1.rawValue.utf8.count }) {
      let words = kind.rawValue.split { $0 == " " || $0 == "-" }.map(String.init)
      let start = next
      if words.allSatisfy({ word in
        let isThere = skip(word)
        if isThere { _ = skip("-") }
        return isThere
      }) {
        return .object(kind)
      }
      next = start
    }
    throw malformed("it does not say what is renamed")
  }

  private mutating func readNames() throws(RenameText.Malformed) -> [Identifier] {
    var names: [Identifier] = []
    repeat {
      guard next < tokens.count, tokens[next].kind == .word || tokens[next].kind == .quotedIdentifier else {
        throw malformed("there is a name missing")
      }
      names.append(Identifier(QuotedIdentifier.unquote(String(decoding: bytes[tokens[next].range], as: UTF8.self))))
      next += 1
    } while skip(".")
    return names
  }

  /// What stands in parentheses behind the name of a routine.
  private mutating func readArguments() -> String? {
    guard next < tokens.count, tokens[next].kind == .openParenthesis else { return nil }
    let start = tokens[next].end
    var depth = 0
    while next < tokens.count {
      if tokens[next].kind == .openParenthesis { depth += 1 }
      if tokens[next].kind == .closeParenthesis { depth -= 1 }
      next += 1
      if depth == 0 { return String(decoding: bytes[start..<tokens[next - 1].start], as: UTF8.self) }
    }
    return nil
  }

  private mutating func skip(_ word: String) -> Bool {
    guard next < tokens.count, bytes[tokens[next].range].elementsEqual(word.utf8) else { return false }
    next += 1
    return true
  }

  private func object(
    _ kind: ObjectKind, _ names: [Identifier], _ arguments: String?
  ) throws(RenameText.Malformed) -> ObjectIdentity {
    guard names.count == (kind.isInSchema ? 2 : 1), let name = names.last else {
      throw malformed("a \(kind.rawValue) is written as \(kind.isInSchema ? "schema.name" : "one name")")
    }
    return ObjectIdentity(kind: kind, schema: kind.isInSchema ? names[0] : nil, name: name, arguments: arguments)
  }

  private func member(
    _ names: [Identifier], _ what: String
  ) throws(RenameText.Malformed) -> (QualifiedName, Identifier) {
    guard names.count == 3 else { throw malformed("a \(what) is written as schema.table.\(what)") }
    return (QualifiedName(schema: names[0], name: names[1]), names[2])
  }

  private func unqualified(_ names: [Identifier]) throws(RenameText.Malformed) -> Identifier {
    guard names.count == 1, let name = names.first else { throw malformed("the new name stands alone") }
    return name
  }

  /// The new name of an index, which stays in its schema.
  private func last(_ names: [Identifier], within old: [Identifier]) throws(RenameText.Malformed) -> Identifier {
    guard let name = names.last, names.count == 1 || names.count == 2 && names[0] == old[0] else {
      throw malformed("an index stays in the schema of its table")
    }
    return name
  }

  private func malformed(_ why: String) -> RenameText.Malformed {
    RenameText.Malformed(message: "'\(text)' is not a rename: \(why)")
  }
}
