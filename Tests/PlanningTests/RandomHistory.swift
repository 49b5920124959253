import GitStore
import History
import Schema
import SeededRandomness

/// A version whose schema nobody looks at.
func version(
  _ number: Int, parents: [ObjectID] = [], change: String?, isReversible: Bool = true, writesData: Bool = true
) -> Version {
  Version(
    id: objectID(number), parents: parents, change: change.map { ChangeID(derivedFrom: $0) },
    name: "m\(number)", title: "m\(number)", author: "Ann", date: CommitDate(seconds: Int64(number / 3)),
    fingerprint: Fingerprint(
      format: 1, includesAccess: false, digest: Array(repeating: UInt8(number % 251), count: 32)),
    schemaTree: objectID(number), isReversible: isReversible, writesData: writesData)
}

func objectID(_ number: Int) -> ObjectID {
  let digits = String(number, radix: 16)
  guard let id = ObjectID(hex: String(repeating: "0", count: 40 - digits.count) + digits) else {
    preconditionFailure("\(digits) is no hexadecimal number")
  }
  return id
}

/// A history with branches, merges with and without a migration, irreversible steps, and cherry-picked changes.
struct RandomHistory {
  private(set) var versions: [Version] = []

  init(count: Int, using random: inout SeededGenerator) {
    for number in 1...count {
      var parents: [ObjectID] = []
      if let first = versions.suffix(6).randomElement(using: &random) { parents.append(first.id) }
      if random.chance(25), let second = versions.suffix(8).randomElement(using: &random),
        !ancestors(of: parents).contains(second.id), !ancestors(of: [second.id]).isSuperset(of: parents)
      {
        parents.append(second.id)
      }
      var change: String? = "change \(number)"
      if parents.count == 2, random.chance(60) {
        change = nil
      } else if random.chance(15), let picked = versions.randomElement(using: &random)?.change {
        let known = ancestors(of: parents).compactMap { id in versions.first { $0.id == id }?.change }
        guard known.contains(picked) else {
          versions.append(copy(of: picked, number, parents, &random))
          continue
        }
      }
      versions.append(
        version(number, parents: parents, change: change, isReversible: random.chance(90)))
    }
  }

  /// A cherry-picked change: another commit with the same change id.
  private func copy(
    of change: ChangeID, _ number: Int, _ parents: [ObjectID], _ random: inout SeededGenerator
  ) -> Version {
    var picked = version(number, parents: parents, change: nil, isReversible: random.chance(90))
    picked.change = change
    return picked
  }

  func ancestors(of ids: [ObjectID]) -> Set<ObjectID> {
    var found: Set<ObjectID> = []
    var stack = ids
    while let id = stack.popLast() {
      guard found.insert(id).inserted, let version = versions.first(where: { $0.id == id }) else { continue }
      stack += version.parents
    }
    return found
  }

  /// The changes of a version, found by walking: what the planner must agree with.
  func changes(of version: Version) -> Set<ChangeID> {
    let all = ancestors(of: [version.id])
    return Set(versions.filter { all.contains($0.id) }.compactMap(\.change))
  }
}
