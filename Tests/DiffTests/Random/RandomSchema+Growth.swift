import SeededRandomness

extension RandomSchema {
  /// Makes up a schema of about 70 things.
  static func random(using random: inout SeededGenerator) -> RandomSchema {
    var schema = RandomSchema()
    for _ in 0..<random.number(1...2) { schema.add(.schema, using: &random) { _ in } }
    let early: [(RandomNode.Kind, ClosedRange<Int>)] = [
      (.enumeration, 1...2), (.domain, 0...2), (.composite, 0...1), (.range, 0...1), (.sequence, 0...2),
      (.function, 1...3), (.triggerFunction, 1...1), (.procedure, 0...1), (.aggregate, 0...1), (.table, 2...4),
      (.partitioned, 0...1), (.partition, 0...4),
    ]
    let late: [(RandomNode.Kind, ClosedRange<Int>)] = [
      (.column, 4...12), (.tableFunction, 0...2), (.primaryKey, 1...3), (.unique, 0...2), (.check, 1...4),
      (.foreignKey, 0...3), (.exclusion, 0...1), (.columnDefault, 0...2), (.index, 2...6), (.view, 1...4),
      (.materializedView, 0...1), (.index, 0...2), (.trigger, 0...2), (.policy, 0...2), (.rule, 0...1),
      (.statistics, 0...1), (.grant, 0...4), (.publication, 0...1), (.defaultPrivileges, 0...1),
    ]
    for (kind, count) in early + late {
      for _ in 0..<random.number(count) { schema.grow(kind, using: &random) }
    }
    return schema
  }

  /// Adds something of a kind, where there is what it needs.
  mutating func grow(_ kind: RandomNode.Kind, using random: inout SeededGenerator) {
    switch kind {
    case .schema: add(kind, using: &random) { _ in }
    case .enumeration:
      let labels = Array((0..<random.number(2...5)))
      addInSchema(kind, using: &random) { $0.labels = labels }
    case .domain, .composite, .range, .sequence, .function, .triggerFunction, .procedure, .aggregate:
      let fixed = random.number(0...99)
      addInSchema(kind, using: &random) { $0.fixed = fixed }
    case .table: growTable(using: &random)
    case .partitioned:
      let fixed = random.number(0...2)
      let id = addInSchema(kind, using: &random) { $0.fixed = fixed }
      for _ in 0..<random.number(1...3) { growColumn(of: id, using: &random) }
    case .partition: growPartition(using: &random)
    case .column:
      if let table = all(.table, .partitioned).randomElement(using: &random) {
        growColumn(of: table.id, using: &random)
      }
    case .columnDefault: growDefault(using: &random)
    case .tableFunction:
      guard let table = all(.table, .partitioned).randomElement(using: &random) else { return }
      let fixed = random.number(0...99)
      addInSchema(kind, using: &random) {
        $0.sources = [table.id]
        $0.fixed = fixed
      }
    case .foreignKey: growForeignKey(using: &random)
    case .primaryKey, .unique, .check, .exclusion, .index, .policy, .statistics, .trigger, .rule:
      growPart(kind, using: &random)
    case .view, .materializedView: growView(kind, using: &random)
    case .grant:
      let kinds: [RandomNode] = all(
        .table, .partitioned, .view, .materializedView, .function, .sequence, .schema, .enumeration, .procedure)
      guard let target = kinds.randomElement(using: &random) else { return }
      add(kind, using: &random) { $0.sources = [target.id] }
    case .publication:
      let tables = all(.table, .partitioned).shuffled(using: &random).prefix(2)
      add(kind, using: &random) { $0.sources = tables.map(\.id) }
    case .defaultPrivileges: addInSchema(kind, using: &random) { _ in }
    }
  }

  @discardableResult
  private mutating func addInSchema(
    _ kind: RandomNode.Kind, using random: inout SeededGenerator, _ fill: (inout RandomNode) -> Void
  ) -> Int {
    let schema = random.chance(20) ? 0 : all(.schema).randomElement(using: &random)?.id ?? 0
    return add(kind, using: &random) {
      $0.schema = schema
      fill(&$0)
    }
  }

  // MARK: Tables

