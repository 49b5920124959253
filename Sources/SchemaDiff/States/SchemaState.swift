import Diagnostics
import Glibc
import Schema

/// One of the two states, read as far as somebody asks.
final class SchemaState {
  private let files: [ObjectIdentity: SnapshotFile]
  private var values: [ObjectIdentity: any SchemaObject] = [:]
  private var statements: [ObjectIdentity: [ObjectStatement]] = [:]
  private var families: [QualifiedName: [Table]] = [:]
  private var names: [Identifier: StatementNames] = [:]
  /// The tables whose files say that they are partitions or children, sorted.
  private lazy var inheriting: [ObjectIdentity] = {
    let words = ["PARTITION", "INHERIT"].map { Needle($0.utf8) }
    return files.values.filter { file in
      [.table, .foreignTable].contains(file.identity.kind) && words.contains { Self.contains(file.text, $0) }
    }.map(\.identity).sorted()
  }()

  init(_ files: [SnapshotFile]) {
    self.files = Dictionary(files.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
  }

  var identities: Dictionary<ObjectIdentity, SnapshotFile>.Keys { files.keys }

  func text(of identity: ObjectIdentity) -> String? { files[identity]?.text }

  func contains(_ identity: ObjectIdentity) -> Bool { files[identity] != nil }

  /// The object as a value.
  func object(_ identity: ObjectIdentity) throws(SchemaDiffError) -> (any SchemaObject)? {
    if let value = values[identity] { return value }
    guard let file = files[identity] else { return nil }
    do throws(SnapshotReadingError) {
      var value = try SnapshotReading.object(of: file)
      if let table = value as? Table, !table.parents.isEmpty || table.rowType != nil {
        value = try completed(table)
      }
      values[identity] = value
      return value
    } catch {
      throw SchemaDiffError(
        .unreadable, error.diagnostic.message, details: error.diagnostic.details, hints: error.diagnostic.hints)
    }
  }

  private func completed(_ table: Table) throws(SnapshotReadingError) -> any SchemaObject {
    var family: [any SchemaObject] = []
    for name in table.parents { family += try self.table(name).map { [$0] } ?? [] }
    if let name = table.rowType {
      let identity = ObjectIdentity(kind: .type, schema: name.schema, name: name.name)
      if let file = files[identity] { family.append(try SnapshotReading.object(of: file)) }
    }
    return InheritanceCompletion.completed(family + [table]).last ?? table
  }

  /// The table of the name, with all that it has from its parents.
  private func table(_ name: QualifiedName) throws(SnapshotReadingError) -> Table? {
    for kind in [ObjectKind.table, .foreignTable] {
      let identity = ObjectIdentity(kind: kind, schema: name.schema, name: name.name)
      if let known = values[identity] as? Table { return known }
      guard let file = files[identity], var table = try SnapshotReading.object(of: file) as? Table else { continue }
      if !table.parents.isEmpty || table.rowType != nil, let whole = try completed(table) as? Table { table = whole }
      values[identity] = table
      return table
    }
    return nil
  }

  /// The table of the name.
  func table(named name: QualifiedName) throws(SchemaDiffError) -> Table? {
    for kind in [ObjectKind.table, .foreignTable] {
      let identity = ObjectIdentity(kind: kind, schema: name.schema, name: name.name)
      if let table = try object(identity) as? Table { return table }
    }
    return nil
  }

  /// The tables that have columns from this one, directly or through others.
  func descendants(of name: QualifiedName) throws(SchemaDiffError) -> [Table] {
    if let known = families[name] { return known }
    var found: [Table] = []
    let needle = Self.needle(Self.lastPart(of: name.key))
    for identity in inheriting where Self.mentions(files[identity]?.text ?? "", needle) {
      guard let table = try object(identity) as? Table, table.parents.contains(name) else { continue }
      found.append(table)
      found += try descendants(of: table.name)
    }
    families[name] = found
    return found
  }

  /// The statements of an object's file.
  func statements(of identity: ObjectIdentity) -> [ObjectStatement] {
    if let found = statements[identity] { return found }
    guard let file = files[identity] else { return [] }
    let found = StatementSplitter.statements(in: file.text).map { ObjectStatement(text: $0, names: names(in: $0)) }
    statements[identity] = found
    return found
  }

  /// The names in a text; the same text is looked at once.
  func names(in text: String) -> StatementNames {
    if let found = names[Identifier(text)] { return found }
    let found = StatementNames(text)
    names[Identifier(text)] = found
    return found
  }

  /// The objects whose files have the name somewhere, sorted.
  func objects(mentioning name: Identifier) -> [ObjectIdentity] {
    let needle = Self.needle(name)
    return files.values.filter { Self.mentions($0.text, needle) }.map(\.identity).sorted()
  }

  /// The longest piece of a name that stands in a file whether the name is quoted there or not.
  private static func needle(_ name: Identifier) -> Needle {
    Needle(
      name.text.split(separator: "\"").max { $0.utf8.count < $1.utf8.count }.map(String.init)?.utf8 ?? name.text.utf8)
  }

  private static func lastPart(of key: NameKey) -> Identifier {
    let last = key.text.utf8.lastIndex(of: UInt8(ascii: ".")).map { key.text[key.text.utf8.index(after: $0)...] }
    return Identifier(String(last ?? key.text[...]))
  }

  /// The objects whose files may refer to the name, which is `schema.name`, sorted.
  func objects(mentioning key: NameKey) -> [ObjectIdentity] {
    objects(mentioning: Self.lastPart(of: key))
  }

  /// Whether the files say who owns the objects.
  var holdsAccess: Bool {
    objects(mentioning: Identifier("OWNER")).contains { identity in
      statements(of: identity).contains { $0.names.phase == .access }
    }
  }

  /// Whether some text is sorted by another collation than the database's.
  private(set) lazy var holdsCollations: Bool = {
    let word = Needle("COLLATE".utf8)
    return files.values.contains { Self.contains($0.text, word) }
  }()

  /// Whether the bytes stand in a text, within other words too.
  private static func contains(_ text: String, _ needle: Needle) -> Bool { first(needle, in: text) { _, _ in true } }

  /// Whether the bytes stand in a text and not within a longer word, as `item_1` does in `item_10`.
  private static func mentions(_ text: String, _ needle: Needle) -> Bool {
    guard let head = needle.bytes.first, let tail = needle.bytes.last else { return true }
    return first(needle, in: text) { before, after in
      !(isWord(head) && isWord(before)) && !(isWord(tail) && isWord(after))
    }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...0xFF:
      true
    default: false
    }
  }

