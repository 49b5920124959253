internal import CLibgit2

extension ObjectKind {
  var code: git_object_t {
    switch self {
    case .commit: GIT_OBJECT_COMMIT
    case .tree: GIT_OBJECT_TREE
    case .blob: GIT_OBJECT_BLOB
    case .tag: GIT_OBJECT_TAG
    }
  }

  init?(code: git_object_t) {
    switch code {
    case GIT_OBJECT_COMMIT: self = .commit
    case GIT_OBJECT_TREE: self = .tree
    case GIT_OBJECT_BLOB: self = .blob
    case GIT_OBJECT_TAG: self = .tag
    default: return nil
    }
  }
}

extension ObjectID {
  init(_ raw: git_oid) {
    let bytes = unsafe withUnsafeBytes(of: raw) { unsafe Array($0) }
    guard let id = ObjectID(bytes: bytes) else { preconditionFailure("a git_oid has 20 bytes") }
    self = id
  }

  var raw: git_oid {
    var raw = git_oid()
    let bytes = bytes
    unsafe withUnsafeMutableBytes(of: &raw) { unsafe $0.copyBytes(from: bytes) }
    return raw
  }
}

extension RepositoryHandle {
  /// Returns kind and content, or `nil` when there is no such object.
  borrowing func read(_ id: ObjectID) throws(GitError) -> (kind: ObjectKind, bytes: [UInt8])? {
    var raw = id.raw
    return try unsafe withPointers { (_, database) throws(GitError) in
      var object: OpaquePointer?
      guard try gitFinds("git_odb_read", { unsafe git_odb_read(&object, database, &raw) }), let object = unsafe object
      else { return nil }
      defer { unsafe git_odb_object_free(object) }
      guard let kind = ObjectKind(code: unsafe git_odb_object_type(object)) else { throw .malformed(.blob, id) }
      let start = unsafe git_odb_object_data(object)
      let bytes = unsafe UnsafeRawBufferPointer(start: start, count: git_odb_object_size(object))
      return unsafe (kind, Array(bytes))
    }
  }

  borrowing func kind(of id: ObjectID) throws(GitError) -> ObjectKind? {
    var raw = id.raw
    return try unsafe withPointers { (_, database) throws(GitError) in
      var size = 0
      var type = GIT_OBJECT_INVALID
      guard
        try gitFinds("git_odb_read_header", { unsafe git_odb_read_header(&size, &type, database, &raw) })
      else { return nil }
      return ObjectKind(code: type)
    }
  }

  borrowing func contains(_ id: ObjectID) -> Bool {
    var raw = id.raw
    return unsafe withPointers { _, database in unsafe git_odb_exists(database, &raw) == 1 }
  }

  /// Like ``contains(_:)``, without looking whether another process has added packs: cheap for what is not there.
  borrowing func containsAsFarAsKnown(_ id: ObjectID) -> Bool {
    var raw = id.raw
    return unsafe withPointers { _, database in
      unsafe git_odb_exists_ext(database, &raw, GIT_ODB_LOOKUP_NO_REFRESH.rawValue) == 1
    }
  }

  borrowing func write(_ kind: ObjectKind, _ bytes: [UInt8]) throws(GitError) -> ObjectID {
    var raw = git_oid()
    try unsafe withPointers { (_, database) throws(GitError) in
      _ = try git("git_odb_write") {
        unsafe bytes.withUnsafeBytes { content in
          unsafe git_odb_write(&raw, database, content.baseAddress, content.count, kind.code)
        }
      }
    }
    return ObjectID(raw)
  }

  static func hash(_ kind: ObjectKind, _ bytes: [UInt8]) throws(GitError) -> ObjectID {
    var raw = git_oid()
    try git("git_odb_hash") {
      unsafe bytes.withUnsafeBytes { content in
        unsafe git_odb_hash(&raw, content.baseAddress, content.count, kind.code)
      }
    }
    return ObjectID(raw)
  }

  /// Lets objects that other processes wrote meanwhile be found.
  borrowing func refresh() throws(GitError) {
    try unsafe withPointers { (_, database) throws(GitError) in
      _ = try git("git_odb_refresh") { unsafe git_odb_refresh(database) }
    }
  }

  /// Returns all objects whose id starts with these digits.
  ///
  /// - Complexity: O(objects in the repository) when more than one fits, else one look-up.
  borrowing func objects(withPrefix digits: String) throws(GitError) -> [ObjectID] {
    let padded = digits + String(repeating: "0", count: max(0, 40 - digits.utf8.count))
    guard digits.utf8.count >= 4, let first = ObjectID(hex: padded) else { return [] }
    var raw = first.raw
    var found = git_oid()
    return try unsafe withPointers { (_, database) throws(GitError) in
      var isAmbiguous = false
      let exists = try gitFinds("git_odb_exists_prefix") {
        let result = unsafe git_odb_exists_prefix(&found, database, &raw, digits.utf8.count)
        isAmbiguous = result == GIT_EAMBIGUOUS.rawValue
        return isAmbiguous ? 0 : result
      }
      guard isAmbiguous else { return exists ? [ObjectID(found)] : [] }
      let search = PrefixSearch(digits.lowercased())
      _ = try git("git_odb_foreach") {
        // Safe because `search` outlives the call, and the callback only borrows it.
        withExtendedLifetime(search) {
          unsafe git_odb_foreach(
            database,
            { id, context in
              guard let id = unsafe id, let context = unsafe context else { return -1 }
              let search = unsafe Unmanaged<PrefixSearch>.fromOpaque(context).takeUnretainedValue()
              search.look(at: ObjectID(unsafe id.pointee))
              return 0
            }, Unmanaged.passUnretained(search).toOpaque())
        }
      }
      return search.found.sorted()
    }
  }
}

/// What the callback of a search fills.
private final class PrefixSearch {
  private let digits: String
  private(set) var found: Set<ObjectID> = []

  init(_ digits: String) { self.digits = digits }

  func look(at id: ObjectID) {
    if id.hex.hasPrefix(digits) { found.insert(id) }
  }
}
