import Schema
import SchemaDiff
import Testing

/// Two states of one object, and the statements that lead from each to the other.
struct RuleCase: CustomTestStringConvertible {
  let name: String
  let path: String
  /// Empty for a state without the object.
  let old: String
  let new: String
  let forth: [String]
  let back: [String]
  /// Files that both states have.
  var both: [String: String] = [:]

  var testDescription: String { name }

  /// Plans both ways.
  func statements() throws -> (forth: [String], back: [String]) {
    (try plan(from: old, to: new), try plan(from: new, to: old))
  }

  private func plan(from old: String, to new: String) throws -> [String] {
    let plan = try SchemaPlanner.plan(
      from: try files(old), to: try files(new), options: PlannerOptions(restoresAccess: false))
    return plan.migrations.flatMap(\.changes).flatMap(\.statements).map(\.text)
  }

  private func files(_ text: String) throws -> [SnapshotFile] {
    var texts = both
    if !text.isEmpty { texts[path] = text }
    return try texts.sorted { $0.key < $1.key }.map { path, text in
      SnapshotFile(identity: try #require(FileIdentity.identity(path: path, text: text)), text: text)
    }
  }
}
