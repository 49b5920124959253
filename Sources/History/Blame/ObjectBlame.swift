internal import GitStore
internal import Schema
internal import SchemaDiff

/// Finds the versions that the parts of an object were last changed by.
///
/// Each part goes to the parent that has it alike, until no parent has it, so that what came with a merge is told of its
/// own migration: to one that has the whole object alike before others, to the first before the second. Renames that migrations declare are followed.
package struct ObjectBlame {
  private let commits: SchemaCommits
  private let graph: HistoryGraph
  private let files: SnapshotFiles

  package init(_ commits: SchemaCommits, _ graph: HistoryGraph) {
    self.commits = commits
    self.graph = graph
    files = SnapshotFiles(commits.store)
  }

  /// A part on its way back: where it stands in the answer, and as what the version at hand has it.
  private struct Claim {
    var index: Int
    var key: Key
  }

  private enum Key: Hashable {
    case subject(Identifier)
    case line(Int)
  }

  /// An object as a version has it.
  private struct Place: Hashable {
    var position: Int
    var path: String
  }

  /// - Parameters:
  ///   - path: The object's file below `schema/`.
  ///   - version: The version whose parts are told.
  ///   - byLine: Tell the lines of its text, not its parts; `nil` for what fits its kind.
  /// - Returns: The parts with their versions.
  /// - Complexity: O(versions that have the object), with a look at its text only where it differs from all parents.
  /// - Throws: Why a version or a file cannot be read; ``HistoryError`` when the version has no such file.
  package func blame(_ path: String, at version: Version, byLine: Bool? = nil) throws -> BlamedObject {
    guard let start = graph.position(of: version.id), let blob = try files.blob(path, in: version.schemaTree) else {
      throw HistoryError(
        .unknownObject, "'\(version.name)' has no file '\(path)'",
        hints: ["confiture show \(version.id.short()):schema"])
    }
    let text = try commits.text(of: blob, path)
    let identity = FileIdentity.identity(path: path, text: text)
    let isByLine = byLine ?? identity.map(Self.isToldByLine) ?? true
    let content = Content(text, byLine: isByLine)
    var walk = Walk(parts: content.parts.count)
    walk.add(content.keys.enumerated().map { Claim(index: $0, key: $1) }, at: Place(position: start, path: path))
    while let (place, claims) = walk.next() { try pass(claims, at: place, isByLine, &walk) }
    let origin = walk.origin ?? start
    let parts = zip(content.parts, walk.found).map { part, position in
      BlamedObject.Part(
        subject: part.subject, value: part.value, version: graph.version(at: position ?? origin))
    }
    return BlamedObject(
      path: path, identity: identity, origin: graph.version(at: origin), parts: parts, isByLine: isByLine)
  }

  private static func isToldByLine(_ identity: ObjectIdentity) -> Bool {
    switch identity.kind {
    case .function, .procedure, .view, .materializedView, .aggregate: true
    default: false
    }
  }

  /// Hands claims to the parents that have the parts alike; the rest stays with the version.
  private func pass(_ claims: [Claim], at place: Place, _ isByLine: Bool, _ walk: inout Walk) throws {
    let version = graph.version(at: place.position)
    guard let blob = try files.blob(place.path, in: version.schemaTree) else { return }
    let parents = graph.parents(of: place.position)
    var sources: [(Place, blob: ObjectID)] = []
    for parent in parents {
      let tree = graph.version(at: parent).schemaTree
      guard let known = try files.blob(place.path, in: tree) else { continue }
      let source = Place(position: parent, path: place.path)
      // One parent that has all of it alike is enough.
      if known == blob { return walk.add(claims, at: source) }
      sources.append((source, known))
    }
    let renames =
      try version.change == nil || version.kind != .step
      ? RenamedParts() : RenamedParts(commits.readMigration(version.id)?.manifest.renames ?? [], at: place.path)
    if sources.isEmpty, let old = renames.oldPath {
      for parent in parents {
        guard let known = try files.blob(old, in: graph.version(at: parent).schemaTree) else { continue }
        sources.append((Place(position: parent, path: old), known))
      }
    }
    guard !sources.isEmpty else {
      walk.origin = min(walk.origin ?? place.position, place.position)
      return walk.keep(claims, place.position)
    }
    let own = Content(try commits.text(of: blob, place.path), byLine: isByLine)
    var rest = claims
    for (source, known) in sources where !rest.isEmpty {
      let old = Content(try commits.text(of: known, source.path), byLine: isByLine)
      let matches = own.matches(in: old, renames)
      walk.add(
        rest.compactMap { claim in matches[claim.key].map { Claim(index: claim.index, key: $0) } }, at: source)
      rest.removeAll { matches[$0.key] != nil }
    }
    walk.keep(rest, place.position)
    // The object itself is older than any of its parts that changed here.
    for (source, _) in sources { walk.add([], at: source) }
  }

  /// The parts of one text.
  private struct Content {
    let parts: [ObjectElement]
    let keys: [Key]
    private let isByLine: Bool

    init(_ text: String, byLine: Bool) {
      isByLine = byLine
      if byLine {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        parts = lines.enumerated().map { ObjectElement(subject: "\($0 + 1)", value: $1) }
        keys = parts.indices.map { .line($0) }
      } else {
        parts = ObjectElement.elements(of: text)
        keys = parts.map { .subject(Identifier($0.subject)) }
      }
    }

    /// As what an older text has the parts of this one.
    func matches(in old: Content, _ renames: RenamedParts) -> [Key: Key] {
      var found: [Key: Key] = [:]
      if isByLine {
        for pair in CommonLines.pairs(of: old.parts.map(\.value), parts.map(\.value)) {
          found[.line(pair.new)] = .line(pair.old)
        }
        return found
      }
      var values: [Identifier: [Identifier]] = [:]
      for part in old.parts {
        let part = renames.new(part)
        values[Identifier(part.subject), default: []].append(Identifier(part.value))
      }
      for part in parts {
        let subject = Identifier(part.subject)
        guard values[subject]?.contains(Identifier(part.value)) ?? false else { continue }
        found[.subject(subject)] = .subject(Identifier(renames.oldSubject(part.subject)))
      }
      return found
    }
  }

  /// The claims that are on their way, the newest version first.
  private struct Walk {
    var found: [Int?]
    var origin: Int?
    private var waiting: [Place: [Claim]] = [:]
    private var order: [Place] = []

    init(parts: Int) { found = Array(repeating: nil, count: parts) }

    mutating func add(_ claims: [Claim], at place: Place) {
      if waiting[place] == nil {
        let index = order.firstIndex { $0.position > place.position } ?? order.count
        order.insert(place, at: index)
      }
      waiting[place, default: []] += claims
    }

    mutating func next() -> (Place, [Claim])? {
      guard let place = order.popLast() else { return nil }
      return (place, waiting.removeValue(forKey: place) ?? [])
    }

    mutating func keep(_ claims: [Claim], _ position: Int) {
      for claim in claims where found[claim.index] == nil { found[claim.index] = position }
    }
  }
}
