import Schema

/// Carries owner and grants of an object that is dropped and created again over to the new one.
///
/// A snapshot that does not hold them cannot say what they were, so the statements ask the catalogs: one before the
/// object is dropped, one after it is created. They run as any role that owns the object.
struct KeptAccess {
  private let object: ObjectIdentity
  private let successor: ObjectIdentity
  /// As GRANT and ALTER … OWNER TO name the new object.
  private let grantTarget: String
  private let ownerTarget: String
  /// Where what is kept is kept.
  private let setting: String

  /// `nil` if nobody can own the object, or it cannot be told which one it is.
  ///
  /// `number` tells the objects of a plan apart.
  init?(of object: ObjectIdentity, for successor: any SchemaObject, number: Int) {
    guard let companions = ObjectCompanions(successor), CatalogEntry(object) != nil,
      CatalogEntry(successor.identity) != nil
    else { return nil }
    self.object = object
    self.successor = successor.identity
    grantTarget = companions.grantTarget
    ownerTarget = companions.ownerTarget
    setting = "confiture.access_\(number)"
  }

  /// For before the object is dropped.
  var keeping: String {
    guard let entry = CatalogEntry(object) else { return "" }
    var values = ["'owner', pg_catalog.pg_get_userbyid(o.\(entry.owner))"]
    if let grants = entry.grants { values.append("'grants', (\(grants))::pg_catalog.text") }
    if entry.hasColumns {
      values.append(
        """
        'columns', COALESCE((
              SELECT pg_catalog.json_object_agg(a.attname, a.attacl::pg_catalog.text)
              FROM pg_catalog.pg_attribute a
              WHERE a.attrelid = o.oid AND a.attacl IS NOT NULL AND NOT a.attisdropped), '{}')
        """)
    }
    return block(
      """
      BEGIN
        -- What is kept here is for \(Self.comment(successor)), when it is there again.
        PERFORM pg_catalog.set_config('\(setting)', pg_catalog.json_build_object(
            \(values.joined(separator: ",\n      "))
          )::pg_catalog.text, false)
        FROM pg_catalog.\(entry.catalog) o
        WHERE \(entry.condition);
      END
      """)
  }

  /// For after it is created.
  var restoring: String {
    guard let entry = CatalogEntry(successor) else { return "" }
    var parts = [ownerPart(entry)]
    if let grants = entry.grants { parts.append(grantsPart(entry, grants)) }
    if entry.hasColumns { parts.append(columnsPart(entry)) }
    return block(
      """
      DECLARE
        kept pg_catalog.json := NULLIF(pg_catalog.current_setting('\(setting)', true), '')::pg_catalog.json;
        change pg_catalog.text;
      BEGIN
        -- Owner and grants of \(Self.comment(successor)), as they were.
        IF kept IS NULL THEN
          RAISE EXCEPTION 'owner and grants of % were not kept', \(SQLLiteral.quote(successor.description));
        END IF;
      \(parts.joined(separator: "\n"))
        PERFORM pg_catalog.set_config('\(setting)', '', false);
      END
      """)
  }

  private func ownerPart(_ entry: CatalogEntry) -> String {
    """
      SELECT pg_catalog.format(\(Self.format("ALTER \(ownerTarget) OWNER TO ", "%I")), kept ->> 'owner') INTO change
      FROM pg_catalog.\(entry.catalog) o
      WHERE \(entry.condition) AND pg_catalog.pg_get_userbyid(o.\(entry.owner)) <> kept ->> 'owner';
      IF change IS NOT NULL THEN EXECUTE change; END IF;
    """
  }

  private func grantsPart(_ entry: CatalogEntry, _ grants: String) -> String {
    """
      FOR change IN
        WITH was AS (
          SELECT i.* FROM pg_catalog.aclexplode((kept ->> 'grants')::pg_catalog.aclitem[]) i
        ), now AS (
          SELECT i.* FROM pg_catalog.\(entry.catalog) o, pg_catalog.aclexplode(\(grants)) i
          WHERE \(entry.condition)
        )
        SELECT pg_catalog.format(\(Self.format("REVOKE %s ON \(grantTarget) FROM ", "%s")), g.privilege_type, \(Self.role))
        FROM (SELECT grantee, privilege_type, is_grantable FROM now
          EXCEPT SELECT grantee, privilege_type, is_grantable FROM was) g
        UNION ALL
        SELECT pg_catalog.format(\(Self.format("GRANT %s ON \(grantTarget) TO ", "%s%s")), g.privilege_type, \(Self.role), \(Self.option))
        FROM (SELECT grantee, privilege_type, is_grantable FROM was
          EXCEPT SELECT grantee, privilege_type, is_grantable FROM now) g
      LOOP
        EXECUTE change;
      END LOOP;
    """
  }

  private func columnsPart(_ entry: CatalogEntry) -> String {
    """
      FOR change IN
        SELECT pg_catalog.format(\(Self.format("GRANT %s (%I) ON \(grantTarget) TO ", "%s%s")), g.privilege_type, a.attname, \(Self.role), \(Self.option))
        FROM pg_catalog.json_each_text(kept -> 'columns') c
          JOIN pg_catalog.pg_attribute a ON a.attname = c.key AND NOT a.attisdropped
          JOIN pg_catalog.\(entry.catalog) o ON o.oid = a.attrelid AND \(entry.condition),
          pg_catalog.aclexplode(c.value::pg_catalog.aclitem[]) g
      LOOP
        EXECUTE change;
      END LOOP;
    """
  }

  private static let role =
    "CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) END"
  private static let option = "CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END"

