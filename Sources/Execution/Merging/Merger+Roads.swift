internal import Catalog
internal import Diagnostics
internal import GitStore
package import History
package import Schema
internal import SchemaDiff

extension Merger {
  /// The scripts to a merged schema.
  package struct RoadDraft {
    package var roads: MergeRoads
    /// Migrations that change rows, which the scripts stand in place of.
    package var uncarried: [String]
    /// Whether a migration makes values of the rows that it meets, even if by a definition only.
    var makesValues: Bool

    /// Whether they lose nothing, and no rows are at stake, so that nobody has to have a look at them.
    package var isComplete: Bool { uncarried.isEmpty && roads.losses.isEmpty && !makesValues }
  }

  /// Plans the ways to a merged snapshot from both sides.
  package func roads(_ sides: MergeSides, to merged: [SnapshotFile], title: String) throws -> RoadDraft {
    let input = try input(sides, [])
    // What people wrote is in the form they chose; the server's is what a plan has to reach.
    let loaded = try scratch.snapshot(loading: merged, options: options)
    let goal: [SnapshotFile]
    switch loaded {
    case .success(let snapshot): goal = snapshot.files
    case .failure(let error):
      throw MergeError(
        .noRoad, "what was decided does not make a schema: \(error.diagnostic.message)",
        details: error.diagnostic.details,
        hints: ["decide otherwise: confiture merge --resolve", "confiture merge --abort takes the merge back"])
    }
    var roads = try MergeRoads(
      from: (sides.ours.name, input.ours, input.ourRenames),
      and: (sides.theirs.name, input.theirs, input.theirRenames), to: goal, title: title)
    let (ours, theirs) = (try writing(sides.ourOnly), try writing(sides.theirOnly))
    roads.up += Self.reminder(theirs)
    roads.upFromSecond += Self.reminder(ours)
    let start = try RelationColumns(input.base)
    let makesValues = try [sides.ourOnly, sides.theirOnly].contains { versions in
      try SideScripts(versions, commits).scripts.contains { $0.makesValues(of: start) }
    }
    return RoadDraft(roads: roads, uncarried: ours + theirs, makesValues: makesValues)
  }

  /// Plans the ways to a merged snapshot, and proves them, where nobody has to have a look at them: they lose nothing,
  /// and no rows are at stake.
  ///
  /// - Returns: The schema that both lead to; `nil` where somebody has to.
  package func provenRoads(_ sides: MergeSides, to merged: [SnapshotFile]) throws -> Fingerprint? {
    let draft = try roads(sides, to: merged, title: "merge")
    guard draft.isComplete else { return nil }
    let newest = sides.theirs.date.seconds < sides.ours.date.seconds ? sides.ours : sides.theirs
    var manifest = MigrationManifest(
      change: ChangeID(derivedFrom: "merge"), title: "merge", author: try commits.read(newest.id).author,
      date: newest.date)
    manifest.kind = .reconciliation
    let finding = try RoadProof(scratch: scratch, commits: commits, environment: environment, options: options).prove(
      Migration(
        name: "merge", up: draft.roads.up, down: draft.roads.down, upFromSecond: draft.roads.upFromSecond,
        downToSecond: draft.roads.downToSecond, manifest: manifest), ours: sides.ours, theirs: sides.theirs)
    return finding.differences.isEmpty ? finding.snapshot.fingerprint : nil
  }

  private func writing(_ versions: [Version]) throws -> [String] {
    let scripts = try SideScripts(versions, commits).scripts
    let writing = Set(scripts.filter(\.writesRows).map(\.version.id))
    return versions.filter { $0.writesData || writing.contains($0.id) }.map(\.name)
  }

  private static func reminder(_ names: [String]) -> String {
    names.map { name in
      "\n-- \(name) changes rows, and does not run here: what it does to them belongs here,\n"
        + "-- and its name below 'carries:' in migration.yaml.\n"
    }.joined()
  }

  /// Refuses scripts that stand in place of migrations which change rows, unless they say that they do so too.
  package func checkRowsCarried(
    _ sides: MergeSides, by migration: Migration, deciding items: [MergeState.Item]
  ) throws {
    let carried = Set(migration.manifest.carries)
    let writing = Set(try self.writing(sides.ourOnly) + self.writing(sides.theirOnly))
    let lost = (sides.ourOnly + sides.theirOnly).filter { version in
      writing.contains(version.name) && !carried.contains(version.name)
        && !(version.change.map { carried.contains($0.text) } ?? false)
    }
    guard !lost.isEmpty else { return }
    throw MergeError(
      .uncarriedRows, "the scripts of '\(migration.name)' stand in place of migrations that change rows",
      details: lost.map(\.name),
      hints: [
        "do in up.sql and up.from-2.sql what they do to rows, and list them in migration.yaml: "
          + "carries: [\(lost.map(\.name).joined(separator: ", "))]"
      ])
  }
}
