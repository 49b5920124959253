internal import CommandLineKit
internal import Execution

/// What a command says to the rules of an environment.
struct PolicyOptions: Sendable {
  /// How many approvals are asked for, where the rules ask for fewer.
  var required = 0
  /// Checks to go past.
  var overrides: [OverrideValue] = []
  /// Why that is right.
  var reason: String?

  func checked() throws -> PolicyOverrides { try PolicyOverrides(overrides.map(\.name), because: reason) }
}

/// The name of a check as an option's value.
struct OverrideValue: ParameterValue {
  var name: PolicyCheck.Name

  static let choices = PolicyCheck.Name.allCases.map(\.rawValue)

  init(parsing text: String) throws(UsageError) {
    guard let name = PolicyCheck.Name(rawValue: text) else {
      let names = Self.choices.map { "'\($0)'" }.joined(separator: ", ")
      throw .expected("one of \(names)", hints: UsageError.didYouMean(text, among: Self.choices).map { [$0] } ?? [])
    }
    self.name = name
  }
}

/// A command that the rules of an environment stand before.
protocol GuardedCommand: SessionCommand {
  var policy: PolicyOptions { get set }
}

extension GuardedCommand {
  static var policyParameters: [Parameter<Self>] {
    [
      .option(
        "require", \Self.policy.required, "<n>",
        "Ask for the approvals of so many people, if the rules ask for fewer."),
      .options(
        "override", \Self.policy.overrides, "<check>",
        "Go past this check; on a protected environment only for an approved plan."),
      .option("because", \Self.policy.reason, "<text>", "Why the override is right; it is recorded."),
    ]
  }
}
