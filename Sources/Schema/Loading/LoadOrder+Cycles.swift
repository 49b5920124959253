extension LoadOrder {
  /// Takes out edges that close cycles, and returns the statements that wait for nothing then.
  mutating func breakCycles() -> [Int] {
    let cycles = graph.cycles(among: statements.indices.filter { !isDone[$0] })
    var group = Array(repeating: -1, count: statements.count)
    for (number, cycle) in cycles.enumerated() { for index in cycle { group[index] = number } }
    let dropped = graph.dropSoftEdges { group[$0] >= 0 && group[$0] == group[$1] }
    if dropped == 0 {
      for cycle in cycles where !(useShells(in: cycle) || addPlaceholder(in: cycle)) {
        // A generated column whose routine reads its table has no way out; the first by rank then goes first.
        if let first = cycle.first { release(first, from: cycle) }
      }
    }
    return statements.indices.filter { !isDone[$0] && graph.waitingFor[$0] == 0 }
  }

  private mutating func release(_ index: Int, from cycle: [Int]) {
    for needed in cycle { graph.remove(index, needs: needed) }
  }

  /// Lets routines and views of the cycle name the placeholders of what is defined later in it.
  private mutating func useShells(in cycle: [Int]) -> Bool {
    var isChanged = false
    for full in cycle {
      guard let shell = shell(of: full), shell != full else {
        continue
      }
      for index in cycle where index != full && graph.dependents[full].contains(Int32(index)) {
        guard statements[index].file != statements[full].file else { continue }
        guard statements[full].phase != .type || statements[index].phase == .routine else { continue }
        graph.remove(index, needs: full)
        if !isDone[shell] { graph.add(index, needs: shell) }
        isChanged = true
      }
    }
    return isChanged
  }

  private func shell(of statement: Int) -> Int? {
    for key in statements[statement].definitions {
      if let shell = shells[key] { return shell }
    }
    return nil
  }

  /// Creates a routine of the cycle without its body first, for the others to name.
  private mutating func addPlaceholder(in cycle: [Int]) -> Bool {
    guard let full = cycle.first(where: { statements[$0].bodyOffset != nil }),
      let offset = statements[full].bodyOffset
    else { return false }
    var placeholder = statements[full]
    placeholder.text =
      String(decoding: Array(placeholder.text.utf8.prefix(offset)), as: UTF8.self) + "AS 'SELECT NULL'"
    placeholder.bodyOffset = nil
    placeholder.isShell = true
    placeholder.references = Array(placeholder.references.prefix(placeholder.signatureReferenceCount))
    let position = graph.addStatement()
    statements.append(placeholder)
    isDone.append(false)
    statements[full].bodyOffset = nil
    if !statements[full].text.utf8.starts(with: "CREATE OR".utf8) {
      statements[full].text = "CREATE OR REPLACE" + statements[full].text.dropFirst("CREATE".count)
    }
    for index in cycle where index != full && graph.dependents[full].contains(Int32(index)) {
      graph.remove(index, needs: full)
      graph.add(index, needs: position)
    }
    for reference in placeholder.references {
      let found = definitions[reference.key]
      for needed in (found?.others ?? []) + (reference.isCall ? found?.routines ?? [] : [])
      where needed != full && !isDone[needed] {
        graph.add(position, needs: needed)
      }
    }
    graph.add(full, needs: position)
    return true
  }
}
