internal import CLibgit2

/// Owns one `git_reference *`.
@safe private struct ReferenceHandle: ~Copyable {
  private let raw: OpaquePointer

  init?(_ raw: OpaquePointer?) {
    guard let raw = unsafe raw else { return nil }
    unsafe self.raw = raw
  }

  deinit { unsafe git_reference_free(raw) }

  var name: String { unsafe String(cString: git_reference_name(raw)) }

  var target: ReferenceTarget? {
    if let id = unsafe git_reference_target(raw) { return .direct(ObjectID(unsafe id.pointee)) }
    return unsafe git_reference_symbolic_target(raw).map { unsafe .symbolic(String(cString: $0)) }
  }
}

/// Owns one `git_transaction *`: the locks of several references.
@safe private struct ReferenceTransaction: ~Copyable {
  private let raw: OpaquePointer

  init(in repository: OpaquePointer) throws(GitError) {
    var raw: OpaquePointer?
    try git("git_transaction_new") { unsafe git_transaction_new(&raw, repository) }
    guard let raw = unsafe raw else { throw GitError(.library, "no transaction was made") }
    unsafe self.raw = raw
  }

  deinit { unsafe git_transaction_free(raw) }

  borrowing func lock(_ name: String) throws(GitError) {
    try git("git_transaction_lock_ref") { unsafe git_transaction_lock_ref(raw, name) }
  }

  borrowing func set(_ name: String, to id: ObjectID, message: String?) throws(GitError) {
    var target = id.raw
    try git("git_transaction_set_target") { unsafe git_transaction_set_target(raw, name, &target, nil, message) }
  }

  borrowing func remove(_ name: String) throws(GitError) {
    try git("git_transaction_remove") { unsafe git_transaction_remove(raw, name) }
  }

  borrowing func commit() throws(GitError) {
    try git("git_transaction_commit") { unsafe git_transaction_commit(raw) }
  }
}

extension RepositoryHandle {
  borrowing func reference(_ name: String) throws(GitError) -> ReferenceTarget? {
    try unsafe withPointers { (repository, _) throws(GitError) in
      var raw: OpaquePointer?
      _ = try gitFinds("git_reference_lookup") { unsafe git_reference_lookup(&raw, repository, name) }
      guard let reference = unsafe ReferenceHandle(raw) else { return nil }
      return reference.target
    }
  }

  borrowing func resolveReference(_ name: String) throws(GitError) -> ObjectID? {
    var id = git_oid()
    let found = try unsafe withPointers { (repository, _) throws(GitError) in
      try gitFinds("git_reference_name_to_id") { unsafe git_reference_name_to_id(&id, repository, name) }
    }
    return found ? ObjectID(id) : nil
  }

  borrowing func references(prefix: String) throws(GitError) -> [(name: String, id: ObjectID)] {
    var names: [String] = []
    try unsafe withPointers { (repository, _) throws(GitError) in
      var iterator: OpaquePointer?
      try git("git_reference_iterator_glob_new") {
        unsafe git_reference_iterator_glob_new(&iterator, repository, prefix + "*")
      }
      defer { unsafe git_reference_iterator_free(iterator) }
      var isOver = false
      while !isOver {
        var name: UnsafePointer<CChar>?
        try git("git_reference_next_name") {
          let result = unsafe git_reference_next_name(&name, iterator)
          isOver = result == GIT_ITEROVER.rawValue
          return isOver ? 0 : result
        }
        if !isOver, let name = unsafe name { unsafe names.append(String(cString: name)) }
      }
      git_error_clear()
    }
    var references: [(name: String, id: ObjectID)] = []
    for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      if let id = try resolveReference(name) { references.append((name, id)) }
    }
    return references
  }

  borrowing func apply(_ updates: [ReferenceUpdate], message: String?) throws(GitError) {
    try unsafe withPointers { (repository, _) throws(GitError) in
      let transaction = try unsafe ReferenceTransaction(in: repository)
      for update in updates { try transaction.lock(update.name) }
      for update in updates {
        let current = try resolveReference(update.name)
        switch update.expecting {
        case .any: break
        case .absent: guard current == nil else { throw .changed(update.name) }
        case .exactly(let id): guard current == id else { throw .changed(update.name) }
        }
        if let target = update.target {
          guard contains(target) else { throw .notFound(target) }
          try transaction.set(update.name, to: target, message: message)
        } else if try reference(update.name) != nil {
          try transaction.remove(update.name)
        }
      }
      try transaction.commit()
    }
  }

  borrowing func setSymbolic(_ name: String, to target: String) throws(GitError) {
    try unsafe withPointers { (repository, _) throws(GitError) in
      var raw: OpaquePointer?
      try git("git_reference_symbolic_create") {
        unsafe git_reference_symbolic_create(&raw, repository, name, target, 1, nil)
      }
      _ = unsafe ReferenceHandle(raw)
    }
  }

  borrowing func configuration(_ key: String) throws(GitError) -> String? {
    try unsafe withPointers { (repository, _) throws(GitError) in
      var snapshot: OpaquePointer?
      try git("git_repository_config_snapshot") { unsafe git_repository_config_snapshot(&snapshot, repository) }
      defer { unsafe git_config_free(snapshot) }
      var value: UnsafePointer<CChar>?
      guard try gitFinds("git_config_get_string", { unsafe git_config_get_string(&value, snapshot, key) }) else {
        return nil
      }
      return unsafe value.map { unsafe String(cString: $0) }
    }
  }
}
