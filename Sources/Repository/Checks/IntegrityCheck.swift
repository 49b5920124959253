package import Diagnostics
internal import GitStore
package import History
package import Schema

/// Checks all that the references of Confiture reach: `confiture fsck`.
///
/// Nothing is taken from a cache: every object is read, which lets Git's own hashes tell damage.
package struct IntegrityCheck {
  /// Loads a snapshot into an empty database and says which schema that gives.
  package typealias Rebuild = (_ version: Version, _ files: [(path: String, text: String)]) throws -> Fingerprint

  private let project: Project
  private let rebuild: Rebuild?
  private let planID: (String) -> String?
  private let progress: (_ done: Int, _ total: Int) -> Void
  private var findings: [Diagnostic] = []
  private var versions: [Version] = []
  private var seen: Set<ObjectID> = []
  private var readObjects: Set<ObjectID> = []

  private init(
    _ project: Project, planID: @escaping (String) -> String?, rebuild: Rebuild?,
    progress: @escaping (_ done: Int, _ total: Int) -> Void
  ) {
    self.project = project
    self.planID = planID
    self.rebuild = rebuild
    self.progress = progress
  }

  /// Checks references, versions, snapshots, outcomes, approvals, operations, and the workspace.
  ///
  /// - Parameters:
  ///   - project: What to check.
  ///   - patchID: Gives equal answers for SQL that differs in comments and white space only.
  ///   - planID: The id of the plan that a text holds; `nil` for a text that is no plan.
  ///   - rebuild: Builds each snapshot and compares its fingerprint; left out, fingerprints are only read.
  ///   - progress: Told how many snapshots are built.
  /// - Returns: What was found, in the order of the references and then of the history.
  /// - Throws: What keeps the check itself from going on, such as a scratch server that is gone.
  package static func run(
    on project: Project, patchID: (String) -> String, planID: @escaping (String) -> String?, rebuild: Rebuild? = nil,
    progress: @escaping (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> [Diagnostic] {
    var check = IntegrityCheck(project, planID: planID, rebuild: rebuild, progress: progress)
    try check.checkReferences()
    check.checkRecords()
    try check.checkSnapshots()
    check.checkWorkspace(patchID)
    return check.findings
  }

  private var store: ObjectStore { project.store }

  // MARK: References and versions

  private mutating func checkReferences() throws {
    try checkHead()
    for (name, id) in try store.references(prefix: ConfitureReference.prefix) {
      guard let kind = try? store.kind(of: id) else {
        add(.brokenReference, "'\(name)' names the object '\(id.short())', which is missing or damaged")
        continue
      }
      guard ConfitureReference.isVersion(name) else { continue }
      if kind == .tag {
        do {
          checkVersions(from: try store.readTag(id).target, by: name)
        } catch { add(.brokenReference, "the tag '\(name)' cannot be read", because: error) }
      } else {
        checkVersions(from: id, by: name)
      }
    }
  }

  private mutating func checkHead() throws {
    switch try store.reference(ConfitureReference.head) {
    case nil: return
    case .symbolic(let target):
      guard try store.resolveReference(target) == nil else { return }
      add(
        .brokenReference, "'\(ConfitureReference.head)' leads to '\(target)', which does not exist",
        hints: ["confiture switch <branch>"])
    case .direct:
      add(
        .brokenReference, "'\(ConfitureReference.head)' names a commit in place of a branch",
        hints: ["confiture switch <branch>"])
    }
  }

  private mutating func checkVersions(from id: ObjectID, by reference: String) {
    var found: [Version] = []
    var waiting = [id]
    while let next = waiting.popLast() {
      guard seen.insert(next).inserted else { continue }
      do {
        let commit = try store.readCommit(next)
        waiting.append(contentsOf: commit.parents)
        let version = try project.commits.read(next)
        checkCommit(commit, version)
        found.append(try project.commits.version(next))
      } catch {
        add(
          .malformedVersion, "the version '\(next.short())', which '\(reference)' leads to, cannot be read",
          because: error)
      }
    }
    versions.append(contentsOf: found.reversed())
  }

  /// A commit is made of its migration alone, so that everybody gets the same id for it.
  private mutating func checkCommit(_ commit: Commit, _ version: SchemaCommit) {
    guard let migration = version.migration else { return }
    let manifest = migration.manifest
    guard
      commit.message != migration.message || commit.author != manifest.author.signature(at: manifest.date)
        || commit.committer != commit.author
    else { return }
    add(
      .foreignCommit, "the version '\(commit.id.short())' was not sealed by Confiture",
      details: ["its author, date or message is not what '\(migration.name)/migration.yaml' says"])
  }

  // MARK: Snapshots

  private mutating func checkSnapshots() throws {
    var checked: Set<ObjectID> = []
    let trees = versions.filter { checked.insert($0.schemaTree).inserted }
    for (number, version) in trees.enumerated() {
      progress(number, trees.count)
      guard let files = readSnapshot(of: version), let rebuild else { continue }
      do {
        let fingerprint = try rebuild(version, files)
        if fingerprint != version.fingerprint {
          add(
            .wrongFingerprint, "the snapshot of '\(version.id.short())' (\(version.name)) gives another schema",
            details: ["recorded \(version.fingerprint.hex)", "built \(fingerprint.hex)"])
        }
      } catch let error as any DiagnosedError where error.kind != .unreachable && error.kind != .cancelled {
        add(
          .wrongFingerprint, "the snapshot of '\(version.id.short())' (\(version.name)) cannot be built",
          because: error)
      }
    }
    checkEqualTrees()
    progress(trees.count, trees.count)
  }

  /// Reads all files; those that are the same in several snapshots once, unless the texts are needed.
  private mutating func readSnapshot(of version: Version) -> [(path: String, text: String)]? {
    do {
      if rebuild != nil { return try project.commits.snapshotFiles(inTree: version.schemaTree) }
      for (path, blob) in try project.commits.snapshotBlobs(inTree: version.schemaTree)
      where readObjects.insert(blob).inserted {
        _ = try project.commits.text(of: blob, path)
      }
    } catch {
      add(.damagedObject, "the snapshot of '\(version.id.short())' (\(version.name)) cannot be read", because: error)
    }
    return nil
  }

  /// One snapshot has one fingerprint of a kind.
  private mutating func checkEqualTrees() {
    var known: [ObjectID: Version] = [:]
    for version in versions {
      guard let other = known.updateValue(version, forKey: version.schemaTree),
        other.fingerprint.isComparable(with: version.fingerprint), other.fingerprint != version.fingerprint
      else { continue }
      add(
        .wrongFingerprint,
        "'\(other.id.short())' and '\(version.id.short())' have the same snapshot and different fingerprints")
    }
  }

  // MARK: Records and workspace

  private mutating func checkRecords() {
    do {
      for target in try project.outcomes.targets() {
        do { _ = try project.outcomes.chain(of: target) } catch {
          add(.malformedRecord, "the outcomes of '\(target)' cannot be read", because: error)
        }
      }
    } catch { add(.malformedRecord, "outcomes cannot be listed", because: error) }
    checkApprovals()
    do { _ = try OperationLog(store).operations() } catch {
      add(.malformedRecord, "the operation log cannot be read", because: error)
    }
  }

  private mutating func checkApprovals() {
    let check = ApprovalCheck(store: store, planID: planID)
    do {
      for plan in try Approvals(store).plans() { findings += check.findings(of: plan) }
    } catch { add(.unsoundApproval, "approvals cannot be listed", because: error) }
  }

  private mutating func checkWorkspace(_ patchID: (String) -> String) {
    do {
      let status = try project.status(patchID: patchID)
      for edit in status.sealedEdits {
        let what = edit.kind == .missing ? "is missing" : "was edited (\(edit.kind.rawValue))"
        add(
          .sealedEdit, "the sealed migration '\(Workspace.migrations)/\(edit.folder)' \(what)",
          details: edit.kind == .missing ? [] : edit.files, hints: ["confiture switch --discard <branch> restores it"]
        )
      }
      for difference in status.schemaDifferences {
        add(.schemaEdit, "'\(Workspace.schema)/\(difference.path)' was \(difference.kind.rawValue)")
      }
    } catch { add(.brokenReference, "the workspace cannot be compared with its branch", because: error) }
  }

  private mutating func add(
    _ finding: IntegrityFinding, _ message: String, details: [String] = [], hints: [String] = []
  ) {
    findings.append(finding.diagnostic(message, details: details, hints: hints))
  }

  private mutating func add(
    _ finding: IntegrityFinding, _ message: String, because error: any Error, hints: [String] = []
  ) {
    findings.append(finding.diagnostic(message, because: error, hints: hints))
  }
}
