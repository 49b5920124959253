internal import Schema
internal import SchemaDiff

/// What a migration that declares renames calls the parts of one object before and after.
struct RenamedParts {
  /// The path of the object's file before; `nil` when it has kept its name.
  private(set) var oldPath: String?
  private var subjects: [(old: String, new: String)] = []
  private var names: [(old: String, new: String)] = []

  init() {}

  /// - Parameters:
  ///   - renames: What the migration declares.
  ///   - path: The object's file after it.
  init(_ renames: [Rename], at path: String) {
    for rename in renames {
      switch rename {
      case .object(let from, let to):
        guard SnapshotPath.path(of: to) == path else { continue }
        oldPath = SnapshotPath.path(of: from)
        guard let oldSchema = from.schema, let newSchema = to.schema else { continue }
        names.append(("\(oldSchema.sql).\(from.name.sql)", "\(newSchema.sql).\(to.name.sql)"))
      case .column(_, let from, let to): subjects.append(("column \(from.sql)", "column \(to.sql)"))
      case .index(let schema, let from, let to):
        subjects.append(("index \(schema.sql).\(from.sql)", "index \(schema.sql).\(to.sql)"))
      case .constraint(_, let from, let to):
        subjects.append(("constraint \(from.sql)", "constraint \(to.sql)"))
      }
    }
  }

  func oldSubject(_ subject: String) -> String {
    subjects.first { $0.new.utf8.elementsEqual(subject.utf8) }?.old ?? subject
  }

  /// A part as it is called after the renames.
  func new(_ part: ObjectElement) -> ObjectElement {
    guard !subjects.isEmpty || !names.isEmpty else { return part }
    let subject = subjects.first { $0.old.utf8.elementsEqual(part.subject.utf8) }?.new ?? part.subject
    var value = part.value
    for (old, new) in names { value = value.replacing(old, with: new) }
    return ObjectElement(subject: subject, value: value)
  }
}
