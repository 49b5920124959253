/// Sorts statements so that each comes after what it needs, and by phase, file and place where nothing else decides.
struct LoadOrder {
  /// In the order that phase, file and place make: positions here are ranks.
  var statements: [SnapshotStatement]
  var graph: LoadGraph
  /// The statements that define a name, by name; routines of one name have several.
  var definitions: [NameKey: Definitions] = [:]
  /// The placeholders that files have for what they define later.
  var shells: [NameKey: Int] = [:]
  var isDone: [Bool]

  struct Definitions {
    var routines: [Int] = []
    var others: [Int] = []
  }

  init(_ unordered: [SnapshotStatement]) {
    let byPhase = unordered.indices.sorted {
      (unordered[$0].phase.rawValue, $0) < (unordered[$1].phase.rawValue, $1)
    }
    statements = byPhase.map { unordered[$0] }
    graph = LoadGraph(count: statements.count)
    isDone = Array(repeating: false, count: statements.count)
    collectDefinitions()
    connect()
  }

  // MARK: - Edges

  private mutating func collectDefinitions() {
    for (index, statement) in statements.enumerated() {
      for key in statement.definitions {
        if statement.isShell {
          shells[key] = index
        } else if statement.phase == .routine || statement.phase == .aggregate {
          definitions[key, default: Definitions()].routines.append(index)
        } else {
          definitions[key, default: Definitions()].others.append(index)
        }
      }
    }
  }

  private mutating func connect() {
    let files = FileStatements(statements)
    for (index, statement) in statements.enumerated() {
      if let main = files.main[statement.file], main != index, !statement.isShell {
        graph.add(index, needs: main)
      }
      for key in statement.definitions { if let shell = shells[key] { graph.add(index, needs: shell) } }
      for reference in statement.references { connect(index, to: reference, files) }
      connectToSequences(index)
      connectToParents(index, files)
      connectToIndexes(index, files)
    }
  }

  private mutating func connect(_ index: Int, to reference: NameReference, _ files: FileStatements) {
    guard let found = definitions[reference.key] else { return }
    if reference.isCall || found.others.isEmpty {
      let isAmbiguous = found.routines.count > 1 || !found.others.isEmpty
      for routine in found.routines { graph.add(index, needs: routine, isSoft: isAmbiguous) }
    }
    for other in found.others {
      graph.add(index, needs: other)
      // What a domain checks must be known before it is within another type, text search mappings before their use.
      if statements[other].phase == .domain || statements[other].phase == .operator,
        statements[other].file != statements[index].file
      {
        for setting in files.settings[statements[other].file] ?? [] { graph.add(index, needs: setting, isSoft: true) }
      }
    }
  }

  /// A type may have the name of a sequence that is there before it.
  private mutating func connectToSequences(_ index: Int) {
    guard [.shellType, .type, .domain].contains(statements[index].phase) else { return }
    for other in statements[index].definitions.flatMap({ definitions[$0]?.others ?? [] }) {
      if statements[other].phase == .sequence { graph.add(index, needs: other) }
    }
  }

  /// A partition or child takes over what its parent has when it is created.
  private mutating func connectToParents(_ index: Int, _ files: FileStatements) {
    for parent in statements[index].parents {
      for table in definitions[parent]?.others ?? [] where statements[table].phase == .table {
        for setting in files.settings[statements[table].file] ?? [] { graph.add(index, needs: setting, isSoft: true) }
      }
    }
  }

  /// What refers to an index of its own file by a name without schema, and partitions that bring their own indexes.
  private mutating func connectToIndexes(_ index: Int, _ files: FileStatements) {
    switch statements[index].phase {
    case .state, .attachment, .indexAttachment:
      for setting in files.settings[statements[index].file] ?? [] where setting < index {
        graph.add(index, needs: setting)
      }
    default: break
    }
  }

  // MARK: - Order

  consuming func sorted() -> [SnapshotStatement] {
    var order = self
    return order.sort()
  }

  private mutating func sort() -> [SnapshotStatement] {
    var result: [SnapshotStatement] = []
    result.reserveCapacity(statements.count)
    var ready = RankQueue()
    for index in statements.indices where graph.waitingFor[index] == 0 { ready.insert(index) }
    while result.count < statements.count {
      if let index = ready.popFirst() {
        guard !isDone[index] else { continue }
        isDone[index] = true
        result.append(statements[index])
        for dependent in graph.complete(index) { ready.insert(dependent) }
      } else {
        for index in breakCycles() { ready.insert(index) }
      }
    }
    return result
  }
}
