/// The statements of each file that others wait for.
struct FileStatements {
  /// The statement that creates the file's object: the last of its name.
  private(set) var main: [Int: Int] = [:]
  /// What is set on the object before others take it over: column settings, constraints, indexes.
  private(set) var settings: [Int: [Int]] = [:]

  init(_ statements: [SnapshotStatement]) {
    for (index, statement) in statements.enumerated() {
      switch statement.phase {
      case .schema, .extension, .language, .server, .collation, .type, .domain, .sequence, .routine, .aggregate,
        .table,
        .view, .materializedView, .publication:
        if !statement.isShell { main[statement.file] = main[statement.file] ?? index }
      case .operator:
        if main[statement.file] == nil {
          main[statement.file] = index
        } else {
          settings[statement.file, default: []].append(index)
        }
      case .domainSetting, .columnSetting, .constraint, .index:
        settings[statement.file, default: []].append(index)
      case .shellType, .viewSetting, .check, .attachment, .indexAttachment, .statistics, .foreignKey, .sequenceOwner,
        .rule, .trigger, .policy, .state, .other, .comment, .access, .defaultPrivileges, .eventTrigger:
        break
      }
    }
  }
}
