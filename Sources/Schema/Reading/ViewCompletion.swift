/// Tells which columns those views use that name the columns of a table by position, as in `FROM public.t x(p, q)`.
///
/// Such a query says the same whatever the columns are, so these are part of what is hashed; they stand in the files
/// of the tables.
enum ViewCompletion {
  static func completed(_ objects: [any SchemaObject]) -> [any SchemaObject] {
    let positional = objects.indices.filter { position in
      (objects[position] as? View).map { ExpressionText.namesColumnsByPosition($0.query) } ?? false
    }
    if positional.isEmpty { return objects }
    var relations: [QualifiedName: [Identifier]] = [:]
    for object in objects {
      if let table = object as? Table {
        relations[table.name] = table.columns.map(\.name)
      } else if let view = object as? View, let outputs = QueryReferences.outputs(of: view.query) {
        relations[view.name] = outputs
      }
    }
    var objects = objects
    for position in positional {
      guard var view = objects[position] as? View else { continue }
      view.referencedColumns = QueryReferences.columns(of: view.query, relations: relations)
      objects[position] = view
    }
    return objects
  }
}
