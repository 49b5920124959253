import Catalog
import Diagnostics
import Postgres
import Schema
import SchemaDiff
import Scratch
import SeededRandomness
import TestSupport

/// Two branches of a made-up schema: each is a few random edits, and the migration that Confiture plans for them.
struct RandomBranches: Sendable {
  let base: String
  /// The migrations, with what they rename.
  private(set) var ours: MergeBench.Step
  private(set) var theirs: MergeBench.Step

  /// - Returns: `nil` where an edit makes no schema that a server takes, or one that is not planned for.
  init?(seed: Int, on scratch: ScratchServer) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let origin = RandomSchema.random(using: &random).withoutAccess
    base = origin.sql
    var branches: [RandomSchema] = []
    for number in 0..<2 {
      var branch = origin
      // In every other pair the branches make things of names that the other one does not use.
      if number == 1, seed.isMultiple(of: 2) { branch.skipNames(50) }
      for _ in 0..<random.number(1...4) { branch.edit(using: &random) }
      branches.append(branch.withoutAccess)
    }
    guard let start = try Self.snapshot(of: base, on: scratch),
      let ours = try Self.step("ours", from: start, to: branches[0].sql, on: scratch),
      let theirs = try Self.step("theirs", from: start, to: branches[1].sql, on: scratch)
    else { return nil }
    (self.ours, self.theirs) = (ours, theirs)
  }

  private static func snapshot(of sql: String, on scratch: ScratchServer) throws -> [SnapshotFile]? {
    try scratch.withTemporaryDatabase { address in
      let programs = ServerPrograms(server: scratch)
      do { try programs.psql(sql, in: address) } catch is ServerPrograms.Failure { return nil }
      let connection = try Connection(address, applicationName: "confiture test")
      return try CatalogReader.read(connection, options: SnapshotOptions()).files
    }
  }

  private static func step(
    _ name: String, from start: [SnapshotFile], to sql: String, on scratch: ScratchServer
  ) throws -> MergeBench.Step? {
    guard let end = try snapshot(of: sql, on: scratch) else { return nil }
    do throws(SchemaDiffError) {
      let plan = try SchemaPlanner.plan(
        from: start, to: end,
        options: PlannerOptions(refusesAmbiguity: false, oldestServer: scratch.serverVersion / 10_000))
      return MergeBench.Step(
        name: name, up: plan.migrations.map(\.script).joined(separator: "\n"), renames: plan.renames)
    } catch {
      guard error.kind == .refused else { throw error }
      return nil
    }
  }
}

extension RandomSchema {
  /// Without what needs roles that a server may not have.
  fileprivate var withoutAccess: RandomSchema {
    var schema = self
    for node in all(.grant, .defaultPrivileges) { schema.remove(node.id) }
    return schema
  }
}
