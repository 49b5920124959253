internal import Postgres
internal import SQLSyntax

/// A step with all that is sent for it.
struct ReadyStep {
  /// Its place in the plan, counted from 1.
  let index: Int
  let header: StepHeader
  let script: StepScript
  /// The registry's rows, for the transaction that ends the step.
  let closing: [SQLText]
  /// Looks at what the step did, before it is committed.
  let inspect: SegmentRunner.Inspection?
  /// Its statements leave the session as they find it.
  let isPlain: Bool

  init(
    index: Int, header: StepHeader, script: StepScript, closing: [SQLText], inspect: SegmentRunner.Inspection?
  ) {
    self.index = index
    self.header = header
    self.script = script
    self.closing = closing
    self.inspect = inspect
    isPlain =
      script.verify == nil && script.parts.allSatisfy { $0.script.statements.allSatisfy(\.leavesSessionAlone) }
  }

  /// The one transaction that the step is; `nil` where it runs in pieces.
  var transaction: StepScript.Part? { script.isSingleTransaction ? script.parts.first : nil }

  /// It can be sent before the step before it has ended: nobody has to look in between, and no data follows it.
  var canGoAhead: Bool {
    guard let transaction, inspect == nil else { return false }
    let statements = transaction.script.statements + (script.verify?.statements ?? [])
    return statements.allSatisfy { statement in
      if case .copy = statement.command { return false }
      return true
    }
  }
}
