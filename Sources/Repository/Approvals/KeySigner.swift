internal import Diagnostics
internal import Glibc
internal import Processes

/// Signs and verifies with SSH keys, by `ssh-keygen -Y`; nothing of it needs a network.
package struct KeySigner: Sendable {
  /// What signatures are for, so that one made for something else is none.
  package static let namespace = "confiture"

  private let program: String
  private let environment: [String: String]

  /// - Parameter environment: `PATH` says where `ssh-keygen` is; the agent and the way to ask for a passphrase are
  ///   passed on.
  /// - Throws: ``RepositoryError`` with `noKeyProgram` when there is no `ssh-keygen`.
  package init(environment: [String: String]) throws(RepositoryError) {
    guard let program = ExecutableSearch.find("ssh-keygen", path: environment["PATH"]) else {
      throw RepositoryError(
        .noKeyProgram, "approvals are signed and verified by ssh-keygen, which is not on PATH",
        hints: ["apt-get install openssh-client"])
    }
    self.program = program
    let names = [
      "PATH", "HOME", "TMPDIR", "SSH_AUTH_SOCK", "SSH_ASKPASS", "SSH_ASKPASS_REQUIRE", "DISPLAY", "WAYLAND_DISPLAY",
      "TERM",
    ]
    var kept = environment.filter { names.contains($0.key) }
    kept["LC_ALL"] = "C"
    // Times of the file of signers are UTC, whoever reads it.
    kept["TZ"] = "UTC"
    self.environment = kept
  }

  // MARK: Signing

  /// Signs a text with a private key, or with the key of the agent whose public half the file holds.
  ///
  /// - Throws: ``RepositoryError`` with `signingFailed`, and what `ssh-keygen` said.
  package func sign(_ message: String, with key: String) throws -> String {
    var invocation = Invocation(
      program, ["-Y", "sign", "-q", "-n", Self.namespace, "-f", key], environment: environment,
      input: Array(message.utf8))
    // It asks for a passphrase on our terminal.
    invocation.ownProcessGroup = false
    let result = try ChildProcess.run(invocation, deadline: .seconds(300))
    guard result.isSuccess, result.outputText.hasPrefix("-----BEGIN SSH SIGNATURE-----") else {
      throw RepositoryError(
        .signingFailed, "ssh-keygen could not sign with '\(key)'", details: Self.lines(result.errorText),
        hints: ["name another key: --key FILE", "a key with a passphrase: ssh-add \(key)"])
    }
    return result.outputText
  }

  // MARK: Verifying

  /// Whose signature it is.
  package enum Verdict: Sendable, Equatable {
    /// The names of one person, as the file of signers has them.
    case valid([String])
    case invalid(String)
  }

  /// Says who, of a file of allowed signers, signed a text, at a moment in seconds since 1970.
  ///
  /// - Throws: `ProcessError`, or why the files that `ssh-keygen` reads cannot be written.
  package func verify(
    _ signature: String, of message: String, signers: [UInt8], at moment: Int64
  ) throws -> Verdict {
    let folder = try TemporaryFiles(environment: environment)
    let allowed = try folder.write(signers, to: "allowed_signers")
    let signed = try folder.write(Array(signature.utf8), to: "signature")
    let time = "-Overify-time=\(Self.timestamp(moment))"
    let found = try run(["-Y", "find-principals", "-f", allowed, "-s", signed, time])
    let names = Self.lines(found.outputText)
    guard found.isSuccess, let first = names.first else {
      let why = Self.lines(found.errorText).filter { !$0.hasPrefix("No principal matched") }.map(Self.withoutPath)
      return .invalid(
        why.isEmpty ? "signed by a key that is not among the allowed signers" : why.joined(separator: "; "))
    }
    guard !names.contains(where: Self.isPattern) else {
      return .invalid("the allowed signer '\(names.joined(separator: ","))' is a pattern, not a person")
    }
    let result = try run(
      ["-Y", "verify", "-f", allowed, "-I", first, "-n", Self.namespace, "-s", signed, time],
      input: Array(message.utf8))
    guard result.isSuccess else {
      let why = Self.lines(result.errorText + result.outputText).filter { $0 != "Could not verify signature." }
      return .invalid(why.first.map(Self.withoutPath) ?? "the signature is not of this plan")
    }
    return .valid(names)
  }

  private func run(_ arguments: [String], input: [UInt8] = []) throws -> ProcessResult {
    try ChildProcess.run(
      Invocation(program, arguments, environment: environment, input: input), deadline: .seconds(30))
  }

  private static func isPattern(_ name: String) -> Bool { name.contains { "*?!".contains($0) } }

  private static func lines(_ text: String) -> [String] {
    text.split(whereSeparator: \.isNewline).map(String.init)
  }

  /// Without the path of the file that was made for the check, which tells nobody anything.
  private static func withoutPath(_ line: String) -> String {
    line.replacing(/\S*allowed_signers:(?<line>\d+)/) { "line \($0.line) of the allowed signers" }
  }

  /// `20260131120000`, in UTC.
  private static func timestamp(_ moment: Int64) -> String {
    var time = time_t(moment)
    var fields = tm()
    gmtime_r(&time, &fields)
    let numbers = [fields.tm_mon + 1, fields.tm_mday, fields.tm_hour, fields.tm_min, fields.tm_sec]
    return "\(fields.tm_year + 1900)" + numbers.map { ($0 < 10 ? "0" : "") + "\($0)" }.joined()
  }
}

/// A private folder that goes with its owner.
private final class TemporaryFiles {
  private let path: String

  init(environment: [String: String]) throws(RepositoryError) {
    var template = Array("\(environment["TMPDIR"] ?? "/tmp")/confiture-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw RepositoryError(
        .unwritableFile, "cannot make a temporary folder: \(String(cString: strerror(errno)))",
        hints: ["TMPDIR names a folder that can be written"])
    }
    path = template.withUnsafeBufferPointer { buffer in
      String(decoding: buffer.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  deinit {
    for name in (try? FileAccess.names(in: path)) ?? [] { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  func write(_ bytes: [UInt8], to name: String) throws(RepositoryError) -> String {
    try FileAccess.write(bytes, to: "\(path)/\(name)")
    return "\(path)/\(name)"
  }
}
