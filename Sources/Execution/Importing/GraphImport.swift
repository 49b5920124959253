internal import Diagnostics
internal import GitStore
internal import History
internal import Postgres
internal import Schema
internal import SchemaDiff
internal import Scratch

/// Imports a history in the shape that its migrations declare: each on top of its parents, merges proven in two orders.
final class GraphImport {
  private let importer: Importer
  private let migrations: [Importer.Identified]
  private let position: [String: Int]
  private let pool: StatePool
  private var commits: [ObjectID?]
  /// Everything that a migration stands on, itself included.
  private var ancestry: [Set<Int>]
  private var parents: [[Int]]
  /// Which migrations made or changed a file of the snapshot, by its path.
  private var makers: [String: [Int]] = [:]
  private var report = ImportReport()

  init(importer: Importer, migrations: [Importer.Identified]) {
    self.importer = importer
    self.migrations = migrations
    position = Dictionary(uniqueKeysWithValues: migrations.enumerated().map { ($1.migration.name, $0) })
    pool = StatePool(importer.scratch)
    commits = Array(repeating: nil, count: migrations.count)
    ancestry = Array(repeating: [], count: migrations.count)
    parents = Array(repeating: [], count: migrations.count)
  }

  func run(known: [String: Version], branch: [Version], notes: [String]) throws -> ImportReport {
    report.alreadyThere = known.count
    report.notes = notes
    report.head = branch.last?.id
    try checkOrder()
    let isComplete = known.count == migrations.count
    if !isComplete { try checkNothingElse(in: branch, known) }
    var failure: (any Error)?
    try importer.store.batch {
      do { try sealAll(known) } catch { failure = error }
    }
    if !isComplete { try publishHeads() }
    if let failure { throw failure }
    return report
  }

  /// A parent has to come before its children in the tool's order.
  private func checkOrder() throws {
    for (index, identified) in migrations.enumerated() {
      for parent in identified.migration.parents ?? [] {
        guard let place = position[parent], place < index else {
          throw ImportError(
            .malformed, "'\(identified.migration.name)' declares the parent '\(parent)', which comes after it")
        }
      }
    }
  }

  /// The lines are joined anew, so that nothing else may stand on them.
  private func checkNothingElse(in branch: [Version], _ known: [String: Version]) throws {
    let imported = Set(known.values.map(\.id))
    guard let other = branch.last(where: { $0.change != nil && !imported.contains($0.id) }) else { return }
    throw ImportError(
      .unsupported,
      "the branch has '\(other.name)', which is not of this history, so that its lines cannot be joined here",
      kind: .refused,
      hints: ["import into a branch of its own: confiture branch imported <rev>, then confiture switch imported"])
  }

  private func sealAll(_ known: [String: Version]) throws {
    for index in migrations.indices {
      let identified = migrations[index]
      let declared = declaredParents(of: index)
      settle(index, on: declared)
      if let version = known[identified.migration.name] {
        commits[index] = version.id
        let recorded = version.parents.compactMap { parent in commits.firstIndex { $0 == parent } }
        settle(index, on: recorded)
        try learnMakers(index, from: version.id)
        importer.addTags(of: identified, version.id, to: &report)
        continue
      }
      importer.announce(index + 1, of: migrations.count, identified.migration.name)
      try sealOne(index, declared: declared)
      if index % 32 == 31 { try importer.store.flushBatch() }
    }
  }

  private func declaredParents(of index: Int) -> [Int] {
    guard let names = migrations[index].migration.parents else { return index == 0 ? [] : [index - 1] }
    return names.compactMap { position[$0] }
  }

  private func settle(_ index: Int, on parents: [Int]) {
    self.parents[index] = parents
    ancestry[index] = parents.reduce(into: [index]) { $0.formUnion(ancestry[$1]) }
  }

  /// Parents that no other parent stands on.
  private func direct(_ parents: [Int]) -> [Int] {
    parents.filter { parent in !parents.contains { $0 != parent && ancestry[$0].contains(parent) } }.sorted()
  }

  // MARK: One migration

  private func sealOne(_ index: Int, declared: [Int]) throws {
    let identified = migrations[index]
    var undeclared: [Int] = []
    while true {
      settle(index, on: declared + undeclared)
      let database = try state(
        of: ancestry[index].subtracting([index]), name: identified.migration.name, parents: direct(parents[index]))
      do {
        let proof = try importer.prove(identified, in: database)
        try keep(identified, index, proof, database, declared: declared, undeclared: undeclared)
        return
      } catch let failure as MigrationFailure {
        discard(database)
        guard let lacked = try missingDependency(of: index, failure) else { throw failure }
        undeclared.append(lacked)
      }
    }
  }

