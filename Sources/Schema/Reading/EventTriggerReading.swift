/// Reads the file of an event trigger.
enum EventTriggerReading {
  static func object(_ statements: inout StatementSequence) throws(SnapshotReadingError) -> EventTrigger {
    var cursor = try statements.first()
    try cursor.expect("CREATE", "EVENT", "TRIGGER")
    let name = try cursor.name()
    try cursor.expect("ON")
    var trigger = EventTrigger(name: name, event: try cursor.word(), tags: [], function: "")
    if cursor.take("WHEN", "TAG", "IN") {
      for tag in try cursor.list() {
        var tag = cursor.part(tag)
        trigger.tags.append(try tag.literal())
      }
    }
    try cursor.expect("EXECUTE", "FUNCTION")
    let start = cursor.index
    _ = try cursor.qualifiedName()
    trigger.function = cursor.text(start..<cursor.index)
    try cursor.expectText("()")
    try cursor.expectEnd()
    let target = "EVENT TRIGGER \(name.sql)"
    var companion = CompanionReading(target)
    while var cursor = statements.next() {
      if try companion.read(&cursor) { continue }
      try cursor.expect("ALTER")
      try cursor.expectText(target)
      guard let mode = FiringMode(rawValue: try cursor.rest()) else { throw cursor.failure() }
      trigger.firing = mode
    }
    trigger.comment = companion.comment
    trigger.access = companion.access
    return trigger
  }
}
