internal import Diagnostics
internal import Execution
internal import GitStore
internal import History
internal import Repository
internal import Scratch

extension Session {
  /// Proves migrations anew on versions of a project.
  func resealing(in project: Project) throws -> Resealing {
    Resealing(project, on: try scratch(for: project), environment: runEnvironment)
  }

  /// The versions that words name, in their order; those of a range from the oldest to the newest.
  func picked(_ words: [String], in project: Project, _ versions: VersionReader) throws -> [Version] {
    var seen: Set<ObjectID> = []
    return try words.flatMap { word -> [Version] in
      if case .single = try RevisionRange(word) { return [try version(word, in: project, versions)] }
      let graph = versions.graph
      return graph.topologicalOrder(of: try versionSet(word, in: project, versions)).map { graph.version(at: $0) }
    }.filter { seen.insert($0.id).inserted }
  }

  /// The tip of the workspace's branch, which has to have one.
  func tip(of branch: String, in project: Project, _ versions: VersionReader) throws -> Version {
    try versions.version(project.branches().tip(of: branch))
  }
}
