internal import Glibc
internal import CLibgit2

extension ObjectStore {
  /// Whether Git allows a reference of this name, such as `refs/confiture/heads/main`.
  package static func isValidReferenceName(_ name: String) -> Bool {
    var isValid: Int32 = 0
    let result = try? git("git_reference_name_is_valid") { unsafe git_reference_name_is_valid(&isValid, name) }
    return result != nil && isValid == 1
  }

  /// Returns what a reference points at, or `nil` when there is none.
  package func reference(_ name: String) throws(GitError) -> ReferenceTarget? {
    try Self.check(name)
    return try withState { (state) throws(GitError) in try state.handle.reference(name) }
  }

  /// Follows symbolic references; `nil` when there is none, or a symbolic one leads nowhere.
  package func resolveReference(_ name: String) throws(GitError) -> ObjectID? {
    try Self.check(name)
    return try withState { (state) throws(GitError) in try state.handle.resolveReference(name) }
  }

  /// Returns the references whose name starts so, sorted by name; symbolic ones resolved, dangling ones left out.
  package func references(prefix: String) throws(GitError) -> [(name: String, id: ObjectID)] {
    try withState { (state) throws(GitError) in try state.handle.references(prefix: prefix) }
  }

  /// Makes a reference point at an object, if it holds what is expected.
  package func update(
    _ name: String, to target: ObjectID, expecting: ExpectedTarget, message: String? = nil
  ) throws(GitError) {
    try updateAll([ReferenceUpdate(name, to: target, expecting: expecting)], message: message)
  }

  /// Deletes a reference, if it holds what is expected.
  package func delete(_ name: String, expecting: ExpectedTarget) throws(GitError) {
    try updateAll([ReferenceUpdate(name, to: nil, expecting: expecting)])
  }

  /// Makes several changes: all expectations are checked under the references' locks before the first is made.
  ///
  /// Names must differ. A process that dies while the changes are made may leave a part of them undone. Where another
  /// command is changing one of them right now, it is let finish.
  package func updateAll(_ updates: [ReferenceUpdate], message: String? = nil) throws(GitError) {
    for update in updates { try Self.check(update.name) }
    var attempts = 0
    while true {
      do throws(GitError) {
        try withState { (state) throws(GitError) in
          try state.handle.apply(updates.sorted { $0.name < $1.name }, message: message)
        }
        return
      } catch {
        attempts += 1
        guard error.code == .locked, attempts < Self.attemptsForLock else { throw error }
        usleep(5_000)
      }
    }
  }

  /// How often a lock is tried for, 5 ms apart: as long as Git waits by itself (`core.filesRefLockTimeout`, 100 ms).
  private static let attemptsForLock = 20

  /// Makes a symbolic reference, replacing what was there; its target need not exist.
  package func setSymbolic(_ name: String, to target: String) throws(GitError) {
    try Self.check(name)
    try Self.check(target)
    try withState { (state) throws(GitError) in try state.handle.setSymbolic(name, to: target) }
  }

  /// Returns a value of Git's configuration, such as `user.name`, from all its levels.
  package func configuration(_ key: String) throws(GitError) -> String? {
    try withState { (state) throws(GitError) in try state.handle.configuration(key) }
  }

  private static func check(_ name: String) throws(GitError) {
    guard isValidReferenceName(name) else {
      throw GitError(
        .invalidReferenceName, "'\(name)' cannot be the name of a reference",
        hints: ["see git help check-ref-format"])
    }
  }
}
