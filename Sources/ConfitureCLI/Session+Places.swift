internal import GitStore
internal import History
internal import Repository

extension Session {
  /// What is known to be at a version.
  typealias Place = (name: String, version: ObjectID)

  /// Where each target was left by its newest run.
  func targetPlaces(in project: Project) throws -> [Place] {
    try project.outcomes.targets().compactMap { target in
      try project.outcomes.latest(of: target)?.outcome.to.map { ("\(target)@{db}", $0) }
    }
  }

  /// Where the environments should be, and where the targets were left.
  func places(in project: Project) throws -> [Place] {
    try project.environments().list().map { ("environment: \($0.name)", $0.version) } + targetPlaces(in: project)
  }
}
