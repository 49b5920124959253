internal import CLibgit2

/// Owns one `git_repository *` and its object database, `git_odb *`.
@safe struct RepositoryHandle: ~Copyable {
  private let repository: OpaquePointer
  private let database: OpaquePointer

  /// Opens the repository whose Git folder or work tree this is; does not look in the folders above.
  init(opening path: String) throws(GitError) {
    var repository: OpaquePointer?
    try git("git_repository_open") { unsafe git_repository_open(&repository, path) }
    try unsafe self.init(owning: repository)
  }

  /// Creates a repository with a work tree.
  init(creatingAt path: String) throws(GitError) {
    var repository: OpaquePointer?
    try git("git_repository_init") { unsafe git_repository_init(&repository, path, 0) }
    try unsafe self.init(owning: repository)
  }

  private init(owning repository: OpaquePointer?) throws(GitError) {
    guard let repository = unsafe repository else { throw GitError(.library, "no repository was opened") }
    var database: OpaquePointer?
    do throws(GitError) {
      try git("git_repository_odb") { unsafe git_repository_odb(&database, repository) }
    } catch {
      unsafe git_repository_free(repository)
      throw error
    }
    guard let database = unsafe database else {
      unsafe git_repository_free(repository)
      throw GitError(.library, "the repository has no object database")
    }
    unsafe self.repository = repository
    unsafe self.database = database
  }

  deinit {
    unsafe git_odb_free(database)
    unsafe git_repository_free(repository)
  }

  /// The Git folder of the repository that encloses a folder.
  static func discover(from path: String, ceilings: [String]) throws(GitError) -> String? {
    var buffer = unsafe git_buf()
    defer { unsafe git_buf_dispose(&buffer) }
    let limit = ceilings.joined(separator: ":")
    guard try gitFinds("git_repository_discover", { unsafe git_repository_discover(&buffer, path, 0, limit) }) else {
      return nil
    }
    return unsafe buffer.ptr.map { unsafe String(cString: $0) }
  }

  /// The Git folder, with a slash at its end.
  var gitDirectory: String { unsafe String(cString: git_repository_path(repository)) }

  /// The folder that all work trees of the repository share; ends with a slash.
  var commonDirectory: String { unsafe String(cString: git_repository_commondir(repository)) }

  /// The work tree, with a slash at its end; `nil` in a bare repository.
  var workTree: String? {
    unsafe git_repository_workdir(repository).map { unsafe String(cString: $0) }
  }

  /// Lends the pointers to one call; they must not leave it.
  borrowing func withPointers<R: ~Copyable, E: Error>(
    _ body: (_ repository: OpaquePointer, _ database: OpaquePointer) throws(E) -> R
  ) throws(E) -> R {
    try unsafe body(repository, database)
  }
}
