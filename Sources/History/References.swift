internal import GitStore

/// Names of the references that Confiture keeps.
package enum ConfitureReference {
  package static let prefix = "refs/confiture/"
  /// Symbolic: the branch of the workspace. Absent as long as that branch has no commit.
  package static let head = "refs/confiture/HEAD"
  package static let heads = "refs/confiture/heads/"
  package static let tags = "refs/confiture/tags/"
  package static let environments = "refs/confiture/environments/"
  package static let outcomes = "refs/confiture/outcomes/"
  package static let approvals = "refs/confiture/approvals/"
  package static let remotes = "refs/confiture/remotes/"
  package static let operations = "refs/confiture/operations"
  package static let defaultBranch = "main"

  package static func head(_ branch: String) -> String { heads + branch }
  package static func tag(_ name: String) -> String { tags + name }
  package static func environment(_ name: String) -> String { environments + name }
  package static func approval(_ plan: String) -> String { approvals + plan }
  package static func outcome(_ target: String) -> String { outcomes + target }

  /// The folders of references that repositories exchange.
  package static let shared = [heads, tags, environments, outcomes, approvals]
  /// The target whose database belongs to one project folder, so that its outcomes are nobody else's.
  package static let localTarget = "local"

  /// Whether a reference is one that repositories exchange.
  package static func isShared(_ name: String) -> Bool {
    shared.contains { name.hasPrefix($0) } && name != outcome(localTarget)
  }

  /// What the last fetch from a remote saw of a reference.
  package static func remote(_ remote: String, _ name: String) -> String {
    "\(remotes)\(remote)/\(name.dropFirst(prefix.count))"
  }

  /// Whether a reference names a version, or an annotated tag of one.
  package static func isVersion(_ name: String) -> Bool {
    guard name.hasPrefix(prefix), name != operations else { return false }
    if name.hasPrefix(remotes) {
      let rest = name.dropFirst(remotes.count).split(separator: "/", maxSplits: 1)
      return rest.count == 2 && isVersion(prefix + rest[1])
    }
    return name == head || [heads, tags, environments].contains { name.hasPrefix($0) }
  }

  /// Returns the name without its folder, such as `main`; `nil` for ``head``, and with `environments/` and the like
  /// where a branch would be understood.
  package static func shortName(_ name: String) -> String? {
    if name == head { return nil }
    for folder in [heads, tags] where name.hasPrefix(folder) { return String(name.dropFirst(folder.count)) }
    if name.hasPrefix(remotes) { return remoteName(name.dropFirst(remotes.count)) }
    return name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
  }

  /// `origin/main` of `origin/heads/main`; a tag is the same here and there.
  private static func remoteName(_ rest: Substring) -> String? {
    guard let slash = rest.firstIndex(of: "/") else { return String(rest) }
    let (remote, name) = (rest[..<slash], rest[rest.index(after: slash)...])
    if name.hasPrefix("tags/") { return nil }
    return "\(remote)/\(name.hasPrefix("heads/") ? name.dropFirst("heads/".count) : name)"
  }

  /// Whether a branch, tag, environment or target can have this name: what Git allows, and no revision syntax.
  package static func isValidName(_ name: String) -> Bool {
    !["HEAD", "@"].contains(name) && !name.hasPrefix("-") && !name.hasPrefix("refs/")
      && ObjectStore.isValidReferenceName(heads + name)
  }

  /// - Throws: An error that says what a name may be.
  package static func checkName(_ name: String, of kind: String) throws(HistoryError) {
    guard isValidName(name) else {
      throw HistoryError(
        .invalidName, "'\(name)' cannot be the name of a \(kind)",
        hints: ["letters, digits, '-', '_', '.', and '/' between parts: see git help check-ref-format"])
    }
  }
}
