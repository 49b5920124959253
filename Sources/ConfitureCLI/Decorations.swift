internal import GitStore
internal import History
internal import Repository

/// The names that refer to versions, for showing beside them.
struct Decorations {
  private var byVersion: [ObjectID: [String]] = [:]

  init(_ project: Project) throws {
    let branch = try project.headBranch()
    for reference in try project.store.references(prefix: ConfitureReference.heads) {
      let name = String(reference.name.dropFirst(ConfitureReference.heads.count))
      byVersion[reference.id, default: []].append(name == branch ? "HEAD -> \(name)" : name)
    }
    for reference in try project.store.references(prefix: ConfitureReference.tags) {
      let name = String(reference.name.dropFirst(ConfitureReference.tags.count))
      byVersion[try project.store.peeled(reference.id), default: []].append("tag: \(name)")
    }
    for reference in try project.store.references(prefix: ConfitureReference.environments) {
      byVersion[reference.id, default: []].append(String(reference.name.dropFirst(ConfitureReference.environments.count)))
    }
    for (target, version) in try Outcomes(project.store).positions() {
      byVersion[version, default: []].append("\(target)@{db}")
    }
  }

  func names(of version: ObjectID) -> [String] { byVersion[version] ?? [] }

  func text(of version: ObjectID) -> String? {
    byVersion[version].map { $0.sorted { ($0.hasPrefix("HEAD") ? 0 : 1, $0) < ($1.hasPrefix("HEAD") ? 0 : 1, $1) }.joined(separator: ", ") }
  }
}

extension ObjectStore {
  /// The commit that an id stands for, through annotated tags.
  func peeled(_ id: ObjectID) throws -> ObjectID {
    var current = id
    while try kind(of: current) == .tag { current = try readTag(current).target }
    return current
  }
}
