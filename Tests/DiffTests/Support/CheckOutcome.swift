/// What came of one migration from one schema to another.
enum CheckOutcome: Sendable, Equatable {
  case passed
  /// The planner said why it does not.
  case refused(String)
  case failed(CheckFailure)

  var failure: CheckFailure? {
    if case .failed(let failure) = self { failure } else { nil }
  }

  /// The plan was made and ran, and led elsewhere.
  var isSilentlyWrong: Bool { failure?.kind.isSilentlyWrong ?? false }

  /// One word for tables.
  var word: String {
    switch self {
    case .passed: "passed"
    case .refused: "refused"
    case .failed(let failure): failure.kind.rawValue
    }
  }
}

/// What is wrong with a plan.
struct CheckFailure: Sendable, Equatable {
  enum Kind: String, Sendable, CaseIterable {
    /// The planner threw, and not as a refusal.
    case planning
    /// The server refused a statement.
    case statement
    /// Rows made a statement fail, and the plan did not say that they could.
    case condition = "undeclared condition"
    /// Read again, the schema is another one.
    case fingerprint
    /// `pg_dump` prints another schema.
    case dump
    /// Between the migrated schema and the new one there is still a plan.
    case secondPlan = "second plan"
    /// Rows are gone or changed, and the plan did not say so.
    case rows
    /// A sequence counts from elsewhere, and the plan did not say so.
    case sequence
    /// A table or materialized view was written anew, and the plan did not say so.
    case rewrite = "undeclared rewrite"

    var isSilentlyWrong: Bool {
      switch self {
      case .planning, .statement, .condition: false
      case .fingerprint, .dump, .secondPlan, .rows, .sequence, .rewrite: true
      }
    }
  }

  let kind: Kind
  let detail: String
}

/// One direction of a pair.
struct DirectionReport: Sendable {
  var outcome: CheckOutcome
  /// The statements, as far as they were planned.
  var script: [String] = []
  /// A possible rename was asked about first, and it was said that it is none.
  var wasAsked = false
  /// Tables that got rows, of how many.
  var seeded = (tables: 0, of: 0)

  /// The plan and what came of it, to be read.
  var text: String {
    var lines = script.map { $0 + ";" }
    lines.append("-- \(outcome.word)\(wasAsked ? ", asked" : ""); rows in \(seeded.tables) of \(seeded.of) tables")
    switch outcome {
    case .passed: break
    case .refused(let reason): lines.append(reason)
    case .failed(let failure): lines.append(failure.detail)
    }
    return lines.joined(separator: "\n")
  }
}

/// Both directions of a pair, or why it could not be tried.
enum PairReport: Sendable {
  /// The server does not take one of the two.
  case notLoadable(String)
  case checked(forward: DirectionReport, backward: DirectionReport)

  var directions: [DirectionReport] {
    switch self {
    case .notLoadable: []
    case .checked(let forward, let backward): [forward, backward]
    }
  }

  var failures: [CheckFailure] { directions.compactMap(\.outcome.failure) }
}
