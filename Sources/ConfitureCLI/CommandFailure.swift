package import Diagnostics

/// A command that could not do what was asked, for a reason found in the command itself.
package struct CommandFailure: DiagnosedError {
  /// Stable names of the causes.
  package enum Code: String, Sendable, CaseIterable {
    case approveNotAllowed = "approve.not-allowed"
    case approveNoKey = "approve.no-key"
    case approveNothing = "approve.nothing"
    case approveUnconfirmed = "approve.unconfirmed"
    case authorUnknown = "author.unknown"
    case bisectCommand = "bisect.command"
    case bisectContradiction = "bisect.contradiction"
    case bisectNotStarted = "bisect.not-started"
    case blameNoPart = "blame.no-part"
    case bugCommand = "bug.command"
    case buildFingerprint = "build.fingerprint"
    case buildNotEmpty = "build.not-empty"
    case buildTwoPlaces = "build.two-places"
    case checkoutBothWays = "checkout.both-ways"
    case checkoutDeclined = "checkout.declined"
    case checkoutNoRevision = "checkout.no-revision"
    case checkoutUnconfirmed = "checkout.unconfirmed"
    case cloneNoHistory = "clone.no-history"
    case cloneNotEmpty = "clone.not-empty"
    case cloneNoVersions = "clone.no-versions"
    case cloneWhichSchema = "clone.which-schema"
    case commitChangeTaken = "commit.change-taken"
    case commitDownDoesNotRestore = "commit.down-does-not-restore"
    case commitMessage = "commit.message"
    case commitNotPending = "commit.not-pending"
    case commitSealedEdited = "commit.sealed-edited"
    case deployNoDatabase = "deploy.no-database"
    case deployNothingPromoted = "deploy.nothing-promoted"
    case diffFile = "diff.file"
    case diffNoMergeBase = "diff.no-merge-base"
    case driftNotAdopted = "drift.not-adopted"
    case downPresent = "generate-down.present"
    case downNothingPending = "generate-down.nothing-pending"
    case fetchDiverged = "fetch.diverged"
    case editingNoRevision = "editing.no-revision"
    case editingSeveralWays = "editing.several-ways"
    case importFormat = "import.format"
    case inputUnreadable = "input.unreadable"
    case mergeConflicts = "merge.conflicts"
    case mergeHeadMoved = "merge.head-moved"
    case mergeNoRevision = "merge.no-revision"
    case mergeNotFastForward = "merge.not-fast-forward"
    case mergeNothingUnderWay = "merge.nothing-under-way"
    case mergePartOfMerge = "merge.part-of-merge"
    case mergeResolution = "merge.resolution"
    case mergeUnderWay = "merge.under-way"
    case newNothingToWrite = "new.nothing-to-write"
    case newSeveralSources = "new.several-sources"
    case promoteSource = "promote.source"
    case promoteWhat = "promote.what"
    case outputUnwritable = "output.unwritable"
    case pullSeveralWays = "pull.several-ways"
    case pushChoices = "push.choices"
    case revisionNoObject = "revision.no-object"
    case scratchPsql = "scratch.psql"
    case switchStart = "switch.start"
    case targetSchema = "target.schema"
    case targetTwice = "target.twice"
    case targetUnknown = "target.unknown"
    case tenantsBothWays = "tenants.both-ways"
    case tenantsDeclined = "tenants.declined"
    case tenantsNone = "tenants.none"
    case tenantsNoVersion = "tenants.no-version"
    case tenantsRunning = "tenants.running"
    case tenantsUnconfirmed = "tenants.unconfirmed"
    case tenantsWhich = "tenants.which"

    package var kind: FailureKind {
      switch self {
      case .authorUnknown, .checkoutBothWays, .checkoutNoRevision, .checkoutUnconfirmed, .commitMessage,
        .commitNotPending, .diffFile,
        .importFormat, .inputUnreadable, .newNothingToWrite, .newSeveralSources, .buildTwoPlaces, .downNothingPending,
        .outputUnwritable, .pushChoices, .revisionNoObject, .targetTwice, .targetUnknown, .mergeNoRevision,
        .mergeNothingUnderWay, .mergeResolution, .approveNoKey, .approveNothing, .cloneWhichSchema, .targetSchema,
        .approveUnconfirmed,
        .deployNoDatabase, .deployNothingPromoted, .promoteWhat, .tenantsBothWays, .tenantsNone, .tenantsNoVersion,
        .tenantsRunning, .tenantsUnconfirmed, .tenantsWhich, .bisectContradiction,
        .bisectNotStarted, .blameNoPart, .editingNoRevision, .editingSeveralWays, .pullSeveralWays,
        .switchStart:
        .usage
      case .bugCommand:
        .bug
      case .buildFingerprint, .scratchPsql, .bisectCommand:
        .failed
      case .buildNotEmpty, .cloneNotEmpty, .downPresent, .commitChangeTaken, .commitDownDoesNotRestore,
        .commitSealedEdited, .mergeHeadMoved, .mergeNotFastForward, .mergePartOfMerge, .approveNotAllowed,
        .promoteSource:
        .refused
      case .mergeUnderWay:
        .interruptedRun
      case .checkoutDeclined, .tenantsDeclined:
        .cancelled
      case .cloneNoHistory, .cloneNoVersions, .fetchDiverged, .diffNoMergeBase, .driftNotAdopted, .mergeConflicts:
        .answerIsNo
      }
    }
  }

  package let code: Code
  package let diagnostic: Diagnostic

  package var kind: FailureKind { code.kind }

  package init(_ code: Code, _ message: String, details: [String] = [], hints: [String] = []) {
    self.code = code
    diagnostic = Diagnostic(.error, code: code.rawValue, message, details: details, hints: hints)
  }
}

/// The answer of a command is no: it printed what it found, and only the exit code is left to say.
package struct AnswerIsNo: Error {}
