package import Documents
package import History

/// One rule of an environment, and whether it holds.
package struct PolicyCheck: Sendable, Equatable {
  package enum Name: String, Sendable, CaseIterable {
    /// The new version has everything that the old one has.
    case forwards
    /// The version is deployed where it comes from.
    case source
    /// It has been there for the soak time.
    case soak
    /// The schema there is the version's.
    case drift
    /// The version was promoted before the database is moved to it.
    case promoted
    /// There is a way from where the database is.
    case plan
    /// A protected environment goes forwards only, unless that was approved.
    case direction
    case risk
    case rehearsal
    case approvals
    case window
  }

  package enum Result: String, Sendable {
    case passed
    case failed
    /// It fails, and somebody said why that does not matter.
    case overridden
    /// The environment does not ask for it.
    case notNeeded = "not-needed"
  }

  package var name: Name
  package var result: Result
  /// What was found.
  package var detail: String
  /// What helps when it failed.
  package var hints: [String] = []

  package static func passed(_ name: Name, _ detail: String) -> PolicyCheck {
    PolicyCheck(name: name, result: .passed, detail: detail)
  }

  package static func failed(_ name: Name, _ detail: String, hints: [String] = []) -> PolicyCheck {
    PolicyCheck(name: name, result: .failed, detail: detail, hints: hints)
  }

  package static func notNeeded(_ name: Name, _ detail: String) -> PolicyCheck {
    PolicyCheck(name: name, result: .notNeeded, detail: detail)
  }
}

extension [PolicyCheck] {
  /// Those that stand in the way.
  package var failed: [PolicyCheck] { filter { $0.result == .failed } }

  /// What an outcome keeps of them.
  package var evidence: [Outcome.Evidence.Check] {
    map { .init(name: $0.name.rawValue, result: $0.result.rawValue, detail: $0.detail) }
  }

  package var json: JSONValue {
    .array(
      map {
        .object([
          "check": .string($0.name.rawValue), "result": .string($0.result.rawValue), "detail": .string($0.detail),
          "hints": .strings($0.hints),
        ])
      })
  }

  /// A line for each, for people.
  package var lines: [String] {
    let width = map(\.name.rawValue.count).max() ?? 0
    return map { check in
      let sign =
        switch check.result {
        case .passed: "ok     "
        case .failed: "FAILED "
        case .overridden: "forced "
        case .notNeeded: "-      "
        }
      let name = check.name.rawValue
      return "  \(sign) \(name)\(String(repeating: " ", count: width - name.count))  \(check.detail)"
    }
  }
}
