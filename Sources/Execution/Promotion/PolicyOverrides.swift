internal import Diagnostics

/// Checks that somebody goes past, by name and with a reason.
package struct PolicyOverrides: Sendable, Equatable {
  package var names: Set<PolicyCheck.Name>
  package var reason: String?

  package static let none = PolicyOverrides(names: [], reason: nil)

  /// - Throws: ``ExecutionError`` with `overrideRefused` for what cannot be overridden, or without a reason.
  package init(_ names: [PolicyCheck.Name], because reason: String?) throws(ExecutionError) {
    let fixed = names.filter { [.forwards, .approvals, .plan, .promoted].contains($0) }
    if let first = fixed.first {
      throw ExecutionError(
        .overrideRefused, .usage, "'\(first.rawValue)' cannot be overridden",
        hints: ["what can: source, soak, drift, direction, risk, rehearsal, window"])
    }
    guard names.isEmpty || reason?.isEmpty == false else {
      throw ExecutionError(
        .overrideRefused, .usage, "nothing is overridden without a reason", hints: ["--because 'why it is right'"])
    }
    self.init(names: Set(names), reason: reason)
  }

  private init(names: Set<PolicyCheck.Name>, reason: String?) {
    self.names = names
    self.reason = names.isEmpty ? nil : reason
  }

  /// Marks the checks that fail and are overridden.
  ///
  /// - Parameters:
  ///   - checks: What was found.
  ///   - isCovered: The environment is not protected, or enough people have approved the plan.
  /// - Returns: The checks; those that are not covered still fail, and say so.
  func applied(to checks: [PolicyCheck], isCovered: Bool) -> [PolicyCheck] {
    checks.map { check in
      guard check.result == .failed, names.contains(check.name) else { return check }
      var check = check
      if isCovered {
        check.result = .overridden
      } else {
        check.hints = ["'\(check.name.rawValue)' of a protected environment is overridden only for an approved plan"]
      }
      return check
    }
  }
}
