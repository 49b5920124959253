/// Reads the file of a function or procedure.
enum RoutineReading {
  static func object(
    _ statements: inout StatementSequence, isProcedure: Bool
  ) throws(SnapshotReadingError) -> Routine {
    var cursor = try statements.first()
    let definition = cursor.whole
    try cursor.expect("CREATE", "OR", "REPLACE")
    if isProcedure { try cursor.expect("PROCEDURE") } else { try cursor.expect("FUNCTION") }
    let name = try cursor.qualifiedName()
    var types: [String] = []
    for parameter in try cursor.list() {
      var parameter = cursor.part(parameter)
      guard let mode = try parameterMode(&parameter, isProcedure: isProcedure) else { continue }
      types.append(mode + (try ParameterReading.type(&parameter)))
    }
    let arguments = types.joined(separator: ", ")
    var routine = Routine(name: name, isProcedure: isProcedure, arguments: arguments, definition: definition)
    var companion = CompanionReading("\(isProcedure ? "PROCEDURE" : "FUNCTION") \(name.sql)(\(arguments))")
    try companion.readAll(&statements)
    routine.comment = companion.comment
    routine.access = companion.access
    return routine
  }

  /// What stands before the type in the list that tells overloads apart; `nil` for a parameter that is not in it.
  private static func parameterMode(
    _ parameter: inout StatementCursor, isProcedure: Bool
  ) throws(SnapshotReadingError) -> String? {
    if parameter.take("OUT") { return isProcedure ? "OUT " : nil }
    if !parameter.take("IN"), !parameter.take("INOUT") { _ = parameter.take("VARIADIC") }
    return ""
  }
}

/// Reads parameters of routines, with their modes already read.
enum ParameterReading {
  /// Types of two words begin with these, which as names of parameters would be in quotes.
  private static let typeWords: [StaticString] = ["character", "bit", "timestamp", "time", "interval"]

  /// The type of `[name] type [DEFAULT value]`.
  static func type(_ parameter: inout StatementCursor) throws(SnapshotReadingError) -> String {
    let isNamed =
      parameter.words.isName(parameter.index) && parameter.words.isName(parameter.index + 1)
      && !typeWords.contains { parameter.isAt($0) }
      && !(parameter.isAt("double") && parameter.words.isWord(parameter.index + 1, "precision"))
    if isNamed { _ = try parameter.name() }
    return try parameter.typeName()
  }
}
