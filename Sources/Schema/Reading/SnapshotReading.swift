/// Reads snapshot files back into the objects that wrote them.
///
/// The files are in the one form that Confiture writes, so anything else is refused: what is read renders to the same
/// bytes again.
///
/// ```swift
/// let table = try SnapshotReading.object(of: file) as? Table
/// ```
package enum SnapshotReading {
  /// Reads one file.
  ///
  /// What a table has from its parents stands in their files: see ``objects(of:)``.
  package static func object(of file: SnapshotFile) throws(SnapshotReadingError) -> any SchemaObject {
    var statements = StatementSequence(file)
    let object = try object(file.identity.kind, &statements)
    try check(object, against: file)
    return object
  }

  /// Reads the files of a whole snapshot, and returns their objects in the same order.
  ///
  /// Tables have all that they have from their parents and row types, and views the columns they use by position, where
  /// those are among the files.
  package static func objects(of files: [SnapshotFile]) throws(SnapshotReadingError) -> [any SchemaObject] {
    var objects: [any SchemaObject] = []
    objects.reserveCapacity(files.count)
    for file in files { objects.append(try object(of: file)) }
    return ViewCompletion.completed(InheritanceCompletion.completed(objects))
  }

  private static func object(
    _ kind: ObjectKind, _ statements: inout StatementSequence
  ) throws(SnapshotReadingError) -> any SchemaObject {
    switch kind {
    case .schema: try NamespaceReading.object(&statements)
    case .extension: try ExtensionReading.object(&statements)
    case .collation: try CollationReading.object(&statements)
    case .type: try TypeReading.object(&statements)
    case .domain: try DomainReading.object(&statements)
    case .sequence: try SequenceReading.object(&statements)
    case .table, .foreignTable: try TableReading.object(&statements)
    case .view: try ViewReading.object(&statements, isMaterialized: false)
    case .materializedView: try ViewReading.object(&statements, isMaterialized: true)
    case .function: try RoutineReading.object(&statements, isProcedure: false)
    case .procedure: try RoutineReading.object(&statements, isProcedure: true)
    case .aggregate: try AggregateReading.object(&statements)
    case .eventTrigger: try EventTriggerReading.object(&statements)
    case .publication: try PublicationReading.object(&statements)
    case .foreignDataWrapper: try ForeignReading.wrapper(&statements)
    case .server: try ForeignReading.server(&statements)
    case .cast: try CastReading.object(&statements)
    case .textSearchDictionary: try TextSearchReading.dictionary(&statements)
    case .textSearchConfiguration: try TextSearchReading.configuration(&statements)
    case .textSearchParser: try TextSearchReading.parser(&statements)
    case .textSearchTemplate: try TextSearchReading.template(&statements)
    case .operator: try OperatorReading.object(&statements)
    case .operatorClass: try OperatorClassReading.object(&statements)
    case .operatorFamily: try OperatorClassReading.family(&statements)
    case .conversion: try LanguageReading.conversion(&statements)
    case .language: try LanguageReading.object(&statements)
    case .transform: try LanguageReading.transform(&statements)
    case .accessMethod: try LanguageReading.accessMethod(&statements)
    case .userMapping: try ForeignReading.userMapping(&statements)
    case .subscription: try SubscriptionReading.object(&statements)
    case .securityLabel: try SecurityLabelReading.object(&statements)
    case .defaultPrivileges: try DefaultPrivilegesReading.object(&statements)
    }
  }

  /// Refuses a file that what was read does not render to: its statements stand in another order, say.
  private static func check(_ object: any SchemaObject, against file: SnapshotFile) throws(SnapshotReadingError) {
    var ddl = DDLWriter(form: .file, options: SnapshotOptions(includesAccess: true))
    object.write(to: &ddl)
    if ddl.text.utf8.elementsEqual(file.text.utf8) { return }
    let bytes = Array(file.text.utf8)
    let same = zip(bytes, ddl.text.utf8).prefix { $0 == $1 }.count
    let lineStart = bytes[..<same].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    throw SnapshotReadingError(file: file.path, bytes: bytes, offset: lineStart, end: bytes.count)
  }
}
