/// A commit as a value.
package struct Commit: Sendable, Equatable {
  package var id: ObjectID
  package var tree: ObjectID
  package var parents: [ObjectID]
  package var author: Signature
  package var committer: Signature
  package var message: String

  package init(
    id: ObjectID, tree: ObjectID, parents: [ObjectID], author: Signature, committer: Signature, message: String
  ) {
    self.id = id
    self.tree = tree
    self.parents = parents
    self.author = author
    self.committer = committer
    self.message = message
  }
}

extension Commit {
  /// Returns the bytes Git stores for a commit with these values.
  static func encode(
    tree: ObjectID, parents: [ObjectID], author: Signature, committer: Signature, message: String
  ) throws(GitError) -> [UInt8] {
    guard !message.utf8.contains(0) else {
      throw GitError(.invalidObject, "a commit message cannot hold a NUL character")
    }
    var text = "tree \(tree.hex)\n"
    for parent in parents { text += "parent \(parent.hex)\n" }
    text += "author \(try author.headerText())\ncommitter \(try committer.headerText())\n\n"
    text += message
    return Array(text.utf8)
  }

  /// Reads what Git stores for a commit; headers that Confiture does not know, such as signatures, are passed over.
  init(id: ObjectID, bytes: [UInt8]) throws(GitError) {
    var headers = Headers(bytes)
    var tree: ObjectID?
    var parents: [ObjectID] = []
    var author: Signature?
    var committer: Signature?
    while let (key, value) = headers.next() {
      switch key {
      case "tree": tree = ObjectID(hex: value)
      case "parent":
        guard let parent = ObjectID(hex: value) else { throw .malformed(.commit, id) }
        parents.append(parent)
      case "author": author = Signature(headerText: value)
      case "committer": committer = Signature(headerText: value)
      default: break
      }
    }
    guard let tree, let author, let committer else { throw .malformed(.commit, id) }
    self.init(
      id: id, tree: tree, parents: parents, author: author, committer: committer, message: headers.body)
  }
}

/// Walks the header lines of a commit or a tag; continuation lines belong to the header before them.
struct Headers {
  private var rest: Substring.UTF8View

  init(_ bytes: [UInt8]) {
    rest = Substring(String(decoding: bytes, as: UTF8.self)).utf8
  }

  /// What follows the headers, once they have been walked.
  var body: String { String(Substring(rest)) }

  mutating func next() -> (key: String, value: Substring)? {
    let newline = UInt8(ascii: "\n")
    while let end = rest.firstIndex(of: newline) {
      let line = rest[..<end]
      rest = rest[rest.index(after: end)...]
      if line.isEmpty { return nil }
      guard line.first != UInt8(ascii: " "), let space = line.firstIndex(of: UInt8(ascii: " ")) else { continue }
      return (String(Substring(line[..<space])), Substring(line[line.index(after: space)...]))
    }
    return nil
  }
}