  /// Whether the bytes stand somewhere in a text between two bytes that are right; 0 stands for its ends.
  private static func first(_ sought: Needle, in text: String, where isRight: (UInt8, UInt8) -> Bool) -> Bool {
    let (needle, anchor) = (sought.bytes, sought.anchor)
    guard !needle.isEmpty else { return true }
    var text = text
    return text.withUTF8 { haystack in
      guard let base = haystack.baseAddress, haystack.count >= needle.count else { return false }
      var start = base + anchor
      let end = base + (haystack.count - needle.count + anchor + 1)
      while start < end, let found = memchr(start, Int32(needle[anchor]), end - start) {
        let place = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) - anchor
        if memcmp(place, needle, needle.count) == 0 {
          let before = place > base ? place[-1] : 0
          let after = place + needle.count < base + haystack.count ? place[needle.count] : 0
          if isRight(before, after) { return true }
        }
        start = place + anchor + 1
      }
      return false
    }
  }
}

/// Bytes to be looked for in many texts.
private struct Needle {
  let bytes: [UInt8]
  /// The place of the rarest of them: what is looked for first, so that few places have to be compared.
  let anchor: Int

  init(_ bytes: some Sequence<UInt8>) {
    let bytes = Array(bytes)
    self.bytes = bytes
    anchor = bytes.indices.max { Self.rarity(bytes[$0]) < Self.rarity(bytes[$1]) } ?? 0
  }

  /// From the commonest byte in DDL to the rarest, roughly.
  private static let common = Array("etaonirsl cdumphgybfw_vkxjqz".utf8)

  private static func rarity(_ byte: UInt8) -> Int { common.firstIndex(of: byte) ?? common.count }
}

/// One statement of an object's file.
struct ObjectStatement {
  let text: String
  let names: StatementNames
}