  private mutating func growTable(using random: inout SeededGenerator) {
    let parent = random.chance(12) ? all(.table).randomElement(using: &random)?.id : nil
    let id = addInSchema(.table, using: &random) { $0.sources = parent.map { [$0] } ?? [] }
    for _ in 0..<random.number(2...5) { growColumn(of: id, using: &random) }
  }

  private mutating func growColumn(of table: Int, using random: inout SeededGenerator) {
    let types = all(.enumeration, .domain, .composite, .range)
    let type = random.chance(20) ? types.randomElement(using: &random)?.id : nil
    let fixed = random.number(0...99)
    add(.column, using: &random) {
      $0.sources = [table]
      $0.type = type
      $0.fixed = fixed
    }
  }

  private mutating func growPartition(using random: inout SeededGenerator) {
    let parents = all(.partitioned) + all(.partition).filter(\.isPartitionedAgain)
    guard let parent = parents.randomElement(using: &random) else { return }
    let slots = Set(all(.partition).filter { $0.sources == [parent.id] }.map(\.fixed))
    guard let slot = (0...14).first(where: { !slots.contains($0) }) else { return }
    add(.partition, using: &random) {
      $0.schema = parent.schema
      $0.sources = [parent.id]
      $0.fixed = slot
    }
  }

  private mutating func growDefault(using random: inout SeededGenerator) {
    guard let column = all(.column).randomElement(using: &random),
      let source = all(.function, .sequence, .tableFunction).randomElement(using: &random)
    else { return }
    add(.columnDefault, using: &random) {
      $0.columns = [column.id]
      $0.uses = source.id
    }
  }

  // MARK: Parts of tables, and views

  private mutating func growForeignKey(using random: inout SeededGenerator) {
    guard let key = all(.primaryKey, .unique).filter({ $0.columns.count == 1 }).randomElement(using: &random),
      let target = nodes[key.columns[0]],
      let column = all(.column).filter({ typeText($0) == typeText(target) }).randomElement(using: &random)
    else { return }
    add(.foreignKey, using: &random) {
      $0.sources = column.sources
      $0.columns = [column.id]
      $0.uses = key.id
    }
  }

  private mutating func growPart(_ kind: RandomNode.Kind, using random: inout SeededGenerator) {
    let owners = all(.table, .partitioned) + (kind == .index ? all(.materializedView) : [])
    guard let owner = owners.randomElement(using: &random) else { return }
    let count = [.check, .exclusion, .policy].contains(kind) ? 1 : kind == .statistics ? 2 : random.number(1...2)
    let columns = outputs(of: owner).shuffled(using: &random).prefix(count).map(\.id)
    guard !columns.isEmpty, kind != .statistics || columns.count == 2 else { return }
    let routines = kind == .trigger ? all(.triggerFunction) : random.chance(30) ? all(.function) : []
    let routine = routines.randomElement(using: &random)
    if kind == .trigger, routine == nil { return }
    let schema = kind == .statistics ? owner.schema : 0
    add(kind, using: &random) {
      $0.schema = schema
      $0.sources = [owner.id]
      $0.columns = columns.sorted()
      $0.uses = routine?.id
    }
  }

  private mutating func growView(_ kind: RandomNode.Kind, using random: inout SeededGenerator) {
    let owners = all(.table, .partitioned, .view, .materializedView)
    guard let owner = owners.randomElement(using: &random) else { return }
    let columns = outputs(of: owner).shuffled(using: &random).prefix(random.number(1...4)).map(\.id)
    guard !columns.isEmpty else { return }
    let joined = random.chance(25) ? all(.table).randomElement(using: &random)?.id : nil
    let routine = random.chance(30) ? all(.function, .tableFunction).randomElement(using: &random)?.id : nil
    addInSchema(kind, using: &random) {
      $0.sources = [owner.id] + (joined.map { $0 == owner.id ? [] : [$0] } ?? [])
      $0.columns = columns.sorted()
      $0.uses = routine
    }
  }

  /// The columns that can be read from a table or view by their own names.
  func outputs(of node: RandomNode) -> [RandomNode] {
    switch node.kind {
    case .view, .materializedView: node.columns.compactMap { nodes[$0] }
    default: all(.column).filter { $0.sources == [node.id] }
    }
  }
}

extension RandomNode {
  /// Whether a partition has partitions.
  var isPartitionedAgain: Bool { kind == .partition && fixed % 5 == 3 }
}
