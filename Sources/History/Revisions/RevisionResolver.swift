internal import Diagnostics
package import GitStore

/// Finds what revisions name.
///
/// A plain name is, in this order: a tag, a branch, an environment, a target, a branch of a remote, a prefix of a
/// change id, a prefix of a commit id, the name of a migration.
package struct RevisionResolver {
  package let context: any RevisionContext
  var graph: HistoryGraph { context.index.graph }

  package init(_ context: any RevisionContext) { self.context = context }

  // MARK: Entry points

  package func resolve(_ text: String) throws -> ResolvedRevision { try resolve(Revision(text)) }

  /// Returns the version that a revision names.
  package func version(_ text: String) throws -> Version { try version(Revision(text)) }

  package func version(_ revision: Revision) throws -> Version {
    let id = try versionID(revision)
    if let version = graph.version(id) { return version }
    // What a target is at may be on no branch any more.
    guard context.store.contains(id) else { throw missing(revision, id) }
    return try SchemaCommits(context.store).version(id)
  }

  private func missing(_ revision: Revision, _ id: ObjectID) -> HistoryError {
    HistoryError(
      .missingVersion, "'\(revision)' is version \(id.short()), which this repository does not have",
      hints: ["confiture fetch"])
  }

  /// Returns the tree of the snapshot of a version, or the tree that the revision names.
  package func schemaTree(_ revision: Revision) throws -> ObjectID {
    switch try resolve(revision) {
    case .tree(let tree, _): return tree
    case .version: return try version(revision).schemaTree
    case .file: throw HistoryError(.invalidRevision, "'\(revision)' names a file, not a version")
    case .live(let target): throw needsDatabase(revision, target)
    case .nothing: return try ObjectStore.hash(.tree, [])
    }
  }

  /// Returns the versions that ranges name together: all ancestors of single ones, less those excluded.
  package func versions(_ ranges: [RevisionRange]) throws -> VersionSet {
    var included = VersionSet(capacity: graph.count)
    var excluded = VersionSet(capacity: graph.count)
    for range in ranges {
      switch range {
      case .single(let revision): included.formUnion(try ancestors(revision))
      case .excluded(let revision): excluded.formUnion(try ancestors(revision))
      case .range(let left, let right):
        excluded.formUnion(try ancestors(left))
        included.formUnion(try ancestors(right))
      case .symmetric(let left, let right):
        let (first, second) = (try ancestors(left), try ancestors(right))
        included.formUnion(first)
        included.formUnion(second)
        excluded.formUnion(first.intersection(second))
      }
    }
    return included.subtracting(excluded)
  }

  private func ancestors(_ revision: Revision) throws -> VersionSet {
    if case .nothing = try resolve(revision) { return VersionSet(capacity: graph.count) }
    let id = try versionID(revision)
    guard graph.contains(id) else { throw missing(revision, id) }
    return graph.ancestors(of: id)
  }

  // MARK: The grammar

  package func resolve(_ revision: Revision) throws -> ResolvedRevision {
    switch revision {
    case .head: return .version(try head())
    case .name(let name): return try named(name)
    case .previousBranch(let number):
      guard let branch = try past().previousBranch(number) else {
        throw HistoryError(.unknownRevision, "'\(revision)': there were not so many switches of the branch")
      }
      return try named(branch)
    case .recorded(let base, let record): return try recorded(base, record, revision)
    case .database(let target, .live): return .live(target: try knownTarget(target))
    case .database(let target, .registry):
      return try context.registryVersion(of: knownTarget(target)).map { .version($0) } ?? .nothing(target: target)
    case .parent(let base, let number): return .version(try parent(number, of: try version(base), revision))
    case .ancestor(let base, let number):
      return .version(try ancestor(number, of: try version(base), revision))
    case .peeled(let base, let peel): return try peeled(base, peel)
    case .ancestorMatching(let base, let text):
      return .version(try newest(matching: text, among: graph.ancestors(of: try version(base).id), revision))
    case .matching(let text): return .version(try newest(matching: text, among: context.index.reachable, revision))
    case .path(let base, let path): return try RevisionPath(resolver: self).find(path, in: base)
    }
  }

  func versionID(_ revision: Revision) throws -> ObjectID {
    switch try resolve(revision) {
    case .version(let id): return id
    case .tree, .file: throw HistoryError(.invalidRevision, "'\(revision)' names a part of a version, not a version")
    case .live(let target): throw needsDatabase(revision, target)
    case .nothing(let target):
      throw HistoryError(
        .unknownRevision, "'\(revision)' names no version: '\(target)' has none yet",
        hints: [
          "an environment gets its version by promotion: confiture promote REV \(target)",
          "any other target is moved by confiture checkout REV --target \(target)",
        ])
    }
  }

  func needsDatabase(_ revision: Revision, _ target: String) -> HistoryError {
    HistoryError(
      .needsDatabase, "'\(revision)' is the schema that '\(target)' has now, not a version",
      hints: ["\(target)@{db} is the version that its registry names"])
  }

  private func head() throws -> ObjectID {
    let name = ConfitureReference.head(context.currentBranch)
    if let id = reference(name) { return id }
    throw HistoryError(
      .unknownRevision, "the branch '\(context.currentBranch)' has no version yet",
      hints: ["confiture new <title>, then confiture commit"])
  }

  func reference(_ name: String) -> ObjectID? { context.index.references.first { $0.name == name }?.version }

  private func peeled(_ base: Revision, _ peel: Revision.Peel) throws -> ResolvedRevision {
    switch peel {
    case .commit, .target: return .version(try version(base).id)
    case .tree: return .tree(try context.store.readCommit(version(base).id).tree, path: nil)
    case .schema:
      if case .live = try resolve(base) { return try resolve(base) }
      return .tree(try schemaTree(base), path: nil)
    }
  }

  /// So many first parents back.
  private func ancestor(_ number: Int, of version: Version, _ revision: Revision) throws -> ObjectID {
    guard number > 0 else { return version.id }
    guard var position = graph.position(of: try parent(1, of: version, revision)) else {
      throw unknownParent(revision)
    }
    for _ in 1..<number {
      var first: Int?
      graph.forEachParent(of: position) { first = first ?? $0 }
      guard let first else {
        _ = try parent(1, of: graph.version(at: position), revision)
        throw unknownParent(revision)
      }
      position = first
    }
    return graph.id(at: position)
  }

  private func parent(_ number: Int, of version: Version, _ revision: Revision) throws -> ObjectID {
    if number == 0 { return version.id }
    guard number <= version.parents.count else {
      let count = version.parents.count
      let has = count == 0 ? "no parent" : count == 1 ? "one parent" : "\(count) parents"
      throw HistoryError(.unknownRevision, "'\(revision)': '\(version.name)' (\(version.id.short())) has \(has)")
    }
    return version.parents[number - 1]
  }

  private func unknownParent(_ revision: Revision) -> HistoryError {
    HistoryError(
      .missingVersion, "'\(revision)' leads beyond what this repository has",
      hints: ["confiture fetch"])
  }

  private func newest(matching text: String, among set: VersionSet, _ revision: Revision) throws -> ObjectID {
    for position in graph.topologicalOrder(of: set).reversed()
    where graph.table.title(at: position).contains(text) || graph.table.name(at: position).contains(text) {
      return graph.id(at: position)
    }
    throw HistoryError(.unknownRevision, "'\(revision)': no version has '\(text)' in its title or name")
  }

  // MARK: The past

  private func past() throws -> ReferencePast {
    ReferencePast(
      operations: try OperationLog(context.store).operations(), branch: context.currentBranch,
      references: Dictionary(
        context.index.references.map { ($0.name, $0.version) }, uniquingKeysWith: { first, _ in first }))
  }

  private func recorded(_ base: Revision, _ record: Revision.Record, _ whole: Revision) throws -> ResolvedRevision {
    let name: String
    switch base {
    case .head: name = ConfitureReference.head
    case .name(let text):
      if isTarget(text) { return try recordedOutcome(of: text, record, whole) }
      guard let found = referenceName(text) else { throw unknown(text) }
      name = found
    default: throw HistoryError(.invalidRevision, "'\(whole)': '\(base)' is not a reference, so it has no past")
    }
    let value: ObjectID? =
      switch record {
      case .back(let number): try past().value(of: name, back: number)
      case .at(let date): try past().value(of: name, at: date)
      case .ago(let seconds): try past().value(of: name, at: CommitDate(seconds: context.now.seconds - seconds))
      }
    guard let value else {
      throw HistoryError(
        .unknownRevision, "'\(whole)': the operations recorded here do not go back so far",
        hints: ["confiture log \(base)"])
    }
    return .version(value)
  }

  private func recordedOutcome(
    of target: String, _ record: Revision.Record, _ whole: Revision
  ) throws -> ResolvedRevision {
    let limit = if case .back(let number) = record { number + 1 } else { Int.max }
    let chain = try Outcomes(context.store).chain(of: target, limit: limit)
    let found: Outcomes.Link? =
      switch record {
      case .back(let number): number < chain.count ? chain[number] : nil
      case .at(let date): chain.first { $0.outcome.ended <= Double(date.seconds) }
      case .ago(let seconds): chain.first { $0.outcome.ended <= Double(context.now.seconds - seconds) }
      }
    guard let found else {
      throw HistoryError(
        .unknownRevision, "'\(whole)': the outcomes of '\(target)' do not go back so far",
        hints: ["confiture log \(target)"])
    }
    return found.outcome.to.map { .version($0) } ?? .nothing(target: target)
  }

  // MARK: Targets

  func isTarget(_ name: String) -> Bool {
    (try? context.store.reference(ConfitureReference.outcome(name))) ?? nil != nil
  }

  private func knownTarget(_ name: String) throws -> String {
    guard !context.configuredTargets.contains(name), !isTarget(name) else { return name }
    let known = context.configuredTargets + ((try? Outcomes(context.store).targets()) ?? [])
    throw HistoryError(
      .unknownRevision, "there is no target '\(name)'",
      hints: Suggestions.closest(to: name, among: Set(known).sorted()).map { "did you mean '\($0)'?" })
  }
}
