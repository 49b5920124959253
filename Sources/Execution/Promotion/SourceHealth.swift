internal import GitStore
package import History
internal import Planning
internal import Postgres
internal import Repository

/// Whether a version is deployed and well on the environment that it comes from.
package struct SourceHealth {
  private let name: String
  private let target: Target?
  private let versions: VersionReader
  private let outcomes: Outcomes
  private let now: Double

  /// - Parameters:
  ///   - name: The environment that the version comes from.
  ///   - target: Its database, if it has one.
  ///   - versions: Of the repository.
  ///   - outcomes: Of the repository.
  ///   - now: Seconds since 1970.
  package init(_ name: String, target: Target?, versions: VersionReader, outcomes: Outcomes, now: Double) {
    self.name = name
    self.target = target
    self.versions = versions
    self.outcomes = outcomes
    self.now = now
  }

  /// Looks at the outcomes and at the database; nothing is written.
  package func checks(of version: Version, soak: Duration) throws -> [PolicyCheck] {
    guard let target else {
      let why = "'\(name)' has no database of its own, so nobody can tell"
      return [.failed(.source, why), .failed(.soak, why), .failed(.drift, why)]
    }
    let control = try TargetConnection.open(target, role: "promote")
    let state = try Registry.read(control)
    try versions.learn(from: control, state: state)
    let chain = try outcomes.chain(of: name)
    return [
      try source(version, chain.first?.outcome, state), self.soak(version, chain, soak),
      try drift(target, control, state),
    ]
  }

  private func source(_ version: Version, _ latest: Outcome?, _ state: RegistryState) throws -> PolicyCheck {
    let hints = ["confiture deploy \(name)"]
    guard let latest else { return .failed(.source, "nothing was ever deployed to '\(name)'", hints: hints) }
    guard latest.result == .succeeded else {
      return .failed(.source, "the newest run on '\(name)' ended as \(latest.result.rawValue)", hints: hints)
    }
    guard latest.to == version.id else {
      let there = latest.toName ?? latest.to?.short() ?? "nothing"
      return .failed(.source, "the newest run brought '\(name)' to \(there), not to \(version.name)", hints: hints)
    }
    if state.openRun != nil {
      return .failed(.source, "a run on '\(name)' was interrupted", hints: ["confiture deploy \(name) --continue"])
    }
    guard state.head == version.id, state.fingerprint != nil else {
      let there = state.head.flatMap { versions.graph.version($0)?.name } ?? state.head?.short() ?? "nothing"
      return .failed(.source, "the registry of '\(name)' says \(there), not \(version.name)", hints: hints)
    }
    return .passed(.source, "'\(name)' is at \(version.name), as its newest run and its registry say")
  }

  private func soak(_ version: Version, _ chain: [Outcomes.Link], _ soak: Duration) -> PolicyCheck {
    guard soak > .zero else { return .notNeeded(.soak, "none asked for") }
    let runs = chain.prefix { $0.outcome.result == .succeeded && $0.outcome.to == version.id }
    guard let first = runs.last?.outcome else { return .failed(.soak, "it is not well on '\(name)'") }
    let seconds = Int64(max(0, now - first.ended))
    let since = "on '\(name)' for \(Self.text(seconds)), of \(Self.text(soak.components.seconds)) asked for"
    return Duration.seconds(seconds) >= soak
      ? .passed(.soak, since)
      : .failed(
        .soak, since,
        hints: ["it is over at \(CommitDate(seconds: Int64(first.ended) + soak.components.seconds).text)"])
  }

  private func drift(_ target: Target, _ control: Connection, _ state: RegistryState) throws -> PolicyCheck {
    switch try DriftCheck(of: target, control: control, versions: versions).compare(state) {
    case .none: return .passed(.drift, "the schema of '\(name)' is as recorded")
    case .unknown(let why): return .failed(.drift, "not compared: \(why)")
    case .notAdopted(let objects):
      return .failed(.drift, "\(objects.count) objects of '\(name)' are in no version")
    case .differs(let lines):
      return .failed(
        .drift, "'\(name)' differs: \(lines.prefix(3).joined(separator: ", "))",
        hints: ["confiture drift --target \(name)"])
    }
  }

  /// `45 s`, `12 min`, `3 h`, `2 d`.
  private static func text(_ seconds: Int64) -> String {
    switch seconds {
    case ..<120: "\(seconds) s"
    case ..<7200: "\(seconds / 60) min"
    case ..<172_800: "\(seconds / 3600) h"
    default: "\(seconds / 86_400) d"
    }
  }
}
