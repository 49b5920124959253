/// Compares two snapshots object by object.
package enum SnapshotDiff {
  /// The objects that differ, sorted by path.
  package static func changes(
    from old: [(path: String, text: String)], to new: [(path: String, text: String)]
  ) -> [ObjectChange] {
    pairs(old.map { ($0.path, ByteText($0.text)) }, new.map { ($0.path, ByteText($0.text)) }).map { pair in
      change(pair.path, pair.old?.text, pair.new?.text)
    }
  }

  /// The objects that differ, sorted by path.
  ///
  /// `text` reads a blob; it is asked only for those that are not the same in both snapshots.
  package static func changes<Blob: Hashable, Failure: Error>(
    from old: [(path: String, blob: Blob)], to new: [(path: String, blob: Blob)],
    text: (Blob) throws(Failure) -> String
  ) throws(Failure) -> [ObjectChange] {
    var changes: [ObjectChange] = []
    for pair in pairs(old.map { ($0.path, $0.blob) }, new.map { ($0.path, $0.blob) }) {
      var texts: (old: String?, new: String?)
      if let blob = pair.old { texts.old = try text(blob) }
      if let blob = pair.new { texts.new = try text(blob) }
      changes.append(change(pair.path, texts.old, texts.new))
    }
    return changes
  }

  private static func change(_ path: String, _ old: String?, _ new: String?) -> ObjectChange {
    let kind: ObjectChange.Kind =
      switch (old, new) {
      case (nil, _): .added
      case (_, nil): .removed
      case (let old?, let new?):
        ObjectFacts(old).differsInOrderOnly(from: ObjectFacts(new)) ? .columnOrderOnly : .modified
      }
    return ObjectChange(
      path: path, identity: FileIdentity.identity(path: path, text: new ?? old ?? ""), kind: kind, oldText: old,
      newText: new)
  }

  /// The paths at which the contents differ, with both contents.
  private static func pairs<Content: Equatable>(_ old: [(String, Content)], _ new: [(String, Content)])
    -> [(path: String, old: Content?, new: Content?)]
  {
    let (old, new) = (old.sorted { precedes($0.0, $1.0) }, new.sorted { precedes($0.0, $1.0) })
    var result: [(path: String, old: Content?, new: Content?)] = []
    var (left, right) = (0, 0)
    while left < old.count || right < new.count {
      if right == new.count || (left < old.count && precedes(old[left].0, new[right].0)) {
        result.append((old[left].0, old[left].1, nil))
        left += 1
      } else if left == old.count || precedes(new[right].0, old[left].0) {
        result.append((new[right].0, nil, new[right].1))
        right += 1
      } else {
        if old[left].1 != new[right].1 { result.append((old[left].0, old[left].1, new[right].1)) }
        left += 1
        right += 1
      }
    }
    return result
  }

  private static func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }
}

/// A text that is equal to another if its bytes are.
private struct ByteText: Equatable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (left: ByteText, right: ByteText) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }
}
