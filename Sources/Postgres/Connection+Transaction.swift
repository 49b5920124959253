extension Connection {
  /// Runs a body between BEGIN and COMMIT; rolls back when it throws. `begin` opens it, with its modes.
  ///
  /// - Throws: what the body throws, or ``PostgresError``; `transactionAborted` when the body swallowed a failure,
  ///   so that there was nothing to commit. When the rollback fails too, the connection ``isBroken``.
  package func transaction<R>(_ begin: SQLText = "BEGIN", _ body: (Connection) throws -> R) throws -> R {
    try execute(begin)
    let value: R
    do {
      value = try body(self)
    } catch {
      if !isBroken { _ = try? execute("ROLLBACK") }
      throw error
    }
    if try execute("COMMIT").text == "ROLLBACK" {
      throw PostgresError(
        .transactionAborted, "the transaction had failed before its end, so it was rolled back")
    }
    return value
  }
}
