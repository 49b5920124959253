internal import CLibgit2

/// libgit2 itself: started once, at the first use.
package enum GitLibrary {
  private static let started: Bool = {
    guard git_libgit2_init() > 0 else { return false }
    // Without this a power cut may lose what was reported as written.
    return confiture_git_enable_fsync(1) == 0
  }()

  /// Starts the library now, for callers that have another thread to do it on (it takes about 8 ms).
  package static func warmUp() { _ = started }

  /// Makes Git's per-user configuration be read from these folders only; an empty list reads none.
  ///
  /// The library otherwise looks into the home folder of the process.
  package static func readUserConfiguration(from folders: [String]) throws(GitError) {
    let path = folders.joined(separator: ":")
    for level in [GIT_CONFIG_LEVEL_GLOBAL, GIT_CONFIG_LEVEL_XDG] {
      try git("git_libgit2_opts") { unsafe confiture_git_set_search_path(level.rawValue, path) }
    }
  }

  fileprivate static func start() throws(GitError) {
    guard started else { throw GitError(.library, "libgit2 cannot be started") }
  }
}

/// Calls a function of libgit2 and turns its failure into an error; nothing else looks at a return code.
@discardableResult
func git(_ function: StaticString, _ call: () -> Int32) throws(GitError) -> Int32 {
  try GitLibrary.start()
  let result = call()
  guard result < 0 else { return result }
  let last = unsafe git_error_last()
  // Safe because the message belongs to this thread and is copied before the next call.
  let message = unsafe last?.pointee.message.map { unsafe String(cString: $0) } ?? "no detail"
  git_error_clear()
  throw GitError(result, message, function: "\(function)")
}

/// Calls a function whose answer may be "there is none", which is `false` here.
func gitFinds(_ function: StaticString, _ call: () -> Int32) throws(GitError) -> Bool {
  var found = true
  try git(function) {
    let result = call()
    if result == GIT_ENOTFOUND.rawValue {
      found = false
      return 0
    }
    return result
  }
  if !found { git_error_clear() }
  return found
}

extension GitError {
  fileprivate init(_ result: Int32, _ message: String, function: String) {
    let detail = "\(function): \(message)"
    switch result {
    case GIT_EOWNER.rawValue: self.init(.foreignOwner, "the repository belongs to another user", details: [detail])
    case GIT_ENOTFOUND.rawValue: self.init(.objectNotFound, "not found in the repository", details: [detail])
    case GIT_EINVALIDSPEC.rawValue: self.init(.invalidReferenceName, "not a valid name", details: [detail])
    case GIT_EMODIFIED.rawValue, GIT_EEXISTS.rawValue:
      self.init(.referenceChanged, "the reference was moved in the meantime", details: [detail])
    case GIT_ELOCKED.rawValue:
      self.init(
        .locked, "another command holds a lock in the repository", details: [detail],
        hints: ["repeat the command; if no other command runs, remove the lock file that the detail names"])
    default: self.init(.library, "the repository cannot be used", details: [detail])
    }
  }
}
