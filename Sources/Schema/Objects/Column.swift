/// A column of a table, or an attribute of a composite type.
package struct Column: Sendable, Equatable {
  package enum Generation: String, Sendable {
    case stored = "STORED"
    case virtual = "VIRTUAL"
  }

  package var name: Identifier
  /// As `format_type` prints it, such as `character varying(80)` or `public.mood`.
  package var type: String
  /// `nil` if it is the type's own.
  package var collation: String?
  package var isNotNull = false
  /// The name of the NOT NULL constraint if it is not the one the server would choose (PostgreSQL 18).
  package var notNullName: Identifier?
  /// The default, or the expression of a generated column.
  package var expression: String?
  package var generation: Generation?
  package var identity: IdentityColumn?
  /// `nil` if it is the type's own, and no parent has another.
  package var storage: String?
  /// `default` if a parent has one and this column has none.
  package var compression: String?
  package var statisticsTarget: Int?
  /// `name=value`, in the order they were set.
  package var options: [String] = []
  /// Options of a foreign table's column.
  package var foreignOptions: [String] = []
  /// Whether the table defines it itself, be it that a parent has it too.
  package var isLocal = true
  package var isInherited = false
  package var comment: String?

  package init(name: Identifier, type: String) {
    self.name = name
    self.type = type
  }
}

/// `GENERATED … AS IDENTITY`, with its sequence.
package struct IdentityColumn: Sendable, Equatable {
  package enum Kind: String, Sendable {
    case always = "ALWAYS"
    case byDefault = "BY DEFAULT"
  }
  package var kind: Kind
  /// `nil` if it is the one the server would choose.
  package var sequenceName: QualifiedName?
  package var options: SequenceOptions
  package var comment: String?
  /// Grants on the sequence.
  package var grants: [Grant] = []

  package init(kind: Kind, sequenceName: QualifiedName? = nil, options: SequenceOptions, comment: String? = nil) {
    self.kind = kind
    self.sequenceName = sequenceName
    self.options = options
    self.comment = comment
  }
}
