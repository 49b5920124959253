internal import CommandLineKit
internal import Documents

/// Which database a command means.
struct TargetOptions: Sendable {
  /// A target of the configuration.
  var target: String?
  /// The address of any database.
  var database: String?
  /// The schema of that database which is the target, in the place of the one that the history is written for.
  var schema: String?
}

/// A time span as an option's value, such as `2s` or `15min`.
struct DurationValue: ParameterValue {
  var duration: Duration

  init(parsing text: String) throws(UsageError) {
    guard let duration = DurationText.parse(text) else {
      throw .expected("a duration", hints: ["write 500ms, 2s, 15min or 1h"])
    }
    self.duration = duration
  }
}
