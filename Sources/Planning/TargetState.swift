internal import Digests
package import GitStore
package import History

/// Where a target is: the changes it has, in the order in which they came.
package struct TargetState: Sendable, Equatable {
  package struct Change: Sendable, Equatable {
    package var change: ChangeID
    package var commit: ObjectID
    package var name: String

    package init(change: ChangeID, commit: ObjectID, name: String) {
      self.change = change
      self.commit = commit
      self.name = name
    }
  }

  package var head: ObjectID?
  /// The fingerprint that the registry expects, in hexadecimal; `nil` between versions.
  package var fingerprint: String?
  package var changes: [Change]

  package init(head: ObjectID? = nil, fingerprint: String? = nil, changes: [Change] = []) {
    self.head = head
    self.fingerprint = fingerprint
    self.changes = changes
  }

  /// Hash of all that counts: names do not.
  package var digest: String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(64 + changes.count * 36)
    bytes += Array("\(head?.hex ?? "-") \(fingerprint ?? "-")\n".utf8)
    for change in changes {
      bytes += change.change.bytes
      bytes += change.commit.bytes
    }
    return Hexadecimal.encode(SHA256.digest(of: bytes))
  }

  /// What another state has otherwise, a line each; empty for the same state.
  package func differences(to other: TargetState) -> [String] {
    var lines: [String] = []
    let (mine, its) = (Set(changes.map(\.change)), Set(other.changes.map(\.change)))
    lines += changes.filter { !its.contains($0.change) }.map { "'\($0.name)' is no longer applied" }
    lines += other.changes.filter { !mine.contains($0.change) }.map { "'\($0.name)' was applied since" }
    if lines.isEmpty, changes.map(\.change) != other.changes.map(\.change) {
      lines.append("the changes came in another order")
    } else if lines.isEmpty, changes.map(\.commit) != other.changes.map(\.commit) {
      lines.append("a change was applied by another commit")
    }
    if head != other.head {
      lines.append("it is at \(other.head?.short() ?? "nothing"), not at \(head?.short() ?? "nothing")")
    }
    if fingerprint != other.fingerprint {
      let texts = [fingerprint, other.fingerprint].map { $0.map { String($0.prefix(12)) } ?? "none" }
      lines.append("its registry expects the fingerprint \(texts[1]), not \(texts[0])")
    }
    return lines
  }
}
