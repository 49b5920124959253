internal import Diagnostics
package import GitStore
package import Postgres

/// Brings the history that a database was built with back into a repository.
package enum RegistryHistory {
  /// Copies all objects of a registry; each is checked against its id.
  ///
  /// - Returns: How many objects the registry holds.
  /// - Throws: ``ExecutionError`` when an object is not what its id says.
  @discardableResult package static func copyObjects(
    from connection: Connection, into store: ObjectStore
  ) throws -> Int {
    let rows = try connection.query("SELECT id, kind, body FROM confiture.object ORDER BY id")
    try store.batch {
      for row in rows.rows {
        guard let kind = GitStore.ObjectKind(rawValue: row.text(1)) else {
          throw damaged(row.text(0), "its kind '\(row.text(1))' is none of Git's")
        }
        let written = try store.writeRaw(kind, row.bytes(2))
        guard written.hex == row.text(0) else { throw damaged(row.text(0), "its content hashes to \(written.hex)") }
      }
    }
    return rows.rowCount
  }

  /// Where the lines of a registry are: the database as a whole, and its schemas; those at nothing are left out.
  ///
  /// - Throws: ``ExecutionError`` when a newer Confiture wrote the registry.
  package static func heads(_ connection: Connection) throws -> [(line: RegistryLine, head: ObjectID)] {
    guard let shape = try Registry.shape(connection) else { return [] }
    let target: SQLText = shape == .lines ? "target" : "''"
    return try connection.query(
      "SELECT \(sql: target), format, commit FROM confiture.head WHERE commit IS NOT NULL ORDER BY 1"
    ).rows.compactMap { row in
      try Registry.checkFormat(row.int(1))
      let key = row.text(0)
      return ObjectID(hex: row.text(2)).map { (RegistryLine(schema: key.isEmpty ? nil : key), $0) }
    }
  }

  /// The one of several versions that all others lead to, as the commits in the registry tell; `nil` when there is none.
  package static func newest(of heads: [ObjectID], _ connection: Connection) throws -> ObjectID? {
    guard Set(heads).count > 1 else { return heads.first }
    let rows = try connection.query("SELECT id, body FROM confiture.object WHERE kind = 'commit'").rows
    let parents = Dictionary(
      rows.map { ($0.text(0), Self.parents(inCommit: $0.bytes(1))) }, uniquingKeysWith: { first, _ in first })
    return Set(heads).first { head in
      var reached: Set<String> = []
      var stack = [head.hex]
      while let next = stack.popLast() {
        if reached.insert(next).inserted { stack += parents[next] ?? [] }
      }
      return heads.allSatisfy { reached.contains($0.hex) }
    }
  }

  /// The ids in the lines `parent …` before the first empty line of a commit.
  static func parents(inCommit body: [UInt8]) -> [String] {
    body.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).prefix { !$0.isEmpty }.compactMap {
      $0.starts(with: "parent ".utf8) ? String(decoding: $0.dropFirst(7), as: UTF8.self) : nil
    }
  }

  private static func damaged(_ id: String, _ why: String) -> ExecutionError {
    ExecutionError(
      .registryFormat, .failed, "object \(id) of the registry is damaged", details: [why],
      hints: ["fetch the history from a repository instead: confiture fetch"])
  }
}
