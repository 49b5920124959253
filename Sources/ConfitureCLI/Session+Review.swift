internal import Diagnostics
internal import Execution
internal import GitStore
internal import History
internal import Reports
internal import Repository
internal import Schema
internal import SchemaDiff

extension Session {
  /// What there is to say of a comparison to those who are to agree to it.
  ///
  /// - Parameter words: The sides as they were typed.
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
      old: reviewed(sides.old), new: reviewed(sides.new), command: command.joined(separator: " "), changes: changes,
      steps: steps,
      plan: Result { () throws(SchemaDiffError) in try SchemaPlanner.plan(from: from, to: to, options: options) },
      tables: ReviewedTables(old: from, new: to, changes: changes))
  }

  private func reviewed(_ side: Side) -> SchemaReview.Side {
    let short = side.version?.short()
    // A side that stands for where two lines parted has no other name than its commit.
    guard let short, side.label == side.version?.hex else {
      return SchemaReview.Side(label: side.label, commit: short)
    }
    return SchemaReview.Side(label: short)
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
