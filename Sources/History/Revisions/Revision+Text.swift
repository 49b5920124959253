extension Revision: CustomStringConvertible {
  /// The revision as it is written; reading it gives the same revision.
  package var description: String {
    switch self {
    case .name(let name): name
    case .head: "HEAD"
    case .previousBranch(let number): "@{-\(number)}"
    case .recorded(let base, let record): "\(base)@{\(record)}"
    case .database(let target, let view): "\(target)@{\(view.rawValue)}"
    case .parent(let base, let number): "\(base)^\(number == 1 ? "" : "\(number)")"
    case .ancestor(let base, let number): "\(base)~\(number == 1 ? "" : "\(number)")"
    case .peeled(let base, let peel): "\(base)^{\(peel.rawValue)}"
    case .ancestorMatching(let base, let text): "\(base)^{/\(text)}"
    case .matching(let text): ":/\(text)"
    case .path(let base, let path): "\(base):\(path)"
    }
  }
}

extension Revision.Record: CustomStringConvertible {
  package var description: String {
    switch self {
    case .back(let number): "\(number)"
    case .at(let date): date.text
    case .ago(let seconds): "\(seconds) seconds ago"
    }
  }
}

extension RevisionRange: CustomStringConvertible {
  package var description: String {
    switch self {
    case .single(let revision): revision.description
    case .excluded(let revision): "^\(revision)"
    case .range(let left, let right): "\(left)..\(right)"
    case .symmetric(let left, let right): "\(left)...\(right)"
    }
  }
}
