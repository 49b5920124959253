import Diagnostics

/// Reads YAML into nodes that know their line and column: one document, plain data only.
///
/// Scalars are understood as in YAML 1.2's core schema (``DocumentNode/json``). Anchors and aliases are resolved
/// within bounds, `<<` merges mappings, duplicate keys are errors, and so is every tag but `!!str`.
package struct YAMLReader: ~Copyable {
  private static let maximumDepth = 64
  /// Nodes of a document, counting each alias as all that it stands for.
  private static let maximumNodes = 200_000

  private var events: YAMLEventParser
  private var anchors: [String: Composed] = [:]
  private var nodeCount = 0

  /// A node with the size it has when its aliases are written out.
  fileprivate struct Composed {
    var node: DocumentNode
    var count: Int
    var depth: Int
  }

  /// Reads one document; an empty one is a null scalar.
  package static func parse(text: String, file: String?) throws(DocumentError) -> DocumentNode {
    try parse(source: SourceText(Array(text.utf8), file: file))
  }

  /// Reads one document from bytes that should be UTF-8.
  package static func parse(bytes: [UInt8], file: String?) throws(DocumentError) -> DocumentNode {
    try parse(source: SourceText(validating: bytes, file: file))
  }

  private static func parse(source: SourceText) throws(DocumentError) -> DocumentNode {
    var reader = YAMLReader(events: YAMLEventParser(source))
    return try reader.document(empty: DocumentNode(.scalar("", quoted: false), at: source.location(utf8Offset: 0)))
  }

  private init(events: consuming YAMLEventParser) { self.events = events }

  private mutating func document(empty: DocumentNode) throws(DocumentError) -> DocumentNode {
    var result: DocumentNode?
    while true {
      let event = try events.next()
      switch event.kind {
      case .streamEnd: return result ?? empty
      case .streamStart, .documentEnd: break
      case .documentStart where result == nil: result = try compose(try events.next(), depth: 0).node
      default:
        throw DocumentError(
          .syntax, "a second document begins here", at: event.location, hints: ["keep one document per file"])
      }
    }
  }

  private mutating func compose(_ event: YAMLEvent, depth: Int) throws(DocumentError) -> Composed {
    guard depth < Self.maximumDepth else { throw tooLarge("nested more than \(Self.maximumDepth) deep", at: event) }
    let isString = try isStringTag(event)
    var composed: Composed
    switch event.kind {
    case .alias(let name): return try resolve(name, at: event, depth: depth)
    case .scalar(let text, let plain):
      composed = Composed(
        node: DocumentNode(.scalar(text, quoted: !plain || isString), at: event.location), count: 1, depth: 1)
      try count(1, at: event)
    case .sequenceStart: composed = try sequence(event, depth: depth)
    case .mappingStart: composed = try mapping(event, depth: depth)
    default: preconditionFailure("libyaml's events are nested wrongly")
    }
    if let anchor = event.anchor { anchors[anchor] = composed }
    return composed
  }

  private mutating func sequence(_ start: YAMLEvent, depth: Int) throws(DocumentError) -> Composed {
    try count(1, at: start)
    var nodes: [DocumentNode] = []
    var total = Composed(node: DocumentNode(.sequence([]), at: start.location), count: 1, depth: 1)
    while true {
      let event = try events.next()
      if case .sequenceEnd = event.kind { break }
      let item = try compose(event, depth: depth + 1)
      nodes.append(item.node)
      total.add(item)
    }
    total.node.value = .sequence(nodes)
    return total
  }

  private mutating func mapping(_ start: YAMLEvent, depth: Int) throws(DocumentError) -> Composed {
    try count(1, at: start)
    var entries: [DocumentNode.Entry] = []
    var seen: Set<String> = []
    var merged: [DocumentNode] = []
    var total = Composed(node: DocumentNode(.mapping([]), at: start.location), count: 1, depth: 1)
    while true {
      let event = try events.next()
      if case .mappingEnd = event.kind { break }
      let key = try compose(event, depth: depth + 1)
      guard case .scalar(let name, let quoted) = key.node.value else {
        throw DocumentError(.syntax, "a key must be a plain word or a string", at: event.location)
      }
      guard seen.insert(name).inserted else {
        throw DocumentError(.duplicateKey, "the key '\(name)' is given twice", at: event.location)
      }
      let value = try compose(try events.next(), depth: depth + 1)
      total.add(key)
      total.add(value)
      if name == "<<", !quoted { merged.append(value.node) } else { entries.append((key.node, value.node)) }
    }
    for node in merged { try merge(node, into: &entries, seen: &seen) }
    total.node.value = .mapping(entries)
    return total
  }

  /// Adds the entries of a `<<` that the mapping does not have itself.
  private func merge(
    _ node: DocumentNode, into entries: inout [DocumentNode.Entry], seen: inout Set<String>
  ) throws(DocumentError) {
    switch node.value {
    case .mapping(let inherited):
      for entry in inherited where seen.insert(entry.key.scalarText ?? "").inserted { entries.append(entry) }
    case .sequence(let nodes):
      for item in nodes {
        guard case .mapping = item.value else { throw notMergeable(item) }
        try merge(item, into: &entries, seen: &seen)
      }
    case .scalar: throw notMergeable(node)
    }
  }

  private func notMergeable(_ node: DocumentNode) -> DocumentError {
    DocumentError(.syntax, "'<<' takes a mapping or a list of mappings", at: node.location)
  }

  private mutating func resolve(_ name: String, at event: YAMLEvent, depth: Int) throws(DocumentError) -> Composed {
    guard let composed = anchors[name] else {
      let closest = Suggestions.closest(to: name, among: anchors.keys)
      throw DocumentError(
        .syntax, "no anchor '&\(name)' stands before '*\(name)'", at: event.location,
        hints: closest.map { "did you mean '*\($0)'?" })
    }
    guard depth + composed.depth <= Self.maximumDepth else {
      throw tooLarge("nested more than \(Self.maximumDepth) deep", at: event)
    }
    try count(composed.count, at: event)
    return composed
  }

  private mutating func count(_ nodes: Int, at event: YAMLEvent) throws(DocumentError) {
    nodeCount += nodes
    guard nodeCount <= Self.maximumNodes else {
      throw tooLarge("larger than \(Self.maximumNodes) values, its aliases written out", at: event)
    }
  }

  private func tooLarge(_ what: String, at event: YAMLEvent) -> DocumentError {
    DocumentError(.limitExceeded, "the document is \(what)", at: event.location)
  }

  /// True for a tag that makes a scalar a string, whatever it looks like.
  private func isStringTag(_ event: YAMLEvent) throws(DocumentError) -> Bool {
    guard let tag = event.tag else { return false }
    if tag == "!" || tag == "tag:yaml.org,2002:str", case .scalar = event.kind { return true }
    throw DocumentError(.syntax, "the tag '\(tag)' is not understood", at: event.location, hints: ["leave it out"])
  }
}

extension YAMLReader.Composed {
  /// Counts a part as well.
  fileprivate mutating func add(_ part: Self) {
    count += part.count
    depth = max(depth, part.depth + 1)
  }
}