  private func keep(
    _ identified: Importer.Identified, _ index: Int, _ proof: Proof, _ database: ProofDatabase, declared: [Int],
    undeclared: [Int]
  ) throws {
    let before = parents[index].isEmpty ? [] : try snapshotPaths(before: index)
    let names = undeclared.map { migrations[$0].migration.name }
    let commit = try importer.seal(
      identified, proof: proof, parents: direct(parents[index]).compactMap { commits[$0] },
      requires: declared.map { migrations[$0].migration.name }, undeclared: names)
    commits[index] = commit
    if direct(parents[index]).count > 1 { report.merges += 1 }
    report.sealed.append(Importer.version(identified, commit, proof, undeclared: names))
    importer.addTags(of: identified, commit, to: &report)
    let known = Dictionary(before.map { ($0.path, $0.text) }, uniquingKeysWith: { first, _ in first })
    for file in proof.snapshot.files where known[file.path] != file.text {
      makers[file.path, default: []].append(index)
    }
    database.disconnect()
    pool.keep(database.name, members: ancestry[index])
  }

  private func snapshotPaths(before index: Int) throws -> [(path: String, text: String)] {
    try direct(parents[index]).flatMap { parent in
      try commits[parent].map { try importer.commits.snapshotFiles(of: $0) } ?? []
    }
  }

  private func learnMakers(_ index: Int, from commit: ObjectID) throws {
    let before = Dictionary(
      try snapshotPaths(before: index).map { ($0.path, $0.text) }, uniquingKeysWith: { first, _ in first })
    for file in try importer.commits.snapshotFiles(of: commit) where before[file.path] != file.text {
      makers[file.path, default: []].append(index)
    }
  }

  // MARK: States

  /// A database with a set of migrations; where several lines meet, both orders have to lead to the same schema.
  ///
  /// Where they do not, or one of them does not run, that is reported, and the tool's own order decides.
  private func state(of members: Set<Int>, name: String, parents: [Int]) throws -> ProofDatabase {
    guard parents.count > 1, let first = parents.first, let last = parents.last else {
      return try build(members, from: parents.first)
    }
    var differences: [String] = []
    let one = try attempt(members, from: first, &differences)
    let other = try attempt(members, from: last, &differences)
    if let one, let other, one.snapshot.fingerprint != other.snapshot.fingerprint {
      differences = DifferenceSummary.lines(
        from: one.snapshot.files.map { ($0.path, $0.text) }, to: other.snapshot.files.map { ($0.path, $0.text) })
    }
    if let other { discard(other) }
    guard !differences.isEmpty || one == nil else { return try one ?? build(members, from: nil, fromNothing: true) }
    report.unprovenMerges.append(UnprovenMerge(name: name, differences: differences))
    if let one { discard(one) }
    return try build(members, from: nil, fromNothing: true)
  }

  /// `nil` when the order does not run; why is added to the differences.
  private func attempt(_ members: Set<Int>, from parent: Int, _ differences: inout [String]) throws -> ProofDatabase?
  {
    do { return try build(members, from: parent) } catch let failure as MigrationFailure {
      differences.append("after '\(migrations[parent].migration.name)': \(failure.diagnostic.message)")
      return nil
    }
  }

  private func discard(_ database: ProofDatabase) {
    database.disconnect()
    pool.discard(database.name)
  }

  /// Copies the nearest state and runs what it lacks, in the tool's order.
  private func build(_ members: Set<Int>, from parent: Int?, fromNothing: Bool = false) throws -> ProofDatabase {
    let start: (name: String, members: Set<Int>)
    if fromNothing {
      start = try pool.database(within: [])
    } else if let parent, let near = try? pool.database(within: members, including: parent),
      near.members.contains(parent)
    {
      start = near
    } else if let parent {
      let base = try build(ancestry[parent], from: nil)
      base.disconnect()
      start = (base.name, ancestry[parent])
    } else {
      start = try pool.database(within: members)
    }
    let database = try ProofDatabase(
      start.name, on: importer.scratch, options: importer.options.snapshot, environment: importer.environment)
    let lacking = members.subtracting(start.members).sorted()
    do {
      for index in lacking { try database.replay(migrations[index].texts) }
      if !lacking.isEmpty { try database.refreshSnapshot() }
    } catch {
      discard(database)
      throw error
    }
    return database
  }

