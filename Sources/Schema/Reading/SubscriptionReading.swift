/// Reads the file of a subscription.
enum SubscriptionReading {
  static func object(_ statements: inout StatementSequence) throws(SnapshotReadingError) -> Subscription {
    var cursor = try statements.first()
    try cursor.expect("CREATE", "SUBSCRIPTION")
    let name = try cursor.name()
    try cursor.expect("CONNECTION")
    let connection = try cursor.literal()
    try cursor.expect("PUBLICATION")
    let publications = try cursor.names()
    try cursor.expect("WITH")
    // The first one says that creating it connects to nobody.
    let options = try cursor.texts().dropFirst()
    try cursor.expectEnd()
    var subscription = Subscription(
      name: name, connection: connection, publications: publications, options: Array(options))
    var companion = CompanionReading("SUBSCRIPTION \(name.sql)")
    try companion.readAll(&statements)
    subscription.access = companion.access
    return subscription
  }
}
