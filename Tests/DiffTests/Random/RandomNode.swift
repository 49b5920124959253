/// One thing of a made-up schema, as a few numbers: what they mean is for its rendering to say.
///
/// Changing one of the numbers changes the thing; any numbers make a thing that a server takes, or none at all.
struct RandomNode: Sendable, Equatable {
  enum Kind: String, Sendable, CaseIterable {
    case schema, enumeration, domain, composite, range, sequence
    case function, triggerFunction, tableFunction, procedure, aggregate
    case table, partitioned, partition, column, columnDefault
    case primaryKey, unique, check, foreignKey, exclusion, index
    case view, materializedView, trigger, policy, rule, statistics
    case grant, publication, defaultPrivileges
  }

  let id: Int
  let kind: Kind
  var name: String
  /// The schema that holds it.
  var schema = 0
  /// The table, view or other thing that it belongs to or reads, the first one first.
  var sources: [Int] = []
  var columns: [Int] = []
  /// A routine, sequence or key that it uses.
  var uses: Int?
  /// The user's type of a column.
  var type: Int?
  /// What stays the same under edits, such as how a table is partitioned.
  var fixed = 0
  var values: [Int] = []
  /// The labels of an enum.
  var labels: [Int] = []

  /// What must be there for it to be there.
  var needs: [Int] {
    (schema == 0 ? [] : [schema]) + sources + columns + [uses, type].compactMap(\.self)
  }

  /// One of `count` choices, at a place of its own among the numbers.
  func choice(_ place: Int, of count: Int) -> Int { values[place] % count }

  /// True in one of `count` cases.
  func happens(_ place: Int, oneIn count: Int) -> Bool { values[place] % count == 0 }
}
