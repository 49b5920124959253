internal import Diagnostics
internal import Documents
package import GitStore

/// The rules of an environment, and where they were read.
///
/// Whoever deploys can edit the files in front of them, so the rules of a protected environment are those that are
/// committed: on the default branch of `origin` as it was last fetched, else on the branch that the current one
/// follows, else on the current commit. An environment is protected when either the commit or the work tree says so.
package struct EnvironmentRules: Sendable {
  /// As it holds: address and tenants are the work tree's, policy and source are the commit's where it is protected.
  package var settings: EnvironmentSettings
  /// The commit of the code that the rules are from; `nil` for the work tree.
  package var commit: ObjectID?
  /// The name by which the commit was found, such as `origin/main`.
  package var branch: String?
  /// The file of those who may sign, as it is at the place of the rules; `nil` when there is none.
  package var signers: [UInt8]?
  /// The work tree says otherwise.
  package var isEditedHere = false

  package var policy: EnvironmentPolicy { settings.policy }

  /// Where they are from, for people.
  package var origin: String {
    guard let commit else { return "the work tree" }
    return branch.map { "\($0) (\(commit.short()))" } ?? commit.short()
  }
}

extension Project {
  /// Reads the rules of an environment of the configuration.
  ///
  /// - Parameters:
  ///   - name: The environment.
  ///   - environment: The variables that addresses may name.
  /// - Returns: The rules that hold.
  /// - Throws: ``RepositoryError`` with `rulesNotCommitted` when a protected environment's rules are in no commit.
  package func rules(of name: String, environment: [String: String]) throws -> EnvironmentRules {
    let here = try configuration.environment(name)
    let trusted = try trustedCommit()
    let committed = try trusted.flatMap { try settings(of: name, in: $0.id, environment) }
    guard here.policy.isProtected || committed?.policy.isProtected == true else {
      let path = here.policy.allowedSigners.map { "\(root)/\($0)" }
      return EnvironmentRules(
        settings: here,
        signers: try path.flatMap { path throws(RepositoryError) in
          try FileAccess.bytes(path)
        })
    }
    guard let trusted, let committed else { throw notCommitted(name) }
    var rules = EnvironmentRules(settings: here, commit: trusted.id, branch: trusted.branch)
    rules.settings.policy = committed.policy
    rules.settings.promotesFrom = committed.promotesFrom
    rules.isEditedHere = here.policy != committed.policy || here.promotesFrom != committed.promotesFrom
    if let path = committed.policy.allowedSigners {
      rules.signers = try file(path, in: trusted.id)
      let edited = try FileAccess.bytes("\(root)/\(path)") != rules.signers
      rules.isEditedHere = rules.isEditedHere || edited
    }
    return rules
  }

  private func settings(
    of name: String, in commit: ObjectID, _ environment: [String: String]
  ) throws -> EnvironmentSettings? {
    guard let bytes = try file(Configuration.fileName, in: commit) else { return nil }
    let text = try TextFile.text(of: bytes, in: "\(commit.short()):\(Configuration.fileName)")
    return try Configuration.read(text, root: root, environment: environment).environments.first { $0.name == name }
  }

  private func notCommitted(_ name: String) -> RepositoryError {
    RepositoryError(
      .rulesNotCommitted,
      "'\(name)' is protected, and its rules are read from a commit: \(Configuration.fileName) has none that names it",
      hints: ["git add \(Configuration.fileName), with the file of those who may sign, then git commit and git push"])
  }

  /// The commit of the code whose rules hold for protected environments.
  private func trustedCommit() throws -> (id: ObjectID, branch: String?)? {
    var names: [String] = ["refs/remotes/origin/HEAD"]
    if case .symbolic(let current) = try store.reference("HEAD"), current.hasPrefix("refs/heads/") {
      let branch = current.dropFirst("refs/heads/".count)
      if let remote = try store.configuration("branch.\(branch).remote"), remote != ".",
        let merge = try store.configuration("branch.\(branch).merge"), merge.hasPrefix("refs/heads/")
      {
        names.append("refs/remotes/\(remote)/\(merge.dropFirst("refs/heads/".count))")
      }
    }
    for name in names {
      guard let id = try store.resolveReference(name) else { continue }
      let target = if case .symbolic(let target) = try store.reference(name) { target } else { name }
      return (id, String(target.dropFirst("refs/remotes/".count)))
    }
    return try store.resolveReference("HEAD").map { ($0, nil) }
  }

  /// A file of the project as a commit of the code has it.
  private func file(_ path: String, in commit: ObjectID) throws -> [UInt8]? {
    let top = store.workTree.flatMap(FileAccess.canonical) ?? root
    let folder = root == top ? "" : String(root.dropFirst(top == "/" ? 1 : top.utf8.count + 1)) + "/"
    var current = TreeEntry(mode: .tree, name: "", id: try store.readCommit(commit).tree)
    for name in (folder + path).split(separator: "/") {
      guard current.mode == .tree,
        let next = try store.readTree(current.id).first(where: { $0.name.utf8.elementsEqual(name.utf8) })
      else { return nil }
      current = next
    }
    return [.blob, .executable].contains(current.mode) ? try store.readBlob(current.id) : nil
  }
}
