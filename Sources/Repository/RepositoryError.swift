package import Diagnostics

/// What keeps a command from using the project: its folder, its files, its references.
package struct RepositoryError: DiagnosedError, Equatable {
  /// Stable names of the causes.
  package enum Code: String, Sendable, CaseIterable {
    case notAProject = "repository.not-a-project"
    case noWorkTree = "repository.no-work-tree"
    case unreadableFile = "repository.unreadable-file"
    case unwritableFile = "repository.unwritable-file"
    case notText = "repository.not-text"
    case unknownTarget = "repository.unknown-target"
    case unknownEnvironment = "repository.unknown-environment"
    case missingUp = "repository.missing-up"
    case unknownMigration = "repository.unknown-migration"
    case invalidTitle = "repository.invalid-title"
    case branchExists = "repository.branch-exists"
    case unknownBranch = "repository.unknown-branch"
    case currentBranch = "repository.current-branch"
    case unmergedBranch = "repository.unmerged-branch"
    case branchMoved = "repository.branch-moved"
    case unbornBranch = "repository.unborn-branch"
    case tagExists = "repository.tag-exists"
    case unknownTag = "repository.unknown-tag"
    case immutableTag = "repository.immutable-tag"
    case notAVersion = "repository.not-a-version"
    case unsafeName = "repository.unsafe-name"
    case workspaceEdited = "repository.workspace-edited"
    case gitMissing = "repository.git-missing"
    case transport = "repository.transport"
    case unknownRemote = "repository.unknown-remote"
    case fetchFirst = "repository.fetch-first"
    case pushRefused = "repository.push-refused"
    case linesParted = "repository.lines-parted"
    case missingReferences = "repository.missing-references"
    case environmentMoved = "repository.environment-moved"
    case rulesNotCommitted = "repository.rules-not-committed"
    case malformedApproval = "repository.malformed-approval"
    case noKeyProgram = "repository.no-key-program"
    case signingFailed = "repository.signing-failed"
  }

  package let code: Code
  package let message: String
  package let location: SourceLocation?
  package let details: [String]
  package let hints: [String]

  package init(
    _ code: Code, _ message: String, at location: SourceLocation? = nil, details: [String] = [], hints: [String] = []
  ) {
    self.code = code
    self.message = message
    self.location = location
    self.details = details
    self.hints = hints
  }

  package var kind: FailureKind {
    switch code {
    case .notAProject, .noWorkTree, .unreadableFile, .unwritableFile, .gitMissing, .transport, .malformedApproval,
      .noKeyProgram:
      .unreachable
    case .notText, .unknownTarget, .missingUp, .unknownMigration, .invalidTitle, .branchExists, .unknownBranch,
      .unbornBranch, .tagExists, .unknownTag, .notAVersion, .unknownRemote, .unknownEnvironment:
      .usage
    case .currentBranch, .unmergedBranch, .branchMoved, .immutableTag, .unsafeName, .workspaceEdited, .fetchFirst,
      .pushRefused, .linesParted, .missingReferences, .environmentMoved, .rulesNotCommitted:
      .refused
    case .signingFailed:
      .failed
    }
  }

  package var diagnostic: Diagnostic {
    Diagnostic(code: code.rawValue, message, at: location, details: details, hints: hints)
  }
}
