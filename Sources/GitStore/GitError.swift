package import Diagnostics

/// What went wrong in the repository.
package struct GitError: DiagnosedError, Equatable {
  /// Stable names of the causes.
  package enum Code: String, Sendable, CaseIterable {
    case notARepository = "git.not-a-repository"
    case foreignOwner = "git.foreign-owner"
    case objectNotFound = "git.object-not-found"
    case wrongKind = "git.wrong-kind"
    case malformedObject = "git.malformed-object"
    case invalidObject = "git.invalid-object"
    case invalidSignature = "git.invalid-signature"
    case invalidReferenceName = "git.invalid-reference-name"
    case referenceChanged = "git.reference-changed"
    case locked = "git.locked"
    case library = "git.library"
  }

  package let code: Code
  package let message: String
  package let details: [String]
  package let hints: [String]

  package init(_ code: Code, _ message: String, details: [String] = [], hints: [String] = []) {
    self.code = code
    self.message = message
    self.details = details
    self.hints = hints
  }

  package var kind: FailureKind {
    switch code {
    case .notARepository, .foreignOwner, .library, .objectNotFound, .malformedObject: .unreachable
    case .invalidObject, .invalidSignature, .invalidReferenceName, .wrongKind: .usage
    case .referenceChanged: .refused
    case .locked: .busy
    }
  }

  package var diagnostic: Diagnostic {
    Diagnostic(code: code.rawValue, message, details: details, hints: hints)
  }

  static func malformed(_ kind: ObjectKind, _ id: ObjectID) -> GitError {
    GitError(.malformedObject, "the \(kind.rawValue) '\(id.hex)' cannot be read", hints: ["git fsck --full"])
  }

  static func notFound(_ id: ObjectID) -> GitError {
    GitError(
      .objectNotFound, "the object '\(id.hex)' is not in this repository",
      hints: ["confiture fetch brings what another repository has"])
  }

  private static func foreignOwner(of path: String, details: [String]) -> GitError {
    var folder = path
    while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
    if folder.hasSuffix("/.git") { folder.removeLast(5) }
    return GitError(
      .foreignOwner, "the repository '\(folder)' belongs to another user", details: details,
      hints: ["git config --global --add safe.directory '\(folder)'"])
  }

  /// Says what a failure to open a repository means.
  func explained(whenOpening path: String) -> GitError {
    // libgit2 1.5 says "not found" of the setting when it is missing altogether.
    if code == .foreignOwner || details.contains(where: { $0.contains("safe.directory") }) {
      return .foreignOwner(of: path, details: details)
    }
    guard code == .objectNotFound else { return self }
    return GitError(
      .notARepository, "'\(path)' is not a Git repository", details: details, hints: ["confiture init"])
  }

  static func changed(_ name: String) -> GitError {
    GitError(
      .referenceChanged, "'\(name)' was moved by somebody else in the meantime",
      hints: ["look at it again, then repeat the command"])
  }
}