  // MARK: What nobody declared

  /// Finds an earlier migration that made what a failed one could not find.
  ///
  /// The names that the server quotes are looked up among the objects that earlier migrations made; where that says
  /// nothing, the whole order before the migration is searched for the shortest part with which it runs.
  private func missingDependency(of index: Int, _ failure: MigrationFailure) throws -> Int? {
    guard let cause = failure.cause, cause.code == .statementFailed else { return nil }
    let candidates = Set(0..<index).subtracting(ancestry[index])
    let names =
      Self.namesSomethingMissing(cause.sqlState) ? Self.quotedNames(in: cause.serverMessage ?? cause.message) : []
    for name in names {
      let made = makers.filter { Self.path($0.key, isOf: name) }.values.flatMap { $0 }
      if let maker = made.filter(candidates.contains).max() { return maker }
    }
    return try shortestPrefix(index, candidates.sorted(), failure)
  }

  /// Classes 42 (syntax error or access rule violation) and 3F (invalid schema name) hold all "does not exist" states.
  private static func namesSomethingMissing(_ state: String?) -> Bool {
    state.map { $0.hasPrefix("42") || $0.hasPrefix("3F") } ?? false
  }

  static func quotedNames(in message: String) -> [String] {
    var names = message.matches(of: /"([^"]+)"/).map { String($0.1) }
    names += message.matches(of: /([\w.]+)\(/).map { String($0.1) }
    return names
  }

  /// Whether a snapshot path, such as `swrs/tables/report.sql`, is of a name such as `swrs.report` or `report`.
  static func path(_ path: String, isOf name: String) -> Bool {
    let parts = name.split(separator: ".").map(String.init)
    guard let object = parts.last else { return false }
    let folders = path.split(separator: "/").map(String.init)
    guard let file = folders.last else { return false }
    let stem = file.prefix { $0 != "(" }
    let isObject = stem == "\(object).sql" || stem == object
    let isSchema = parts.count == 1 && folders.count == 2 && folders[0] == object
    return (isObject && (parts.count == 1 || folders.first == parts[0])) || isSchema
  }

  private func shortestPrefix(
    _ index: Int, _ candidates: [Int], _ failure: MigrationFailure
  ) throws -> Int? {
    func runs(with count: Int) throws -> Bool {
      let added = candidates.prefix(count).reduce(into: ancestry[index].subtracting([index])) {
        $0.formUnion(ancestry[$1])
      }
      for fromNothing in [false, true] {
        do {
          let database = try build(added, from: nil, fromNothing: fromNothing)
          defer { discard(database) }
          try database.replay(migrations[index].texts)
          return true
        } catch let other as MigrationFailure {
          // Where the same is lacking still, no order helps; but a copied state may have an order that does not run,
          // although the tool's own does.
          if other.diagnostic.message == failure.diagnostic.message { return false }
        }
      }
      return false
    }
    guard try runs(with: candidates.count) else { return nil }
    var low = 0
    var high = candidates.count
    while low + 1 < high {
      let middle = (low + high) / 2
      if try runs(with: middle) { high = middle } else { low = middle }
    }
    return candidates[high - 1]
  }

  // MARK: Heads

  /// Joins the lines that nothing stands on by a merge without SQL of its own, proven in two orders.
  private func publishHeads() throws {
    let sealed = commits.indices.filter { commits[$0] != nil }
    let inner = sealed.reduce(into: Set<Int>()) { $0.formUnion(parents[$1]) }
    let heads = sealed.filter { !inner.contains($0) }
    guard let first = heads.first else { return }
    guard heads.count > 1 else {
      report.head = commits[first]
      if let head = report.head { try importer.announceHead(head) }
      return
    }
    let members = heads.reduce(into: Set<Int>()) { $0.formUnion(ancestry[$1]) }
    let database = try state(of: members, name: "the merge of all lines", parents: heads)
    let latest = heads.map { migrations[$0].date }.max() ?? 0
    let commit = try importer.commits.write(
      parents: heads.compactMap { commits[$0] },
      files: database.snapshot.files.map { ($0.path, $0.text) }, fingerprint: database.snapshot.fingerprint,
      title: "Merge \(heads.count) lines of the imported history",
      author: Author(name: "Confiture import", email: "import@confiture.invalid"),
      date: CommitDate(seconds: latest + 1))
    discard(database)
    report.merges += 1
    report.head = commit
    try importer.announceHead(commit)
  }
}
