internal import Glibc

/// Finding programs in a given list of folders; the process's own PATH plays no part.
package enum ExecutableSearch {
  /// Returns the first runnable file of that name; a name with a slash stands for itself.
  package static func find(_ name: String, path: String?) -> String? {
    if name.utf8.contains(UInt8(ascii: "/")) { return isExecutable(name) ? name : nil }
    for folder in (path ?? "").split(separator: ":") {
      let candidate = "\(folder)/\(name)"
      if isExecutable(candidate) { return candidate }
    }
    return nil
  }

  /// Whether the path is a file that this user may run.
  package static func isExecutable(_ path: String) -> Bool {
    var status = stat()
    guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
    return unsafe access(path, X_OK) == 0
  }
}
