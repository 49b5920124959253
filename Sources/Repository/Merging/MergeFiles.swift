internal import Documents
package import GitStore
package import History

/// What a repository keeps of merges besides commits: one that is under way, resolutions, proofs. Nothing of it is in
/// the work tree.
package struct MergeFiles: Sendable {
  /// Of the work tree, as each may merge something of its own.
  private let state: String
  /// Of the repository.
  private let shared: String

  package init(_ store: ObjectStore) {
    state = "\(store.gitDirectory)/confiture/merge/state.json"
    shared = "\(store.commonDirectory)/confiture/merge"
  }

  // MARK: The merge that is under way

  package func read() throws -> MergeState? {
    guard let bytes = try FileAccess.bytes(state) else { return nil }
    return try MergeState(jsonText: TextFile.text(of: bytes, in: state), file: state)
  }

  package func write(_ merge: MergeState) throws {
    try FileAccess.write(Array(merge.jsonText.utf8), to: state)
  }

  package func clear() throws {
    guard FileAccess.kind(state) == .file else { return }
    try FileAccess.remove(state, upTo: FileAccess.folder(of: state))
  }

  // MARK: Resolutions

  /// What was decided the last time that a conflict came up.
  package func resolution(ofHash hash: String) throws -> MergeDecision? {
    let file = "\(shared)/resolutions/\(hash).json"
    guard let bytes = try FileAccess.bytes(file) else { return nil }
    return try MergeDecision(jsonText: TextFile.text(of: bytes, in: file), file: file)
  }

  package func remember(_ decision: MergeDecision, ofHash hash: String) throws {
    try FileAccess.write(Array(decision.jsonText.utf8), to: "\(shared)/resolutions/\(hash).json")
  }

  // MARK: Proofs

  /// What was written under a key of a proof.
  package func proof(_ key: String) throws -> String? {
    let file = "\(shared)/proofs/\(key)"
    return try FileAccess.bytes(file).map { try TextFile.text(of: $0, in: file) }
  }

  package func keepProof(_ text: String, _ key: String) throws {
    try FileAccess.write(Array(text.utf8), to: "\(shared)/proofs/\(key)")
  }
}
