import Schema

/// Puts owners and privileges together per object.
struct AccessAssembly {
  private let owners: [CatalogKey: Identifier]
  private let grants: [CatalogKey: [Grant]]
  /// Grants on columns, by relation and the column's number.
  private let columnGrants: [Int: [(number: Int, privileges: [PrivilegeRow])]]
  let defaults: [DefaultPrivileges]
  private let major: Int

  init(_ content: CatalogContent, major: Int) {
    self.major = major
    owners = Dictionary(content.owners.map { ($0.key, $0.owner) }, uniquingKeysWith: { first, _ in first })
    let byObject = Dictionary(grouping: content.privileges, by: \.key)
    grants = byObject.filter { $0.key.part == 0 }.mapValues { rows in
      Self.changes(rows.map { ($0.isDefault, $0.privilege) }, kind: rows.first?.kind ?? "", major: major)
    }
    var columnGrants: [Int: [(number: Int, privileges: [PrivilegeRow])]] = [:]
    for (key, rows) in byObject where key.part != 0 {
      columnGrants[key.oid, default: []].append((key.part, rows))
    }
    self.columnGrants = columnGrants
    defaults = Self.defaults(content.defaultPrivileges, major: major)
  }

  /// Owner and grants of an object, with those on its columns last.
  func access(_ catalog: Int, _ oid: Int, columns: [Int: Identifier] = [:]) -> Access? {
    let key = CatalogKey(catalog: catalog, oid: oid)
    var access = Access(owner: owners[key], grants: grants[key] ?? [])
    let columnGrants = (columnGrants[oid] ?? []).compactMap { part in
      columns[part.number].map { (name: $0, rows: part.privileges) }
    }
    for (name, rows) in columnGrants.sorted(by: { $0.name < $1.name }) {
      access.grants += Self.changes(rows.map { ($0.isDefault, $0.privilege) }, kind: "c", major: major, column: name)
    }
    return access.owner == nil && access.grants.isEmpty ? nil : access
  }

  private static func changes(
    _ privileges: [(isDefault: Bool, privilege: Privilege)], kind: String, major: Int, column: Identifier? = nil
  ) -> [Grant] {
    Grant.changes(
      from: privileges.filter(\.isDefault).map(\.privilege),
      to: privileges.filter { !$0.isDefault }.map(\.privilege), all: allPrivileges(kind, major: major),
      column: column)
  }

  /// Every privilege there is for a kind of object, by the letter of `acldefault`.
  private static func allPrivileges(_ kind: String, major: Int) -> Set<String> {
    switch kind {
    case "r":
      Set(["DELETE", "INSERT", "REFERENCES", "SELECT", "TRIGGER", "TRUNCATE", "UPDATE"])
        .union(major >= 17 ? ["MAINTAIN"] : [])
    case "c": ["INSERT", "REFERENCES", "SELECT", "UPDATE"]
    case "s": ["SELECT", "UPDATE", "USAGE"]
    case "n": ["CREATE", "USAGE"]
    case "f": ["EXECUTE"]
    case "T", "F", "S", "l": ["USAGE"]
    case "L": ["SELECT", "UPDATE"]
    default: []
    }
  }

  private static func defaults(_ rows: [DefaultPrivilegeRow], major: Int) -> [DefaultPrivileges] {
    struct Entry: Hashable {
      let role: Identifier
      let schema: Identifier?
    }
    let kinds = [
      ("n", "SCHEMAS"), ("r", "TABLES"), ("S", "SEQUENCES"), ("f", "FUNCTIONS"), ("T", "TYPES"),
      ("L", "LARGE OBJECTS"),
    ]
    return Dictionary(grouping: rows) { Entry(role: $0.role, schema: $0.schema) }.map { entry, rows in
      var grants: [(kind: String, grant: Grant)] = []
      for (letter, word) in kinds {
        let privileges = rows.filter { $0.kind == letter }.map { ($0.isDefault, $0.privilege) }
        grants += changes(privileges, kind: letter == "S" ? "s" : letter, major: major).map { (word, $0) }
      }
      return DefaultPrivileges(role: entry.role, schema: entry.schema, grants: grants)
    }
  }
}
