internal import Diagnostics
internal import GitStore
internal import History

/// What a push is to send.
package struct PushRequest: Sendable, Equatable {
  /// Branches by name.
  package var branches: [String] = []
  /// Branches that the remote is to lose.
  package var deleting: [String] = []
  /// Tags, environments, outcomes and approvals that the remote lacks.
  package var includesRecords = true
  /// Branches may be replaced by what does not descend from them, if the remote has what the last fetch saw.
  package var replacesBranches = false
  /// Ask the remote what would happen.
  package var isTrial = false

  package init() {}
}

/// What a push did, one line for each reference.
package struct PushReport: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    case new, forward, replaced, deleted, unchanged
  }

  package struct Change: Sendable, Equatable {
    /// As `heads/main`.
    package var name: String
    package var kind: Kind
  }

  package var remote: String
  package var changes: [Change]
}

/// Sends branches and records to another repository: all or nothing, and never over what somebody else sent.
package struct Push {
  private let project: Project
  private let transport: GitTransport

  package init(_ project: Project, transport: GitTransport) {
    self.project = project
    self.transport = transport
  }

  private var store: ObjectStore { project.store }

  /// - Throws: ``RepositoryError`` with `fetchFirst` and each reference that the remote has in a newer state; nothing
  ///   is changed there then.
  package func run(to remote: String, _ request: PushRequest) throws -> PushReport {
    let specifications = try specifications(for: remote, request)
    guard !specifications.isEmpty else { return PushReport(remote: remote, changes: []) }
    let options =
      ["push", "--porcelain", "--no-verify", "--atomic"] + (request.isTrial ? ["--dry-run"] : [])
      + (request.replacesBranches ? try leases(remote, request) : [])
    var answer = try transport.answer(options + ["--", remote] + specifications)
    if answer.errors.contains("does not support --atomic") {
      answer = try transport.answer(options.filter { $0 != "--atomic" } + ["--", remote] + specifications)
    }
    let results = PushAnswer.results(answer.output)
    let refused = results.filter(\.isRefused)
    guard refused.isEmpty else { throw refusal(remote, refused) }
    guard answer.isSuccess else { throw GitTransport.failure("pushing to '\(remote)'", answer) }
    if !request.isTrial { try noteSeen(remote, results) }
    return PushReport(
      remote: remote,
      changes: results.map { .init(name: $0.name, kind: $0.kind) }
        .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
  }

  // MARK: What is sent

  private func specifications(for remote: String, _ request: PushRequest) throws -> [String] {
    var names = try request.branches.map { name in
      _ = try project.branches().tip(of: name)
      return ConfitureReference.head(name)
    }
    if request.includesRecords {
      names += try store.references(prefix: ConfitureReference.prefix).filter { name, id in
        try ConfitureReference.isShared(name) && !name.hasPrefix(ConfitureReference.heads)
          && store.resolveReference(ConfitureReference.remote(remote, name)) != id
      }.map(\.name)
    }
    return names.map { "\($0):\($0)" } + request.deleting.map { ":\(ConfitureReference.head($0))" }
  }

  private func leases(_ remote: String, _ request: PushRequest) throws -> [String] {
    try request.branches.map { branch in
      let name = ConfitureReference.head(branch)
      let seen = try store.resolveReference(ConfitureReference.remote(remote, name))
      return "--force-with-lease=\(name):\(seen?.hex ?? "")"
    }
  }

  private func noteSeen(_ remote: String, _ results: [PushAnswer.Result]) throws {
    try store.updateAll(
      results.map { result in
        let name = ConfitureReference.prefix + result.name
        let id = result.kind == .deleted ? nil : try store.resolveReference(name)
        return ReferenceUpdate(ConfitureReference.remote(remote, name), to: id, expecting: .any)
      })
  }

  // MARK: What was refused

  private func refusal(_ remote: String, _ refused: [PushAnswer.Result]) -> RepositoryError {
    let isStale = refused.contains { ["fetch first", "non-fast-forward", "stale info"].contains($0.reason) }
    // Under one transaction the others fall with the one that could not be sent.
    let causes = refused.filter { $0.reason != "atomic push failed" && $0.reason != "atomic push failure" }
    let named = (causes.isEmpty ? refused : causes)
    let details = named.map { "\($0.name): \(Self.explanation($0))" }
    guard isStale else {
      return RepositoryError(
        .pushRefused, "'\(remote)' refused \(named.map { "'\($0.name)'" }.joined(separator: ", "))", details: details,
        hints: ["ask whoever keeps the repository: it needs the right to write refs/confiture/*"])
    }
    var hints = ["confiture fetch \(remote)"]
    for result in named where result.name.hasPrefix("heads/") {
      let branch = result.name.dropFirst("heads/".count)
      hints.append("then confiture merge \(remote)/\(branch), or confiture rebase \(remote)/\(branch)")
    }
    return RepositoryError(
      .fetchFirst, "fetch first: '\(remote)' has what this repository does not; nothing was pushed",
      details: details, hints: hints)
  }

  private static func explanation(_ result: PushAnswer.Result) -> String {
    let kind = result.name.prefix { $0 != "/" }
    return switch (kind, result.reason) {
    case (_, let reason) where !["fetch first", "non-fast-forward", "stale info"].contains(reason): reason
    case ("heads", _): "somebody else pushed versions"
    case ("environments", _): "somebody else promoted it"
    case ("outcomes", _): "somebody else ran a plan on it; the fetch joins both records"
    case ("approvals", _): "somebody else approved; the fetch joins both records"
    default: result.reason
    }
  }
}

/// What `git push --porcelain` prints.
enum PushAnswer {
  struct Result: Equatable {
    /// As `heads/main`.
    var name: String
    var kind: PushReport.Kind
    var isRefused: Bool
    /// Why it was refused.
    var reason: String
  }

  /// Reads lines of a flag, the two references and a summary, separated by tabs.
  static func results(_ output: String) -> [Result] {
    output.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard fields.count >= 3, fields[0].utf8.count == 1, let colon = fields[1].lastIndex(of: ":") else { return nil }
      let target = fields[1][fields[1].index(after: colon)...]
      guard target.hasPrefix(ConfitureReference.prefix) else { return nil }
      let kind: PushReport.Kind =
        switch fields[0] {
        case "*": .new
        case "+": .replaced
        case "-": .deleted
        case "=": .unchanged
        default: .forward
        }
      let summary = fields[2]
      let reason = summary.lastIndex(of: "(").map { summary[summary.index(after: $0)...].prefix { $0 != ")" } }
      return Result(
        name: String(target.dropFirst(ConfitureReference.prefix.count)), kind: kind, isRefused: fields[0] == "!",
        reason: reason.map(String.init) ?? summary)
    }
  }
}