  /// A format string in quotes, where names may hold per cent signs.
  private static func format(_ text: String, _ end: String) -> String {
    var escaped = ""
    var rest = Substring(text)
    while let sign = rest.firstIndex(of: "%") {
      let next = rest.index(after: sign)
      let isPlace =
        rest[next...].hasPrefix("s ON ") || rest[next...].hasPrefix("s (%I) ON ") || rest[next...].hasPrefix("I) ON ")
      escaped += rest[..<sign] + (isPlace ? "%" : "%%")
      rest = rest[next...]
    }
    return SQLLiteral.quote(escaped + rest + end)
  }

  /// The object in words, on one line.
  private static func comment(_ object: ObjectIdentity) -> String {
    object.description.split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  private func block(_ body: String) -> String {
    var tag = "$confiture$"
    while body.contains(tag) { tag = "$_" + tag.dropFirst() }
    return "DO \(tag)\n\(body)\n\(tag)"
  }
}

/// Where the catalogs hold owner and grants of an object.
private struct CatalogEntry {
  let catalog: String
  let owner: String
  /// The grants as an expression over `o`; `nil` for what nobody is granted.
  let grants: String?
  /// What `o` is the object by.
  let condition: String
  let hasColumns: Bool

  init?(_ object: ObjectIdentity) {
    switch object.kind {
    case .table, .foreignTable, .view, .materializedView:
      self.init(object, "pg_class", "relowner", ("relacl", "r"), "regclass", hasColumns: true)
    case .sequence: self.init(object, "pg_class", "relowner", ("relacl", "s"), "regclass")
    case .type, .domain: self.init(object, "pg_type", "typowner", ("typacl", "T"), "regtype")
    case .function, .procedure, .aggregate:
      // With output among the arguments there is no name for it that the server reads.
      guard let arguments = object.arguments, !arguments.contains("OUT ") else { return nil }
      self.init(object, "pg_proc", "proowner", ("proacl", "f"), "regprocedure", suffix: "(\(arguments))")
    case .collation: self.init(object, "pg_collation", "collowner", nil, "regcollation")
    case .textSearchDictionary: self.init(object, "pg_ts_dict", "dictowner", nil, "regdictionary")
    case .textSearchConfiguration: self.init(object, "pg_ts_config", "cfgowner", nil, "regconfig")
    case .foreignDataWrapper:
      self.init(object, "pg_foreign_data_wrapper", "fdwowner", ("fdwacl", "F"), name: "fdwname")
    case .server: self.init(object, "pg_foreign_server", "srvowner", ("srvacl", "S"), name: "srvname")
    case .language: self.init(object, "pg_language", "lanowner", ("lanacl", "l"), name: "lanname")
    case .eventTrigger: self.init(object, "pg_event_trigger", "evtowner", nil, name: "evtname")
    case .publication: self.init(object, "pg_publication", "pubowner", nil, name: "pubname")
    case .operator:
      guard let arguments = object.arguments, let schema = object.schema else { return nil }
      let name = SQLLiteral.quote("\(schema.sql).\(object.name.text)(\(arguments))")
      self.init("pg_operator", "oprowner", nil, "o.oid = \(name)::pg_catalog.regoperator")
    case .conversion: self.init(object, "pg_conversion", "conowner", nil, name: "conname", schema: "connamespace")
    case .operatorClass:
      self.init(object, "pg_opclass", "opcowner", nil, name: "opcname", schema: "opcnamespace", method: "opcmethod")
    case .operatorFamily:
      self.init(object, "pg_opfamily", "opfowner", nil, name: "opfname", schema: "opfnamespace", method: "opfmethod")
    // These have no owner of their own, or are never dropped to be created again.
    case .schema, .extension, .subscription, .cast, .transform, .accessMethod, .userMapping, .securityLabel,
      .textSearchParser, .textSearchTemplate, .defaultPrivileges:
      return nil
    }
  }

  private init(
    _ catalog: String, _ owner: String, _ grants: (column: String, kind: String)?, _ condition: String,
    hasColumns: Bool = false
  ) {
    self.catalog = catalog
    self.owner = owner
    self.grants = grants.map {
      "COALESCE(o.\($0.column), pg_catalog.acldefault('\($0.kind)', o.\(owner)))"
    }
    self.condition = condition
    self.hasColumns = hasColumns
  }

  /// An object that a type of the server's reads by its name.
  private init(
    _ object: ObjectIdentity, _ catalog: String, _ owner: String, _ grants: (column: String, kind: String)?,
    _ type: String, suffix: String = "", hasColumns: Bool = false
  ) {
    let name = SQLLiteral.quote(object.sqlName + suffix)
    self.init(catalog, owner, grants, "o.oid = \(name)::pg_catalog.\(type)", hasColumns: hasColumns)
  }

  /// An object that is looked for by its name in the catalog.
  private init(
    _ object: ObjectIdentity, _ catalog: String, _ owner: String, _ grants: (column: String, kind: String)?,
    name: String, schema: String? = nil, method: String? = nil
  ) {
    var conditions = ["o.\(name) = \(SQLLiteral.quote(object.name.text))"]
    if let schema, let namespace = object.schema {
      conditions.append("o.\(schema) = \(SQLLiteral.quote(namespace.sql))::pg_catalog.regnamespace")
    }
    if let method, let text = object.arguments {
      conditions.append(
        "o.\(method) = (SELECT oid FROM pg_catalog.pg_am WHERE amname = \(SQLLiteral.quote(text)))")
    }
    self.init(catalog, owner, grants, conditions.joined(separator: " AND "))
  }
}
