internal import Diagnostics
internal import Execution
internal import GitStore
internal import History
internal import Reports
internal import Repository
internal import Schema
internal import SchemaDiff

extension Session {
  /// What there is to say of a comparison to those who are to agree to it; `words` are the sides as they were typed.
  func review(
    _ words: [String], _ sides: (old: Side, new: Side), _ changes: [ObjectChange], _ options: PlannerOptions,
    _ project: Project, _ versions: VersionReader
  ) throws -> SchemaReview {
    let (from, to) = (try state(of: sides.old).files, try state(of: sides.new).files)
    var steps: [SchemaReview.Step]?
    if let old = sides.old.version, let new = sides.new.version {
      steps = try self.steps(from: old, to: new, versions.graph, project)
    }
    var options = options
    options.renames += (steps ?? []).filter { $0.direction == .apply }.flatMap(\.migration.manifest.renames)
    let command = ["confiture", "diff"] + words.map(Secrets.masked)
    return SchemaReview(
      old: reviewed(sides.old, as: try origin(words, project, versions)), new: reviewed(sides.new),
      command: command.joined(separator: " "), changes: changes, steps: steps,
      plan: Result { () throws(SchemaDiffError) in try SchemaPlanner.plan(from: from, to: to, options: options) },
      tables: ReviewedTables(old: from, new: to, changes: changes))
  }

  private func reviewed(_ side: Side, as origin: (name: String, version: ObjectID)? = nil) -> SchemaReview.Side {
    let short = side.version?.short()
    guard let short, side.label == side.version?.hex else {
      return SchemaReview.Side(label: side.label, commit: short)
    }
    // Where two lines parted: it has a name as long as the old one did not go on.
    guard let origin, origin.version == side.version else { return SchemaReview.Side(label: short) }
    return SchemaReview.Side(label: origin.name, commit: short)
  }

  /// The line that the new one left, if the words say `A...B`.
  private func origin(
    _ words: [String], _ project: Project, _ versions: VersionReader
  ) throws -> (name: String, version: ObjectID)? {
    guard words.count == 1, case .symmetric(let left, _) = try? RevisionRange(words[0]) else { return nil }
    return ("\(left)", try resolver(project, versions).version(left).id)
  }

  /// The migrations that only one of two versions has: first what is reverted, newest first, then what is applied.
  private func steps(
    from old: ObjectID, to new: ObjectID, _ graph: HistoryGraph, _ project: Project
  ) throws -> [SchemaReview.Step] {
    let (before, after) = (graph.ancestors(of: old), graph.ancestors(of: new))
    func steps(_ direction: SchemaReview.Step.Direction, _ set: VersionSet) throws -> [SchemaReview.Step] {
      try graph.topologicalOrder(of: set).compactMap { position in
        let id = graph.id(at: position)
        return try project.commits.readMigration(id).map {
          SchemaReview.Step(direction, commit: id.short(), migration: $0)
        }
      }
    }
    let reverted = try steps(.revert, before.subtracting(after))
    let applied = try steps(.apply, after.subtracting(before))
    // A change that both have, such as one that was picked from the other side, is neither.
    let common = Set(reverted.map(\.migration.manifest.change)).intersection(applied.map(\.migration.manifest.change))
    return (reverted.reversed() + applied).filter { !common.contains($0.migration.manifest.change) }
  }
}
