internal import Diagnostics
internal import GitStore
package import History
internal import Planning
internal import Postgres
internal import Repository

/// Whether a version is deployed and well on the environment that it comes from.
package struct SourceHealth: Sendable {
  private let name: String
  private let databases: [Target]
  private let store: ObjectStore
  private let index: HistoryIndex
  private let chain: [Outcomes.Link]
  private let now: Double
  private let atOnce: Int

  /// - Parameters:
  ///   - name: The environment that the version comes from.
  ///   - databases: Its database, or those of the tenants that follow it.
  ///   - chain: Its outcomes, newest first.
  ///   - versions: Of the repository.
  ///   - now: Seconds since 1970.
  ///   - atOnce: So many databases are looked at at the same time.
  package init(
    _ name: String, databases: [Target], chain: [Outcomes.Link], versions: VersionReader, now: Double,
    atOnce: Int = 32
  ) {
    self.name = name
    self.databases = databases
    store = versions.store
    index = versions.index
    self.chain = chain
    self.now = now
    self.atOnce = atOnce
  }

  /// Looks at the outcomes and at the databases; nothing is written.
  package func checks(of version: Version, soak: Duration) throws -> [PolicyCheck] {
    guard !databases.isEmpty else {
      let why = "'\(name)' has no database of its own, so nobody can tell"
      return [.failed(.source, why), .failed(.soak, why), .failed(.drift, why)]
    }
    var source = newestRun(version)
    var drift = PolicyCheck.passed(.drift, "the schema of '\(name)' is as recorded")
    let material = SharedMaterial()
    let looks = Threads.map(databases, atOnce: atOnce) { target in
      Result { try self.look(at: target, version, material) }
    }
    for look in looks {
      let found = try look.get()
      if source.result == .passed { source = found.source ?? source }
      if drift.result == .passed { drift = found.drift ?? drift }
    }
    return [source, self.soak(version, soak), drift]
  }

  /// What is wrong with one database.
  private func look(
    at target: Target, _ version: Version, _ material: SharedMaterial
  ) throws -> (source: PolicyCheck?, drift: PolicyCheck?) {
    let versions = VersionReader(store: store, index: index, sharing: material)
    let control = try TargetConnection.open(target, role: "promote")
    let state = try Registry.read(control, of: target.line)
    try versions.learn(from: control, state: state)
    return (registry(of: target, state, version, versions), try drift(of: target, control, state, versions))
  }

  private var hints: [String] { ["confiture deploy \(name)"] }

  private func newestRun(_ version: Version) -> PolicyCheck {
    guard let latest = chain.first?.outcome else {
      return .failed(.source, "nothing was ever deployed to '\(name)'", hints: hints)
    }
    guard latest.result == .succeeded else {
      return .failed(.source, "the newest run on '\(name)' ended as \(latest.result.rawValue)", hints: hints)
    }
    guard latest.to == version.id else {
      let there = latest.toName ?? latest.to?.short() ?? "nothing"
      return .failed(.source, "the newest run brought '\(name)' to \(there), not to \(version.name)", hints: hints)
    }
    let registries = databases.count == 1 ? "its registry say" : "all \(databases.count) registries say"
    return .passed(.source, "'\(name)' is at \(version.name), as its newest run and \(registries)")
  }

  /// What is wrong with what a registry says.
  private func registry(
    of target: Target, _ state: RegistryState, _ version: Version, _ versions: VersionReader
  ) -> PolicyCheck? {
    if state.openRun != nil {
      return .failed(
        .source, "a run on '\(target.name)' was interrupted", hints: ["confiture deploy \(name) --continue"])
    }
    guard state.head == version.id, state.fingerprint != nil else {
      let there = state.head.flatMap { versions.graph.version($0)?.name } ?? state.head?.short() ?? "nothing"
      return .failed(.source, "the registry of '\(target.name)' says \(there), not \(version.name)", hints: hints)
    }
    return nil
  }

  private func soak(_ version: Version, _ soak: Duration) -> PolicyCheck {
    guard soak > .zero else { return .notNeeded(.soak, "none asked for") }
    let runs = chain.prefix { $0.outcome.result == .succeeded && $0.outcome.to == version.id }
    guard let first = runs.last?.outcome else { return .failed(.soak, "it is not well on '\(name)'") }
    let seconds = Int64(max(0, now - first.ended))
    let since = "on '\(name)' for \(Self.text(seconds)), of \(Self.text(soak.components.seconds)) asked for"
    return Duration.seconds(seconds) >= soak
      ? .passed(.soak, since)
      : .failed(
        .soak, since,
        hints: ["the soak time is over at \(CommitDate(seconds: Int64(first.ended) + soak.components.seconds).text)"])
  }

  private func drift(
    of target: Target, _ control: Connection, _ state: RegistryState, _ versions: VersionReader
  ) throws -> PolicyCheck? {
    let query = target.stampQuery
    if let stamp = state.stamp, state.fingerprint != nil, try control.query(query).text(0, 0) == stamp {
      return nil  // No DDL since the schema was last found to be the version's.
    }
    switch try DriftCheck(of: target, control: control, versions: versions).compare(state) {
    case .none: return nil
    case .unknown(let why): return .failed(.drift, "'\(target.name)' was not compared: \(why)")
    case .notAdopted(let objects):
      return .failed(.drift, "\(objects.count) objects of '\(target.name)' are in no version")
    case .differs(let lines):
      return .failed(
        .drift, "'\(target.name)' differs: \(lines.prefix(3).joined(separator: ", "))",
        hints: ["confiture drift --target \(target.name)"])
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
