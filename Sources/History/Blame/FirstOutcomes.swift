package import GitStore

/// When targets first had changes, as their chains of outcomes tell.
package struct FirstOutcomes {
  package struct First: Sendable {
    package var target: String
    /// The commit of the outcome.
    package var commit: ObjectID
    package var outcome: Outcome
  }

  private struct Chain {
    var target: String
    /// The oldest first, with what each reached.
    var links: [(link: Outcomes.Link, reached: VersionSet)]
  }

  private let graph: HistoryGraph
  private let chains: [Chain]

  /// - Parameters:
  ///   - outcomes: The chains.
  ///   - excluded: Targets that do not count.
  ///   - graph: The history.
  /// - Throws: Why an outcome cannot be read.
  package init(_ outcomes: Outcomes, besides excluded: Set<String>, _ graph: HistoryGraph) throws {
    self.graph = graph
    var sets: [ObjectID: VersionSet] = [:]
    chains = try outcomes.targets().filter { !excluded.contains($0) }.map { target in
      let links = try outcomes.chain(of: target).reversed().compactMap {
        link -> (link: Outcomes.Link, reached: VersionSet)? in
        guard let version = link.outcome.to, graph.contains(version) else { return nil }
        let set = sets[version] ?? graph.ancestors(of: version)
        sets[version] = set
        return (link, set)
      }
      return Chain(target: target, links: links)
    }
  }

  /// The first outcome of each target that has a version's change, by whatever commit.
  package func first(having version: Version) -> [First] {
    let carriers = version.change.map(graph.positions(of:)) ?? [graph.position(of: version.id)].compactMap { $0 }
    return chains.compactMap { chain in
      guard let (link, _) = chain.links.first(where: { entry in carriers.contains(where: entry.reached.contains) })
      else { return nil }
      return First(target: chain.target, commit: link.commit, outcome: link.outcome)
    }
  }
}
