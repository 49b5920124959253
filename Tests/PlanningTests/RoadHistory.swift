import GitStore
import History
import Schema
import SeededRandomness

/// A small history with branches, merges, reconciliations, squashes, cherry-picked changes, steps that cannot be undone
/// and schemas that come back.
struct RoadHistory {
  private(set) var versions: [Version] = []
  private let lineages: Lineages

  init(count: Int, using random: inout SeededGenerator) {
    var versions: [Version] = []
    var lineages = Lineages()
    for number in 1...count {
      let made = Self.version(number, on: versions, lineages, &random)
      versions.append(made)
      lineages.add(made)
    }
    self.versions = versions
    self.lineages = lineages
  }

  func ancestors(of id: ObjectID) -> Set<ObjectID> { lineages.ancestors[id] ?? [] }

  func changes(of version: Version) -> Set<ChangeID> { lineages.changes[version.id] ?? [] }

  private struct Lineages {
    var ancestors: [ObjectID: Set<ObjectID>] = [:]
    var changes: [ObjectID: Set<ChangeID>] = [:]

    mutating func add(_ version: Version) {
      var all: Set<ObjectID> = [version.id]
      var held = Set([version.change].compactMap { $0 })
      for parent in version.parents {
        all.formUnion(ancestors[parent] ?? [])
        held.formUnion(changes[parent] ?? [])
      }
      ancestors[version.id] = all
      changes[version.id] = held
    }

    func areApart(_ left: ObjectID, _ right: ObjectID) -> Bool {
      ancestors[left]?.contains(right) == false && ancestors[right]?.contains(left) == false
    }
  }

  private static func version(
    _ number: Int, on versions: [Version], _ lineages: Lineages, _ random: inout SeededGenerator
  ) -> Version {
    guard let first = versions.suffix(5).randomElement(using: &random) else {
      return made(number, [], "change \(number)", &random)
    }
    let kind = Int.random(in: 0..<100, using: &random)
    if kind < 35, let second = versions.suffix(7).randomElement(using: &random),
      lineages.areApart(first.id, second.id)
    {
      var merge = made(number, [first.id, second.id], kind < 18 ? nil : "change \(number)", &random)
      if kind >= 18 { merge.kind = .reconciliation }
      return merge
    }
    if kind < 55, kind >= 38 {
      let older = lineages.ancestors[first.id]?.filter { $0 != first.id }.sorted().randomElement(using: &random)
      var squash = made(number, [first.id] + [older].compactMap { $0 }, "change \(number)", &random)
      squash.kind = .squash
      squash.fingerprint = first.fingerprint
      squash.schemaTree = first.schemaTree
      squash.losesData = random.chance(10)
      return squash
    }
    if kind < 65, let picked = versions.filter({ $0.kind == .step }).randomElement(using: &random)?.change,
      lineages.changes[first.id]?.contains(picked) == false
    {
      var copy = made(number, [first.id], nil, &random)
      copy.change = picked
      let original = versions.first { $0.change == picked }
      copy.writesData = original?.writesData ?? false
      copy.losesData = original?.losesData ?? false
      return copy
    }
    return made(number, [first.id], "change \(number)", &random)
  }

  private static func made(
    _ number: Int, _ parents: [ObjectID], _ change: String?, _ random: inout SeededGenerator
  ) -> Version {
    var made = PlanningTests.version(number, parents: parents, change: change, isReversible: random.chance(85))
    made.writesData = random.chance(15)
    made.downLosesData = random.chance(10)
    // Few schemas, so that lines come back to those of others.
    if random.chance(25) {
      made.fingerprint = Fingerprint(
        format: 1, includesAccess: false,
        digest: Array(repeating: UInt8(Int.random(in: 0...2, using: &random)), count: 32))
    }
    return made
  }
}
