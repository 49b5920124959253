/// A table with all that belongs to it: columns, constraints, indexes, triggers, rules, policies, statistics.
package struct Table: Sendable, Equatable {
  package var name: QualifiedName
  /// In physical order.
  package var columns: [Column] = []
  package var isUnlogged = false
  /// The composite type of `CREATE TABLE … OF`.
  package var rowType: QualifiedName?
  /// Parents in order of inheritance; a partition has one.
  package var parents: [QualifiedName] = []
  /// `FOR VALUES …` or `DEFAULT` of a partition.
  package var partitionBound: String?
  /// Such as `RANGE (created_at)`.
  package var partitionKey: String?
  /// Set if this partition's columns do not stand in its parent's order.
  package var hasOwnColumnOrder = false
  /// The checks that a partition has from its parent and that are valid here, where the parent's are `NOT VALID`; sorted.
  package var validChecks: [Identifier] = []
  /// Set if something comes from the parents of `INHERITS` alone, also where this value lacks it.
  package var hasInheritedParts = false
  /// Columns whose default or NOT NULL is not the one inherited.
  package var inheritedColumnChanges: [InheritedColumnChange] = []
  /// `name=value`, in the order they were set; those of the TOAST table begin with `toast.`.
  package var options: [String] = []
  package var constraints: [Constraint] = []
  package var indexes: [Index] = []
  package var triggers: [Trigger] = []
  package var rules: [RewriteRule] = []
  package var policies: [Policy] = []
  package var statistics: [ExtendedStatistics] = []
  package var hasRowSecurity = false
  package var forcesRowSecurity = false
  package var replicaIdentity = ReplicaIdentity.primaryKey
  /// `nil` if it is the one that goes without saying.
  package var accessMethod: Identifier?
  /// Set if it is a foreign table.
  package var foreign: ForeignSource?
  package var comment: String?
  package var access: Access?

  package init(name: QualifiedName) { self.name = name }
}

/// What old row version a table's updates put in the log.
package enum ReplicaIdentity: Sendable, Equatable {
  case primaryKey
  case nothing
  case full
  /// One of the table's indexes or constraints is marked.
  case index
}

/// What a child table changes of a column that it inherits.
package struct InheritedColumnChange: Sendable, Equatable {
  package enum Change: Sendable, Equatable {
    case setDefault(String)
    case dropDefault
    /// Of a generated column.
    case setExpression(String)
    case setNotNull
    case dropNotNull
  }
  package var column: Identifier
  package var change: Change

  package init(column: Identifier, change: Change) {
    self.column = column
    self.change = change
  }
}

/// Where the rows of a foreign table are.
package struct ForeignSource: Sendable, Equatable {
  package var server: Identifier
  /// `name 'value'`, sorted.
  package var options: [String]

  package init(server: Identifier, options: [String]) {
    self.server = server
    self.options = options
  }
}
