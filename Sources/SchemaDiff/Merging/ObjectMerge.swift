import Schema

extension AttributeMerge {
  /// Merges an object that all three have, attribute by attribute where its kind has them as values.
  mutating func object(_ objects: Three<any SchemaObject>) -> (any SchemaObject)? {
    if let tables = objects.cast(to: Table.self) { return table(tables) }
    if let views = objects.cast(to: View.self) { return view(views) }
    if let routines = objects.cast(to: Routine.self) { return routine(routines) }
    if let sequences = objects.cast(to: SequenceGenerator.self) { return sequence(sequences) }
    if let types = objects.cast(to: EnumType.self) { return enumeration(types) }
    if let domains = objects.cast(to: DomainType.self) { return domain(domains) }
    return nil
  }

  private mutating func view(_ views: Three<View>) -> View {
    var merged = views.ours
    merged.query = body("query", views[\.query])
    merged.options = settings("option", views[\.options])
    merged.columns = parts(
      views[\.columns],
      Naming(name: { $0.name }, attribute: { $0.name.text }, text: { "\($0.name.text) \($0.expression ?? "")" })
    ) { merge, name, columns in merge.column(columns, named: name) }
    merged.indexes = indexes(views[\.indexes])
    merged.triggers = triggers(views[\.triggers])
    merged.rules = rules(views[\.rules])
    merged.statistics = statistics(views[\.statistics])
    merged.accessMethod = value("access method", views[\.accessMethod]) { $0?.sql }
    merged.comment = comment(views[\.comment])
    merged.access = access(views[\.access])
    return merged
  }

  private mutating func routine(_ routines: Three<Routine>) -> Routine {
    var merged = routines.ours
    merged.definition = body("definition", routines[\.definition])
    merged.comment = comment(routines[\.comment])
    merged.access = access(routines[\.access])
    return merged
  }

  private mutating func sequence(_ sequences: Three<SequenceGenerator>) -> SequenceGenerator {
    var merged = sequences.ours
    let options = sequences[\.options]
    merged.options.type = value("type", options[\.type]) { $0 }
    merged.options.start = value("start", options[\.start]) { "START WITH \($0)" }
    merged.options.increment = value("increment", options[\.increment]) { "INCREMENT BY \($0)" }
    merged.options.minimum = value("minimum", options[\.minimum]) { "MINVALUE \($0)" }
    merged.options.maximum = value("maximum", options[\.maximum]) { "MAXVALUE \($0)" }
    merged.options.cache = value("cache", options[\.cache]) { "CACHE \($0)" }
    merged.options.cycles = flag("cycle", options[\.cycles])
    merged.isUnlogged = flag("unlogged", sequences[\.isUnlogged])
    let owners = sequences.map { sequence in
      sequence.ownedBy.map { SequenceOwner(table: $0.table, column: $0.column) }
    }
    let owner = value("owned by", owners) { $0.map { "OWNED BY \($0.table.sql).\($0.column.sql)" } }
    merged.ownedBy = owner.map { ($0.table, $0.column) }
    merged.comment = comment(sequences[\.comment])
    merged.access = access(sequences[\.access])
    return merged
  }

  private struct SequenceOwner: Equatable {
    let table: QualifiedName
    let column: Identifier
  }

  private mutating func domain(_ domains: Three<DomainType>) -> DomainType {
    var merged = domains.ours
    merged.baseType = value("type", domains[\.baseType]) { $0 }
    merged.collation = text("collation", domains[\.collation])
    merged.expression = text("default", domains[\.expression])
    merged.isNotNull = flag("not null", domains[\.isNotNull])
    merged.constraints = parts(
      domains[\.constraints],
      Naming(
        name: { $0.name }, attribute: { "constraint \($0.name.text)" },
        text: { "ALTER DOMAIN \(domains.ours.name.sql) ADD \($0.clause(in: .file))" })
    ).sorted { $0.name < $1.name }
    merged.comment = comment(domains[\.comment])
    merged.access = access(domains[\.access])
    return merged
  }

  // MARK: Labels

  private mutating func enumeration(_ types: Three<EnumType>) -> EnumType {
    var merged = types.ours
    merged.labels = labels(types[\.labels])
    merged.comment = comment(types[\.comment])
    merged.access = access(types[\.access])
    return merged
  }

  /// Labels that both sides add go together as long as they are not added at the same place.
  private mutating func labels(_ labels: Three<[String]>) -> [String] {
    if let side = choice("labels") { return labels[side] }
    let names = labels.map { $0.map(Identifier.init) }
    if names.ours == names.theirs || names.theirs == names.base { return labels.ours }
    if names.ours == names.base { return labels.theirs }
    func conflict(_ message: String) -> [String] {
      note(.enumLabel, "labels", labels.map { $0.map(SQLLiteral.quote).joined(separator: ", ") }, message)
      return labels.ours
    }
    guard let ours = Self.additions(names.ours, to: names.base),
      let theirs = Self.additions(names.theirs, to: names.base)
    else { return conflict("Both sides change the labels, and one of them renames or removes some.") }
    var merged: [Identifier] = []
    for place in 0...names.base.count {
      let (our, their) = (ours[place], theirs[place])
      if !our.isEmpty, !their.isEmpty, our != their {
        let after = place == 0 ? "before all others" : "after '\(names.base[place - 1].text)'"
        return conflict("Both sides add labels \(after): their order depends on which side is first.")
      }
      merged += our.isEmpty ? their : our
      if place < names.base.count { merged.append(names.base[place]) }
    }
    guard Set(merged).count == merged.count else { return conflict("Both sides add a label, at different places.") }
    return merged.map(\.text)
  }

  /// The labels that are new before each of the old ones, and after the last; `nil` if an old one is gone or moved.
  private static func additions(_ new: [Identifier], to base: [Identifier]) -> [[Identifier]]? {
    var additions: [[Identifier]] = [[]]
    for label in new {
      if additions.count <= base.count, label == base[additions.count - 1] {
        additions.append([])
      } else if base.contains(label) {
        return nil
      } else {
        additions[additions.count - 1].append(label)
      }
    }
    return additions.count == base.count + 1 ? additions : nil
  }
}

extension Three<any SchemaObject> {
  fileprivate func cast<Object>(to type: Object.Type) -> Three<Object>? {
    guard let base = base as? Object, let ours = ours as? Object, let theirs = theirs as? Object else { return nil }
    return Three<Object>(base, ours, theirs)
  }
}
