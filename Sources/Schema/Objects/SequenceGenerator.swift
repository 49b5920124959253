/// How a sequence counts.
package struct SequenceOptions: Sendable, Equatable {
  /// `smallint`, `integer` or `bigint`.
  package var type: String
  package var start: Int64
  package var increment: Int64
  package var minimum: Int64
  package var maximum: Int64
  package var cache: Int64
  package var cycles: Bool

  package init(
    type: String, start: Int64, increment: Int64, minimum: Int64, maximum: Int64, cache: Int64, cycles: Bool
  ) {
    self.type = type
    self.start = start
    self.increment = increment
    self.minimum = minimum
    self.maximum = maximum
    self.cache = cache
    self.cycles = cycles
  }
}

/// A sequence that is not the inner one of an identity column.
package struct SequenceGenerator: Sendable, Equatable {
  package var name: QualifiedName
  package var options: SequenceOptions
  package var isUnlogged: Bool
  /// The column it is dropped with.
  package var ownedBy: (table: QualifiedName, column: Identifier)?
  package var comment: String?
  package var access: Access?

  package init(name: QualifiedName, options: SequenceOptions, isUnlogged: Bool = false) {
    self.name = name
    self.options = options
    self.isUnlogged = isUnlogged
  }

  package static func == (left: SequenceGenerator, right: SequenceGenerator) -> Bool {
    left.name == right.name && left.options == right.options && left.isUnlogged == right.isUnlogged
      && left.ownedBy?.table == right.ownedBy?.table && left.ownedBy?.column == right.ownedBy?.column
      && left.comment == right.comment && left.access == right.access
  }
}
