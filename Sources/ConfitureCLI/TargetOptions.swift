internal import CommandLineKit
internal import Documents

/// Which database a command means.
struct TargetOptions: Sendable {
  /// A target of the configuration.
  var target: String?
  /// The address of any database.
  var database: String?

  static func parameters<Root>(_ path: any WritableKeyPath<Root, TargetOptions> & Sendable) -> [Parameter<Root>] {
    [
      .option(
        "target", path.appending(path: \.target), "<name>", "A target of confiture.yaml (default: the local scratch database).",
        short: "t", completing: .targets),
      .option(
        "database", path.appending(path: \.database), "<url>", "The address of any database, as libpq takes it.", short: "d"),
    ]
  }
}

/// A time span as an option's value, such as `2s` or `15min`.
struct DurationValue: ParameterValue {
  var duration: Duration

  init(parsing text: some StringProtocol) throws(UsageError) {
    guard let duration = DurationText.parse(String(text)) else {
      throw UsageError("'\(text)' is not a duration", hints: ["write 500ms, 2s, 15min or 1h"])
    }
    self.duration = duration
  }
}
