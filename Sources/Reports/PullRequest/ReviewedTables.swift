package import Schema
package import SchemaDiff

/// The tables of both schemas that a sketch can show: those that change, and their neighbours.
package struct ReviewedTables: Sendable {
  package var old: [QualifiedName: Table]
  package var new: [QualifiedName: Table]
  /// The objects whose text could not be read, such as `table public.users`; sorted.
  package var unreadable: [String]

  package init(old: [Table] = [], new: [Table] = [], unreadable: [String] = []) {
    self.old = Dictionary(old.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.new = Dictionary(new.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.unreadable = unreadable
  }

  /// Reads the tables that change from two snapshots, and those that a foreign key connects with them.
  ///
  /// Of a whole schema only these few are read; neighbours that no sketch has room for are not looked for.
  package init(old: [SnapshotFile], new: [SnapshotFile], changes: [ObjectChange]) {
    let changed = Set(changes.filter { $0.kind != .columnOrderOnly }.compactMap(\.identity).filter(\.isTable))
    var failed: Set<String> = []
    var (oldTables, newTables) = (
      Self.read(old.filter { changed.contains($0.identity) }, &failed),
      Self.read(new.filter { changed.contains($0.identity) }, &failed)
    )
    if changed.count <= TableSketch.mostTables {
      let names = Set(changed.compactMap(\.tableName))
      oldTables += Self.read(Self.neighbours(of: names, oldTables, in: old, besides: changed), &failed)
      newTables += Self.read(Self.neighbours(of: names, newTables, in: new, besides: changed), &failed)
    }
    self.init(old: oldTables, new: newTables, unreadable: failed.sorted { Identifier($0) < Identifier($1) })
  }

  private static func read(_ files: [SnapshotFile], _ failed: inout Set<String>) -> [Table] {
    files.compactMap { file in
      if let table = try? SnapshotReading.object(of: file) as? Table { return table }
      failed.insert(file.identity.description)
      return nil
    }
  }

  /// The files of the tables that the changed ones point to, or that point to them.
  private static func neighbours(
    of names: Set<QualifiedName>, _ tables: [Table], in files: [SnapshotFile], besides changed: Set<ObjectIdentity>
  ) -> [SnapshotFile] {
    let targets = Set(tables.flatMap { $0.foreignKeys.map(\.target) })
    let pointed = Set(names.map { Identifier($0.sql) })
    return files.filter { file in
      guard file.identity.isTable, !changed.contains(file.identity) else { return false }
      return file.identity.tableName.map(targets.contains) == true
        || ReferencedNames.names(in: file.text).contains(where: pointed.contains)
    }
  }
}

extension ObjectIdentity {
  fileprivate var isTable: Bool { kind == .table || kind == .foreignTable }

  fileprivate var tableName: QualifiedName? { schema.map { QualifiedName(schema: $0, name: name) } }
}

/// Finds what stands behind REFERENCES, without reading the rest of a text.
private enum ReferencedNames {
  private static let word = Array("REFERENCES ".utf8)

  /// The names up to the next parenthesis, as SQL.
  static func names(in text: String) -> [Identifier] {
    let bytes = Array(text.utf8)
    var names: [Identifier] = []
    var position = 0
    while let found = bytes[position...].firstIndex(of: word[0]) {
      position = found + 1
      guard bytes[found...].starts(with: word) else { continue }
      let name = bytes[(found + word.count)...].prefix { $0 != UInt8(ascii: "(") }
      names.append(Identifier(String(decoding: name, as: UTF8.self)))
    }
    return names
  }
}
